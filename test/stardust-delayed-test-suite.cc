/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The three rules of StardustMixer.

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/digit-task.h"
#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/log.h"
#include "ns3/message-ledger.h"
#include "ns3/momentum-optimizer.h"
#include "ns3/simulator.h"
#include "ns3/stardust-mixer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/update-variance.h"

#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

NS_LOG_COMPONENT_DEFINE("StardustDelayedTest");

namespace
{

/// A run of devices with quadratic losses that gossip only when a test lets them.
struct Quiet
{
    std::string mixer{"StardustMixer"};                //!< type and attributes
    std::string optimizer{"SgdOptimizer[StepSize=0.5]"}; //!< type and attributes
    Eigen::MatrixXd centers;                           //!< where losses are smallest

    /** @return the learners; updates end at 1, 2, ... s. */
    Ptr<LearnerGroup> Install() const
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        SetQuadraticTask(learners, centers);
        learners.SetMixer("ns3::stardust::" + mixer);
        learners.SetOptimizer("ns3::stardust::" + optimizer);
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
        NodeContainer nodes;
        nodes.Create(centers.cols());
        learners.Install(nodes);
        return learners.GetGroup();
    }
};

/// Let device `from` send to device 0 at a time.
void
SendAt(const LearnerGroup& group, uint32_t from, double seconds)
{
    Simulator::Schedule(Seconds(seconds), &GossipLearner::SendModel, group.GetLearner(from), 0u);
}

void
RunUntil(double seconds)
{
    Simulator::Stop(Seconds(seconds) - Simulator::Now());
    Simulator::Run();
}

Ptr<StardustMixer>
GetStardustMixer(const LearnerGroup& group, uint32_t learner)
{
    return DynamicCast<StardustMixer>(group.GetLearner(learner)->GetMixer());
}

bool
IsBalanced(const LearnerGroup& group)
{
    const MessageCounters& counters = group.GetLedger()->GetCounters();
    return counters.sent == counters.delivered + counters.lost + counters.expired +
                                counters.rejected + group.GetLedger()->CountInFlight();
}

} // namespace

STARDUST_TEST_CASE(DelayTestCase, "a model is mixed in its delay after it came, the newest of its sender alone")
{
    struct Row
    {
        std::string mixer;
        double applied; //!< ms after the first message
    };
    // Updates change nothing between 1 s and 2 s.
    for (const Row& row : {Row{"StardustMixer[AdaptStep=false|Weight=0.25]", 80},
                           Row{"StardustMixer[AdaptStep=false|Weight=0.25|RestartDelay=false]", 50}})
    {
        Quiet quiet;
        quiet.mixer = row.mixer;
        quiet.centers = DrawNormal(5, 3, 1);
        Ptr<LearnerGroup> group = quiet.Install();
        SendAt(*group, 1, 1.5);
        SendAt(*group, 1, 1.53);
        const Eigen::MatrixXd models = 0.5 * quiet.centers;
        const auto own = [&]() { return Eigen::VectorXd(TakeModels(*group).col(0)); };
        RunUntil(1.5 + row.applied / 1000 - 1e-6);
        NS_TEST_EXPECT_MSG_LT((own() - models.col(0)).norm(), 1e-6, "it waits: " << row.mixer);
        NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().expired, 1, "the older is superseded");
        NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->CountInFlight(), 1, "the newer has no outcome yet");
        NS_TEST_EXPECT_MSG_EQ(GetStardustMixer(*group, 0)->CountKeptFloats(), 5, "one waits");
        RunUntil(1.5 + row.applied / 1000 + 1e-6);
        const Eigen::VectorXd mixed = 0.75 * models.col(0) + 0.25 * models.col(1);
        NS_TEST_EXPECT_MSG_LT((own() - mixed).norm(), 1e-6, "it is mixed in: " << row.mixer);
        NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().delivered, 1, "delivered");
        SendAt(*group, 1, 0.2);
        SendAt(*group, 2, 0.2);
        RunUntil(1.9);
        NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().delivered, 3, "senders do not compete");
        SendAt(*group, 1, 0.01);
        RunUntil(1.92);
        group->GetLearner(0)->Pause();
        NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().lost, 1, "what waits at a pause is lost");
        RunUntil(2.5);
        NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, "messages");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(PlainTestCase, "without delay and adaptation it is the pairwise average, byte for byte")
{
    std::vector<Eigen::MatrixXd> models;
    std::vector<uint32_t> sizes;
    for (const std::string mixer :
         {"PairwiseAverageMixer[Weight=0.3]", "StardustMixer[Weight=0.3|Delay=0s|AdaptStep=false]"})
    {
        Quiet quiet;
        quiet.mixer = mixer;
        quiet.centers = DrawNormal(5, 3, 1);
        Ptr<LearnerGroup> group = quiet.Install();
        SendAt(*group, 1, 1.5);
        SendAt(*group, 2, 2.5);
        RunUntil(6);
        models.push_back(TakeModels(*group));
        sizes.push_back(group->GetLearner(0)->GetMessageSize());
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "models");
    NS_TEST_EXPECT_MSG_EQ(sizes[0], sizes[1], "bytes");
}

