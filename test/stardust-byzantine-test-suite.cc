/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/byzantine-codec.h"
#include "ns3/byzantine-senders.h"
#include "ns3/data-partition.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/factory-parser.h"
#include "ns3/gossip-learner.h"
#include "ns3/message-ledger.h"
#include "ns3/pointer.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"

#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// What a Byzantine codec makes of a model, once.
std::vector<float>
Pass(ByzantineCodec& codec, const std::vector<float>& model)
{
    const auto bytes = codec.Encode(model.data(), model.size());
    std::vector<float> decoded(model.size());
    std::vector<CoordinateRange> present;
    return codec.DecodeFrom(bytes.data(), bytes.size(), decoded.data(), decoded.size(), present, 0)
               ? decoded
               : std::vector<float>();
}

Ptr<ByzantineCodec>
MakeCodec(const std::string& behavior, const std::string& inner = "ns3::stardust::Float32Codec")
{
    auto codec = DynamicCast<ByzantineCodec>(ParseByzantineBehavior(behavior).Create<ModelCodec>());
    codec->SetAttribute("Codec", PointerValue(ParseFactory(inner, ModelCodec::GetTypeId(), "--codec").Create()));
    codec->AssignStreams(77);
    return codec;
}

} // namespace

STARDUST_TEST_CASE(ByzantineExactTestCase, "sign-flip sends the negative, scale:F the multiple, of any size")
{
    const std::vector<float> model{0, 1, -2.5, 3e38f, -3e38f};
    const std::vector<float> flipped{-0.0f, -1, 2.5, -1e30f, 1e30f};
    NS_TEST_EXPECT_MSG_EQ((Pass(*MakeCodec("sign-flip"), model) == flipped), true, "and no more than 1e30");
    const std::vector<float> scaled{0, -7, 17.5, -1e30f, 1e30f};
    NS_TEST_EXPECT_MSG_EQ((Pass(*MakeCodec("scale:-7"), model) == scaled), true, "times -7");
    const std::vector<float> broken{NAN, INFINITY, -INFINITY};
    for (const float value : Pass(*MakeCodec("scale:2"), broken))
    {
        NS_TEST_EXPECT_MSG_EQ(std::abs(value), 1e30f, "what is no number is sent as one");
    }
    // Codecs that scale by the largest value can encode it.
    for (const std::string inner : {"Float16Codec", "Int8Codec", "QsgdCodec", "TopKCodec", "RandomKCodec"})
    {
        const auto codec = MakeCodec("scale:1e12", "ns3::stardust::" + inner);
        NS_TEST_EXPECT_MSG_EQ(Pass(*codec, std::vector<float>(50, 3e38f)).size(), 50, inner << " encodes it");
        NS_TEST_EXPECT_MSG_EQ(codec->IsExact(), false, "it is always asked");
    }
}

STARDUST_TEST_CASE(ByzantineNoiseTestCase,
                   "noise:S has mean 0 and deviation S, is another each time, and the same by stream")
{
    const uint32_t count = 200000;
    const double deviation = 2.5;
    const auto codec = MakeCodec("noise:2.5");
    const std::vector<float> model(count, 3);
    const std::vector<float> first = Pass(*codec, model);
    const std::vector<float> second = Pass(*codec, model);
    double sum = 0;
    double square = 0;
    double both = 0;
    for (uint32_t k = 0; k < count; ++k)
    {
        sum += first[k] - 3;
        square += std::pow(first[k] - 3, 2);
        both += (first[k] - 3) * (second[k] - 3);
    }
    // Four standard errors each.
    const double error = 4 / std::sqrt(count);
    NS_TEST_EXPECT_MSG_EQ_TOL(sum / count, 0, deviation * error, "mean");
    NS_TEST_EXPECT_MSG_EQ_TOL(square / count,
                              deviation * deviation,
                              deviation * deviation * std::sqrt(2) * error,
                              "variance");
    NS_TEST_EXPECT_MSG_EQ_TOL(both / count, 0, deviation * deviation * error, "two draws are independent");
    NS_TEST_EXPECT_MSG_EQ((Pass(*MakeCodec("noise:2.5"), model) == first), true, "the same stream draws the same");
}

