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
#include "ns3/hessian-probe.h"
#include "ns3/log.h"
#include "ns3/mixing-matrix.h"
#include "ns3/round-algorithm.h"
#include "ns3/scaled-optimizer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"
#include "ns3/uinteger.h"

#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

NS_LOG_COMPONENT_DEFINE("StardustSavicTest");

namespace
{

/// The scaling's recursion in double precision.
struct Scaling
{
    std::string rule;         //!< as the attribute
    double beta{0.9};         //!< as the attribute
    double alpha{0.01};       //!< as the attribute
    bool sum{false};          //!< Floor=Sum
    uint32_t changes{0};      //!< observations so far
    Eigen::ArrayXd accumulator{}; //!< D^2 or D

    /** @return whether D^2 is accumulated. */
    bool Squares() const
    {
        return rule != "Oasis";
    }

    /** @param seen H. */
    void Observe(const Eigen::ArrayXd& seen)
    {
        const Eigen::ArrayXd value = Squares() ? Eigen::ArrayXd(seen.square()) : seen;
        const bool corrected = rule == "Adam" || rule == "AdaHessian";
        const double power = std::pow(beta, changes + 1);
        const double kept = corrected ? (beta - power) / (1 - power) : beta;
        accumulator = changes == 0 ? value : Eigen::ArrayXd(kept * accumulator + (1 - kept) * value);
        ++changes;
    }

    /** @return Dhat. */
    Eigen::ArrayXd GetDivisor() const
    {
        const Eigen::ArrayXd size =
            Squares() ? Eigen::ArrayXd(accumulator.sqrt()) : Eigen::ArrayXd(accumulator.abs());
        return sum ? Eigen::ArrayXd(size + alpha) : Eigen::ArrayXd(size.max(alpha));
    }
};

const std::vector<std::string> RULES{"Adam", "RmsProp", "Oasis", "AdaHessian"};

/// A group of devices with quadratic losses.
struct Savic
{
    std::string mixer{"SavicMixer"};     //!< type and attributes
    std::string optimizer;               //!< type and attributes
    std::string graph{"complete"};       //!< as --graph takes it
    Eigen::MatrixXd centers;             //!< where losses are smallest
    double condition{1000};              //!< largest curvature over smallest
    uint32_t steps{3};                   //!< local steps a round
    std::string payload{"Virtual"};      //!< payload mode
    double errorRate{0};                 //!< of the network

    /** @return the learners, ready to run. */
    Ptr<LearnerGroup> Install() const
    {
        LearnerHelper learners;
        DirectNetworkHelper network;
        network.SetErrorRate(errorRate);
        network.Install(learners);
        SetQuadraticTask(learners, centers, condition);
        learners.SetGraph(MakeGraph(graph, centers.cols(), {}, 7));
        learners.SetMixer("ns3::stardust::" + mixer);
        learners.SetOptimizer("ns3::stardust::" + optimizer);
        learners.SetAttribute("LocalSteps", UintegerValue(steps));
        learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetGroupAttribute("Payload", StringValue(payload));
        NodeContainer nodes;
        nodes.Create(centers.cols());
        learners.Install(nodes);
        return learners.GetGroup();
    }

    /** @return the curvatures, see QuadraticObjective. */
    Eigen::ArrayXd GetCurvatures() const
    {
        const auto size = centers.rows();
        Eigen::ArrayXd curvatures(size);
        for (Eigen::Index k = 0; k < size; ++k)
        {
            curvatures[k] = std::pow(condition, -double(k) / double(size - 1));
        }
        return curvatures;
    }
};

void
RunRounds(uint32_t rounds)
{
    Simulator::Stop(Seconds(rounds + 0.5));
    Simulator::Run();
}

/// Mean over devices of what the common loss is above its minimum.
double
MeasureLoss(const Savic& savic, const Eigen::MatrixXd& models)
{
    const Eigen::VectorXd optimum = savic.centers.rowwise().mean();
    const Eigen::MatrixXd way = models.colwise() - optimum;
    return 0.5 * (way.array().square().colwise() * savic.GetCurvatures()).sum() / models.cols();
}

} // namespace

