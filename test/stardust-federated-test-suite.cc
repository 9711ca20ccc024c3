/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/fed-async-mixer.h"
#include "ns3/fed-avg-mixer.h"
#include "ns3/fed-pbc-mixer.h"
#include "ns3/gossip-learner.h"
#include "ns3/message-ledger.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <functional>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// A mean over time and its standard error, from the means of blocks.
struct TimeMean
{
    double mean;  //!< over time
    double error; //!< its standard error
};

/**
 * Two clients that pull to 0 and 1 and are heard with chances 0.9 and 0.1, device 0 is the
 * server; each does what `look` says once a round.
 */
TimeMean
Measure(const std::string& mixer,
        double step,
        uint32_t steps,
        uint32_t rounds,
        const std::function<double(const LearnerGroup&)>& look,
        const std::string& pattern = "Bernoulli")
{
    Eigen::MatrixXd centers(1, 3);
    centers << 0, 0, 1;
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    SetQuadraticTask(learners, centers);
    learners.SetMixer("ns3::stardust::" + mixer + (mixer.back() == ']' ? "" : "[RoundTime=1s]"));
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=" + std::to_string(step) + "]");
    learners.SetAttribute("LocalSteps", UintegerValue(steps));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=0.1]"));
    NodeContainer nodes;
    nodes.Create(3);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    for (uint32_t client : {1, 2})
    {
        const auto links =
            DynamicCast<FederatedAlgorithm>(group->GetLearner(client)->GetMixer())->GetLinks();
        links->SetAttribute("Probability", DoubleValue(client == 1 ? 0.9 : 0.1));
        if (pattern == "Varying")
        {
            links->SetAttribute("Variation", DoubleValue(0.4));
        }
        else
        {
            links->SetAttribute("Pattern", StringValue(pattern));
        }
    }
    constexpr uint32_t BLOCKS = 40;
    const auto settle = static_cast<uint32_t>(30 / (step * steps));
    Simulator::Stop(Seconds(settle + 0.95));
    Simulator::Run();
    std::vector<double> means(BLOCKS);
    for (uint32_t block = 0; block < BLOCKS; ++block)
    {
        for (uint32_t round = 0; round < rounds / BLOCKS; ++round)
        {
            Simulator::Stop(Seconds(1));
            Simulator::Run();
            means[block] += look(*group) / (rounds / BLOCKS);
        }
    }
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    NS_ABORT_MSG_IF(counters.sent != counters.delivered, "nothing is lost here");
    Simulator::Destroy();
    const double mean = std::accumulate(means.begin(), means.end(), 0.0) / BLOCKS;
    double squares = 0;
    for (const double one : means)
    {
        squares += (one - mean) * (one - mean);
    }
    return {mean, std::sqrt(squares / (BLOCKS - 1) / BLOCKS)};
}

double
LookAtServer(const LearnerGroup& group)
{
    return TakeModels(group)(0, 0);
}

double
LookAtClients(const LearnerGroup& group)
{
    return TakeModels(group).rightCols(2).mean();
}

} // namespace

STARDUST_TEST_CASE(BiasTestCase,
                   "FedAvg is pulled to the client that is heard more, FedPBC's clients are not")
{
    // p1 p2 (u1+u2)/2 + p1 (1-p2) u1 + p2 (1-p1) u2 over 1 - (1-p1)(1-p2).
    const double biased = (0.09 * 0.5 + 0.1 * 0.1) / (1 - 0.1 * 0.9);
    NS_TEST_EXPECT_MSG_EQ_TOL(biased, 0.0604, 5e-5, "by derivation, two clients");
    for (const uint32_t steps : {1, 5})
    {
        const TimeMean average = Measure("FedAvgMixer", 0.1, steps, 20000, LookAtServer);
        NS_TEST_EXPECT_MSG_EQ_TOL(average.mean, biased, 4 * average.error, "FedAvg, " << steps);
        NS_TEST_EXPECT_MSG_LT(average.error, 0.01, "precise enough to tell");
        const TimeMean clients = Measure("FedPbcMixer", 0.1, steps, 4000, LookAtClients);
        NS_TEST_EXPECT_MSG_EQ_TOL(clients.mean, 0.5, 1e-4, "FedPBC's clients, " << steps);
    }
}

