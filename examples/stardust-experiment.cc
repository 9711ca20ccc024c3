/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The general program: any task, data, graph and set of parts by option, one or
// more runs with consecutive RngRun in one trace. --help lists the options.

#include "ns3/core-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <limits>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

constexpr double ABOVE_ZERO = std::numeric_limits<double>::min();
/// Waits of a simulation in nanoseconds, 1/s.
constexpr double LEAST_RATE = 1e-9;
constexpr double MOST_RATE = 1e6;

/// What the user asks for.
struct Experiment
{
    std::string network{"wifi-adhoc"};
    uint32_t learners{20};
    std::string graph{"complete"};
    bool directed{false};
    bool allowDisconnected{false};
    std::string task{"softmax"};
    std::string data{"synthetic"};
    uint32_t features{64};
    uint32_t classes{10};
    uint32_t samplesPerLearner{100};
    double testFraction{0.2};
    std::string partition{"iid"};
    std::string optimizer{"ns3::stardust::SgdOptimizer"};
    std::string mixer{"ns3::stardust::PairwiseAverageMixer"};
    std::string peers{"ns3::stardust::UniformPeerSelector"};
    std::string codec{"ns3::stardust::Float32Codec"};
    std::string transport{"ns3::stardust::UdpTransport"};
    std::string payload{"virtual"};
    double updateRate{1};
    double updateShift{0};
    double gossipRate{1};
    uint32_t localSteps{4};
    uint32_t batch{32};
    double stepSize{0.1};
    double area{50};
    std::string wifiMode{"HtMcs3"};
    double duration{60};
    double evaluateEvery{10};
    double warmUp{-1};
    std::string trace;
    std::string traceDetail{"all"};
    std::string name{"experiment"};
    bool baselines{true};
    bool digest{false};
    std::string progress{"auto"};
    uint32_t runs{1};
};

void
AddOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("network", "The network: wifi-adhoc", e.network);
    options.Add("learners", "Number of devices; a graph file may give it", e.learners, 1);
    options.Add("graph", "complete, ring, random-regular:K or file:PATH (GraphML)", e.graph);
    options.Add("directed", "Links of a graph file hold from source to target only", e.directed);
    options.Add("allowDisconnected",
                "Run although some devices cannot reach others",
                e.allowDisconnected);
    options.Add("task", "What is learned: softmax", e.task);
    options.Add("data", "synthetic or idx:IMAGES,LABELS (plain or gzip)", e.data);
    options.Add("features", "Values in a synthetic sample", e.features, 1, 1000000);
    options.Add("classes", "Classes of the synthetic task", e.classes, 2, 10000);
    options.Add("samplesPerLearner",
                "Synthetic samples, training and test, divided by the learners",
                e.samplesPerLearner,
                1,
                100000000);
    options.Add("testFraction", "Share of the samples held out for testing", e.testFraction, 0, 1);
    options.Add("partition", "Who gets which samples: iid, dirichlet:ALPHA, shards:K", e.partition);
    options.Add("optimizer", "Factory string of the optimizer", e.optimizer);
    options.Add("mixer", "Factory string of the mixer", e.mixer);
    options.Add("peers", "Factory string of the peer selector", e.peers);
    options.Add("codec", "Factory string of the codec", e.codec);
    options.Add("transport", "Factory string of the transport", e.transport);
    options.Add("payload",
                "virtual: models travel beside packets of their size; bytes: in them",
                e.payload);
    options.Add("updateRate",
                "1 / mean of the exponential part of an update's duration, 1/s",
                e.updateRate,
                LEAST_RATE,
                MOST_RATE);
    options.Add("updateShift", "Constant part of an update's duration, s", e.updateShift, 0, 1e9);
    options.Add("gossipRate", "Messages a second of each device", e.gossipRate, LEAST_RATE, MOST_RATE);
    options.Add("localSteps", "Optimizer steps in an update", e.localSteps, 1, 1000000);
    options.Add("batch", "Samples in a step", e.batch, 1);
    options.Add("stepSize",
                "StepSize of the optimizer, over what its factory string says",
                e.stepSize,
                ABOVE_ZERO);
    options.Add("area", "Side of the square in which devices stand, m", e.area, ABOVE_ZERO);
    options.Add("wifiMode", "WifiMode of data packets", e.wifiMode);
    options.Add("duration", "Simulated time, s", e.duration, ABOVE_ZERO, 1e9);
    options.Add("evaluateEvery",
                "Simulated time between evaluations, s; 0: only at the end",
                e.evaluateEvery,
                0,
                1e9);
    options.Add("warmUp",
                "Staleness is averaged from this time on, s; -1: a tenth of the duration",
                e.warmUp,
                -1,
                1e9);
    options.Add("trace", "SQLite file to append the runs to; empty: none", e.trace);
    options.Add("traceDetail", "all, messages (no updates) or summary (neither)", e.traceDetail);
    options.Add("name", "What the runs are called in the trace", e.name);
    options.Add("baselines",
                "Also train alone and in one place, for comparison",
                e.baselines);
    options.Add("digest", "Print the digest of each run", e.digest);
    options.Add("progress", "auto (a bar on a terminal, else lines), on or off", e.progress);
    options.Add("runs", "Runs to make: RngRun, RngRun+1, ...", e.runs, 1, 1000000);
}

