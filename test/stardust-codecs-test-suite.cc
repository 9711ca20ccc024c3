/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What codecs do to one model; what they do in runs is in stardust-codec-runs-test-suite.cc.

#include "stardust-test-support.h"

#include "ns3/boolean.h"
#include "ns3/factory-parser.h"
#include "ns3/float-bytes.h"
#include "ns3/half-bytes.h"
#include "ns3/learning-objective.h"
#include "ns3/model-codec.h"
#include "ns3/pairwise-average-mixer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/seeded-permutation.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr float LARGEST = std::numeric_limits<float>::max();
constexpr float TINIEST = std::numeric_limits<float>::denorm_min();

/// What a codec gives back of a model.
struct Decoded
{
    bool good{false};
    std::vector<float> values;
    std::vector<CoordinateRange> present;
};

Ptr<ModelCodec>
MakeCodec(const std::string& name)
{
    const std::string spec = "ns3::stardust::" + name;
    auto codec = ParseFactory(spec, ModelCodec::GetTypeId(), "--codec").Create<ModelCodec>();
    codec->AssignStreams(7100);
    return codec;
}

Decoded
Decode(const ModelCodec& codec, const std::vector<uint8_t>& bytes, uint32_t count)
{
    Decoded decoded;
    decoded.values.assign(count, -77.0f);
    decoded.good = codec.DecodePresent(bytes.data(),
                                       bytes.size(),
                                       decoded.values.data(),
                                       count,
                                       decoded.present);
    return decoded;
}

Decoded
RoundTrip(ModelCodec& codec, const std::vector<float>& model)
{
    return Decode(codec, codec.Encode(model.data(), model.size()), model.size());
}

/// Which coordinates are there.
std::vector<bool>
Mark(const std::vector<CoordinateRange>& present, uint32_t count)
{
    std::vector<bool> there(count, present.empty());
    for (const auto& range : present)
    {
        std::fill(there.begin() + range.begin, there.begin() + range.end, true);
    }
    return there;
}

/// Models of all sizes and magnitudes.
std::vector<std::vector<float>>
MakeModels()
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(7110);
    std::vector<std::vector<float>> models;
    for (const uint32_t count : {0, 1, 2, 7, 255, 256, 257, 1001})
    {
        for (const double scale : {0.0, 1.0, 1e-3, 1e-40, 1e-44, 1e4, 3e37})
        {
            std::vector<float> model(count);
            for (float& value : model)
            {
                value = static_cast<float>(scale * normal->GetValue());
            }
            models.push_back(model);
        }
        models.emplace_back(count, 0.7f);
        models.emplace_back(count, LARGEST);
        models.emplace_back(count, -TINIEST);
        std::vector<float> mixed(count, 0.01f);
        for (uint32_t i = 0; i < count; i += 3)
        {
            mixed[i] = i % 2 == 0 ? -LARGEST : TINIEST;
        }
        models.push_back(mixed);
    }
    return models;
}

/// The largest error a codec may make, of each coordinate; written down anew, in double.
std::vector<double>
GetBounds(const std::string& name, const std::vector<float>& model)
{
    const bool isInt8 = name.find("Int8") == 0;
    const bool nearest = name.find("Stochastic=false") != std::string::npos;
    const bool isQsgd = name.find("Qsgd") == 0;
    const uint32_t block = isInt8 ? 256 : name == "QsgdCodec" ? 512 : 8;
    const double levels = isInt8 ? 127 : name == "QsgdCodec" ? 127 : 3;
    std::vector<double> bounds(model.size(), 0);
    for (std::size_t i = 0; i < model.size(); ++i)
    {
        const double size = std::fabs(model[i]);
        if (name == "Float16Codec")
        {
            bounds[i] = size > 65504 ? size - 65504 : std::max(size * 0x1p-11, 0x1p-25);
        }
        if (!isInt8 && !isQsgd)
        {
            continue;
        }
        const std::size_t first = i / block * block;
        const std::size_t end = std::min<std::size_t>(first + block, model.size());
        double largest = 0;
        double squares = 0;
        for (std::size_t k = first; k < end; ++k)
        {
            largest = std::max<double>(largest, std::fabs(model[k]));
            squares += double(model[k]) * model[k];
        }
        const double scale = isInt8 ? largest : std::min<double>(std::sqrt(squares), LARGEST);
        // Beside the step there is the rounding of float32, also that of tiny numbers.
        bounds[i] = scale / levels * (nearest ? 0.5 : 1) + scale * 1e-6 + 3 * double(TINIEST);
    }
    return bounds;
}

