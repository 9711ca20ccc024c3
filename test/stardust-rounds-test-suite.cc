/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/mixing-matrix.h"
#include "ns3/round-algorithm.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr double STEP = 0.1;

/// A group of devices with quadratic losses.
struct Rounds
{
    std::string mixer{"ns3::stardust::DpsgdMixer"};              //!< factory string
    std::string graph{"ring"};                                   //!< as --graph takes it
    uint32_t n{8};                                               //!< devices
    std::string update{"ns3::ConstantRandomVariable[Constant=1]"}; //!< time of an update
    std::string delay;                                           //!< of the network
    double errorRate{0};                                         //!< of the network
    std::string payload{"Virtual"};                              //!< payload mode

    /** @return where each device's loss is smallest, one a column. */
    Eigen::MatrixXd GetCenters() const
    {
        Eigen::MatrixXd centers(3, n);
        for (uint32_t i = 0; i < n; ++i)
        {
            centers.col(i) << i, std::cos(i), i * i % 7;
        }
        return centers;
    }

    /** @return who may send to whom. */
    Ptr<const CommunicationGraph> MakeLinks() const
    {
        return MakeGraph(graph, n, {}, 7);
    }

    /** @return the learners, ready to run. */
    Ptr<LearnerGroup> Install() const
    {
        LearnerHelper learners;
        DirectNetworkHelper network;
        if (!delay.empty())
        {
            network.SetDelay(delay);
        }
        network.SetErrorRate(errorRate);
        network.Install(learners);
        SetQuadraticTask(learners, GetCenters());
        learners.SetGraph(MakeLinks());
        learners.SetMixer(mixer);
        learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=" + std::to_string(STEP) + "]");
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        learners.SetAttribute("UpdateTime", StringValue(update));
        // Only what a test itself sends, unless the algorithm does.
        learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
        learners.SetGroupAttribute("Payload", StringValue(payload));
        NodeContainer nodes;
        nodes.Create(n);
        learners.Install(nodes);
        return learners.GetGroup();
    }
};

/// The mixing matrix by its definition.
Eigen::MatrixXd
MakeMatrix(const CommunicationGraph& graph, MixingRule rule)
{
    const uint32_t n = graph.GetN();
    uint32_t largest = 0;
    for (uint32_t i = 0; i < n; ++i)
    {
        largest = std::max(largest, graph.GetDegree(i));
    }
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t j = 0; j < n; ++j)
        {
            if (i == j || !graph.HasArc(j, i))
            {
                continue;
            }
            const double pair = 1.0 / (1 + std::max(graph.GetDegree(i), graph.GetDegree(j)));
            matrix(i, j) = rule == MIXING_METROPOLIS   ? pair
                           : rule == MIXING_LAZY       ? pair / 2
                           : rule == MIXING_MAX_DEGREE ? 1.0 / (1 + largest)
                                                       : 1.0 / (1 + graph.GetDegree(i));
        }
        matrix(i, i) = 1 - matrix.row(i).sum();
    }
    return matrix;
}

/// One round of the recursion, in double precision.
Eigen::MatrixXd
Recur(const Eigen::MatrixXd& models,
      const Eigen::MatrixXd& matrix,
      const Eigen::MatrixXd& centers,
      bool combineFirst)
{
    const Eigen::MatrixXd change = STEP * (centers - models);
    return combineFirst ? Eigen::MatrixXd(models * matrix.transpose() + change)
                        : Eigen::MatrixXd((models + change) * matrix.transpose());
}

uint32_t
GetRound(const LearnerGroup& group, uint32_t learner)
{
    return DynamicCast<RoundAlgorithm>(group.GetLearner(learner)->GetMixer())->GetRound();
}

/// Check that every message sent has one outcome, or is in flight.
bool
IsBalanced(const LearnerGroup& group)
{
    const MessageCounters& counters = group.GetLedger()->GetCounters();
    return counters.sent == counters.delivered + counters.lost + counters.expired +
                                counters.rejected + group.GetLedger()->CountInFlight();
}

} // namespace