STARDUST_TEST_CASE(ServerTestCase, "FedPBC's server keeps the bias that theory gives it")
{
    struct Row
    {
        double step;
        uint32_t steps;
        double expected;
    };
    for (const Row& row : {Row{0.1, 1, 0.2571}, Row{0.1, 5, 0.1109}, Row{0.01, 1, 0.4556}})
    {
        const TimeMean server = Measure("FedPbcMixer", row.step, row.steps, 20000, LookAtServer);
        NS_TEST_EXPECT_MSG_EQ_TOL(server.mean, row.expected, 4 * server.error + 1e-4, row.step << ", " << row.steps);
        NS_TEST_EXPECT_MSG_LT(server.error, 0.02, "precise enough to tell");
    }
}

STARDUST_TEST_CASE(RulesTestCase, "dividing by all clients slows the rarely heard, by chances it mends the bias")
{
    // All: x moves by (1/2) sum over A of a (u - x), so that its mean is where p1 (0 - x) +
    // p2 (1 - x) = 0; with known chances where (0 - x) + (1 - x) = 0.
    const TimeMean all = Measure("FedAvgMixer[RoundTime=1s|Rule=All]", 0.02, 1, 40000, LookAtServer);
    NS_TEST_EXPECT_MSG_EQ_TOL(all.mean, 0.1, 4 * all.error + 1e-3, "All");
    const TimeMean known = Measure("FedAvgMixer[RoundTime=1s|Rule=KnownProbability]", 0.02, 1, 40000, LookAtServer);
    NS_TEST_EXPECT_MSG_EQ_TOL(known.mean, 0.5, 4 * known.error, "KnownProbability");
    NS_TEST_EXPECT_MSG_LT(known.error, 0.05, "precise enough to tell");
}

STARDUST_TEST_CASE(PatternsTestCase, "FedPBC and FedAvg with known chances have no bias, however links come and go")
{
    for (const std::string pattern : {"Varying", "Markov", "Cyclic"})
    {
        const TimeMean clients = Measure("FedPbcMixer", 0.1, 1, 4000, LookAtClients, pattern);
        NS_TEST_EXPECT_MSG_EQ_TOL(clients.mean, 0.5, 1e-4, "FedPBC's clients, " << pattern);
        // Rounds in a row make models follow who is on: its mean is right up to a share of the
        // step size, for which a small one is taken.
        const TimeMean known = Measure("FedAvgMixer[RoundTime=1s|Rule=KnownProbability]",
                                       0.002,
                                       1,
                                       200000,
                                       LookAtServer,
                                       pattern);
        NS_TEST_EXPECT_MSG_EQ_TOL(known.mean, 0.5, 4 * known.error + 0.01, "KnownProbability, " << pattern);
        NS_TEST_EXPECT_MSG_LT(known.error, 0.03, "precise enough to tell");
    }
}

STARDUST_TEST_CASE(ActivityTestCase, "each pattern is on as often as told, and turns as often as it should")
{
    struct Row
    {
        std::string pattern;
        double probability;
        double turns; //!< chance that one round differs from the one before
    };
    const uint32_t rounds = 200000;
    // Markov: stationary p, leaves off with q = 0.05: turns 2 (1 - p) q.
    for (const Row& row : {Row{"Bernoulli", 0.3, 2 * 0.3 * 0.7},
                           Row{"Markov", 0.3, 2 * 0.7 * 0.05},
                           Row{"Markov", 0.03, 2 * 0.97 * 0.05 / (0.05 * (1 / 0.03 - 1))},
                           Row{"Cyclic", 0.25, 0.02}})
    {
        auto links = CreateObject<LinkActivity>();
        links->SetAttribute("Pattern", StringValue(row.pattern));
        links->SetAttribute("Probability", DoubleValue(row.probability));
        links->AssignStreams(4711);
        uint32_t on = 0;
        uint32_t turns = 0;
        bool before = false;
        for (uint32_t round = 0; round < rounds; ++round)
        {
            const bool now = links->Draw();
            on += now;
            turns += round > 0 && now != before;
            before = now;
        }
        // Rounds of a Markov chain that turns seldom are worth fewer independent ones.
        const double worth = rounds * std::min(1.0, row.turns / (2 * row.probability * (1 - row.probability)));
        const double scatter = std::sqrt(row.probability * (1 - row.probability) * 2 / worth);
        NS_TEST_EXPECT_MSG_EQ_TOL(double(on) / rounds, row.probability, 4 * scatter, row.pattern);
        NS_TEST_EXPECT_MSG_EQ_TOL(double(turns) / rounds,
                                  row.turns,
                                  4 * std::sqrt(2 * row.turns / rounds),
                                  row.pattern << " turns");
    }
}

