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
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// A rule that puts an average in the place of models, and an optimizer that goes with it.
struct Rule
{
    std::string mixer;
    std::string optimizer{"SgdOptimizer"};
};

/// What became of a model that all devices had.
struct Change
{
    double most{0};         //!< change of any parameter of any device
    double largest{0};      //!< of these parameters at the start
    uint64_t delivered{0};  //!< messages
};

/// Six devices gossip one model for 30 s; steps are too small to change a float.
Change
GossipOneModel(const Rule& rule)
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    const uint32_t n = 6;
    SetSmallTask(learners, n, 4);
    learners.SetObjective("ns3::stardust::PerceptronObjective");
    learners.SetMixer("ns3::stardust::" + rule.mixer);
    learners.SetOptimizer("ns3::stardust::" + rule.optimizer + "[StepSize=1e-30]");
    learners.SetGraph(MakeGraph("complete", n, {}, 1));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    const Ptr<LearnerGroup> group = learners.GetGroup();
    const Ptr<const FloatBuffer> first = group->GetLearner(0)->GetParameters();
    const std::vector<float> start(first->Data(), first->Data() + first->Size());
    Simulator::Stop(Seconds(30));
    Simulator::Run();
    Change change;
    change.delivered = group->GetLedger()->GetCounters().delivered;
    for (uint32_t i = 0; i < n; ++i)
    {
        const float* model = group->GetLearner(i)->GetParameters()->Data();
        for (std::size_t k = 0; k < start.size(); ++k)
        {
            change.most = std::max(change.most, std::abs(double(model[k]) - start[k]));
            change.largest = std::max(change.largest, std::abs(double(start[k])));
        }
    }
    Simulator::Destroy();
    return change;
}

} // namespace

STARDUST_TEST_CASE(SameModelTestCase, "the average of a model with itself is that model, by every rule")
{
    const std::vector<Rule> rules{{"PairwiseAverageMixer"},
                                  {"MetropolisMixer"},
                                  {"StalenessWeightedMixer"},
                                  {"PushSumMixer"},
                                  {"ExchangeMixer[Mode=Pull]"},
                                  {"ExchangeMixer"},
                                  {"ExchangeMixer[SumPreserving=true|AfterUpdates=true]"},
                                  {"MetropolisMixer[Weights=MaxDegree]"},
                                  {"MetropolisMixer[Weights=Lazy]"},
                                  {"MetropolisMixer[Weights=Uniform]"},
                                  {"BufferedMixer[BufferSize=3]"},
                                  {"BufferedMixer[Trigger=Update]"},
                                  {"VarianceCorrectedMixer[BufferSize=3]"},
                                  {"VarianceCorrectedMixer[BufferSize=3|Target=Self]"},
                                  {"VarianceCorrectedMixer[BufferSize=3|Target=Weighted|AllBlocks=true]"},
                                  {"EpidemicMixer"},
                                  {"FedPbcMixer"},
                                  {"FedAvgMixer"},
                                  {"FedAvgMixer[Rule=All]"},
                                  {"FedAvgMixer[Rule=KnownProbability]"},
                                  {"FedAsyncMixer"},
                                  {"DpsgdMixer"},
                                  {"DpsgdMixer[Order=AdaptFirst]"},
                                  {"DpsgdMixer[Barrier=false]"},
                                  {"CdsaMixer[Steps=Optimizer]"},
                                  {"StardustMixer"},
                                  {"SavicMixer", "ScaledOptimizer"},
                                  {"CoordinateMedianMixer[BufferSize=3]"},
                                  {"TrimmedMeanMixer[BufferSize=4]"},
                                  {"KrumMixer[BufferSize=4|Select=3]"},
                                  {"ClippedMixer[BufferSize=3]"}};
    for (const auto& rule : rules)
    {
        const Change change = GossipOneModel(rule);
        NS_TEST_EXPECT_MSG_GT(change.delivered, 20, rule.mixer << ": models are mixed");
        NS_TEST_EXPECT_MSG_GT(change.largest, 0.1, rule.mixer << ": the model is not zero");
        // Each merge rounds, by 6e-8 of the value at most, and there are some 30 of them.
        NS_TEST_EXPECT_MSG_LT(change.most, 4e-6 * change.largest, rule.mixer);
    }
}

