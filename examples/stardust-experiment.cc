/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The general program: any task, data, graph and set of parts by option, one or
// more runs with consecutive RngRun in one trace. --help lists the options.

#include "experiment-byzantine.h"
#include "experiment-data.h"
#include "experiment-energy.h"
#include "experiment-limits.h"
#include "experiment-networks.h"
#include "experiment-options.h"
#include "experiment-recording.h"
#include "experiment-server.h"

#include "ns3/core-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

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
        {"transport",
         [&] {
             if (e.transport != "auto")
             {
                 helper.SetTransport(e.transport);
             }
         }},
        {"updateRate", [&] { helper.SetAttribute("UpdateTime", Exponential(e.updateRate)); }},
        {"updateShift",
         [&] { helper.SetAttribute("UpdateShift", TimeValue(Seconds(e.updateShift))); }},
        {"localSteps", [&] { helper.SetAttribute("LocalSteps", UintegerValue(e.localSteps)); }},
        {"localEpochs", [&] { helper.SetAttribute("LocalEpochs", UintegerValue(e.localEpochs)); }},
        {"trainOn",
         [&] {
             helper.SetAttribute("TrainOn",
                                 StringValue(e.trainOn == "receive" ? "Receive" : "Clock"));
         }},
        {"rejoin",
         [&] {
             const std::map<std::string, std::string> rules{{"keep", "Keep"},
                                                            {"reset", "Reset"},
                                                            {"ask", "Ask"}};
             helper.SetAttribute("Rejoin", StringValue(rules.at(e.rejoin)));
         }},
        {"threads", [&] { helper.SetGroupAttribute("Threads", UintegerValue(e.threads)); }},
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
    if (!e.deviceSpeed.empty())
    {
        helper.SetDeviceSpeeds(MakeDeviceSpeeds(e.deviceSpeed, e.learners));
    }
    if (options.IsGiven("gossipRate") || options.IsGiven("gossipScaling"))
    {
        helper.SetAttribute("GossipInterval", Exponential(GetGossipRate(e)));
    }
    if (e.task != "none")
    {
        helper.SetObjective(GetObjective(e));
    }
    if (options.IsGiven("l2"))
    {
        helper.SetObjectiveAttribute("L2", DoubleValue(e.l2));
    }
    if (options.IsGiven("kernel"))
    {
        const EnumValue level(ParseKernelLevel(e.kernel));
        helper.SetObjectiveAttribute("Kernel", level);
    }
    if (!e.initialModel.empty())
    {
        helper.SetInitialParameters(e.initialModel);
    }
    helper.SetIndependentInitialization(e.initialisation == "independent");
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

/// What is random is another each run: none may turn out to be unfit after others have run.
void
CheckRuns(const Experiment& e)
{
    const uint64_t first = RngSeedManager::GetRun();
    for (uint32_t r = 0; r < e.runs; ++r)
    {
        RngSeedManager::SetRun(first + r);
        CheckDraws(e);
    }
    RngSeedManager::SetRun(first);
}

/// Nodes on the network asked for, and learners told of it.
LearnerNetwork
MakeNetwork(const Experiment& e, const CommunicationGraph& graph, LearnerHelper& learner)
{
    NodeContainer nodes;
    nodes.Create(e.learners);
    if (e.network == "direct")
    {
        DirectNetworkHelper network;
        network.SetDelay(e.delay);
        network.SetErrorRate(e.errorRate);
        network.SetOccupying(e.occupying);
        if (e.channel != "none")
        {
            network.SetChannel(e.channel);
            DirectNetworkHelper::Place(nodes, e.area);
        }
        network.Install(learner);
        LearnerNetwork bare;
        bare.nodes = nodes;
        return bare;
    }
    const LearnerNetwork network = InstallNetwork(e, nodes, graph);
    learner.SetReadyTime(network.ready);
    return network;
}

/// What was dealt to the devices.
struct Deal
{
    Ptr<const LabeledDataset> test; //!< samples held out; null if nothing is learned
    std::vector<double> links;      //!< chances of links to a server; may be none
};

/// Training data to the learners, test data to the recorder, or neither.
Deal
DealData(const Experiment& e,
         const ExperimentData& loaded,
         bool last,
         LearnerHelper& learner,
         RecordHelper& record)
{
    if (!loaded.train)
    {
        learner.SetTimelinessOnly();
        record.SetSampleInterval(Seconds(e.evaluateEvery));
        return {nullptr, MakeLinkProbabilities(e, nullptr, {})};
    }
    const auto seed = GetPartitionSeed(e);
    // The same samples for each device in every run need the same ones held out.
    const SeedScope scope(seed);
    const ExperimentData data = PrepareData(e, loaded, last);
    DataShares shares = DealToOthers(e.learners, GetIdleServer(e), [&](uint32_t devices) {
        return MakePartition(e.partition, *data.train, devices, STREAMS_PARTITION, e.minSamples);
    });
    GatherShares(*data.train, shares);
    auto links = MakeLinkProbabilities(e, data.train, shares);
    learner.SetData(data.train, std::move(shares));
    record.SetPartition(e.partition, seed);
    record.SetEvaluation(data.test, Seconds(e.evaluateEvery));
    return {data.test, std::move(links)};
}

