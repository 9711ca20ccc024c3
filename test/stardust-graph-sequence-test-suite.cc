/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/generated-graph.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/link-schedule.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/round-algorithm.h"
#include "ns3/simulator.h"
#include "ns3/stream-plan.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Devices that begin at the unit vectors, and only mix: their steps are too small to matter.
struct Consensus
{
    std::string mixer{"ns3::stardust::PairwiseAverageMixer"};     //!< factory string
    std::string graph{"erdos-renyi:0"};                           //!< at the start
    std::string sequence;                                         //!< of graphs, or none
    uint32_t n{8};                                                //!< devices
    double interval{1};                                           //!< of the sequence, s
    std::string update{"ns3::ConstantRandomVariable[Constant=1]"}; //!< time of an update

    Ptr<LearnerGroup> Install() const
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        SetQuadraticTask(learners, Eigen::MatrixXd::Identity(n, n));
        learners.SetGraph(MakeGraph(graph, n, {false, true}, 7));
        learners.SetGraphSequence(sequence, Seconds(interval));
        learners.SetMixer(mixer);
        learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=1e-30]");
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        learners.SetAttribute("UpdateTime", StringValue(update));
        learners.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.1]"));
        learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        NodeContainer nodes;
        nodes.Create(n);
        learners.Install(nodes);
        Ptr<LearnerGroup> group = learners.GetGroup();
        for (uint32_t i = 0; i < n; ++i)
        {
            float* model = group->GetLearner(i)->EditModel();
            std::fill_n(model, n, 0.0f);
            model[i] = 1;
        }
        return group;
    }
};

/// The models, one a column.
Eigen::MatrixXd
GetModels(const LearnerGroup& group)
{
    const uint32_t n = group.GetN();
    Eigen::MatrixXd models(n, n);
    for (uint32_t i = 0; i < n; ++i)
    {
        models.col(i) = Eigen::Map<const Eigen::VectorXf>(group.GetLearner(i)->GetParameters()->Data(), n)
                            .cast<double>();
    }
    return models;
}

/// Mean squared distance of the models from their mean, 1 - 1/n to begin with.
double
GetSpread(const LearnerGroup& group)
{
    const Eigen::MatrixXd models = GetModels(group);
    const Eigen::VectorXd mean = models.rowwise().mean();
    return (models.colwise() - mean).squaredNorm() / group.GetN();
}

void
RunFor(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

uint32_t
GetRound(const LearnerGroup& group, uint32_t learner)
{
    return DynamicCast<RoundAlgorithm>(group.GetLearner(learner)->GetMixer())->GetRound();
}

/// One undirected link at a time: 0-1, then 1-2, ... and again; each for a second.
std::vector<LinkChange>
MakeOneLinkChanges(const std::vector<std::pair<uint32_t, uint32_t>>& links, uint32_t seconds)
{
    std::vector<LinkChange> changes;
    for (uint32_t second = 0; second < seconds; ++second)
    {
        const auto [first, other] = links[second % links.size()];
        changes.push_back({Seconds(second), first, other, true});
        changes.push_back({Seconds(second), other, first, true});
        changes.push_back({Seconds(second + 1), first, other, false});
        changes.push_back({Seconds(second + 1), other, first, false});
    }
    return changes;
}

} // namespace

