/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/mixing-kernels.h"
#include "ns3/model-averaging.h"
#include "ns3/vector-moments.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Around the lanes of a vector and the pieces that long vectors are cut into.
const std::vector<uint32_t> LENGTHS{1, 3, 15, 16, 17, 100, 1023, 1024, 1025, 2049, 5000};

std::vector<float>
Draw(uint32_t count, uint32_t seed, float mean = 0)
{
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal(mean, 1);
    std::vector<float> values(count);
    std::generate(values.begin(), values.end(), [&] { return normal(engine); });
    return values;
}

/// Messages of some length, drawn.
std::vector<Ptr<const ModelMessage>>
DrawMessages(uint32_t messages, uint32_t length)
{
    std::vector<Ptr<const ModelMessage>> drawn;
    for (uint32_t k = 0; k < messages; ++k)
    {
        const std::vector<float> values = Draw(length, 100 + k);
        auto parameters = Create<FloatBuffer>(length);
        std::copy(values.begin(), values.end(), parameters->Data());
        auto message = Create<ModelMessage>();
        message->parameters = parameters;
        drawn.push_back(message);
    }
    return drawn;
}

/// Largest distance of two vectors.
template <typename Expected>
double
Compare(const std::vector<float>& values, Expected expected)
{
    double largest = 0;
    for (std::size_t k = 0; k < values.size(); ++k)
    {
        largest = std::max(largest, std::abs(values[k] - expected(k)));
    }
    return largest;
}

/// Of sums of a few products near 1, each rounded to single precision.
constexpr double ROUNDING = 2e-6;

} // namespace