void
Expect(const std::string& option, const std::string& value, const std::vector<std::string>& known)
{
    if (std::find(known.begin(), known.end(), value) == known.end())
    {
        std::string list;
        for (const auto& word : known)
        {
            list += (list.empty() ? "" : ", ") + word;
        }
        throw InputError("--" + option + "=" + value + ": unknown " + option + "; expected " + list);
    }
}

/// Everything that can be wrong without reading a file.
void
CheckOptions(Experiment& e)
{
    Expect("network", e.network, {"wifi-adhoc"});
    Expect("task", e.task, {"softmax"});
    Expect("payload", e.payload, {"virtual", "bytes"});
    ParseTraceDetail(e.traceDetail);
    ParseProgressMode(e.progress);
    if (e.warmUp < 0 && e.warmUp != -1)
    {
        throw InputError("--warmUp=" + FormatNumber(e.warmUp) + ": expected 0 or more, or -1");
    }
    e.warmUp = e.warmUp < 0 ? e.duration / 10 : e.warmUp;
    if (e.warmUp >= e.duration)
    {
        throw InputError("--warmUp=" + FormatNumber(e.warmUp) +
                         ": expected less than --duration=" + FormatNumber(e.duration));
    }
    WifiAdhocNetworkHelper().SetDataMode(e.wifiMode);
    if (uint64_t(e.learners) * e.samplesPerLearner > UINT32_MAX)
    {
        throw InputError("--samplesPerLearner=" + std::to_string(e.samplesPerLearner) +
                         ": more than 2^32 samples for --learners=" + std::to_string(e.learners));
    }
}

Ptr<LabeledDataset>
LoadData(const Experiment& e)
{
    if (e.data == "synthetic")
    {
        GaussianTask task;
        task.samples = e.learners * e.samplesPerLearner;
        task.features = e.features;
        task.classes = e.classes;
        return MakeGaussianTask(task, STREAMS_DATA);
    }
    const auto comma = e.data.find(',');
    if (e.data.rfind("idx:", 0) == 0 && comma != std::string::npos)
    {
        return ReadIdx(e.data.substr(4, comma - 4), e.data.substr(comma + 1));
    }
    throw InputError("--data=" + e.data + ": unknown data; expected synthetic or idx:IMAGES,LABELS");
}

StringValue
Exponential(double rate)
{
    return StringValue("ns3::ExponentialRandomVariable[Mean=" + FormatNumber(1 / rate) + "]");
}