STARDUST_TEST_CASE(ByzantineWordsTestCase, "behaviours and devices are read, and mistakes refused in one line")
{
    const auto devices = [](const std::string& text) { return ParseByzantineDevices(text, 5); };
    NS_TEST_EXPECT_MSG_EQ((devices("2") == std::vector<uint32_t>{3, 4}), true, "the last two");
    NS_TEST_EXPECT_MSG_EQ(devices("0").empty(), true, "none");
    NS_TEST_EXPECT_MSG_EQ((devices("ids:4,0") == std::vector<uint32_t>{0, 4}), true, "these");
    for (const std::string text : {"5", "-1", "x", "", "ids:5", "ids:1,1", "ids:0,1,2,3,4", "ids:1,,2", "ids: 1"})
    {
        STARDUST_EXPECT_INPUT_ERROR(devices(text), ({"--byzantineDevices=" + text}));
    }
    for (const std::string text : {"flip", "noise", "noise:", "noise:0", "noise:-1", "noise:1e13", "scale:nan",
                                   "scale:", "sign-flip:2"})
    {
        STARDUST_EXPECT_INPUT_ERROR(ParseByzantineBehavior(text), ({"--byzantine=" + text}));
    }
    STARDUST_EXPECT_INPUT_ERROR(ParseByzantineBehavior("ns3::stardust::Float32Codec"),
                                ({"--byzantine", "Float32Codec"}));
    STARDUST_EXPECT_INPUT_ERROR(ParseByzantineBehavior("ns3::stardust::ByzantineCodec[Factor=x]"),
                                ({"--byzantine", "Factor=x"}));
    LearnerHelper helper;
    DirectNetworkHelper().Install(helper);
    SetSmallTask(helper, 3, 4);
    helper.SetByzantine("sign-flip", {3});
    NodeContainer nodes;
    nodes.Create(3);
    STARDUST_EXPECT_INPUT_ERROR(helper.Install(nodes), ({"--byzantineDevices", "3"}));
    Simulator::Destroy();
}

STARDUST_TEST_CASE(ByzantineSentTestCase,
                   "only the devices named send what they should not, and they keep their models")
{
    const std::string path = CreateTempDirFilename("models.npy");
    const Eigen::MatrixXd models = DrawNormal(50, 4, 1).cast<float>().cast<double>();
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    SetFrozenModels(learners, models, path);
    learners.SetMixer("ns3::stardust::PairwiseAverageMixer");
    learners.SetAttribute("GossipInterval", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    learners.SetByzantine("scale:-3", {1});
    NodeContainer nodes;
    nodes.Create(4);
    learners.Install(nodes);
    Simulator::Stop(Seconds(0.5));
    Simulator::Run();
    const auto group = learners.GetGroup();
    group->GetLearner(1)->SendModel(0);
    group->GetLearner(2)->SendModel(3);
    LetArrive();
    const Eigen::MatrixXd reached = TakeModels(*group);
    const auto expect = [&](uint32_t id, const Eigen::VectorXd& expected) {
        NS_TEST_EXPECT_MSG_LT((reached.col(id) - expected).cwiseAbs().maxCoeff(), 1e-5, "device " << id);
    };
    expect(0, (models.col(0) - 3 * models.col(1)) / 2);
    expect(1, models.col(1));
    expect(2, models.col(2));
    expect(3, (models.col(2) + models.col(3)) / 2);
    Simulator::Destroy();
}

namespace
{

/// What devices learn while some lie.
struct LearningRun
{
    double accuracy{0};   //!< mean over honest devices
    std::string digest;   //!< of the run
};

/// Ten devices of a task of ten classes; the last ones are Byzantine.
LearningRun
Learn(const std::string& mixer,
      const std::string& behavior,
      uint32_t hostile,
      uint64_t run = 1,
      const std::string& payload = "Virtual")
{
    RngSeedManager::SetRun(run);
    const uint32_t n = 10;
    GaussianTask task;
    task.samples = n * 60;
    task.features = 20;
    task.classes = 10;
    task.separation = 6;
    Ptr<LabeledDataset> data = MakeGaussianTask(task, 900);
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetData(data, MakePartition("iid", *data, n, 910));
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetGroupAttribute("Payload", StringValue(payload));
    learners.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.1]"));
    std::vector<uint32_t> ids;
    for (uint32_t k = 0; k < hostile; ++k)
    {
        ids.push_back(n - 1 - k);
    }
    learners.SetByzantine(behavior, ids);
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    RecordHelper record;
    record.SetDigest(true);
    Ptr<RunRecorder> recorder = record.Install(learners.GetGroup());
    Simulator::Stop(Seconds(30));
    Simulator::Run();
    std::vector<const float*> models;
    for (uint32_t i = 0; i < n - hostile; ++i)
    {
        models.push_back(learners.GetGroup()->GetLearner(i)->GetParameters()->Data());
    }
    LearningRun result;
    for (const ModelScore& score : learners.GetGroup()->Evaluate(models, *data))
    {
        result.accuracy += score.accuracy / models.size();
    }
    result.digest = recorder->Finish().result.digest;
    Simulator::Destroy();
    RngSeedManager::SetRun(1);
    return result;
}

const std::string PLAIN = "BufferedMixer[Trigger=Update|LeastModels=6]";
const std::vector<std::string> ROBUST{"CoordinateMedianMixer[Trigger=Update|LeastModels=6]",
                                      "TrimmedMeanMixer[Trigger=Update|Faulty=2]",
                                      "KrumMixer[Trigger=Update|Faulty=2]",
                                      "KrumMixer[Trigger=Update|Faulty=2|Select=4]",
                                      "ClippedMixer[Trigger=Update|LeastModels=6]"};

} // namespace