STARDUST_TEST_CASE(VarianceTestCase, "the relative variance is that of its formula and of theory")
{
    const double beta = 0.9;
    const uint32_t length = 4000;
    const auto zero = Create<FloatBuffer>(length);
    for (const double deviation : {0.0, 1.0, 3.0})
    {
        const uint32_t count = 120;
        const Eigen::MatrixXd deltas = 1 + deviation * DrawNormal(length, count, 5).array();
        UpdateVariance variance;
        Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(length);
        Eigen::ArrayXd square = mean;
        for (uint32_t t = 0; t < count; ++t)
        {
            const Eigen::VectorXf scaled = (2 * deltas.col(t)).cast<float>();
            variance.Add(scaled.data(), zero->Data(), 0.5f, length, beta);
            mean = beta * mean + (1 - beta) * deltas.col(t).array();
            square = beta * square + (1 - beta) * deltas.col(t).array().square();
            const double weight = 1 - std::pow(beta, t + 1);
            const Eigen::ArrayXd corrected = mean / weight;
            const double expected =
                (square / weight - corrected.square()).sum() / corrected.square().sum();
            NS_TEST_EXPECT_MSG_EQ_TOL(variance.Compute(1e-12), expected, 1e-5 + 1e-4 * expected, "formula");
        }
        const double r = 2 * beta / (1 + beta);
        const double power = deviation * deviation;
        const double theory = r * power / (1 + (1 - r) * power);
        // 4000 elements, each a mean of about 19: the ratio scatters by less than 1.5 %.
        NS_TEST_EXPECT_MSG_EQ_TOL(variance.Compute(1e-12), theory, 1e-5 + 0.06 * theory, "theory");
        NS_TEST_EXPECT_MSG_EQ(variance.CountKeptFloats(), length, "memory");
    }
}