const std::vector<std::string> DENSE{"Float32Codec",
                                     "Float16Codec",
                                     "Int8Codec",
                                     "Int8Codec[Stochastic=false]",
                                     "QsgdCodec",
                                     "QsgdCodec[Levels=3|BucketSize=8]"};
const std::vector<std::string> SPARSE{"TopKCodec[Fraction=0.3]",
                                      "TopKCodec[Count=3]",
                                      "RandomKCodec[Fraction=0.3]",
                                      "RandomKCodec[Count=3]"};

std::vector<std::string>
GetAllCodecs()
{
    std::vector<std::string> all = DENSE;
    all.insert(all.end(), SPARSE.begin(), SPARSE.end());
    return all;
}

/// Bytes of an encoding, by the formulas of the documentation.
uint32_t
GetStatedSize(const std::string& name, uint32_t n)
{
    const bool share = name.find("Fraction=0.3") != std::string::npos;
    const uint32_t k =
        share ? std::min<uint32_t>(n, std::max(1.0, std::round(0.3 * n))) : std::min(n, 3u);
    const auto blocks = [n](uint32_t size) { return (n + size - 1) / size; };
    if (name == "QsgdCodec[Levels=3|BucketSize=8]")
    {
        return 4 * blocks(8) + (n / 8) * 3 + ((n % 8) * 3 + 7) / 8;
    }
    return name == "Float32Codec"       ? 4 * n
           : name == "Float16Codec"     ? 2 * n
           : name.find("Int8") == 0     ? n + 4 * blocks(256)
           : name == "QsgdCodec"        ? n + 4 * blocks(512)
           : name.find("TopKCodec") == 0 ? 1 + 4 * k + std::min(4 * k, (n + 7) / 8)
                                        : 12 + 4 * k;
}

} // namespace

STARDUST_TEST_CASE(CodecSizeTestCase, "encodings have the stated sizes")
{
    for (const auto& name : GetAllCodecs())
    {
        auto codec = MakeCodec(name);
        for (const auto& model : MakeModels())
        {
            const auto bytes = codec->Encode(model.data(), model.size());
            NS_TEST_ASSERT_MSG_EQ(bytes.size(), GetStatedSize(name, model.size()), name);
            NS_TEST_ASSERT_MSG_EQ(bytes.size(), codec->GetEncodedSize(model.size()), name);
        }
    }
}

STARDUST_TEST_CASE(CodecBoundTestCase,
                   "whole models come back within the stated bound, however extreme")
{
    for (const auto& name : DENSE)
    {
        auto codec = MakeCodec(name);
        for (const auto& model : MakeModels())
        {
            const Decoded decoded = RoundTrip(*codec, model);
            NS_TEST_ASSERT_MSG_EQ(decoded.good, true, name);
            NS_TEST_ASSERT_MSG_EQ(decoded.present.empty(), true, "all of it");
            const auto bounds = GetBounds(name, model);
            for (std::size_t i = 0; i < model.size(); ++i)
            {
                const double error = std::fabs(double(decoded.values[i]) - model[i]);
                NS_TEST_ASSERT_MSG_LT_OR_EQ(error, bounds[i], name << " of " << model[i]);
            }
        }
    }
}

