/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What arrives of codecs' bytes, and what they do in runs.

#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/factory-parser.h"
#include "ns3/float-bytes.h"
#include "ns3/model-codec.h"
#include "ns3/random-variable-stream.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

const std::vector<std::string> CODECS{"Float32Codec",
                                      "Float16Codec",
                                      "Int8Codec[BlockSize=4]",
                                      "Int8Codec[ErrorFeedback=true]",
                                      "QsgdCodec[Levels=7|BucketSize=6]",
                                      "TopKCodec[Fraction=0.3]",
                                      "TopKCodec[Count=1]",
                                      "TopKCodec[Fraction=0.3|ErrorFeedback=true]",
                                      "RandomKCodec[Fraction=0.3]",
                                      "RandomKCodec[Fraction=0.3|ErrorFeedback=true]"};

Ptr<ModelCodec>
MakeCodec(const std::string& name)
{
    const std::string spec = "ns3::stardust::" + name;
    auto codec = ParseFactory(spec, ModelCodec::GetTypeId(), "--codec").Create<ModelCodec>();
    codec->AssignStreams(7200);
    return codec;
}

Ptr<UniformRandomVariable>
MakeRandom(int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    return random;
}

std::vector<float>
MakeModel(uint32_t count)
{
    auto random = MakeRandom(7210);
    std::vector<float> model(count);
    for (float& value : model)
    {
        value = static_cast<float>(random->GetValue(-2, 2));
    }
    return model;
}

/**
 * Decode what may be anything.
 * @return whether it was accepted; -1 if memory outside was written, or what is said to be
 *         present cannot be.
 */
int
TryDecode(const ModelCodec& codec, const std::vector<uint8_t>& bytes, uint32_t count)
{
    // Exactly as long as it says, so that a checker of memory sees what reads beyond.
    const std::vector<uint8_t> exact(bytes);
    std::vector<float> values(count + 16, -77.0f);
    std::vector<CoordinateRange> present;
    const bool good =
        codec.DecodePresent(exact.data(), exact.size(), values.data() + 8, count, present);
    bool sound = std::all_of(values.begin(), values.begin() + 8, [](float v) { return v == -77; });
    sound &= std::all_of(values.end() - 8, values.end(), [](float v) { return v == -77; });
    uint32_t end = 0;
    for (const auto& range : present)
    {
        sound &= !good || (range.begin >= end && range.begin < range.end && range.end <= count);
        end = range.end;
    }
    return sound ? good : -1;
}

/// Blocks and bits of the codecs whose bytes name coordinates.
struct NamingCase
{
    std::string codec;
    uint32_t block;
    uint32_t header;
    uint32_t bits;
};

/// The coordinates that can be read, found bit by bit.
std::vector<bool>
FindReadable(const NamingCase& shape, const std::vector<bool>& there, uint32_t count)
{
    std::vector<bool> readable(count, true);
    std::size_t begin = 0;
    for (uint32_t first = 0; first < count; first += shape.block)
    {
        const uint32_t size = std::min(shape.block, count - first);
        for (uint32_t k = 0; k < size; ++k)
        {
            for (uint32_t b = 0; b < shape.header; ++b)
            {
                readable[first + k] = readable[first + k] && there[begin + b];
            }
            for (uint32_t b = 0; b < shape.bits; ++b)
            {
                const std::size_t byte = begin + shape.header + (k * shape.bits + b) / 8;
                readable[first + k] = readable[first + k] && there[byte];
            }
        }
        begin += shape.header + (size * shape.bits + 7) / 8;
    }
    return readable;
}

} // namespace

