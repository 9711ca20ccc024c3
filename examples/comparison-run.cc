/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-run.h"

#include "ns3/device-usage-monitor.h"
#include "ns3/digit-task.h"
#include "ns3/double.h"
#include "ns3/graph-generator.h"
#include "ns3/learner-energy-helper.h"
#include "ns3/learner-helper.h"
#include "ns3/model-evaluator.h"
#include "ns3/number-parser.h"
#include "ns3/simulator.h"
#include "ns3/stream-plan.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

constexpr double TEST_FRACTION = 0.2;

/// The samples of a run and who holds which.
struct ComparisonData
{
    DatasetSplit split;
    DataShares shares;
};

ComparisonData
MakeData(const ComparisonScenario& s)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    const auto samples = MakeDigitTask({s.learners * s.samplesPerLearner, s.difficulty}, STREAMS_DATA);
    ComparisonData data;
    data.split = SplitDataset(samples, TEST_FRACTION, random);
    data.shares = MakePartition(s.partition, *data.split.train, s.learners, STREAMS_PARTITION);
    return data;
}

Ptr<CommunicationGraph>
MakeLinks(const ComparisonScenario& s, const ComparedAlgorithm& algorithm)
{
    const std::string& graph = algorithm.graph.empty() ? s.graph : algorithm.graph;
    return MakeGraph(graph, s.learners, GraphOptions(), STREAMS_GRAPH);
}

WifiAdhocNetworkHelper
MakeNetwork(const ComparisonScenario& s)
{
    WifiAdhocNetworkHelper network;
    network.SetArea(s.area);
    network.SetDataMode(s.wifiMode);
    return network;
}

/// Adds a point to a curve at each evaluation.
struct CurveDrawer
{
    ComparisonCurve& curve;
    Ptr<DeviceUsageMonitor> usage;
    double ready; //!< s

    void Draw(const Evaluation& evaluation)
    {
        DeviceUsage sum;
        for (uint32_t i = 0; i < usage->GetN(); ++i)
        {
            sum.Add(usage->GetUsage(i));
        }
        const double joules = sum.radioJoules.value_or(0) + sum.computeJoules.value_or(0);
        curve.points.push_back({evaluation.time.GetSeconds() - ready,
                                SummarizeScores(evaluation.scores).mean,
                                static_cast<double>(sum.sentBytes),
                                joules / usage->GetN()});
    }
};

/// An update takes a second on average, half of which is the same for all.
void
SetPace(const ComparisonScenario& s, LearnerHelper& learner)
{
    const std::string interval = FormatNumber(1 / s.gossipRate);
    learner.SetAttribute("UpdateShift", StringValue("500ms"));
    learner.SetAttribute("UpdateTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
    learner.SetAttribute("GossipInterval",
                         StringValue("ns3::ExponentialRandomVariable[Mean=" + interval + "]"));
}

void
SetParts(const ComparisonScenario& s, const ComparedAlgorithm& algorithm, LearnerHelper& learner)
{
    learner.SetMixer(algorithm.mixer);
    learner.SetOptimizer(algorithm.optimizer.empty() ? "ns3::stardust::SgdOptimizer"
                                                     : algorithm.optimizer);
    learner.SetOptimizerAttribute("StepSize", DoubleValue(s.stepSize * algorithm.stepShare));
    if (!algorithm.codec.empty())
    {
        learner.SetCodec(algorithm.codec);
    }
    if (!algorithm.peers.empty())
    {
        learner.SetPeerSelector(algorithm.peers);
    }
    learner.SetGroupAttribute("Threads", UintegerValue(s.threads));
}

} // namespace

const ComparisonPoint*
ComparisonCurve::FindTarget(double accuracy) const
{
    const auto found = std::find_if(points.begin(), points.end(), [accuracy](const auto& point) {
        return point.accuracy >= accuracy;
    });
    return found == points.end() ? nullptr : &*found;
}

void
CheckScenario(const ComparisonScenario& s, const std::vector<ComparedAlgorithm>& algorithms)
{
    MakeNetwork(s);
    MakeData(s);
    for (const auto& algorithm : algorithms)
    {
        MakeLinks(s, algorithm);
    }
}

ComparisonCurve
RunAlgorithm(const ComparisonScenario& s,
             const ComparedAlgorithm& algorithm,
             bool baselines,
             RecordHelper& record)
{
    NodeContainer nodes;
    nodes.Create(s.learners);
    const LearnerNetwork network = MakeNetwork(s).Install(nodes);

    ComparisonData data = MakeData(s);
    LearnerHelper learner;
    learner.SetData(data.split.train, std::move(data.shares));
    learner.SetGraph(MakeLinks(s, algorithm));
    learner.SetReadyTime(network.ready);
    SetPace(s, learner);
    SetParts(s, algorithm, learner);
    learner.Install(nodes);
    Ptr<LearnerGroup> group = learner.GetGroup();
    LearnerEnergyHelper().Install(group);
    auto usage = CreateObject<DeviceUsageMonitor>();
    usage->Attach(group);

    record.SetName("comparison/" + algorithm.name);
    record.SetPartition(s.partition);
    record.SetEvaluation(data.split.test, Seconds(s.evaluateEvery));
    Ptr<RunRecorder> recorder = record.Install(group);
    ComparisonCurve curve;
    CurveDrawer drawer{curve, usage, network.ready.GetSeconds()};
    recorder->GetEvaluator()->TraceConnectWithoutContext(
        "Scores",
        MakeCallback(&CurveDrawer::Draw, &drawer));
    Simulator::Stop(network.ready + Seconds(s.duration));
    Simulator::Run();

    recorder->StopRecording();
    if (baselines)
    {
        const LearnerBaselines others = learner.TrainBaselines(data.split.test);
        recorder->SetBaselines(others.alone, others.pooled);
        curve.alone = others.alone.accuracy;
        curve.pooled = others.pooled.accuracy;
    }
    recorder->Finish();
    Simulator::Destroy();
    return curve;
}