STARDUST_TEST_CASE(HalfTestCase,
                   "halves are IEEE 754's, all of them, and rounding is to the nearest even")
{
    for (uint32_t half = 0; half < 65536; ++half)
    {
        const uint8_t bytes[2] = {uint8_t(half), uint8_t(half >> 8)};
        float value;
        ReadHalfBytes(bytes, 1, &value);
        const int exponent = (half >> 10) & 31;
        const int digits = half & 1023;
        const double sign = half & 0x8000 ? -1 : 1;
        NS_TEST_ASSERT_MSG_EQ(std::isnan(value), (exponent == 31 && digits > 0), "NaN");
        uint8_t again[2];
        WriteHalfBytes(&value, 1, again);
        if (std::isnan(value))
        {
            NS_TEST_ASSERT_MSG_EQ((again[1] & 0x7f), 0x7e, "NaN stays NaN");
            continue;
        }
        const double expected = exponent == 31  ? HUGE_VAL
                                : exponent == 0 ? std::ldexp(digits, -24)
                                                : std::ldexp(1024 + digits, exponent - 25);
        NS_TEST_ASSERT_MSG_EQ(value, sign * expected, "half " << half);
        NS_TEST_ASSERT_MSG_EQ(std::memcmp(bytes, again, 2), 0, "and back: " << half);
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(7120);
    for (uint32_t i = 0; i < 200000; ++i)
    {
        const uint32_t bits = random->GetInteger(0, 0xffffffff);
        float value;
        std::memcpy(&value, &bits, 4);
        // Every other one halfway between two halves, where ties matter.
        value = i % 2 == 0 ? value : std::ldexp(float(2 * (bits % 2048) + 1), int(bits % 40) - 35);
        if (!std::isfinite(value))
        {
            continue;
        }
        const int last = std::max(std::ilogb(value) - 10, -24);
        const double nearest = std::nearbyint(std::ldexp(double(value), -last));
        const double expected =
            std::max(-65504.0, std::min(65504.0, std::ldexp(nearest, last)));
        uint8_t bytes[2];
        WriteHalfBytes(&value, 1, bytes);
        float back;
        ReadHalfBytes(bytes, 1, &back);
        NS_TEST_ASSERT_MSG_EQ(back, (value == 0 ? 0 : expected), "of " << value);
    }
}

STARDUST_TEST_CASE(SparseSelectionTestCase,
                   "top-k holds the largest magnitudes, random-k as many as it says; what is there "
                   "is there to the bit")
{
    for (const auto& name : SPARSE)
    {
        auto codec = MakeCodec(name);
        for (const auto& model : MakeModels())
        {
            const auto count = static_cast<uint32_t>(model.size());
            const Decoded decoded = RoundTrip(*codec, model);
            NS_TEST_ASSERT_MSG_EQ(decoded.good, true, name);
            const auto there = Mark(decoded.present, count);
            const uint32_t kept = std::count(there.begin(), there.end(), true);
            const bool share = name.find("Fraction") != std::string::npos;
            const uint32_t wanted = share ? std::max(1.0, std::round(0.3 * count)) : 3;
            NS_TEST_ASSERT_MSG_EQ(kept, std::min(count, wanted), name << " of " << count);
            float smallest = LARGEST;
            float left = 0;
            for (uint32_t i = 0; i < count; ++i)
            {
                NS_TEST_ASSERT_MSG_EQ(decoded.values[i], (there[i] ? model[i] : 0), name);
                smallest = there[i] ? std::min(smallest, std::fabs(model[i])) : smallest;
                left = there[i] ? left : std::max(left, std::fabs(model[i]));
            }
            NS_TEST_ASSERT_MSG_EQ((name[0] == 'R' || left <= smallest), true, "the largest");
        }
    }
}

STARDUST_TEST_CASE(PerLayerTestCase, "with PerLayer top-k treats each block as a model of its own")
{
    const std::vector<ParameterBlock> blocks{{0, 30, true}, {30, 33, false}, {33, 93, true}, {93, 94, false}};
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(7131);
    std::vector<float> model(94);
    for (uint32_t i = 0; i < model.size(); ++i)
    {
        // Of the whole model, the largest would all be in the third block.
        model[i] = static_cast<float>((i < 33 ? 0.01 : 1) * normal->GetValue());
    }
    for (const std::string choice : {"Fraction=0.1", "Count=2", "Fraction=0.1|ErrorFeedback=true"})
    {
        auto codec = MakeCodec("TopKCodec[PerLayer=true|" + choice + "]");
        auto whole = MakeCodec("TopKCodec[" + choice + "]");
        codec->SetBlocks(blocks);
        const auto bytes = codec->Encode(model.data(), model.size());
        NS_TEST_EXPECT_MSG_EQ(bytes.size(), codec->GetEncodedSize(model.size()), choice);
        const Decoded decoded = Decode(*codec, bytes, model.size());
        NS_TEST_ASSERT_MSG_EQ(decoded.good, true, choice);
        for (const ParameterBlock& block : blocks)
        {
            const std::vector<float> alone(model.begin() + block.begin, model.begin() + block.end);
            const Decoded expected = RoundTrip(*MakeCodec("TopKCodec[" + choice + "]"), alone);
            const std::vector<float> part(decoded.values.begin() + block.begin,
                                          decoded.values.begin() + block.end);
            NS_TEST_EXPECT_MSG_EQ((part == expected.values), true, choice << " from " << block.begin);
        }
        NS_TEST_EXPECT_MSG_EQ((whole->Encode(model.data(), model.size()) == bytes), false, choice);
        // What is not one model's parameters is one block.
        codec->Forget();
        const uint32_t part = 50;
        NS_TEST_EXPECT_MSG_EQ(codec->GetEncodedSize(part), whole->GetEncodedSize(part), choice);
    }
}

STARDUST_TEST_CASE(UnbiasedTestCase,
                   "the mean over many encodings is the model, within 4.5 standard errors")
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(7130);
    const uint32_t count = 40;
    std::vector<float> model(count);
    for (float& value : model)
    {
        value = static_cast<float>(normal->GetValue());
    }
    const uint32_t encodings = 20000;
    for (const std::string name : {"Int8Codec[BlockSize=16]",
                                   "QsgdCodec",
                                   "QsgdCodec[Levels=3|BucketSize=8]",
                                   "QsgdCodec[Levels=1|BucketSize=40]",
                                   "RandomKCodec[Count=7]",
                                   "RandomKCodec[Count=1]"})
    {
        auto codec = MakeCodec(name);
        const double factor = name == "RandomKCodec[Count=7]"   ? count / 7.0
                              : name == "RandomKCodec[Count=1]" ? count
                                                                : 1;
        std::vector<double> sums(count, 0);
        std::vector<double> squares(count, 0);
        for (uint32_t k = 0; k < encodings; ++k)
        {
            const Decoded decoded = RoundTrip(*codec, model);
            for (uint32_t i = 0; i < count; ++i)
            {
                const double error = factor * decoded.values[i] - model[i];
                sums[i] += error;
                squares[i] += error * error;
            }
        }
        for (uint32_t i = 0; i < count; ++i)
        {
            const double deviation = std::sqrt(squares[i] / encodings / encodings);
            NS_TEST_EXPECT_MSG_LT(std::fabs(sums[i] / encodings),
                                  4.5 * deviation + 1e-6,
                                  name << ", parameter " << i);
        }
    }
}