STARDUST_TEST_CASE(PartialBytesTestCase,
                   "which parameters a part of the bytes holds is what comes out bit by bit, and "
                   "they decode as from the whole")
{
    auto random = MakeRandom(7220);
    for (const NamingCase& shape : {NamingCase{"Float32Codec", 1000, 0, 32},
                                    NamingCase{"Float16Codec", 1000, 0, 16},
                                    NamingCase{"Int8Codec[BlockSize=16]", 16, 4, 8},
                                    NamingCase{"QsgdCodec[Levels=5|BucketSize=21]", 21, 4, 4},
                                    NamingCase{"QsgdCodec[Levels=30|BucketSize=10]", 10, 4, 6}})
    {
        auto codec = MakeCodec(shape.codec);
        NS_TEST_ASSERT_MSG_EQ(codec->NamesCoordinates(), true, shape.codec);
        for (int round = 0; round < 400; ++round)
        {
            const uint32_t count = random->GetInteger(1, 90);
            const auto model = MakeModel(count);
            auto bytes = codec->Encode(model.data(), count);
            std::vector<float> whole(count);
            codec->Decode(bytes.data(), bytes.size(), whole.data(), count);
            const auto size = static_cast<uint32_t>(bytes.size());
            std::vector<ByteRange> arrived;
            std::vector<bool> there(size, false);
            const uint32_t longest = random->GetInteger(1, 40);
            for (uint32_t at = 0; at < size;)
            {
                const uint32_t end = std::min(size, at + random->GetInteger(1, longest));
                if (random->GetValue() < 0.7)
                {
                    arrived.push_back({at, end});
                    std::fill(there.begin() + at, there.begin() + end, true);
                }
                else
                {
                    std::fill(bytes.begin() + at, bytes.begin() + end, 0);
                }
                at = end;
            }
            const auto expected = FindReadable(shape, there, count);
            std::vector<bool> found(count, false);
            uint32_t last = 0;
            std::vector<float> part(count);
            NS_TEST_ASSERT_MSG_EQ(codec->Decode(bytes.data(), size, part.data(), count),
                                  true,
                                  "zeros");
            for (const auto& range : codec->FindCoordinates(arrived, count))
            {
                NS_TEST_ASSERT_MSG_EQ((range.begin < range.end && range.end <= count),
                                      true,
                                      "range");
                NS_TEST_ASSERT_MSG_EQ((range.begin == 0 || range.begin > last), true, "apart");
                last = range.end;
                for (uint32_t i = range.begin; i < range.end; ++i)
                {
                    found[i] = true;
                    NS_TEST_ASSERT_MSG_EQ(part[i], whole[i], "as from the whole");
                }
            }
            NS_TEST_ASSERT_MSG_EQ((found == expected), true, shape.codec << " of " << count);
            NS_TEST_ASSERT_MSG_EQ(std::all_of(part.begin(), part.end(), [](float v) {
                                      return std::isfinite(v);
                                  }),
                                  true,
                                  "the rest is finite");
        }
    }
    NS_TEST_EXPECT_MSG_EQ(MakeCodec("TopKCodec")->NamesCoordinates(), false, "not by place");
    NS_TEST_EXPECT_MSG_EQ(MakeCodec("RandomKCodec")->NamesCoordinates(), false, "not by place");
}