STARDUST_TEST_CASE(FedAsyncTestCase, "an asynchronous server learns the task of all, whatever is lost")
{
    const uint32_t n = 6;
    Eigen::MatrixXd centers = DrawNormal(4, n, 5);
    centers.col(0).setZero();
    for (const double errorRate : {0.0, 0.2})
    {
        LearnerHelper learners;
        DirectNetworkHelper network;
        network.SetErrorRate(errorRate);
        network.Install(learners);
        SetQuadraticTask(learners, centers);
        learners.SetMixer("ns3::stardust::FedAsyncMixer[Weight=0.2|ReplyTimeout=2s]");
        learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.02]");
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        NodeContainer nodes;
        nodes.Create(n);
        learners.Install(nodes);
        Ptr<LearnerGroup> group = learners.GetGroup();
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        Eigen::VectorXd mean = Eigen::VectorXd::Zero(4);
        for (uint32_t look = 0; look < 1000; ++look)
        {
            Simulator::Stop(Seconds(2));
            Simulator::Run();
            mean += TakeModels(*group).col(0) / 1000;
        }
        const Eigen::VectorXd optimum = centers.rightCols(n - 1).rowwise().mean();
        NS_TEST_EXPECT_MSG_LT((mean - optimum).cwiseAbs().maxCoeff(), 0.1, "loss " << errorRate);
        NS_TEST_EXPECT_MSG_EQ(group->GetLearner(0)->GetVersion(), 0, "the server makes no updates");
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.sent,
                              counters.delivered + counters.lost + counters.expired +
                                  counters.rejected + group->GetLedger()->CountInFlight(),
                              "messages");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(FedAsyncSeriesTestCase, "with one client FedAsync's server closes in by 1 - Weight StepSize at each model")
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    const Eigen::MatrixXd centers = DrawNormal(4, 2, 5);
    SetQuadraticTask(learners, centers);
    const double weight = 0.3;
    const double step = 0.1;
    learners.SetMixer("ns3::stardust::FedAsyncMixer[Weight=0.3]");
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.1]");
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    NodeContainer nodes;
    nodes.Create(2);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    const Eigen::VectorXd begin = TakeModels(*group).col(0) - centers.col(1);
    for (const double end : {20.0, 40.0})
    {
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        // A message to the server and its answer, both without delay.
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        const double models = counters.delivered / 2.0;
        NS_TEST_EXPECT_MSG_EQ(models, group->GetLearner(1)->GetVersion(), "an update is a model");
        NS_TEST_EXPECT_MSG_GT(models, end / 2, "models at " << end);
        const Eigen::VectorXd expected = centers.col(1) + std::pow(1 - weight * step, models) * begin;
        NS_TEST_EXPECT_MSG_LT((TakeModels(*group).col(0) - expected).cwiseAbs().maxCoeff(),
                              1e-5,
                              models << " models");
    }
    Simulator::Destroy();
}

/// Algorithms with a server.
class StardustFederatedTestSuite : public TestSuite
{
  public:
    StardustFederatedTestSuite()
        : TestSuite("stardust-federated", Type::SYSTEM)
    {
        AddTestCase(new BiasTestCase);
        AddTestCase(new ServerTestCase);
        AddTestCase(new RulesTestCase);
        AddTestCase(new PatternsTestCase);
        AddTestCase(new ActivityTestCase);
        AddTestCase(new FedAsyncTestCase);
        AddTestCase(new FedAsyncSeriesTestCase);
    }
};

static StardustFederatedTestSuite g_stardustFederatedTestSuite;