STARDUST_TEST_CASE(SequenceKindsTestCase, "the graphs of each sequence are those of its definition")
{
    for (const uint32_t n : {1u, 2u, 3u, 8u, 20u})
    {
        const auto next = MakeGraphSource("one-peer", n, false, 1);
        for (uint32_t k = 0; k < 12; ++k)
        {
            uint32_t powers = 0;
            while ((1u << powers) < n)
            {
                ++powers;
            }
            const auto graph = next();
            NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), (n > 1 ? n : 0), "one link a device");
            for (uint32_t i = 0; i < n && n > 1; ++i)
            {
                const uint32_t peer = (i + (1u << k % powers)) % n;
                NS_TEST_EXPECT_MSG_EQ(graph->HasArc(i, peer), true, n << ", graph " << k);
            }
        }
        const auto match = MakeGraphSource("matching", n, false, 1);
        for (uint32_t k = 0; k < 12; ++k)
        {
            const auto graph = match();
            uint32_t paired = 0;
            for (uint32_t i = 0; i < n; ++i)
            {
                NS_TEST_EXPECT_MSG_LT(graph->GetDegree(i), 2, "one peer at most");
                paired += graph->GetDegree(i);
            }
            NS_TEST_EXPECT_MSG_EQ(paired, n / 2 * 2, "all but one of an odd number");
            NS_TEST_EXPECT_MSG_EQ(graph->IsDirected(), false, "both ways");
        }
    }
    // Each pair of 6 devices is as likely: 1 in 5; 5 sd over 15 pairs miss by chance in 1e-5.
    const auto next = MakeGraphSource("matching", 6, false, 3);
    const uint32_t draws = 5000;
    uint32_t counts[6][6] = {};
    for (uint32_t k = 0; k < draws; ++k)
    {
        const auto graph = next();
        for (uint32_t i = 0; i < 6; ++i)
        {
            ++counts[i][graph->GetNeighbor(i, 0)];
        }
    }
    for (uint32_t i = 0; i < 6; ++i)
    {
        for (uint32_t j = 0; j < i; ++j)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(counts[i][j] / double(draws), 0.2, 5 * std::sqrt(0.16 / draws), "pair");
        }
    }
    STARDUST_EXPECT_INPUT_ERROR(MakeGraphSource("ring", 5, false, 1), {"--graph=ring", "the same graph"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraphSource("matching", 5, true, 1), {"--directed"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraphSource("matching:3", 5, false, 1)(), {"without a colon"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("matching", 6, {}, 1), {"disconnected"});
    const auto random = MakeGraphSource("random-regular:4", 20, false, 1);
    NS_TEST_EXPECT_MSG_EQ(random()->GetArcCount(), 80, "drawn");
    uint32_t same = 0;
    const auto before = random();
    const auto after = random();
    for (uint32_t i = 0; i < 20; ++i)
    {
        same += before->GetNeighbor(i, 0) == after->GetNeighbor(i, 0);
    }
    NS_TEST_EXPECT_MSG_LT(same, 20, "drawn anew");
}

STARDUST_TEST_CASE(OnePeerAverageTestCase,
                   "on n = 2^m devices m rounds over the one-peer graphs bring all to the exact average, and "
                   "not fewer")
{
    for (const uint32_t n : {2u, 8u, 16u})
    {
        Consensus one;
        one.n = n;
        one.mixer = "ns3::stardust::DpsgdMixer";
        one.sequence = "one-peer";
        Ptr<LearnerGroup> group = one.Install();
        const auto powers = static_cast<uint32_t>(std::lround(std::log2(n)));
        RunFor(powers - 0.5);
        NS_TEST_EXPECT_MSG_GT(GetSpread(*group), 1e-3, "not yet");
        RunFor(1);
        NS_TEST_EXPECT_MSG_LT((GetModels(*group).array() - 1.0 / n).abs().maxCoeff(), 1e-6, n << " devices");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(MatchingRoundsTestCase,
                   "rounds over random matchings follow the recursion with each round's own weights, and the "
                   "spread falls as theory says")
{
    // E |W x|^2 = (n - 2) / (2 (n - 1)) |x|^2 for x of mean 0: pairs are averaged, each as likely.
    const uint32_t n = 10;
    const uint32_t rounds = 8;
    const double factor = (n - 2.0) / (2 * (n - 1));
    Consensus one;
    one.n = n;
    one.mixer = "ns3::stardust::DpsgdMixer";
    one.sequence = "matching";
    Eigen::VectorXd ratios(60);
    for (uint32_t run = 0; run < ratios.size(); ++run)
    {
        RngSeedManager::SetRun(run + 1);
        Ptr<LearnerGroup> group = one.Install();
        const auto next = MakeGraphSource("matching", n, false, STREAMS_GRAPH);
        Eigen::MatrixXd expected = Eigen::MatrixXd::Identity(n, n);
        double before = GetSpread(*group);
        double ratio = 0;
        for (uint32_t round = 0; round < rounds; ++round)
        {
            RunFor(round == 0 ? 1.5 : 1);
            const auto graph = next();
            Eigen::MatrixXd mixed = expected;
            for (uint32_t i = 0; i < n; ++i)
            {
                const uint32_t peer = graph->GetNeighbor(i, 0);
                mixed.col(i) = (expected.col(i) + expected.col(peer)) / 2;
            }
            expected = mixed;
            const double after = GetSpread(*group);
            // One run's ratios, weighed by what they are of.
            ratio += after / before / rounds;
            before = after;
        }
        ratios(run) = ratio;
        NS_TEST_EXPECT_MSG_LT((GetModels(*group) - expected).cwiseAbs().maxCoeff(), 1e-6, "run " << run);
        Simulator::Destroy();
    }
    RngSeedManager::SetRun(1);
    const double deviation = std::sqrt((ratios.array() - ratios.mean()).square().mean() / (ratios.size() - 1.0));
    NS_TEST_EXPECT_MSG_EQ_TOL(ratios.mean(), factor, 4 * deviation, "the factor of a round");
    NS_TEST_EXPECT_MSG_LT(deviation, 0.02, "known well enough");
}

STARDUST_TEST_CASE(JointlyConnectedTestCase,
                   "one link at a time reaches consensus if the links together connect all, and not if they do not")
{
    const std::vector<std::pair<uint32_t, uint32_t>> path{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}};
    const std::vector<std::pair<uint32_t, uint32_t>> parts{{0, 1}, {1, 2}, {3, 4}, {4, 5}};
    for (const std::string mixer : {"PairwiseAverageMixer", "MetropolisMixer", "ExchangeMixer", "PushSumMixer",
                                    "DpsgdMixer", "DpsgdMixer[Order=AdaptFirst]", "BufferedMixer"})
    {
        for (const bool connected : {true, false})
        {
            Consensus one;
            one.n = 6;
            one.mixer = "ns3::stardust::" + mixer;
            Ptr<LearnerGroup> group = one.Install();
            CreateObject<LinkSchedule>()->Start(group, MakeOneLinkChanges(connected ? path : parts, 500));
            RunFor(500);
            const std::string what = mixer + (connected ? ", connected" : ", in two parts");
            if (connected)
            {
                NS_TEST_EXPECT_MSG_LT(GetSpread(*group), 1e-4, what);
            }
            else
            {
                // Models of one part know nothing of the other's vectors: at least 3 (1/3)^2 / 2 apart.
                NS_TEST_EXPECT_MSG_LT(GetModels(*group).bottomLeftCorner(3, 3).cwiseAbs().maxCoeff(), 1e-20, what);
                NS_TEST_EXPECT_MSG_GT(GetSpread(*group), 0.15, what);
                const Eigen::MatrixXd first = GetModels(*group).topLeftCorner(3, 3);
                NS_TEST_EXPECT_MSG_LT((first.colwise() - first.rowwise().mean()).squaredNorm(), 1e-3, what);
            }
            Simulator::Destroy();
        }
    }
}

STARDUST_TEST_CASE(RoundsGoOnTestCase,
                   "rounds that wait for all messages never stop when the graph changes in their midst, or on a "
                   "directed ring")
{
    // Graphs change three times a round, and devices are not in step.
    for (const std::string sequence : {"matching", "one-peer", "random-regular:3", "erdos-renyi:0.2"})
    {
        for (const std::string order : {"CombineFirst", "AdaptFirst"})
        {
            Consensus one;
            one.mixer = "ns3::stardust::DpsgdMixer[Order=" + order + "]";
            one.sequence = sequence;
            one.interval = 0.3;
            one.update = "ns3::ExponentialRandomVariable[Mean=1]";
            Ptr<LearnerGroup> group = one.Install();
            RunFor(400);
            for (uint32_t i = 0; i < one.n; ++i)
            {
                NS_TEST_EXPECT_MSG_GT(GetRound(*group, i), 60, sequence << ", device " << i);
            }
            NS_TEST_EXPECT_MSG_LT(GetSpread(*group), 1e-3, sequence << " " << order);
            const MessageCounters& counters = group->GetLedger()->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(counters.sent,
                                  counters.delivered + counters.lost + counters.expired + counters.rejected +
                                      group->GetLedger()->CountInFlight(),
                                  sequence);
            Simulator::Destroy();
        }
    }
    Consensus ring;
    ring.n = 20;
    ring.mixer = "ns3::stardust::DpsgdMixer";
    ring.update = "ns3::ExponentialRandomVariable[Mean=1]";
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    SetQuadraticTask(learners, Eigen::MatrixXd::Identity(ring.n, ring.n));
    learners.SetGraph(MakeGraph("ring", ring.n, {true, false}, 7));
    learners.SetMixer(ring.mixer);
    learners.SetAttribute("UpdateTime", StringValue(ring.update));
    NodeContainer nodes;
    nodes.Create(ring.n);
    learners.Install(nodes);
    RunFor(400);
    for (uint32_t i = 0; i < ring.n; ++i)
    {
        NS_TEST_EXPECT_MSG_GT(GetRound(*learners.GetGroup(), i), 60, "directed ring, device " << i);
    }
    Simulator::Destroy();
}

STARDUST_TEST_CASE(PushSumAverageTestCase,
                   "push-sum keeps the exact average on directed graphs that are drawn anew")
{
    for (const std::string sequence : {"one-peer", "matching", "erdos-renyi:0.2"})
    {
        Consensus one;
        one.mixer = "ns3::stardust::PushSumMixer";
        one.sequence = sequence;
        Ptr<LearnerGroup> group = one.Install();
        RunFor(100);
        NS_TEST_EXPECT_MSG_LT((GetModels(*group).array() - 1.0 / one.n).abs().maxCoeff(), 1e-5, sequence);
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(DirectedMisfitTestCase,
                   "who needs weights that keep the average, or links both ways, refuses other directed graphs")
{
    struct Row
    {
        std::string mixer;
        std::string part; //!< of the refusal; empty: takes any graph
    };
    const std::vector<Row> rows{{"PairwiseAverageMixer", ""},
                                {"PushSumMixer", ""},
                                {"DracoMixer", ""},
                                {"MetropolisMixer", "add up to"},
                                {"DpsgdMixer", "add up to"},
                                {"DpsgdMixer[Barrier=false]", "add up to"},
                                {"GradientTrackingMixer", "add up to"},
                                {"CdsaMixer[Steps=Optimizer]", "add up to"},
                                {"ChocoMixer", "both ways"},
                                {"AdaGossipMixer", "both ways"},
                                {"ExchangeMixer", "both ways"},
                                {"ExchangeMixer[Mode=Pull]", "both ways"}};
    // 0 hears two and tells one.
    const auto funnel = Create<CommunicationGraph>(3, GraphEdges{{0, 1}, {1, 0}, {1, 2}, {2, 0}}, true);
    const auto circle = MakeGraph("ring", 3, {true, false}, 1);
    const auto both = Create<CommunicationGraph>(3, GraphEdges{{0, 1}, {1, 0}, {1, 2}, {2, 1}}, true);
    for (const Row& row : rows)
    {
        const auto install = [&](Ptr<const CommunicationGraph> graph) {
            LearnerHelper learners;
            DirectNetworkHelper().Install(learners);
            SetSmallTask(learners, 3, 4);
            learners.SetMixer("ns3::stardust::" + row.mixer);
            learners.SetGraph(graph);
            NodeContainer nodes;
            nodes.Create(3);
            return CatchInputError([&] { learners.Install(nodes); });
        };
        const std::string refusal = install(funnel);
        if (row.part.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(refusal, "", row.mixer << " takes a directed graph");
        }
        else
        {
            const std::string name = row.mixer.substr(0, row.mixer.find('['));
            NS_TEST_EXPECT_MSG_EQ(FindMissingPart(refusal, {"--mixer", name, row.part, "PushSumMixer"}), "", refusal);
        }
        const bool takesCircle = row.part != "both ways";
        NS_TEST_EXPECT_MSG_EQ((install(circle).empty()), takesCircle, row.mixer << " on a directed ring");
        NS_TEST_EXPECT_MSG_EQ(install(both), "", row.mixer << ": links both ways are as good as undirected ones");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(ChangeMisfitTestCase, "who cannot follow a graph that changes says so before the run")
{
    for (const std::string mixer : {"ChocoMixer", "AdaGossipMixer"})
    {
        Consensus one;
        one.mixer = "ns3::stardust::" + mixer;
        one.sequence = "matching";
        STARDUST_EXPECT_INPUT_ERROR(one.Install(), {"--mixer", mixer, "does not change"});
        Simulator::Destroy();
        one.sequence = "";
        Ptr<LearnerGroup> group = one.Install();
        STARDUST_EXPECT_INPUT_ERROR(CreateObject<LinkSchedule>()->Start(group, MakeOneLinkChanges({{0, 1}}, 1)),
                                    {"--mixer", mixer, "does not change"});
        Simulator::Destroy();
    }
    Consensus one;
    one.mixer = "ns3::stardust::MetropolisMixer";
    one.graph = "ring";
    Ptr<LearnerGroup> group = one.Install();
    std::vector<LinkChange> changes = MakeOneLinkChanges({{0, 1}}, 2);
    // At the end one direction alone is left.
    changes.push_back({Seconds(5), 2, 3, false});
    STARDUST_EXPECT_INPUT_ERROR(CreateObject<LinkSchedule>()->Start(group, changes), {"MetropolisMixer", "add up to"});
    Simulator::Destroy();
}

namespace
{

/// Graphs that change during a run, and graphs that hold one way.
class StardustGraphSequenceTestSuite : public TestSuite
{
  public:
    StardustGraphSequenceTestSuite()
        : TestSuite("stardust-graph-sequence", Type::SYSTEM)
    {
        AddTestCase(new SequenceKindsTestCase);
        AddTestCase(new OnePeerAverageTestCase);
        AddTestCase(new MatchingRoundsTestCase);
        AddTestCase(new JointlyConnectedTestCase);
        AddTestCase(new RoundsGoOnTestCase);
        AddTestCase(new PushSumAverageTestCase);
        AddTestCase(new DirectedMisfitTestCase);
        AddTestCase(new ChangeMisfitTestCase);
    }
};

static StardustGraphSequenceTestSuite g_stardustGraphSequenceTestSuite;

} // namespace
