/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/simulator.h"
#include "ns3/mixing-matrix.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <Eigen/Dense>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr double STEP = 0.1;
constexpr uint32_t LENGTH = 4;

/// Quadratic losses whose curvatures differ too: a sample has curvatures, then centers.
class CurvedObjective : public LearningObjective
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::CurvedObjective")
                                .SetParent<LearningObjective>()
                                .SetGroupName("Stardust")
                                .AddConstructor<CurvedObjective>();
        return tid;
    }

    bool IsClassification() const override
    {
        return false;
    }

    uint32_t GetParameterCount() const override
    {
        return GetFeatures() / 2;
    }

    void Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const override
    {
        std::fill_n(parameters, GetParameterCount(), 0.0f);
    }

    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override
    {
        const uint32_t size = GetParameterCount();
        const float* row = batch.data->GetRow(batch.samples[0]);
        for (uint32_t k = 0; k < size; ++k)
        {
            gradient[k] = row[k] * (parameters[k] - row[size + k]);
        }
        return 0;
    }

    void Predict(const float* /* parameters */,
                 const float* const* /* rows */,
                 uint32_t count,
                 float* outputs) const override
    {
        std::fill_n(outputs, count, 0.0f);
    }
};

NS_OBJECT_ENSURE_REGISTERED(CurvedObjective);

/// Devices with different quadratic losses.
struct Tracking
{
    std::string mixer{"GradientTrackingMixer"};
    std::string graph{"ring"};
    uint32_t n{8};
    double errorRate{0};
    std::string payload{"Virtual"};
    std::string codec{"Float32Codec"};
    std::string rejoin{"Keep"};

    Eigen::MatrixXd GetCurvatures() const
    {
        return Eigen::MatrixXd::NullaryExpr(LENGTH, n, [](Eigen::Index k, Eigen::Index i) {
            return 0.2 + 0.15 * ((3 * i + 5 * k) % 8);
        });
    }

    Eigen::MatrixXd GetCenters() const
    {
        return DrawNormal(LENGTH, n, 4);
    }

    Ptr<CommunicationGraph> MakeLinks() const
    {
        return MakeGraph(graph, n, {}, 7);
    }

    /// Where the mean loss is smallest.
    Eigen::VectorXd GetOptimum() const
    {
        const Eigen::ArrayXXd curvatures = GetCurvatures();
        return (curvatures * GetCenters().array()).rowwise().sum() / curvatures.rowwise().sum();
    }

    Ptr<LearnerGroup> Install() const
    {
        LearnerHelper learners;
        DirectNetworkHelper network;
        network.SetErrorRate(errorRate);
        network.Install(learners);
        auto data = Create<LabeledDataset>(n, 2 * LENGTH, 0);
        DataShares shares(n);
        for (uint32_t i = 0; i < n; ++i)
        {
            Eigen::Map<Eigen::VectorXf> row(data->GetRow(i), 2 * LENGTH);
            row.head(LENGTH) = GetCurvatures().col(i).cast<float>();
            row.tail(LENGTH) = GetCenters().col(i).cast<float>();
            shares[i] = {i};
        }
        learners.SetObjective("ns3::stardust::tests::CurvedObjective");
        learners.SetData(data, shares);
        learners.SetGraph(MakeLinks());
        learners.SetMixer("ns3::stardust::" + mixer);
        learners.SetCodec("ns3::stardust::" + codec);
        learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=" + std::to_string(STEP) + "]");
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetAttribute("Rejoin", StringValue(rejoin));
        learners.SetGroupAttribute("Payload", StringValue(payload));
        NodeContainer nodes;
        nodes.Create(n);
        learners.Install(nodes);
        return learners.GetGroup();
    }

    /// Models after some rounds of a second each.
    Eigen::MatrixXd Run(uint32_t rounds) const
    {
        Ptr<LearnerGroup> group = Install();
        Simulator::Stop(Seconds(rounds + 0.5));
        Simulator::Run();
        const Eigen::MatrixXd models = TakeModels(*group);
        Simulator::Destroy();
        return models;
    }
};

Eigen::MatrixXd
MakeDense(const CommunicationGraph& graph)
{
    const MixingMatrix matrix = MakeMixingMatrix(graph, MIXING_METROPOLIS);
    Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(matrix.n, matrix.n);
    for (uint32_t i = 0; i < matrix.n; ++i)
    {
        for (std::size_t at = matrix.begins[i]; at < matrix.begins[i + 1]; ++at)
        {
            dense(i, matrix.columns[at]) = matrix.values[at];
        }
    }
    return dense;
}

/// Where D-PSGD stands still: (I - W + step H) x = step H c for each coordinate.
Eigen::MatrixXd
FindFixedPoint(const Tracking& tracking)
{
    const Eigen::MatrixXd w = MakeDense(*tracking.MakeLinks());
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(tracking.n, tracking.n);
    Eigen::MatrixXd fixed(LENGTH, tracking.n);
    for (uint32_t k = 0; k < LENGTH; ++k)
    {
        const Eigen::VectorXd h = tracking.GetCurvatures().row(k);
        const Eigen::VectorXd c = tracking.GetCenters().row(k);
        const Eigen::MatrixXd system = identity - w + STEP * Eigen::MatrixXd(h.asDiagonal());
        const Eigen::VectorXd pull = STEP * h.cwiseProduct(c);
        fixed.row(k) = system.lu().solve(pull).transpose();
    }
    return fixed;
}

} // namespace