STARDUST_TEST_CASE(RecursionTestCase,
                   "rounds of equal length follow the matrix recursion of the algorithm")
{
    struct Row
    {
        std::string graph;
        std::string weights;
        MixingRule rule;
    };
    const std::vector<Row> rows{{"ring", "Metropolis", MIXING_METROPOLIS},
                                {"random-regular:3", "Lazy", MIXING_LAZY},
                                {"complete", "MaxDegree", MIXING_MAX_DEGREE},
                                {"random-regular:4", "Uniform", MIXING_UNIFORM}};
    for (const Row& row : rows)
    {
        for (const bool first : {true, false})
        {
            Rounds rounds;
            rounds.graph = row.graph;
            rounds.mixer = "ns3::stardust::DpsgdMixer[Weights=" + row.weights +
                           "|Order=" + (first ? "CombineFirst]" : "AdaptFirst]");
            Ptr<LearnerGroup> group = rounds.Install();
            const Eigen::MatrixXd matrix = MakeMatrix(*rounds.MakeLinks(), row.rule);
            Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(3, rounds.n);
            for (uint32_t round = 0; round < 20; ++round)
            {
                expected = Recur(expected, matrix, rounds.GetCenters(), first);
            }
            // The first update is cut short by the phase of the start, and all wait for all.
            while (GetRound(*group, 0) < 20)
            {
                Simulator::Stop(Seconds(0.01));
                Simulator::Run();
            }
            NS_TEST_EXPECT_MSG_LT((TakeModels(*group) - expected).cwiseAbs().maxCoeff(),
                                  1e-4,
                                  rounds.mixer << " on " << row.graph);
            NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, rounds.mixer);
            Simulator::Destroy();
        }
    }
}

STARDUST_TEST_CASE(BarrierTestCase,
                   "whatever updates and messages take, each round is the same as in lockstep")
{
    for (const bool first : {true, false})
    {
        Rounds rounds;
        rounds.update = "ns3::ExponentialRandomVariable[Mean=1]";
        rounds.delay = "ns3::ExponentialRandomVariable[Mean=0.3]";
        rounds.mixer =
            std::string("ns3::stardust::DpsgdMixer[Order=") + (first ? "CombineFirst]" : "AdaptFirst]");
        Ptr<LearnerGroup> group = rounds.Install();
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        const Eigen::MatrixXd matrix = MakeMatrix(*rounds.MakeLinks(), MIXING_METROPOLIS);
        const Eigen::MatrixXd centers = rounds.GetCenters();
        std::vector<Eigen::MatrixXd> history{Eigen::MatrixXd::Zero(3, rounds.n)};
        const Eigen::MatrixXd models = TakeModels(*group);
        uint32_t largest = 0;
        uint32_t smallest = 1000;
        for (uint32_t i = 0; i < rounds.n; ++i)
        {
            const uint32_t round = GetRound(*group, i);
            largest = std::max(largest, round);
            smallest = std::min(smallest, round);
            while (history.size() <= round)
            {
                history.push_back(Recur(history.back(), matrix, centers, first));
            }
            // Or with its own update in it, waiting for others.
            const Eigen::VectorXd model = history[round].col(i);
            const Eigen::VectorXd updated = model + STEP * (centers.col(i) - model);
            const double off = std::min((models.col(i) - model).cwiseAbs().maxCoeff(),
                                        (models.col(i) - updated).cwiseAbs().maxCoeff());
            NS_TEST_EXPECT_MSG_LT(off, 1e-4, "device " << i << " in round " << round);
        }
        NS_TEST_EXPECT_MSG_GT(smallest, 10, "rounds go on");
        NS_TEST_EXPECT_MSG_LT(largest - smallest, rounds.n, "neighbours differ by one round at most");
        NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, "messages");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(LossTestCase, "one lost message stops a barrier for ever, unless the wait is bounded")
{
    Rounds rounds;
    rounds.errorRate = 0.05;
    Ptr<LearnerGroup> group = rounds.Install();
    Simulator::Stop(Seconds(300));
    Simulator::Run();
    const uint32_t stopped = GetRound(*group, 0);
    Simulator::Stop(Seconds(300));
    Simulator::Run();
    // 0.95^16 of the rounds are without a loss: to make 100 has a chance below 1e-30.
    NS_TEST_EXPECT_MSG_LT(stopped, 100, "a loss stops the rounds");
    NS_TEST_EXPECT_MSG_EQ(GetRound(*group, 0), stopped, "for ever");
    Simulator::Destroy();
    rounds.mixer = "ns3::stardust::DpsgdMixer[RoundTimeout=2s]";
    group = rounds.Install();
    Simulator::Stop(Seconds(300));
    Simulator::Run();
    NS_TEST_EXPECT_MSG_GT(GetRound(*group, 0), 100, "a round takes 3 s at most");
    NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, "messages");
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    NS_TEST_EXPECT_MSG_GT(counters.lost, 0, "messages are lost");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(AbsenceTestCase, "a device that was away goes on with the round of the others")
{
    Rounds rounds;
    rounds.mixer = "ns3::stardust::DpsgdMixer[RoundTimeout=0.5s]";
    Ptr<LearnerGroup> group = rounds.Install();
    Simulator::Schedule(Seconds(10.2), &GossipLearner::Pause, group->GetLearner(3));
    Simulator::Schedule(Seconds(40.2), &GossipLearner::Resume, group->GetLearner(3));
    Simulator::Stop(Seconds(40));
    Simulator::Run();
    NS_TEST_EXPECT_MSG_LT(GetRound(*group, 3) + 10, GetRound(*group, 0), "it is behind");
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    const uint32_t mine = GetRound(*group, 3);
    const uint32_t others = GetRound(*group, 2);
    NS_TEST_EXPECT_MSG_LT((mine > others ? mine - others : others - mine), 2, "it has caught up");
    NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, "messages");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(PayloadTestCase, "round numbers and models in the packets give the same run")
{
    Rounds rounds;
    rounds.delay = "ns3::ExponentialRandomVariable[Mean=0.3]";
    rounds.mixer = "ns3::stardust::DpsgdMixer[RoundTimeout=0.4s]";
    std::vector<Eigen::MatrixXd> models;
    std::vector<uint64_t> bytes;
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        rounds.payload = payload;
        Ptr<LearnerGroup> group = rounds.Install();
        Simulator::Stop(Seconds(50));
        Simulator::Run();
        models.push_back(TakeModels(*group));
        bytes.push_back(group->GetLedger()->GetCounters().bytesSent);
        // Three floats, the number of the round, the header.
        NS_TEST_EXPECT_MSG_EQ(group->GetLearner(0)->GetMessageSize(), 16, "what a message carries");
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "models");
    NS_TEST_EXPECT_MSG_EQ(bytes[0], bytes[1], "bytes on the network");
}