STARDUST_TEST_CASE(MutationTestCase, "bytes that are anything are refused or decoded within bounds")
{
    auto random = MakeRandom(7230);
    for (const auto& name : CODECS)
    {
        auto codec = MakeCodec(name);
        uint32_t refused = 0;
        for (int round = 0; round < 3000; ++round)
        {
            const uint32_t count = random->GetInteger(0, 40);
            const auto model = MakeModel(count);
            auto bytes = codec->Encode(model.data(), count);
            NS_TEST_ASSERT_MSG_EQ(TryDecode(*codec, bytes, count), 1, name << ": untouched");
            if (round % 3 == 0)
            {
                bytes.resize(random->GetInteger(0, 2 * bytes.size() + 3));
            }
            for (uint32_t k = random->GetInteger(0, 4); k > 0 && !bytes.empty(); --k)
            {
                bytes[random->GetInteger(0, bytes.size() - 1)] = random->GetInteger(0, 255);
            }
            const int result = TryDecode(*codec, bytes, count);
            NS_TEST_ASSERT_MSG_NE(result, -1, name << ": out of bounds");
            refused += result == 0 ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_GT(refused, 500, name << ": other sizes are refused");
    }
}

STARDUST_TEST_CASE(RefusalTestCase,
                   "scales that are no numbers, and indices beyond or repeated, are refused")
{
    const auto model = MakeModel(30);
    const float bad[] = {std::numeric_limits<float>::quiet_NaN(),
                         std::numeric_limits<float>::infinity(),
                         -1.0f};
    for (const std::string name : {"Int8Codec", "QsgdCodec"})
    {
        auto codec = MakeCodec(name);
        const auto good = codec->Encode(model.data(), 30);
        for (const float scale : bad)
        {
            auto bytes = good;
            WriteFloatBytes(&scale, 1, bytes.data());
            NS_TEST_EXPECT_MSG_EQ(TryDecode(*codec, bytes, 30), 0, name << " scale " << scale);
        }
        auto bytes = good;
        bytes[10] = name[0] == 'I' ? 128 : 255;
        NS_TEST_EXPECT_MSG_EQ(TryDecode(*codec, bytes, 30), 0, name << ": no such level");
        auto diverged = model;
        diverged[3] = bad[0];
        bytes = codec->Encode(diverged.data(), 30);
        NS_TEST_EXPECT_MSG_EQ(TryDecode(*codec, bytes, 30), 0, name << ": a diverged model");
    }
    auto pairs = MakeCodec("TopKCodec[Count=1]");
    auto bytes = pairs->Encode(model.data(), 30);
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, bytes, 30), 1, "as it was");
    // Two pairs by index, in a model of 30.
    std::vector<uint8_t> two(17, 0);
    two[1] = 4;
    two[5] = 29;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, two, 30), 1, "ascending");
    two[5] = 30;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, two, 30), 0, "beyond the last");
    two[5] = 4;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, two, 30), 0, "repeated");
    two[5] = 3;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, two, 30), 0, "descending");
    two[0] = 2;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, two, 30), 0, "no such naming");
    // One value by bitmap.
    std::vector<uint8_t> bitmap(1 + 4 + 4, 0);
    bitmap[0] = 1;
    bitmap[4] = 1 << 5;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, bitmap, 30), 1, "the last");
    bitmap[4] = 1 << 6;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, bitmap, 30), 0, "beyond the last");
    bitmap[4] = 3;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*pairs, bitmap, 30), 0, "more bits than values");
    auto seeded = MakeCodec("RandomKCodec[Count=2]");
    bytes = seeded->Encode(model.data(), 30);
    bytes[8] = 30;
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*seeded, bytes, 30), 0, "a place beyond the last");
    NS_TEST_EXPECT_MSG_EQ(TryDecode(*seeded, {bytes.begin(), bytes.begin() + 12}, 30), 0, "empty");
}

namespace
{

/// A small task that takes some learning.
struct CodecRun
{
    static constexpr uint32_t LEARNERS = 8;

    double fractions{0};    //!< sum over delivered messages
    uint64_t whole{0};      //!< delivered with all coordinates
    uint64_t payload{0};    //!< bytes of the last message's encoding
    RunSummary summary;     //!< of the run

    void TakeConcluded(Ptr<const ModelMessage> message)
    {
        fractions += message->fraction;
        whole += message->fraction == 1 ? 1 : 0;
        payload = message->payloadBytes;
    }