STARDUST_TEST_CASE(ExactOptimumTestCase,
                   "gradient tracking comes to the optimum of the mean loss, D-PSGD to its fixed point")
{
    for (const std::string graph : {"ring", "star", "random-regular:3", "complete"})
    {
        Tracking tracking;
        tracking.graph = graph;
        const Eigen::VectorXd optimum = tracking.GetOptimum();
        for (const std::string order : {"CombineFirst", "AdaptFirst"})
        {
            tracking.mixer = "GradientTrackingMixer[Order=" + order + "]";
            const Eigen::MatrixXd models = tracking.Run(1200);
            NS_TEST_EXPECT_MSG_LT((models.colwise() - optimum).cwiseAbs().maxCoeff(),
                                  2e-5,
                                  order << " on " << graph);
        }
        tracking.mixer = "DpsgdMixer";
        const Eigen::MatrixXd fixed = FindFixedPoint(tracking);
        NS_TEST_EXPECT_MSG_LT((tracking.Run(1200) - fixed).cwiseAbs().maxCoeff(), 2e-5, graph);
        NS_TEST_EXPECT_MSG_GT((fixed.colwise() - optimum).cwiseAbs().maxCoeff(), 0.03, "a bias on " << graph);
    }
}

STARDUST_TEST_CASE(TrackingRecursionTestCase, "rounds follow the recursion of gradient tracking")
{
    for (const bool first : {true, false})
    {
        Tracking tracking;
        tracking.graph = "random-regular:3";
        tracking.mixer =
            std::string("GradientTrackingMixer[Order=") + (first ? "CombineFirst]" : "AdaptFirst]");
        const Eigen::MatrixXd w = MakeDense(*tracking.MakeLinks()).transpose();
        const Eigen::ArrayXXd curvatures = tracking.GetCurvatures();
        const Eigen::ArrayXXd centers = tracking.GetCenters();
        const auto differentiate = [&](const Eigen::MatrixXd& x) {
            return Eigen::MatrixXd((curvatures * (x.array() - centers)).matrix());
        };
        // As published: y(0) is the gradient, x(k + 1) = W x - step y, y(k + 1) = W y + what is new.
        Eigen::MatrixXd x = Eigen::MatrixXd::Zero(LENGTH, tracking.n);
        Eigen::MatrixXd y = differentiate(x);
        for (uint32_t k = 0; k < 25; ++k)
        {
            const Eigen::MatrixXd next = first ? Eigen::MatrixXd(x * w - STEP * y)
                                               : Eigen::MatrixXd((x - STEP * y) * w);
            y = y * w + differentiate(next) - differentiate(x);
            x = next;
        }
        NS_TEST_EXPECT_MSG_LT((tracking.Run(25) - x).cwiseAbs().maxCoeff(), 1e-5, tracking.mixer);
    }
}

STARDUST_TEST_CASE(TrackingPayloadTestCase, "both payload modes agree, and memory and messages are as documented")
{
    std::vector<Eigen::MatrixXd> models;
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        Tracking tracking;
        tracking.payload = payload;
        tracking.mixer = "GradientTrackingMixer[RoundTimeout=0.2s]";
        tracking.errorRate = 0.1;
        Ptr<LearnerGroup> group = tracking.Install();
        Simulator::Stop(Seconds(50));
        Simulator::Run();
        models.push_back(TakeModels(*group));
        const auto algorithm = DynamicCast<GossipAlgorithm>(group->GetLearner(0)->GetMixer());
        NS_TEST_EXPECT_MSG_EQ(algorithm->CountKeptFloats(), 2 * LENGTH, "y and u");
        NS_TEST_EXPECT_MSG_EQ(group->GetLearner(0)->GetMessageSize(), 8 * LENGTH + 4, "x, y, round");
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.sent,
                              counters.delivered + counters.lost + counters.expired +
                                  counters.rejected + group->GetLedger()->CountInFlight(),
                              "every message is accounted for");
        NS_TEST_EXPECT_MSG_GT(counters.lost, 10, "there is loss");
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "payload modes");
}

STARDUST_TEST_CASE(TrackingMisfitTestCase, "what gradient tracking cannot work with is refused by name")
{
    Tracking tracking;
    tracking.mixer = "GradientTrackingMixer[Barrier=false]";
    STARDUST_EXPECT_INPUT_ERROR(tracking.Install(), {"--mixer", "GradientTrackingMixer", "Barrier=true"});
    tracking = Tracking();
    tracking.rejoin = "Reset";
    STARDUST_EXPECT_INPUT_ERROR(tracking.Install(), {"--mixer", "--rejoin=keep"});
    tracking = Tracking();
    tracking.codec = "TopKCodec[Count=2]";
    STARDUST_EXPECT_INPUT_ERROR(tracking.Install(), {"--mixer", "--codec=", "TopKCodec"});
    Simulator::Destroy();
}

namespace
{

/// Gradient tracking.
class StardustTrackingTestSuite : public TestSuite
{
  public:
    StardustTrackingTestSuite()
        : TestSuite("stardust-tracking", Type::SYSTEM)
    {
        AddTestCase(new ExactOptimumTestCase);
        AddTestCase(new TrackingRecursionTestCase);
        AddTestCase(new TrackingPayloadTestCase);
        AddTestCase(new TrackingMisfitTestCase);
    }
};

static StardustTrackingTestSuite g_stardustTrackingTestSuite;

} // namespace