STARDUST_TEST_CASE(MomentsTestCase, "mean and variance are those of double precision, wherever the mean is")
{
    for (const uint32_t count : LENGTHS)
    {
        for (const float origin : {0.0f, -3.0f, 1000.0f})
        {
            const std::vector<float> values = Draw(count, count, origin);
            double mean = 0;
            for (const float value : values)
            {
                mean += value / double(count);
            }
            double variance = 0;
            for (const float value : values)
            {
                variance += (value - mean) * (value - mean) / count;
            }
            VectorMoments moments;
            for (uint32_t begin = 0; begin < count; begin += 1024)
            {
                moments.Add(values.data() + begin, std::min(1024U, count - begin));
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(moments.GetMean(), mean, 1e-6 * (1 + std::abs(mean)), count);
            NS_TEST_EXPECT_MSG_EQ_TOL(moments.GetVariance(), variance, 1e-5 * variance + 1e-12, count);
        }
        const std::vector<float> equal(count, 0.1f);
        VectorMoments moments;
        moments.Add(equal.data(), count);
        NS_TEST_EXPECT_MSG_EQ(moments.GetVariance(), 0, "equal values have none");
    }
}

STARDUST_TEST_CASE(MeanKernelTestCase, "a moving mean and its sums are those of double precision")
{
    for (const uint32_t count : LENGTHS)
    {
        const std::vector<float> old = Draw(count, 1);
        const std::vector<float> now = Draw(count, 2);
        const std::vector<float> before = Draw(count, 3);
        std::vector<float> mean = old;
        const LaneSums sums = MoveMean(mean.data(), now.data(), before.data(), count, 0.9f, 0.1f);
        double means = 0;
        double changes = 0;
        const auto expect = [&](std::size_t k) {
            return 0.9 * old[k] + 0.1 * (double(now[k]) - before[k]);
        };
        for (uint32_t k = 0; k < count; ++k)
        {
            means += expect(k) * expect(k);
            changes += std::pow(double(now[k]) - before[k], 2);
        }
        NS_TEST_EXPECT_MSG_LT(Compare(mean, expect), ROUNDING, count);
        NS_TEST_EXPECT_MSG_EQ_TOL(sums.first, means, 2e-5 * means, count);
        NS_TEST_EXPECT_MSG_EQ_TOL(sums.second, changes, 2e-5 * changes, count);
    }
}

STARDUST_TEST_CASE(StepKernelTestCase, "consensus steps are those of double precision")
{
    const AdaptiveStep step{0.9f, 0.1f, 2.0f, 1e-3f, 0.3f, 0.25f};
    for (const uint32_t count : LENGTHS)
    {
        const std::vector<float> model = Draw(count, 1);
        const std::vector<float> sum = Draw(count, 2);
        const std::vector<float> part = Draw(count, 3);
        const std::vector<float> squares(count, 0.5f);
        const auto error = [&](std::size_t k) { return sum[k] - double(0.75f) * part[k]; };
        std::vector<float> plain = model;
        StepTowards(plain.data(), sum.data(), part.data(), count, 0.75f, 0.3f);
        NS_TEST_EXPECT_MSG_LT(Compare(plain, [&](std::size_t k) { return model[k] + 0.3 * error(k); }),
                              ROUNDING,
                              count);
        std::vector<float> adaptive = model;
        std::vector<float> kept = squares;
        StepAdaptively(adaptive.data(), kept.data(), sum.data(), part.data(), count, 0.75f, step);
        const auto square = [&](std::size_t k) { return 0.45 + 0.1 * error(k) * error(k); };
        NS_TEST_EXPECT_MSG_LT(Compare(kept, square), ROUNDING, count);
        const auto moved = [&](std::size_t k) {
            return model[k] + std::min(0.3 / (std::sqrt(2 * square(k)) + 1e-3), 0.25) * error(k);
        };
        NS_TEST_EXPECT_MSG_LT(Compare(adaptive, moved), ROUNDING, count);
    }
}

STARDUST_TEST_CASE(AveragingTestCase, "averages of several models are those of double precision")
{
    const std::vector<double> weights{0.25, 0.125, 0.5};
    for (const uint32_t count : LENGTHS)
    {
        const auto messages = DrawMessages(3, count + 7);
        const auto get = [&](std::size_t k, std::size_t at) {
            return double(messages[k]->parameters->Data()[at + 7]);
        };
        const std::vector<float> model = Draw(count, 1);
        const std::vector<float> sent = Draw(count, 2);
        // The model moves by what it sent, be that another model or itself.
        for (const bool same : {false, true})
        {
            std::vector<float> moved = model;
            AddDifferences(moved.data(), same ? moved.data() : sent.data(), count, messages, 7, weights);
            const auto expect = [&](std::size_t at) {
                double sum = model[at];
                for (std::size_t k = 0; k < 3; ++k)
                {
                    sum += weights[k] * (get(k, at) - (same ? model : sent)[at]);
                }
                return sum;
            };
            NS_TEST_EXPECT_MSG_LT(Compare(moved, expect), ROUNDING, count << " " << same);
        }
        std::vector<float> average = model;
        Average(average.data(), count, 0.4, messages, 7, 0.2);
        NS_TEST_EXPECT_MSG_LT(Compare(average,
                                      [&](std::size_t at) {
                                          return 0.4 * model[at] +
                                                 0.2 * (get(0, at) + get(1, at) + get(2, at));
                                      }),
                              ROUNDING,
                              count);
    }
}

STARDUST_TEST_CASE(PartsTestCase, "of parts of models only what is there moves the receiver's")
{
    auto messages = DrawMessages(2, 10);
    auto part = Create<ModelMessage>(*messages[1]);
    part->present = {{2, 4}, {9, 10}};
    messages[1] = part;
    const std::vector<float> model = Draw(10, 1);
    std::vector<float> moved = model;
    AddDifferences(moved.data(), moved.data(), 10, messages, 0, {0.25, 0.5});
    const auto expect = [&](std::size_t at) {
        const bool there = at == 2 || at == 3 || at == 9;
        const auto way = [&](std::size_t k) {
            return double(messages[k]->parameters->Data()[at]) - model[at];
        };
        return model[at] + 0.25 * way(0) + (there ? 0.5 * way(1) : 0);
    };
    NS_TEST_EXPECT_MSG_LT(Compare(moved, expect), ROUNDING, "sum");
}

namespace
{

/// The loops of mixing, against double precision.
class StardustMixingKernelsTestSuite : public TestSuite
{
  public:
    StardustMixingKernelsTestSuite()
        : TestSuite("stardust-mixing-kernels", Type::UNIT)
    {
        AddTestCase(new MomentsTestCase);
        AddTestCase(new MeanKernelTestCase);
        AddTestCase(new StepKernelTestCase);
        AddTestCase(new AveragingTestCase);
        AddTestCase(new PartsTestCase);
    }
};

StardustMixingKernelsTestSuite g_stardustMixingKernelsTestSuite;

} // namespace