STARDUST_TEST_CASE(ByzantineBreakdownTestCase,
                   "with two Byzantine devices of ten robust mixers learn as without, and averaging does not")
{
    // Ten seeds: averaging is to fail in each, a robust mixer in none.
    for (uint64_t run = 1; run <= 10; ++run)
    {
        const double honest = Learn(PLAIN, "sign-flip", 0, run).accuracy;
        NS_TEST_EXPECT_MSG_GT(honest, 0.9, "without Byzantine devices, run " << run);
        for (const std::string behavior : {"scale:-10", "noise:10"})
        {
            const double plain = Learn(PLAIN, behavior, 2, run).accuracy;
            NS_TEST_EXPECT_MSG_LT(plain, honest - 0.25, "averaging with " << behavior << ", run " << run);
            for (const std::string& mixer : ROBUST)
            {
                const double robust = Learn(mixer, behavior, 2, run).accuracy;
                NS_TEST_EXPECT_MSG_GT(robust, honest - 0.05, mixer << " with " << behavior << ", run " << run);
            }
        }
    }
}

STARDUST_TEST_CASE(ByzantineDigestTestCase,
                   "a run with Byzantine devices is the same with bytes in packets, and nobody named changes nothing")
{
    const std::string mixer = "TrimmedMeanMixer[Trigger=Update|Faulty=2]";
    const std::string digest = Learn(mixer, "noise:3", 2).digest;
    NS_TEST_EXPECT_MSG_EQ(Learn(mixer, "noise:3", 2).digest, digest, "again");
    NS_TEST_EXPECT_MSG_EQ(Learn(mixer, "noise:3", 2, 1, "Bytes").digest, digest, "bytes in packets");
    NS_TEST_EXPECT_MSG_NE(Learn(mixer, "noise:3", 2, 2).digest, digest, "another run");
    NS_TEST_EXPECT_MSG_NE(Learn(mixer, "noise:4", 2).digest, digest, "another behaviour");
    NS_TEST_EXPECT_MSG_EQ(Learn(mixer, "noise:3", 0).digest, Learn(mixer, "sign-flip", 0).digest, "by nobody");
}

namespace
{

/// Devices that send what they should not.
class StardustByzantineTestSuite : public TestSuite
{
  public:
    StardustByzantineTestSuite()
        : TestSuite("stardust-byzantine", Type::SYSTEM)
    {
        AddTestCase(new ByzantineExactTestCase);
        AddTestCase(new ByzantineNoiseTestCase);
        AddTestCase(new ByzantineWordsTestCase);
        AddTestCase(new ByzantineSentTestCase);
        AddTestCase(new ByzantineBreakdownTestCase);
        AddTestCase(new ByzantineDigestTestCase);
    }
};

StardustByzantineTestSuite g_stardustByzantineTestSuite;

} // namespace