STARDUST_TEST_CASE(AdaptTestCase, "steps are divided by 1 + Kappa nu from the next update on")
{
    struct Row
    {
        double kappa;
        double smallest;
    };
    for (const Row& row : {Row{1, 0.01}, Row{5, 0.01}, Row{5, 0.6}, Row{0, 0}})
    {
        Quiet quiet;
        // Weight is next to nothing: the own model shows its own steps.
        quiet.mixer = "StardustMixer[Weight=1e-9|Delay=10ms|Kappa=" + std::to_string(row.kappa) +
                      "|SmallestShare=" + std::to_string(row.smallest) + "]";
        quiet.centers = DrawNormal(6, 2, 1);
        Ptr<LearnerGroup> group = quiet.Install();
        // Of versions 1, 2 and 4: the changes an update are 1/4 and 3/32 of the center.
        SendAt(*group, 1, 1.5);
        SendAt(*group, 1, 2.5);
        SendAt(*group, 1, 4.5);
        RunUntil(4.4);
        const auto mixer = GetStardustMixer(*group, 0);
        NS_TEST_EXPECT_MSG_EQ_TOL(mixer->GetStepScale(), 1.0, 1e-6, "one change has no variance");
        RunUntil(4.6);
        const double ratio = 0.375;
        const double older = 0.9 / 1.9;
        const double newer = 1 / 1.9;
        const double nu = older * newer * (1 - ratio) * (1 - ratio) / std::pow(older + newer * ratio, 2);
        const double scale = std::max(1 / (1 + row.kappa * nu), row.smallest);
        NS_TEST_EXPECT_MSG_EQ_TOL(mixer->GetVariance(), nu, 1e-4, "nu");
        NS_TEST_EXPECT_MSG_EQ_TOL(mixer->GetStepScale(), scale, 1e-4, "scale");
        RunUntil(5.5);
        // Five whole steps: the fifth had begun when the scale changed.
        double left = std::pow(0.5, 5);
        const Eigen::VectorXd center = quiet.centers.col(0);
        NS_TEST_EXPECT_MSG_LT((TakeModels(*group).col(0) - (1 - left) * center).norm(), 1e-5, "before");
        RunUntil(6.5);
        left *= 1 - 0.5 * scale;
        NS_TEST_EXPECT_MSG_LT((TakeModels(*group).col(0) - (1 - left) * center).norm(), 1e-5, "after");
        NS_TEST_EXPECT_MSG_EQ(mixer->CountKeptFloats(), 2 * 6, "moments and one sender's model");
        NS_TEST_EXPECT_MSG_EQ(group->GetLearner(0)->GetMessageSize(), 6 * 4 + 4, "models and versions");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(MomentumTestCase, "mixing leaves the momentum alone, unless told otherwise")
{
    for (const double kept : {1.0, 0.5, 0.0})
    {
        Quiet quiet;
        quiet.mixer = "StardustMixer[AdaptStep=false|Weight=1e-9|MomentumKept=" + std::to_string(kept) + "]";
        quiet.optimizer = "MomentumOptimizer[StepSize=0.1|Momentum=0.8]";
        quiet.centers = DrawNormal(4, 2, 2);
        Ptr<LearnerGroup> group = quiet.Install();
        SendAt(*group, 1, 2.5);
        RunUntil(6.5);
        // The update from 2 s to 3 s had begun.
        double way = 1;
        double velocity = 0;
        for (uint32_t step = 0; step < 6; ++step)
        {
            velocity = 0.8 * (step == 3 ? kept * velocity : velocity) + way;
            way -= 0.1 * velocity;
        }
        const Eigen::VectorXd expected = (1 - way) * quiet.centers.col(0);
        NS_TEST_EXPECT_MSG_LT((TakeModels(*group).col(0) - expected).norm(), 1e-5, "kept " << kept);
        Simulator::Destroy();
    }
}

namespace
{

/// What comes of an ablation.
struct Outcome
{
    Eigen::MatrixXd models; //!< of all devices
    double accuracy{0};     //!< mean
    double scale{0};        //!< mean share of the step size
    bool balanced{false};   //!< each message has one outcome
};

/// Perceptrons on a lossy network, a third of which go down and come back.
Outcome
RunAblation(const std::string& mixer, const std::string& optimizer, const std::string& payload)
{
    const uint32_t n = 9;
    Ptr<const LabeledDataset> data = MakeDigitTask({n * 100, 1}, 77);
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetErrorRate(0.1);
    network.SetDelay("ns3::ExponentialRandomVariable[Mean=0.05]");
    network.Install(learners);
    learners.SetObjective("ns3::stardust::PerceptronObjective[Hidden=24]");
    learners.SetOptimizer("ns3::stardust::" + optimizer);
    learners.SetData(data, MakePartition("dirichlet:0.5", *data, n, 1));
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetAttribute("BatchSize", UintegerValue(10));
    learners.SetGroupAttribute("Payload", StringValue(payload));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    for (uint32_t i = 0; i < n; i += 3)
    {
        Simulator::Schedule(Seconds(10 + i), &GossipLearner::Pause, group->GetLearner(i));
        Simulator::Schedule(Seconds(25 + i), &GossipLearner::Resume, group->GetLearner(i));
    }
    Simulator::Stop(Seconds(60));
    Simulator::Run();
    Outcome outcome;
    outcome.balanced = IsBalanced(*group);
    outcome.models = TakeModels(*group);
    std::vector<const float*> models;
    for (uint32_t i = 0; i < n; ++i)
    {
        models.push_back(group->GetLearner(i)->GetParameters()->Data());
        const auto stardust = GetStardustMixer(*group, i);
        outcome.scale += (stardust ? stardust->GetStepScale() : 1) / n;
    }
    for (const ModelScore& score : group->Evaluate(models, *data))
    {
        outcome.accuracy += score.accuracy / n;
    }
    Simulator::Destroy();
    return outcome;
}

} // namespace

STARDUST_TEST_CASE(AblationTestCase, "each rule alone and all together learn a non-convex task under churn and loss")
{
    struct Row
    {
        std::string mixer;
        std::string optimizer;
        bool adapts;
    };
    const std::string plain = "SgdOptimizer[StepSize=0.2]";
    const std::string momentum = "MomentumOptimizer[StepSize=0.05|Momentum=0.8]";
    for (const Row& row : {Row{"StardustMixer[Delay=0s|AdaptStep=false]", plain, false},
                           Row{"StardustMixer[AdaptStep=false]", plain, false},
                           Row{"StardustMixer[Delay=0s]", plain, true},
                           Row{"StardustMixer[Delay=0s|AdaptStep=false]", momentum, false},
                           Row{"StardustMixer", momentum, true}})
    {
        const Outcome outcome = RunAblation(row.mixer, row.optimizer, "Virtual");
        const std::string name = row.mixer + " " + row.optimizer;
        NS_LOG_INFO(name << ": accuracy " << outcome.accuracy << ", scale " << outcome.scale);
        NS_TEST_EXPECT_MSG_GT(outcome.accuracy, 0.8, "eight times chance: " << name);
        NS_TEST_EXPECT_MSG_EQ(outcome.balanced, true, "messages: " << name);
        NS_TEST_EXPECT_MSG_EQ((outcome.scale < 0.9), row.adapts, "steps shrink: " << name);
    }
    const Outcome first = RunAblation("StardustMixer", momentum, "Virtual");
    const Outcome second = RunAblation("StardustMixer", momentum, "Bytes");
    NS_TEST_EXPECT_MSG_EQ((first.models == second.models), true, "payload in the packets is the same run");
}

STARDUST_TEST_CASE(MisfitTestCase, "parts that do not go with the rules are refused by name")
{
    struct Row
    {
        std::string mixer;
        std::string codec;
        std::string part;
    };
    for (const Row& row : {Row{"StardustMixer", "TopKCodec[Count=1]", "AdaptStep=false"},
                           Row{"StardustMixer[MomentumKept=0]", "Float32Codec", "MomentumOptimizer"}})
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        SetQuadraticTask(learners, DrawNormal(4, 3, 1));
        learners.SetMixer("ns3::stardust::" + row.mixer);
        learners.SetCodec("ns3::stardust::" + row.codec);
        NodeContainer nodes;
        nodes.Create(3);
        STARDUST_EXPECT_INPUT_ERROR(learners.Install(nodes), {"--mixer", "StardustMixer", row.part});
    }
    Simulator::Destroy();
}

/// StardustMixer.
class StardustDelayedTestSuite : public TestSuite
{
  public:
    StardustDelayedTestSuite()
        : TestSuite("stardust-delayed", Type::SYSTEM)
    {
        AddTestCase(new DelayTestCase);
        AddTestCase(new PlainTestCase);
        AddTestCase(new VarianceTestCase);
        AddTestCase(new AdaptTestCase);
        AddTestCase(new MomentumTestCase);
        AddTestCase(new AblationTestCase);
        AddTestCase(new MisfitTestCase);
    }
};

static StardustDelayedTestSuite g_stardustDelayedTestSuite;