STARDUST_TEST_CASE(RuleTestCase, "each rule's scaling follows its recursion, and changes between updates only")
{
    const uint32_t size = 8;
    auto data = Create<LabeledDataset>(1, size, 0);
    for (uint32_t k = 0; k < size; ++k)
    {
        data->GetRow(0)[k] = 1 + 0.3f * k;
    }
    const uint32_t sample = 0;
    const SampleBatch batch{PeekPointer(data), &sample, 1};
    for (const std::string& rule : RULES)
    {
        for (const bool sum : {false, true})
        {
            auto optimizer = CreateObject<ScaledOptimizer>();
            optimizer->SetAttribute("Rule", StringValue(rule));
            optimizer->SetAttribute("Floor", StringValue(sum ? "Sum" : "Max"));
            optimizer->SetAttribute("Beta", DoubleValue(0.9));
            optimizer->SetAttribute("Alpha", DoubleValue(0.05));
            optimizer->SetAttribute("StepSize", DoubleValue(0.05));
            optimizer->AssignStreams(3);
            Scaling expected{rule};
            expected.alpha = 0.05;
            expected.sum = sum;
            Eigen::ArrayXd model = Eigen::ArrayXd::Zero(size);
            Eigen::ArrayXf parameters = Eigen::ArrayXf::Zero(size);
            for (uint32_t update = 0; update < 6; ++update)
            {
                // The curvature differs from update to update, so that there is something to follow.
                auto objective = CreateObject<QuadraticObjective>();
                objective->SetAttribute("Condition", DoubleValue(2 + 3 * (update % 3)));
                objective->SetShape(size, 0);
                const Eigen::ArrayXd curvatures = objective->GetCurvatures().cast<double>();
                optimizer->BeginUpdate(4);
                for (uint32_t step = 0; step < 4; ++step)
                {
                    Eigen::ArrayXd gradient = model;
                    for (uint32_t k = 0; k < size; ++k)
                    {
                        gradient[k] = curvatures[k] * (model[k] - data->GetRow(0)[k]);
                    }
                    const bool hessian = rule == "Oasis" || rule == "AdaHessian";
                    const Eigen::ArrayXd seen = hessian ? curvatures : Eigen::ArrayXd(gradient.abs());
                    if (expected.changes == 0)
                    {
                        expected.Observe(seen);
                    }
                    const Eigen::ArrayXd divisor = expected.GetDivisor();
                    Eigen::ArrayXf slope(size);
                    objective->ComputeGradient(parameters.data(), batch, slope.data());
                    optimizer->Step(parameters.data(),
                                    slope.data(),
                                    HessianProbe(*objective, parameters.data(), batch));
                    model -= 0.05 * gradient / divisor;
                    const Eigen::Map<const Eigen::ArrayXf> used(optimizer->GetDivisor().data(), size);
                    NS_TEST_EXPECT_MSG_LT((used.cast<double>() / divisor - 1).abs().maxCoeff(),
                                          2e-3,
                                          rule << " update " << update << " step " << step);
                    if (step == 3)
                    {
                        expected.Observe(seen);
                    }
                }
            }
            NS_TEST_EXPECT_MSG_LT((parameters.cast<double>() - model).abs().maxCoeff(), 5e-3, rule);
            NS_TEST_EXPECT_MSG_GT(model.abs().maxCoeff(), 0.1, "it has moved");
        }
    }
}