/// Only what the user has given is set: attribute defaults are options too.
void
Configure(LearnerHelper& helper, const Experiment& e, const ScriptOptions& options)
{
    const std::vector<std::pair<std::string, std::function<void()>>> setters{
        {"optimizer", [&] { helper.SetOptimizer(e.optimizer); }},
        {"stepSize", [&] { helper.SetOptimizerAttribute("StepSize", DoubleValue(e.stepSize)); }},
        {"mixer", [&] { helper.SetMixer(e.mixer); }},
        {"peers", [&] { helper.SetPeerSelector(e.peers); }},
        {"codec", [&] { helper.SetCodec(e.codec); }},
        {"transport", [&] { helper.SetTransport(e.transport); }},
        {"updateRate", [&] { helper.SetAttribute("UpdateTime", Exponential(e.updateRate)); }},
        {"updateShift",
         [&] { helper.SetAttribute("UpdateShift", TimeValue(Seconds(e.updateShift))); }},
        {"gossipRate", [&] { helper.SetAttribute("GossipInterval", Exponential(e.gossipRate)); }},
        {"localSteps", [&] { helper.SetAttribute("LocalSteps", UintegerValue(e.localSteps)); }},
        {"batch", [&] { helper.SetAttribute("BatchSize", UintegerValue(e.batch)); }},
        {"payload", [&] {
             helper.SetGroupAttribute("Payload",
                                      StringValue(e.payload == "bytes" ? "Bytes" : "Virtual"));
         }}};
    for (const auto& [name, set] : setters)
    {
        if (options.IsGiven(name))
        {
            set();
        }
    }
}

/// Random graphs are another one each run: none may turn out to be unfit after others have run.
void
CheckGraphs(const Experiment& e)
{
    const uint64_t first = RngSeedManager::GetRun();
    for (uint32_t r = 0; r < e.runs; ++r)
    {
        RngSeedManager::SetRun(first + r);
        MakeGraph(e.graph, e.learners, {e.directed, e.allowDisconnected}, STREAMS_GRAPH);
    }
    RngSeedManager::SetRun(first);
}

/// One run; everything it makes is gone afterwards.
void
MakeRun(const Experiment& e,
        const ScriptOptions& options,
        Ptr<const LabeledDataset> all,
        RecordHelper& record)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    const DatasetSplit data = SplitDataset(all, e.testFraction, random);
    const GraphOptions graphOptions{e.directed, e.allowDisconnected};

    LearnerHelper learner;
    Configure(learner, e, options);
    learner.SetGraph(MakeGraph(e.graph, e.learners, graphOptions, STREAMS_GRAPH));
    learner.SetData(data.train,
                    MakePartition(e.partition, *data.train, e.learners, STREAMS_PARTITION));

    NodeContainer nodes;
    nodes.Create(e.learners);
    WifiAdhocNetworkHelper network;
    network.SetArea(e.area);
    network.SetDataMode(e.wifiMode);
    network.Install(nodes);
    learner.Install(nodes);

    record.SetEvaluation(data.test, Seconds(e.evaluateEvery));
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());
    auto reporter = CreateObject<ProgressReporter>();
    reporter->Start(Seconds(e.duration),
                    recorder->GetEvaluator(),
                    ParseProgressMode(e.progress),
                    std::cerr);
    Simulator::Stop(Seconds(e.duration));
    Simulator::Run();
    reporter->Finish();

    recorder->StopRecording();
    if (e.baselines)
    {
        const LearnerBaselines baselines = learner.TrainBaselines(data.test);
        recorder->SetBaselines(baselines.aloneAccuracy, baselines.pooledAccuracy);
    }
    const RunSummary summary = recorder->Finish();
    PrintRunSummary(summary, std::cout);
    if (e.digest)
    {
        std::cout << "  digest     " << summary.result.digest << std::endl;
    }
    Simulator::Destroy();
}

int
RunExperiment(int argc, char* argv[])
{
    Experiment e;
    ScriptOptions options("Decentralized learning by gossip over a simulated network.");
    AddOptions(options, e);
    options.Parse(argc, argv);
    CheckOptions(e);
    if (!options.IsGiven("learners") && e.graph.rfind("file:", 0) == 0)
    {
        e.learners = MakeGraph(e.graph, 0, {e.directed, true}, STREAMS_GRAPH)->GetN();
    }
    CheckGraphs(e);

    RecordHelper record;
    record.SetTrace(e.trace);
    record.SetDetail(ParseTraceDetail(e.traceDetail));
    record.SetName(e.name);
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetWarmUp(Seconds(e.warmUp));
    const bool synthetic = e.data == "synthetic";
    Ptr<const LabeledDataset> data;
    for (uint32_t r = 0; r < e.runs; ++r)
    {
        // Synthetic samples are drawn anew for each run, files are read once.
        if (!data || synthetic)
        {
            data = LoadData(e);
        }
        MakeRun(e, options, data, record);
        RngSeedManager::SetRun(RngSeedManager::GetRun() + 1);
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunExperiment);
}