STARDUST_TEST_CASE(PermutationTestCase,
                   "a seeded permutation holds every number once, at any place alike")
{
    for (uint32_t size = 1; size < 300; ++size)
    {
        const SeededPermutation order(size, size);
        std::set<uint32_t> numbers;
        for (uint32_t place = 0; place < size; ++place)
        {
            numbers.insert(order.Get(place));
        }
        NS_TEST_ASSERT_MSG_EQ(numbers.size(), size, "all of them");
        NS_TEST_ASSERT_MSG_EQ(*numbers.rbegin(), size - 1, "no others");
    }
    // All 30 pairs of two places of six, each as often as the others.
    std::vector<double> counts(36, 0);
    for (uint32_t seed = 0; seed < 30000; ++seed)
    {
        const SeededPermutation order(SeededBits::Mix(seed), 6);
        ++counts[6 * order.Get(0) + order.Get(1)];
    }
    double chi2 = 0;
    for (uint32_t i = 0; i < 36; ++i)
    {
        chi2 += i % 7 == 0 ? 0 : std::pow(counts[i] - 1000, 2) / 1000;
    }
    // 29 degrees of freedom: above 58.3 with probability 0.001.
    NS_TEST_EXPECT_MSG_LT(chi2, 58.3, "pairs are alike");
}

