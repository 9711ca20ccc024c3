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
#include <cmath>
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
    std::string network{"direct"};
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
    std::string gossipScaling{"constant"};
    std::string delay{"0"};
    double errorRate{0};
    bool occupying{false};
    std::string trackedSources{"auto"};
    std::string source{"none"};
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
    options.Add("network", "direct (no network stack) or wifi-adhoc", e.network);
    options.Add("learners", "Number of devices; a graph file may give it", e.learners, 1);
    options.Add("graph", "complete, ring, random-regular:K or file:PATH (GraphML)", e.graph);
    options.Add("directed", "Links of a graph file hold from source to target only", e.directed);
    options.Add("allowDisconnected",
                "Run although some devices cannot reach others",
                e.allowDisconnected);
    options.Add("task", "What is learned: softmax, or none: timeliness alone", e.task);
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
    options.Add("gossipScaling",
                "gossipRate as it is (constant), times ln n (log) or times n (linear)",
                e.gossipScaling);
    options.Add("delay",
                "Direct network: time to deliver, s, or factory string of a random variable",
                e.delay);
    options.Add("errorRate", "Direct network: share of the messages lost", e.errorRate, 0, 1);
    options.Add("occupying",
                "Direct network: a sender waits until its message is through",
                e.occupying);
    options.Add("trackedSources",
                "Sources whose versions are followed: all, or so many at random; auto: all up to "
                "10 000 devices, else 64",
                e.trackedSources);
    options.Add("source", "Learner whose version age is of interest, or none", e.source);
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

/// Options that only make sense if something is learned.
const std::vector<std::string> LEARNING_OPTIONS{"data",
                                                "features",
                                                "classes",
                                                "samplesPerLearner",
                                                "testFraction",
                                                "partition",
                                                "optimizer",
                                                "localSteps",
                                                "batch",
                                                "stepSize",
                                                "baselines"};

/// Refuse options that would be given in vain.
void
CheckScope(const ScriptOptions& options,
           const std::string& choice,
           const std::string& chosen,
           const std::string& needed,
           const std::vector<std::string>& names)
{
    for (const auto& name : names)
    {
        if (chosen != needed && options.IsGiven(name))
        {
            throw InputError("--" + name + ": only for --" + choice + "=" + needed + ", not for --" +
                             choice + "=" + chosen);
        }
    }
}

/// Everything that can be wrong without reading a file.
void
CheckOptions(Experiment& e, const ScriptOptions& options)
{
    Expect("network", e.network, {"direct", "wifi-adhoc"});
    Expect("task", e.task, {"none", "softmax"});
    Expect("gossipScaling", e.gossipScaling, {"constant", "log", "linear"});
    CheckScope(options, "network", e.network, "wifi-adhoc", {"area", "wifiMode"});
    CheckScope(options, "network", e.network, "direct", {"delay", "errorRate", "occupying"});
    if (e.task == "none")
    {
        CheckScope(options, "task", e.task, "softmax", LEARNING_OPTIONS);
        e.baselines = false;
    }
    if (e.trackedSources != "auto" && e.trackedSources != "all")
    {
        ParseWhole(e.trackedSources, 1, e.learners, "--trackedSources=" + e.trackedSources);
    }
    if (e.source != "none")
    {
        ParseWhole(e.source, 0, e.learners - 1, "--source=" + e.source);
    }
    DirectNetworkHelper().SetDelay(e.delay);
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

/// Messages a second of each device.
double
GetGossipRate(const Experiment& e)
{
    const double n = e.learners;
    const double factor =
        e.gossipScaling == "log" ? std::log(n) : (e.gossipScaling == "linear" ? n : 1);
    return e.gossipRate * factor;
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
    helper.SetAttribute("GossipInterval", Exponential(GetGossipRate(e)));
    if (e.trackedSources != "auto")
    {
        const bool all = e.trackedSources == "all";
        helper.SetGroupAttribute("Tracked",
                                 UintegerValue(all ? e.learners : std::stoul(e.trackedSources)));
    }
    if (e.source != "none")
    {
        helper.SetGroupAttribute("Source", IntegerValue(std::stol(e.source)));
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

/// Nodes on the network asked for, and learners told of it.
NodeContainer
MakeNetwork(const Experiment& e, LearnerHelper& learner)
{
    NodeContainer nodes;
    nodes.Create(e.learners);
    if (e.network == "direct")
    {
        DirectNetworkHelper network;
        network.SetDelay(e.delay);
        network.SetErrorRate(e.errorRate);
        network.SetOccupying(e.occupying);
        network.Install(learner);
    }
    else
    {
        WifiAdhocNetworkHelper network;
        network.SetArea(e.area);
        network.SetDataMode(e.wifiMode);
        network.Install(nodes);
    }
    return nodes;
}

/// Training data to the learners, test data to the recorder; or neither.
DatasetSplit
DealData(const Experiment& e,
         Ptr<const LabeledDataset> all,
         LearnerHelper& learner,
         RecordHelper& record)
{
    if (!all)
    {
        learner.SetTimelinessOnly();
        record.SetSampleInterval(Seconds(e.evaluateEvery));
        return {};
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    const DatasetSplit data = SplitDataset(all, e.testFraction, random);
    learner.SetData(data.train,
                    MakePartition(e.partition, *data.train, e.learners, STREAMS_PARTITION));
    record.SetEvaluation(data.test, Seconds(e.evaluateEvery));
    return data;
}

/// One run; everything it makes is gone afterwards.
void
MakeRun(const Experiment& e,
        const ScriptOptions& options,
        Ptr<const LabeledDataset> all,
        RecordHelper& record)
{
    LearnerHelper learner;
    const DatasetSplit data = DealData(e, all, learner, record);
    const GraphOptions graphOptions{e.directed, e.allowDisconnected};
    learner.SetGraph(MakeGraph(e.graph, e.learners, graphOptions, STREAMS_GRAPH));
    const NodeContainer nodes = MakeNetwork(e, learner);
    Configure(learner, e, options);
    learner.Install(nodes);

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
    if (!options.IsGiven("learners") && e.graph.rfind("file:", 0) == 0)
    {
        e.learners = MakeGraph(e.graph, 0, {e.directed, true}, STREAMS_GRAPH)->GetN();
    }
    CheckOptions(e, options);
    CheckGraphs(e);

    RecordHelper record;
    record.SetTrace(e.trace);
    record.SetDetail(ParseTraceDetail(e.traceDetail));
    record.SetName(e.name);
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetWarmUp(Seconds(e.warmUp));
    record.SetDigest(e.digest);
    const bool synthetic = e.data == "synthetic";
    Ptr<const LabeledDataset> data;
    for (uint32_t r = 0; r < e.runs; ++r)
    {
        // Synthetic samples are drawn anew for each run, files are read once.
        if (e.task != "none" && (!data || synthetic))
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
