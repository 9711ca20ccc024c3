/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/message-ledger.h"
#include "ns3/model-fragment-header.h"
#include "ns3/push-sum-mixer.h"
#include "ns3/simulator.h"
#include "ns3/staleness-weighted-mixer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t DEVICES = 10;
constexpr uint32_t LENGTH = 6;

/// What a run of devices that gossip without learning is made of.
struct Setting
{
    std::string mixer;                                           //!< factory string without the prefix
    Ptr<const CommunicationGraph> graph{};                       //!< null: complete
    double errorRate{0};                                         //!< of the network
    std::string delay{};                                         //!< of the network
    std::string interval{"ns3::ExponentialRandomVariable[Mean=1]"}; //!< of gossip
    std::string payload{"Virtual"};                              //!< payload mode
};

Ptr<LearnerGroup>
Install(const Setting& setting, const Eigen::MatrixXd& models, const std::string& path)
{
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetErrorRate(setting.errorRate);
    if (!setting.delay.empty())
    {
        network.SetDelay(setting.delay);
    }
    network.Install(learners);
    SetFrozenModels(learners, models, path);
    if (setting.graph)
    {
        learners.SetGraph(setting.graph);
    }
    learners.SetMixer("ns3::stardust::" + setting.mixer);
    learners.SetAttribute("GossipInterval", StringValue(setting.interval));
    learners.SetGroupAttribute("Payload", StringValue(setting.payload));
    NodeContainer nodes;
    nodes.Create(models.cols());
    learners.Install(nodes);
    return learners.GetGroup();
}

/// A ring of one-way links and chords that bring much to device 0: nothing about it is balanced.
Ptr<const CommunicationGraph>
MakeUnbalancedGraph()
{
    GraphEdges arcs;
    for (uint32_t i = 0; i < DEVICES; ++i)
    {
        arcs.emplace_back(i, (i + 1) % DEVICES);
        if (i > 1 && i + 1 < DEVICES)
        {
            arcs.emplace_back(i, 0);
        }
    }
    return Create<CommunicationGraph>(DEVICES, arcs, true);
}

double
SumWeights(const LearnerGroup& group)
{
    double sum = 0;
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        sum += DynamicCast<PushSumMixer>(group.GetLearner(i)->GetMixer())->GetWeight();
    }
    return sum;
}

/// How far models are from one another.
double
GetSpread(const Eigen::MatrixXd& models)
{
    return (models.colwise() - models.rowwise().mean()).cwiseAbs().maxCoeff();
}

} // namespace

STARDUST_TEST_CASE(PushSumTestCase,
                   "push-sum finds the exact average on a directed graph, where averaging does not")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, DEVICES, 1);
    const Eigen::VectorXd mean = models.rowwise().mean();
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        Setting setting{"PushSumMixer", MakeUnbalancedGraph()};
        setting.payload = payload;
        Ptr<LearnerGroup> group = Install(setting, models, path);
        Simulator::Stop(Seconds(400));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(SumWeights(*group), DEVICES, 1e-9, "weights are handed on, not lost");
        NS_TEST_EXPECT_MSG_LT((TakeModels(*group).colwise() - mean).cwiseAbs().maxCoeff(), 1e-4, "average");
        Simulator::Destroy();
    }
    Setting plain{"PairwiseAverageMixer", MakeUnbalancedGraph()};
    Ptr<LearnerGroup> group = Install(plain, models, path);
    Simulator::Stop(Seconds(400));
    Simulator::Run();
    const Eigen::MatrixXd reached = TakeModels(*group);
    NS_TEST_EXPECT_MSG_LT(GetSpread(reached), 1e-4, "they agree");
    NS_TEST_EXPECT_MSG_GT((reached.rowwise().mean() - mean).cwiseAbs().maxCoeff(), 0.05, "not on the average");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(LossyPushSumTestCase, "what is lost takes its weight along, and the average with it")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, DEVICES, 1);
    Setting setting{"PushSumMixer", MakeUnbalancedGraph(), 0.1};
    Ptr<LearnerGroup> group = Install(setting, models, path);
    Simulator::Stop(Seconds(100));
    Simulator::Run();
    // Each message of half a device's weight is lost with chance 0.1: the mean of the
    // sum falls by exp(-0.05) a second. 0.0067 of it is left; its logarithm scatters by
    // less than 0.3 (10 devices, 100 messages each).
    const double left = SumWeights(*group) / DEVICES;
    NS_TEST_EXPECT_MSG_LT(left, 0.05, "weight is lost");
    NS_TEST_EXPECT_MSG_GT(left, 0.0003, "not all of it");
    const Eigen::MatrixXd reached = TakeModels(*group);
    NS_TEST_EXPECT_MSG_LT(GetSpread(reached), 0.1, "devices agree all the same");
    const double off = (reached.rowwise().mean() - models.rowwise().mean()).cwiseAbs().maxCoeff();
    NS_TEST_EXPECT_MSG_GT(off, 0.01, "on something else than the average");
    Simulator::Destroy();
}