namespace
{

/// Models of six devices that have learned for 20 s, a column each.
Eigen::MatrixXd
Learn(const Rule& rule)
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    const uint32_t n = 6;
    SetSmallTask(learners, n, 4);
    learners.SetMixer("ns3::stardust::" + rule.mixer);
    learners.SetOptimizer("ns3::stardust::" + rule.optimizer);
    learners.SetGraph(MakeGraph("ring", n, {}, 1));
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    Simulator::Stop(Seconds(20));
    Simulator::Run();
    const Eigen::MatrixXd models = TakeModels(*learners.GetGroup());
    Simulator::Destroy();
    return models;
}

} // namespace

STARDUST_TEST_CASE(PlainTestCase, "with its extra switched off a rule learns what the plain one does")
{
    struct Pair
    {
        Rule extended;
        Rule plain;
    };
    // A divisor that is all floor: steps of 1000 / 10000.
    const std::string frozen = "ScaledOptimizer[StepSize=1000|Alpha=10000]";
    const std::string sgd = "SgdOptimizer[StepSize=0.1]";
    for (const Pair& pair :
         {Pair{{"StalenessWeightedMixer[Rule=Constant|Weight=0.3]", sgd}, {"PairwiseAverageMixer[Weight=0.3]", sgd}},
          Pair{{"BufferedMixer[BufferSize=1|SelfWeight=0.7]", sgd}, {"PairwiseAverageMixer[Weight=0.3]", sgd}},
          // On a ring both neighbours have a weight of a third.
          Pair{{"MetropolisMixer", sgd}, {"PairwiseAverageMixer[Weight=0.33333333333]", sgd}},
          Pair{{"StardustMixer[Weight=0.3|Delay=0s|AdaptStep=false]", sgd},
               {"PairwiseAverageMixer[Weight=0.3]", sgd}},
          Pair{{"TrimmedMeanMixer[Faulty=0|SelfWeight=0]", sgd}, {"BufferedMixer[SelfWeight=-1]", sgd}},
          Pair{{"ClippedMixer[Radius=1e9|SelfWeight=0]", sgd}, {"BufferedMixer[SelfWeight=-1]", sgd}},
          Pair{{"ChocoMixer[Gamma=1]", sgd}, {"DpsgdMixer[Order=AdaptFirst]", sgd}},
          Pair{{"AdaGossipMixer[Gamma=1e9]", sgd}, {"DpsgdMixer[Order=AdaptFirst]", sgd}},
          Pair{{"CdsaMixer[Steps=Optimizer]", sgd}, {"DpsgdMixer[Order=AdaptFirst]", sgd}},
          Pair{{"SavicMixer", frozen}, {"DpsgdMixer[Order=AdaptFirst]", sgd}},
          Pair{{"SavicMixer[Scaling=Local]", frozen}, {"DpsgdMixer[Order=AdaptFirst]", sgd}}})
    {
        const Eigen::MatrixXd extended = Learn(pair.extended);
        const Eigen::MatrixXd plain = Learn(pair.plain);
        NS_TEST_EXPECT_MSG_GT((plain.colwise() - plain.rowwise().mean()).norm(), 1e-3, "devices differ");
        // Both round in other orders, by 6e-8 of the value a merge and step.
        NS_TEST_EXPECT_MSG_LT((extended - plain).cwiseAbs().maxCoeff(),
                              1e-5 * plain.cwiseAbs().maxCoeff(),
                              pair.extended.mixer << " beside " << pair.plain.mixer);
    }
}

/// What averaging must leave as it is.
class StardustSameModelTestSuite : public TestSuite
{
  public:
    StardustSameModelTestSuite()
        : TestSuite("stardust-same-model", Type::SYSTEM)
    {
        AddTestCase(new SameModelTestCase);
        AddTestCase(new PlainTestCase);
    }
};

static StardustSameModelTestSuite g_stardustSameModelTestSuite;