    void Run(const std::string& codec, bool direct, const std::string& payloadMode, double seconds)
    {
        LearnerHelper helper;
        GaussianTask task;
        task.samples = LEARNERS * 40 + 400;
        task.features = 8;
        task.classes = 4;
        auto data = MakeGaussianTask(task, 7250);
        std::vector<uint32_t> tested(400);
        std::iota(tested.begin(), tested.end(), LEARNERS * 40);
        DataShares shares(LEARNERS);
        for (uint32_t i = 0; i < LEARNERS * 40; ++i)
        {
            shares[i / 40].push_back(i);
        }
        helper.SetData(data, shares);
        helper.SetCodec("ns3::stardust::" + codec);
        helper.SetGroupAttribute("Payload", StringValue(payloadMode));
        NodeContainer nodes;
        if (direct)
        {
            DirectNetworkHelper network;
            network.Install(helper);
            nodes.Create(LEARNERS);
        }
        else
        {
            nodes = MakeIdealNetwork(LEARNERS);
            helper.SetTransport("ns3::stardust::UdpTransport[FragmentSize=11]");
        }
        helper.Install(nodes);
        helper.GetGroup()->GetLedger()->TraceConnectWithoutContext(
            "MessageConcluded",
            MakeCallback(&CodecRun::TakeConcluded, this));
        RecordHelper record;
        record.SetDigest(true);
        record.SetEvaluation(data->Select(tested), Seconds(seconds));
        auto recorder = record.Install(helper.GetGroup());
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        recorder->StopRecording();
        summary = recorder->Finish();
        Simulator::Destroy();
    }
};

} // namespace

STARDUST_TEST_CASE(CodecPayloadTestCase,
                   "both payload modes give the same run with every codec, on the direct network "
                   "and over UDP, and the bytes sent are those of the encodings")
{
    for (const auto& name : CODECS)
    {
        for (const bool direct : {true, false})
        {
            CodecRun beside;
            CodecRun inside;
            beside.Run(name, direct, "Virtual", 10);
            inside.Run(name, direct, "Bytes", 10);
            NS_TEST_EXPECT_MSG_EQ(beside.summary.result.digest, inside.summary.result.digest, name);
            const auto& messages = inside.summary.messages;
            NS_TEST_EXPECT_MSG_GT(messages.delivered, 30, name);
            NS_TEST_EXPECT_MSG_EQ(messages.rejected, 0, name);
            // 8 features and a constant, by 4 classes.
            const uint32_t size = MakeCodec(name)->GetEncodedSize(36);
            NS_TEST_EXPECT_MSG_EQ(inside.payload, size, name);
            const uint32_t packets = direct ? 1 : (size + 10) / 11;
            NS_TEST_EXPECT_MSG_EQ(messages.bytesSent, messages.sent * (size + 24 * packets), name);
        }
    }
}

STARDUST_TEST_CASE(CodecLearningTestCase,
                   "models learn with every codec; messages count by the share of the model they "
                   "bring")
{
    double reference = 0;
    for (const auto& name : CODECS)
    {
        CodecRun run;
        run.Run(name, true, "Virtual", 60);
        const double accuracy = run.summary.accuracy.mean;
        const auto& messages = run.summary.messages;
        const bool sparse = name.find("KCodec") != std::string::npos;
        reference = name == "Float32Codec" ? accuracy : reference;
        NS_TEST_EXPECT_MSG_GT(accuracy, reference - (sparse ? 0.06 : 0.03), name);
        const double share = name == "TopKCodec[Count=1]" ? 1 / 36.0 : sparse ? 11 / 36.0 : 1;
        NS_TEST_EXPECT_MSG_EQ_TOL(run.fractions / messages.delivered, share, 1e-9, name);
        // Parts teach no versions: each source's staleness then grows as its own versions do.
        NS_TEST_EXPECT_MSG_EQ((*run.summary.result.meanStaleness > 15), sparse, name);
    }
    NS_TEST_EXPECT_MSG_GT(reference, 0.6, "learned at all");
}

/// What arrives of codecs' bytes, and what they do in runs.
class StardustCodecRunsTestSuite : public TestSuite
{
  public:
    StardustCodecRunsTestSuite()
        : TestSuite("stardust-codec-runs", Type::UNIT)
    {
        AddTestCase(new PartialBytesTestCase);
        AddTestCase(new MutationTestCase);
        AddTestCase(new RefusalTestCase);
        AddTestCase(new CodecPayloadTestCase);
        AddTestCase(new CodecLearningTestCase);
    }
};

static StardustCodecRunsTestSuite g_stardustCodecRunsTestSuite;