STARDUST_TEST_CASE(RecursionTestCase, "rounds follow the recursion of models and scalings on any graph")
{
    for (const std::string graph : {"complete", "ring"})
    {
        for (const bool global : {true, false})
        {
            Savic savic;
            savic.graph = graph;
            savic.mixer = std::string("SavicMixer[Scaling=") + (global ? "Global]" : "Local]");
            savic.optimizer = "ScaledOptimizer[Rule=Adam|Beta=0.9|Alpha=0.01|StepSize=0.05]";
            savic.centers = 2 + DrawNormal(6, 5, 1).array();
            Ptr<LearnerGroup> group = savic.Install();
            const uint32_t rounds = 12;
            RunRounds(rounds);
            const Ptr<const CommunicationGraph> links = MakeGraph(graph, 5, {}, 7);
            const Eigen::ArrayXd curvatures = savic.GetCurvatures();
            Eigen::MatrixXd models = Eigen::MatrixXd::Zero(6, 5);
            std::vector<Scaling> scalings(5, Scaling{"Adam"});
            Eigen::MatrixXd weights(5, 5);
            for (uint32_t i = 0; i < 5; ++i)
            {
                for (uint32_t j = 0; j < 5; ++j)
                {
                    weights(i, j) = i == j || !links->HasArc(j, i) ? 0 : graph == "ring" ? 1.0 / 3 : 0.2;
                }
                weights(i, i) = 1 - weights.row(i).sum();
            }
            for (uint32_t round = 0; round < rounds; ++round)
            {
                for (uint32_t i = 0; i < 5; ++i)
                {
                    for (uint32_t step = 0; step < savic.steps; ++step)
                    {
                        const Eigen::ArrayXd slope =
                            curvatures * (models.col(i) - savic.centers.col(i)).array();
                        if (scalings[i].changes == 0)
                        {
                            scalings[i].Observe(slope);
                        }
                        models.col(i).array() -= 0.05 * slope / scalings[i].GetDivisor();
                        if (step + 1 == savic.steps)
                        {
                            // Used from the next round on: nothing else happens in this one.
                            scalings[i].Observe(slope);
                        }
                    }
                }
                models = models * weights.transpose();
                const std::vector<Scaling> before = scalings;
                for (uint32_t i = 0; global && i < 5; ++i)
                {
                    scalings[i].accumulator.setZero();
                    for (uint32_t j = 0; j < 5; ++j)
                    {
                        scalings[i].accumulator += weights(i, j) * before[j].accumulator;
                    }
                }
            }
            NS_TEST_EXPECT_MSG_LT((TakeModels(*group) - models).cwiseAbs().maxCoeff(),
                                  1e-3,
                                  savic.mixer << " on " << graph);
            NS_TEST_EXPECT_MSG_GT(models.cwiseAbs().maxCoeff(), 0.5, "they have moved");
            Simulator::Destroy();
        }
    }
}

STARDUST_TEST_CASE(ConditionTestCase,
                   "of a badly scaled loss, scaled steps leave far less than the best plain ones, at the same "
                   "number of rounds")
{
    const uint32_t rounds = 60;
    Savic savic;
    savic.steps = 5;
    // Around 1.5, so that no device's gradient is small at the start.
    savic.centers = 1.5 + 0.1 * DrawNormal(20, 4, 2).array();
    double plain = 1e30;
    for (const double size : {0.1, 0.5, 1.0, 1.5, 1.8, 1.95})
    {
        savic.mixer = "DpsgdMixer[Order=AdaptFirst]";
        savic.optimizer = "SgdOptimizer[StepSize=" + std::to_string(size) + "]";
        Ptr<LearnerGroup> group = savic.Install();
        RunRounds(rounds);
        plain = std::min(plain, MeasureLoss(savic, TakeModels(*group)));
        Simulator::Destroy();
    }
    // With equal curvatures averaging does what it would to one device at the mean center.
    const Eigen::ArrayXd curvatures = savic.GetCurvatures();
    const Eigen::ArrayXd start = savic.centers.rowwise().mean();
    const Eigen::ArrayXd left = (1 - 1.95 * curvatures).abs().pow(2.0 * rounds * savic.steps);
    const double theory = 0.5 * (curvatures * start.square() * left).sum();
    NS_TEST_EXPECT_MSG_EQ_TOL(plain, theory, 0.01 * theory, "plain steps leave the flat directions");
    for (const std::string scaling : {"Global", "Local"})
    {
        savic.mixer = "SavicMixer[Scaling=" + scaling + "]";
        for (const std::string& rule : RULES)
        {
            const bool hessian = rule == "Oasis" || rule == "AdaHessian";
            savic.optimizer = "ScaledOptimizer[Alpha=1e-5|Rule=" + rule +
                              "|StepSize=" + (hessian ? "0.5]" : "0.1]");
            Ptr<LearnerGroup> group = savic.Install();
            RunRounds(rounds);
            const double scaled = MeasureLoss(savic, TakeModels(*group));
            NS_LOG_INFO(scaling << ' ' << rule << ": " << scaled << ", plain at its best " << plain);
            // Local scalings weigh the devices' optima, which differ, anew each round.
            NS_TEST_EXPECT_MSG_LT(scaled, plain / (scaling == "Local" ? 10 : 100), scaling << ' ' << rule);
            Simulator::Destroy();
        }
    }
}