STARDUST_TEST_CASE(QuantizedFeedbackTestCase,
                   "with error feedback what is decoded adds up to what the models add up to")
{
    for (const std::string name : {"Int8Codec", "QsgdCodec[BucketSize=64]"})
    {
        const bool isInt8 = name[0] == 'I';
        auto codec = MakeCodec(isInt8 ? "Int8Codec[Stochastic=false|ErrorFeedback=true]"
                                      : "QsgdCodec[BucketSize=64|ErrorFeedback=true]");
        auto plain = MakeCodec(isInt8 ? "Int8Codec[Stochastic=false]" : "QsgdCodec[BucketSize=64]");
        std::vector<float> model(60, 0.013f);
        model[0] = 1;
        double sum = 0;
        double sumPlain = 0;
        for (uint32_t k = 1; k <= 1000; ++k)
        {
            sum += RoundTrip(*codec, model).values[5] - model[5];
            sumPlain += RoundTrip(*plain, model).values[5] - model[5];
            NS_TEST_ASSERT_MSG_LT(std::fabs(sum), 0.02, name << ": never more than one error");
        }
        if (isInt8)
        {
            NS_TEST_EXPECT_MSG_GT(std::fabs(sumPlain), 1, "which adds up without");
        }
    }
}

STARDUST_TEST_CASE(SparseFeedbackTestCase,
                   "with error feedback every coordinate is sent before any is sent again")
{
    std::vector<float> model(50);
    for (uint32_t i = 0; i < 50; ++i)
    {
        model[i] = 1.0f + i;
    }
    for (const std::string name : {"TopKCodec", "RandomKCodec"})
    {
        auto codec = MakeCodec(name + "[Count=10|ErrorFeedback=true]");
        for (int sweep = 0; sweep < 3; ++sweep)
        {
            std::vector<bool> all(50, false);
            for (int k = 0; k < 5; ++k)
            {
                const auto there = Mark(RoundTrip(*codec, model).present, 50);
                std::transform(all.begin(),
                               all.end(),
                               there.begin(),
                               all.begin(),
                               std::logical_or<>());
            }
            NS_TEST_ASSERT_MSG_EQ(std::count(all.begin(), all.end(), true), 50, name);
            std::for_each(model.begin(), model.end(), [](float& value) { value *= 3; });
        }
    }
}

STARDUST_TEST_CASE(PresentMixerTestCase,
                   "the mixer mixes what is present and leaves the rest alone to the bit")
{
    auto mixer = CreateObject<PairwiseAverageMixer>();
    ModelMessage message;
    auto received = Create<FloatBuffer>(20);
    std::fill_n(received->Data(), 20, 3.0f);
    message.parameters = received;
    message.present = {{0, 1}, {4, 9}, {19, 20}};
    std::vector<float> local(20, 1.0f);
    auto knowledge = mixer->Mix(local.data(), 20, message);
    NS_TEST_EXPECT_MSG_EQ((knowledge == MixedKnowledge::PARTIAL), true, "teaches no versions");
    const auto there = Mark(message.present, 20);
    for (uint32_t i = 0; i < 20; ++i)
    {
        NS_TEST_EXPECT_MSG_EQ(local[i], (there[i] ? 2.0f : 1.0f), "coordinate " << i);
    }
    mixer->SetAttribute("PartialCounts", BooleanValue(true));
    knowledge = mixer->Mix(local.data(), 20, message);
    NS_TEST_EXPECT_MSG_EQ((knowledge == MixedKnowledge::RELAYED), true, "unless it is to count");
}

/// What codecs do to one model.
class StardustCodecsTestSuite : public TestSuite
{
  public:
    StardustCodecsTestSuite()
        : TestSuite("stardust-codecs", Type::UNIT)
    {
        AddTestCase(new CodecSizeTestCase);
        AddTestCase(new CodecBoundTestCase);
        AddTestCase(new HalfTestCase);
        AddTestCase(new SparseSelectionTestCase);
        AddTestCase(new PerLayerTestCase);
        AddTestCase(new UnbiasedTestCase);
        AddTestCase(new PermutationTestCase);
        AddTestCase(new QuantizedFeedbackTestCase);
        AddTestCase(new SparseFeedbackTestCase);
        AddTestCase(new PresentMixerTestCase);
    }
};

static StardustCodecsTestSuite g_stardustCodecsTestSuite;