STARDUST_TEST_CASE(MetropolisTestCase, "a model that arrives moves the receiver by the sender's weight")
{
    Rounds rounds;
    rounds.n = 6;
    rounds.graph = "complete";
    rounds.mixer = "ns3::stardust::MetropolisMixer";
    rounds.update = "ns3::ConstantRandomVariable[Constant=1000]";
    Ptr<LearnerGroup> group = rounds.Install();
    Simulator::Stop(Seconds(999));
    Simulator::Run();
    const Eigen::MatrixXd before = TakeModels(*group);
    group->GetLearner(1)->SendModel(4);
    Simulator::Stop(Seconds(0));
    Simulator::Run();
    const Eigen::MatrixXd after = TakeModels(*group);
    const Eigen::VectorXd expected = before.col(4) + (before.col(1) - before.col(4)) / 6;
    NS_TEST_EXPECT_MSG_LT((after.col(4) - expected).cwiseAbs().maxCoeff(), 1e-6, "one sixth of the way");
    NS_TEST_EXPECT_MSG_GT((before.col(1) - before.col(4)).norm(), 0.1, "there is a way");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(MisfitTestCase, "parts that do not go with rounds are refused by name")
{
    for (const std::string peers : {"RoundRobinPeerSelector", "OpportunisticPeerSelector"})
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        learners.SetTimelinessOnly();
        learners.SetMixer("ns3::stardust::DpsgdMixer");
        learners.SetPeerSelector("ns3::stardust::" + peers);
        NodeContainer nodes;
        nodes.Create(4);
        STARDUST_EXPECT_INPUT_ERROR(learners.Install(nodes), {"--peers", "DpsgdMixer", peers});
    }
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetTimelinessOnly();
    learners.SetMixer("ns3::stardust::DpsgdMixer");
    learners.SetAttribute("TrainOn", StringValue("Receive"));
    NodeContainer nodes;
    nodes.Create(4);
    STARDUST_EXPECT_INPUT_ERROR(learners.Install(nodes), {"--trainOn=receive", "DpsgdMixer"});
    Simulator::Destroy();
}

/// Synchronous rounds.
class StardustRoundsTestSuite : public TestSuite
{
  public:
    StardustRoundsTestSuite()
        : TestSuite("stardust-rounds", Type::SYSTEM)
    {
        AddTestCase(new RecursionTestCase);
        AddTestCase(new BarrierTestCase);
        AddTestCase(new LossTestCase);
        AddTestCase(new AbsenceTestCase);
        AddTestCase(new PayloadTestCase);
        AddTestCase(new MetropolisTestCase);
        AddTestCase(new MisfitTestCase);
    }
};

static StardustRoundsTestSuite g_stardustRoundsTestSuite;