namespace
{

/// How far the models' mean is from the optimum, over time, after learning on the unbalanced graph.
double
MeasureBias(const std::string& mixer, double errorRate = 0)
{
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetErrorRate(errorRate);
    network.Install(learners);
    const Eigen::MatrixXd centers = DrawNormal(LENGTH, DEVICES, 2);
    SetQuadraticTask(learners, centers);
    learners.SetGraph(MakeUnbalancedGraph());
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.0005]");
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=0.1]"));
    NodeContainer nodes;
    nodes.Create(DEVICES);
    learners.Install(nodes);
    Simulator::Stop(Seconds(1000));
    Simulator::Run();
    // The updates' changes add up to nothing only if the mean of all models is the
    // optimum: over time, for they move about it.
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(LENGTH);
    constexpr uint32_t LOOKS = 1000;
    for (uint32_t look = 0; look < LOOKS; ++look)
    {
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        mean += TakeModels(*learners.GetGroup()).rowwise().mean() / LOOKS;
    }
    Simulator::Destroy();
    return (mean - centers.rowwise().mean()).cwiseAbs().maxCoeff();
}

} // namespace

STARDUST_TEST_CASE(PushSumLearningTestCase,
                   "stochastic gradient push learns the task of all, averaging that of the heard")
{
    NS_TEST_EXPECT_MSG_LT(MeasureBias("PushSumMixer"), 0.03, "optimum");
    NS_TEST_EXPECT_MSG_GT(MeasureBias("PairwiseAverageMixer"), 0.1, "bias");
}

STARDUST_TEST_CASE(LossyLearningTestCase,
                   "when losses have taken the weights along, devices go on learning with those that remain")
{
    // Alone each ends at its own centre, as far as 3 from the mean; without bound were the steps
    // divided by the weights.
    NS_TEST_EXPECT_MSG_LT(MeasureBias("PushSumMixer", 0.05), 1, "models stay where the centres are");
}

STARDUST_TEST_CASE(PullTestCase, "a pull is a small request and a model that comes back")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, DEVICES, 1);
    std::vector<Eigen::MatrixXd> reached;
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        Setting setting{"ExchangeMixer[Mode=Pull]", nullptr};
        setting.payload = payload;
        Ptr<LearnerGroup> group = Install(setting, models, path);
        Simulator::Stop(Seconds(50));
        Simulator::Run();
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.delivered, counters.sent, "nothing is lost");
        const uint64_t pulls = counters.sent / 2;
        NS_TEST_EXPECT_MSG_EQ(counters.sent, 2 * pulls, "each request has an answer");
        NS_TEST_EXPECT_MSG_EQ(counters.bytesSent,
                              pulls * (2 * (1 + ModelFragmentHeader::SIZE) + 4 * LENGTH),
                              "a request has one byte, an answer the model");
        reached.push_back(TakeModels(*group));
        NS_TEST_EXPECT_MSG_LT(GetSpread(reached.back()), 0.01, "models come together");
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((reached[0] == reached[1]), true, "payload modes");
}