/// How fast rounds on the graph bring models together.
void
PrintSpectralGap(const CommunicationGraph& graph)
{
    const double gap = ComputeSpectralGap(MakeMixingMatrix(graph, MIXING_METROPOLIS));
    std::cout << "  gap        ";
    if (std::isnan(gap))
    {
        std::cout << "not found: of more than " << LARGEST_DENSE_MATRIX << " devices it takes a build with "
                  << "Spectra (libspectra-dev)" << std::endl;
        return;
    }
    std::cout << gap << " spectral gap of Metropolis weights" << std::endl;
}

/// One run; everything it makes is gone afterwards.
void
MakeRun(const Experiment& e,
        const ScriptOptions& options,
        const ExperimentData& loaded,
        bool last,
        RecordHelper& record)
{
    LearnerHelper learner;
    const Deal dealt = DealData(e, loaded, last, learner, record);
    const auto graph = MakeStartGraph(e, e.allowDisconnected);
    learner.SetGraph(graph);
    learner.SetGraphSequence(e.graphChanges ? e.graph : "", Seconds(e.graphEvery), e.directed);
    learner.SetRange(GetRange(e).value_or(0), Seconds(e.graphEvery));
    const LearnerNetwork network = MakeNetwork(e, *graph, learner);
    Configure(learner, e, options);
    ConfigureByzantine(e, learner);
    learner.Install(network.nodes);
    if (!dealt.links.empty())
    {
        SetLinkProbabilities(*learner.GetGroup(), dealt.links);
    }

    MakeChurn(e).Install(learner.GetGroup(), network.others);
    record.SetStations(network.others);
    InstallEnergy(e, options, learner.GetGroup());

    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());
    const auto recordFlows = WatchFlows(e, learner.GetGroup());
    auto reporter = CreateObject<ProgressReporter>();
    // The duration is that of learning; a network's start comes before.
    const Time end = network.ready + Seconds(e.duration);
    reporter->Start(end,
                    recorder->GetEvaluator(),
                    ParseProgressMode(e.progress),
                    std::cerr);
    Simulator::Stop(end);
    Simulator::Run();
    reporter->Finish();

    recorder->StopRecording();
    recordFlows(recorder);
    if (e.baselines)
    {
        const LearnerBaselines baselines = learner.TrainBaselines(dealt.test);
        recorder->SetBaselines(baselines.alone, baselines.pooled);
    }
    const RunSummary summary = recorder->Finish();
    PrintRunSummary(summary, std::cout);
    PrintServer(e, dealt.links, std::cout);
    PrintByzantine(e, *learner.GetGroup(), dealt.test, std::cout);
    if (e.spectralGap)
    {
        PrintSpectralGap(*graph);
    }
    if (e.digest)
    {
        PrintDigests(summary, std::cout);
    }
    Simulator::Destroy();
}

int
RunExperiment(int argc, char* argv[])
{
    // Until the resolution is set ns-3 keeps a list of all Time values.
    Time::SetResolution(Time::NS);
    Experiment e;
    ScriptOptions options("Decentralized learning by gossip over a simulated network.");
    AddOptions(options, e);
    options.Parse(argc, argv);
    if (!options.IsGiven("learners") && e.graph.rfind("file:", 0) == 0)
    {
        e.learners = 0;
        e.learners = MakeStartGraph(e, true)->GetN();
    }
    CheckOptions(e, options);
    ExperimentData data;
    if (!options.IsGiven("learners") && e.graph.rfind("file:", 0) != 0 && !e.groupColumn.empty() &&
        e.partition == "natural")
    {
        data = LoadData(e);
        e.learners = CountGroups(*data.train) + (GetIdleServer(e) ? 1 : 0);
        CheckDevices(e);
    }
    CheckLearners(e);
    CheckLimits(e, options);
    CheckRuns(e);

    RecordHelper record;
    record.SetTrace(e.trace);
    record.SetDetail(ParseTraceDetail(e.traceDetail));
    record.SetName(e.name);
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetWarmUp(Seconds(e.warmUp));
    record.SetDigest(e.digest, Seconds(e.digestEvery));
    ConfigureRecording(e, options, record);
    ConfigureUsage(e, record);
    for (uint32_t r = 0; r < e.runs; ++r)
    {
        // Samples that are drawn are others in each run, files are read once.
        if (e.task != "none" && (!data.train || IsDrawn(e)))
        {
            data = LoadData(e);
        }
        MakeRun(e, options, data, IsDrawn(e) || r + 1 == e.runs, record);
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