STARDUST_TEST_CASE(BytesTestCase, "a global scaling doubles the floats of a message, a local one is free")
{
    std::vector<Eigen::MatrixXd> models;
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        Savic savic;
        savic.optimizer = "ScaledOptimizer[StepSize=0.05]";
        savic.centers = 1 + DrawNormal(10, 4, 1).array();
        savic.payload = payload;
        savic.errorRate = 0.1;
        savic.mixer = "SavicMixer[RoundTimeout=0.5s]";
        Ptr<LearnerGroup> group = savic.Install();
        RunRounds(40);
        NS_TEST_EXPECT_MSG_EQ(group->GetLearner(0)->GetMessageSize(), 2 * 10 * 4 + 5, "global");
        models.push_back(TakeModels(*group));
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_GT(counters.lost, 0, "messages are lost");
        NS_TEST_EXPECT_MSG_EQ(counters.sent,
                              counters.delivered + counters.lost + counters.expired +
                                  counters.rejected + group->GetLedger()->CountInFlight(),
                              "each has one outcome");
        Simulator::Destroy();
        savic.mixer = "SavicMixer[Scaling=Local]";
        NS_TEST_EXPECT_MSG_EQ(savic.Install()->GetLearner(0)->GetMessageSize(), 10 * 4 + 4, "local");
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "payload in the packets is the same run");
}

namespace
{

/// Loss on all data of the mean model, with shares that differ between devices as told.
double
MeasureSoftmax(const std::string& partition, const std::string& rule, const std::string& scaling, int64_t seed)
{
    const uint32_t n = 8;
    Ptr<const LabeledDataset> data = MakeGaussianTask({n * 60, 10, 8, 3}, 100 + 10 * seed);
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetObjective("ns3::stardust::SoftmaxObjective");
    learners.SetData(data, MakePartition(partition, *data, n, seed));
    learners.SetMixer("ns3::stardust::SavicMixer[Scaling=" + scaling + "]");
    learners.SetOptimizer("ns3::stardust::ScaledOptimizer[StepSize=0.01|Alpha=0.01|Rule=" + rule + "]");
    learners.SetAttribute("LocalSteps", UintegerValue(5));
    learners.SetAttribute("BatchSize", UintegerValue(60));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    RunRounds(60);
    const Eigen::VectorXf mean =
        TakeModels(*learners.GetGroup()).rowwise().mean().cast<float>();
    const double loss = learners.GetGroup()->Evaluate({mean.data()}, *data).front().loss;
    Simulator::Destroy();
    return loss;
}

} // namespace

STARDUST_TEST_CASE(ScopeTestCase, "local and global scaling part the more, the more the shares differ")
{
    for (const std::string rule : {"Adam", "RmsProp", "Oasis"})
    {
        double equal = 0;
        double skewed = 0;
        for (int64_t seed = 1; seed <= 4; ++seed)
        {
            const auto gap = [&](const std::string& partition) {
                return MeasureSoftmax(partition, rule, "Local", seed) -
                       MeasureSoftmax(partition, rule, "Global", seed);
            };
            equal += std::abs(gap("iid")) / 4;
            skewed += gap("shards:1") / 4;
        }
        NS_LOG_INFO(rule << ", local - global: equal shares " << equal << ", one class each " << skewed);
        NS_TEST_EXPECT_MSG_GT(skewed, 2 * equal, "the gap grows, to the harm of local scaling: " << rule);
    }
}

STARDUST_TEST_CASE(MisfitTestCase, "parts that do not go with a frozen scaling are refused by name")
{
    struct Row
    {
        std::string optimizer;
        std::string codec;
        std::string part;
    };
    for (const Row& row : {Row{"AdamOptimizer", "Float32Codec", "ScaledOptimizer"},
                           Row{"ScaledOptimizer", "TopKCodec[Count=1]", "--codec"}})
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        SetQuadraticTask(learners, DrawNormal(4, 3, 1));
        learners.SetMixer("ns3::stardust::SavicMixer");
        learners.SetOptimizer("ns3::stardust::" + row.optimizer);
        learners.SetCodec("ns3::stardust::" + row.codec);
        NodeContainer nodes;
        nodes.Create(3);
        STARDUST_EXPECT_INPUT_ERROR(learners.Install(nodes), {"--mixer", "SavicMixer", row.part});
    }
    Simulator::Destroy();
}

/// Local SGD with a scaling that is frozen between synchronisations.
class StardustSavicTestSuite : public TestSuite
{
  public:
    StardustSavicTestSuite()
        : TestSuite("stardust-savic", Type::SYSTEM)
    {
        AddTestCase(new RuleTestCase);
        AddTestCase(new RecursionTestCase);
        AddTestCase(new ConditionTestCase);
        AddTestCase(new BytesTestCase);
        AddTestCase(new ScopeTestCase);
        AddTestCase(new MisfitTestCase);
    }
};

static StardustSavicTestSuite g_stardustSavicTestSuite;