STARDUST_TEST_CASE(SumTestCase,
                   "an exchange by the models exchanged keeps the sum of all, however long it takes")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, DEVICES, 1);
    const Eigen::VectorXd mean = models.rowwise().mean();
    for (const bool preserving : {true, false})
    {
        Setting setting{std::string("ExchangeMixer[AfterUpdates=true|SumPreserving=") +
                            (preserving ? "true]" : "false]"),
                        nullptr};
        setting.delay = "ns3::UniformRandomVariable[Min=0|Max=0.4]";
        Ptr<LearnerGroup> group = Install(setting, models, path);
        // Exchanges begin each full second and take 0.8 s at most.
        Simulator::Stop(Seconds(30.9));
        Simulator::Run();
        const Eigen::MatrixXd reached = TakeModels(*group);
        const double moved = (reached.rowwise().mean() - mean).cwiseAbs().maxCoeff();
        if (preserving)
        {
            NS_TEST_EXPECT_MSG_LT(moved, 1e-5, "the mean stays");
        }
        else
        {
            NS_TEST_EXPECT_MSG_GT(moved, 1e-3, "the mean moves: the test can tell");
        }
        NS_TEST_EXPECT_MSG_LT(GetSpread(reached), 0.05, "models come together");
        NS_TEST_EXPECT_MSG_EQ(DynamicCast<GossipAlgorithm>(group->GetLearner(0)->GetMixer())->CountKeptFloats(),
                              0,
                              "no exchange is open");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(ShareTestCase, "the weight of a stale model follows its rule")
{
    const auto make = [](const std::string& rule) {
        auto mixer = CreateObject<StalenessWeightedMixer>();
        mixer->SetAttribute("Rule", StringValue(rule));
        mixer->SetAttribute("Threshold", UintegerValue(2));
        mixer->SetAttribute("Exponent", DoubleValue(0.5));
        mixer->SetAttribute("Slope", DoubleValue(10));
        return mixer;
    };
    NS_TEST_EXPECT_MSG_EQ(make("Constant")->ComputeShare(100), 1, "constant");
    NS_TEST_EXPECT_MSG_EQ_TOL(make("Polynomial")->ComputeShare(3), 0.5, 1e-12, "4^-1/2");
    NS_TEST_EXPECT_MSG_EQ(make("Hinge")->ComputeShare(2), 1, "up to the threshold");
    NS_TEST_EXPECT_MSG_EQ_TOL(make("Hinge")->ComputeShare(4), 1.0 / 21, 1e-12, "beyond it");
    NS_TEST_EXPECT_MSG_EQ(make("Threshold")->ComputeShare(2), 1, "up to the threshold");
    NS_TEST_EXPECT_MSG_EQ(make("Threshold")->ComputeShare(3), 0, "beyond it");
}

STARDUST_TEST_CASE(LagTestCase, "a model counts by how many updates its sender is behind")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(LENGTH, 3, 1);
    Setting setting{"StalenessWeightedMixer[Weight=0.5|Exponent=1]", nullptr};
    setting.interval = "ns3::ConstantRandomVariable[Constant=1e6]";
    for (const std::string rule : {"", "|Rule=Threshold|Threshold=3"})
    {
        Setting one = setting;
        one.mixer.insert(one.mixer.size() - 1, rule);
        Ptr<LearnerGroup> group = Install(one, models, path);
        // Device 1 sleeps at version 0, device 2 goes on to version 4.
        group->GetLearner(1)->SetUpdateShift(Seconds(1000));
        Simulator::Stop(Seconds(4.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(group->GetLearner(2)->GetVersion(), 4, "four updates");
        group->GetLearner(1)->SendModel(2);
        Simulator::Stop(Seconds(0));
        Simulator::Run();
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        const double weight = rule.empty() ? 0.5 / 5 : 0;
        NS_TEST_EXPECT_MSG_EQ(counters.expired, (rule.empty() ? 0 : 1), "behind the threshold");
        const Eigen::VectorXd expected = models.col(2) + weight * (models.col(1) - models.col(2));
        NS_TEST_EXPECT_MSG_LT((TakeModels(*group).col(2) - expected).cwiseAbs().maxCoeff(), 1e-6, "weight");
        Simulator::Destroy();
    }
}

/// Gossip that is more than pushing a model.
class StardustExchangeTestSuite : public TestSuite
{
  public:
    StardustExchangeTestSuite()
        : TestSuite("stardust-exchange", Type::SYSTEM)
    {
        AddTestCase(new PushSumTestCase);
        AddTestCase(new LossyPushSumTestCase);
        AddTestCase(new PushSumLearningTestCase);
        AddTestCase(new LossyLearningTestCase);
        AddTestCase(new PullTestCase);
        AddTestCase(new SumTestCase);
        AddTestCase(new ShareTestCase);
        AddTestCase(new LagTestCase);
    }
};

static StardustExchangeTestSuite g_stardustExchangeTestSuite;
