/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/digit-task.h"
#include "ns3/label-noise.h"
#include "ns3/softmax-objective.h"
#include "ns3/synthetic-task.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr int64_t STREAM = 4000;
constexpr uint32_t PIXELS = DIGIT_SIDE * DIGIT_SIDE;

Ptr<LabeledDataset>
MakeDigits(uint32_t samples, double difficulty, int64_t stream = STREAM)
{
    return MakeDigitTask({samples, difficulty}, stream);
}

std::vector<uint32_t>
MakeRange(uint32_t begin, uint32_t end)
{
    std::vector<uint32_t> range(end - begin);
    std::iota(range.begin(), range.end(), begin);
    return range;
}

bool
IsSameRow(const LabeledDataset& a, const LabeledDataset& b, uint32_t sample)
{
    const float* row = a.GetRow(sample);
    return std::equal(row, row + a.GetFeatures(), b.GetRow(sample)) &&
           a.GetLabel(sample) == b.GetLabel(sample);
}

/// Accuracy on 1000 digits of softmax regression trained on 2000 others.
double
MeasureSoftmax(double difficulty)
{
    auto all = MakeDigits(3000, difficulty);
    auto train = all->Select(MakeRange(0, 2000));
    auto test = all->Select(MakeRange(2000, 3000));
    auto objective = CreateObject<SoftmaxObjective>();
    objective->SetShape(PIXELS, 10);
    FloatBuffer model(objective->GetParameterCount());
    FloatBuffer gradient(objective->GetParameterCount());
    const auto samples = MakeRange(0, 2000);
    for (int step = 0; step < 150; ++step)
    {
        const SampleBatch batch{PeekPointer(train), samples.data(), 2000};
        objective->ComputeGradient(model.Data(), batch, gradient.Data());
        for (std::size_t k = 0; k < model.Size(); ++k)
        {
            model.Data()[k] -= 0.3f * gradient.Data()[k];
        }
    }
    return objective->Evaluate({model.Data()}, *test)[0].accuracy;
}

double
GetPhi(double x)
{
    return std::erfc(-x / std::sqrt(2.0)) / 2;
}

double
GetSquaredDistance(const float* a, const float* b, uint32_t size)
{
    double sum = 0;
    for (uint32_t k = 0; k < size; ++k)
    {
        sum += (double(a[k]) - b[k]) * (double(a[k]) - b[k]);
    }
    return sum;
}

} // namespace

STARDUST_TEST_CASE(DigitFormTestCase,
                   "digits are grey images with values from 0 to 1, balanced over ten classes")
{
    for (const double difficulty : {0.0, 1.0, 3.0, MAX_DIGIT_DIFFICULTY})
    {
        auto data = MakeDigits(105, difficulty);
        NS_TEST_ASSERT_MSG_EQ(data->GetFeatures(), PIXELS, "28 x 28");
        NS_TEST_EXPECT_MSG_EQ(data->GetClasses(), 10, "classes");
        NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().channels, 1, "grey");
        NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().height, DIGIT_SIDE, "rows");
        NS_TEST_EXPECT_MSG_EQ(data->GetImageShape().width, DIGIT_SIDE, "columns");
        const float* values = data->GetRow(0);
        const auto range = std::minmax_element(values, values + 105 * PIXELS);
        NS_TEST_EXPECT_MSG_EQ(*range.first, 0.0f, "paper");
        NS_TEST_EXPECT_MSG_EQ(*range.second, 1.0f, "ink");
        std::vector<uint32_t> counts(10, 0);
        for (uint32_t i = 0; i < 105; ++i)
        {
            ++counts[data->GetLabel(i)];
            const float ink = std::accumulate(data->GetRow(i), data->GetRow(i) + PIXELS, 0.0f);
            NS_TEST_EXPECT_MSG_GT(ink, (difficulty > 1 ? 0 : 15), "something is drawn");
        }
        const auto few = std::minmax_element(counts.begin(), counts.end());
        NS_TEST_EXPECT_MSG_EQ(*few.first, 10, "of each class");
        NS_TEST_EXPECT_MSG_EQ(*few.second, 11, "of each class");
    }
    STARDUST_EXPECT_INPUT_ERROR(MakeDigits(0, 1), {"no samples"});
    STARDUST_EXPECT_INPUT_ERROR(MakeDigits(1, -1), {"--difficulty=-1", "0 to 10"});
    STARDUST_EXPECT_INPUT_ERROR(MakeDigits(1, std::nan("")), {"--difficulty=", "0 to 10"});
}

STARDUST_TEST_CASE(DigitDrawsTestCase,
                   "digits depend on streams and index alone, and more follow the same first ones")
{
    for (const double difficulty : {0.0, 1.0})
    {
        auto few = MakeDigits(37, difficulty);
        auto many = MakeDigits(200, difficulty);
        auto other = MakeDigits(37, difficulty, STREAM + 10);
        uint32_t different = 0;
        for (uint32_t i = 0; i < 37; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(IsSameRow(*few, *many, i), true, "sample " << i);
            different += !IsSameRow(*few, *other, i);
        }
        NS_TEST_EXPECT_MSG_EQ(different, 37, "another stream draws others");
        for (uint32_t i = 0; i < 37; ++i)
        {
            for (uint32_t j = i % 10; j < i; j += 10)
            {
                NS_TEST_EXPECT_MSG_EQ(
                    std::equal(few->GetRow(i), few->GetRow(i) + PIXELS, few->GetRow(j)),
                    false,
                    "digits " << i << " and " << j << " differ");
            }
        }
    }
}

STARDUST_TEST_CASE(
    DigitCleanTestCase,
    "without distortion digits stand upright in the middle, 19 pixels and a pen high")
{
    auto data = MakeDigits(500, 0);
    for (uint32_t i = 0; i < 500; ++i)
    {
        uint32_t top = DIGIT_SIDE;
        uint32_t bottom = 0;
        for (uint32_t k = 0; k < PIXELS; ++k)
        {
            if (data->GetRow(i)[k] >= 0.5f)
            {
                top = std::min(top, k / DIGIT_SIDE);
                bottom = std::max(bottom, k / DIGIT_SIDE);
            }
        }
        // 19 pixels and two radii of 0.8 to 1.7, rounded to pixels; splines
        // and points that stay within the unit square make it a little less.
        NS_TEST_EXPECT_MSG_GT_OR_EQ(bottom - top + 1, 18, "height of sample " << i);
        NS_TEST_EXPECT_MSG_LT_OR_EQ(bottom - top + 1, 24, "height of sample " << i);
        NS_TEST_EXPECT_MSG_LT_OR_EQ(std::abs(int(top + bottom) - 27), 3, "middle of sample " << i);
    }
}

STARDUST_TEST_CASE(DigitLearningTestCase,
                   "softmax regression reads digits, and the worse the larger the difficulty")
{
    const double clean = MeasureSoftmax(0);
    const double easy = MeasureSoftmax(0.5);
    const double usual = MeasureSoftmax(1);
    const double hard = MeasureSoftmax(2);
    // 1000 test samples: sd at most 0.016.
    NS_TEST_EXPECT_MSG_GT(clean, 0.99, "difficulty 0");
    NS_TEST_EXPECT_MSG_GT(easy, 0.95, "difficulty 0.5");
    NS_TEST_EXPECT_MSG_GT(usual, 0.8, "difficulty 1");
    NS_TEST_EXPECT_MSG_GT(easy, usual + 0.02, "0.5 is easier than 1");
    NS_TEST_EXPECT_MSG_GT(usual, hard + 0.2, "1 is easier than 2");
    NS_TEST_EXPECT_MSG_GT(hard, 0.2, "2 is still better than chance");
}

STARDUST_TEST_CASE(GaussianOptimumTestCase,
                   "of two classes the nearest centre finds Phi of half their distance")
{
    const uint32_t samples = 40000;
    for (const double separation : {0.0, 0.5, 1.0, 3.0, 5.0})
    {
        for (const uint32_t features : {1u, 4u, 100u})
        {
            const GaussianTask task{samples, features, 2, separation};
            const auto centres = DrawGaussianCentres(task, STREAM);
            auto data = MakeGaussianTask(task, STREAM);
            uint32_t hits = 0;
            for (uint32_t i = 0; i < samples; ++i)
            {
                const float* row = data->GetRow(i);
                const double first = GetSquaredDistance(row, centres.data(), features);
                const double second = GetSquaredDistance(row, centres.data() + features, features);
                hits += (second < first) == (data->GetLabel(i) == 1);
            }
            const double distance =
                std::sqrt(GetSquaredDistance(centres.data(), centres.data() + features, features));
            const double expected = GetPhi(distance / 2);
            const double sd = std::sqrt(expected * (1 - expected) / samples);
            NS_TEST_EXPECT_MSG_EQ_TOL(double(hits) / samples,
                                      expected,
                                      4.5 * sd + 1e-9,
                                      "separation " << separation << ", " << features
                                                    << " features");
            if (features == 100)
            {
                // d^2 is separation^2 chi^2_100 / 100: relative sd of d 0.07.
                NS_TEST_EXPECT_MSG_EQ_TOL(
                    distance, separation, 0.3 * separation + 1e-9, "distance");
            }
        }
    }
    GaussianTask bad{10, 1, 2, -1};
    STARDUST_EXPECT_INPUT_ERROR(MakeGaussianTask(bad, 1), {"--separation=-1"});
}

STARDUST_TEST_CASE(
    LabelNoiseTestCase,
    "label noise replaces the share of labels asked for, evenly by the other classes")
{
    const uint32_t samples = 30000;
    const uint32_t classes = 3;
    std::vector<bool> wrong(samples, false);
    for (const double share : {0.0, 0.1, 0.6, 1.0})
    {
        auto data = Create<LabeledDataset>(samples, 1, classes);
        for (uint32_t i = 0; i < samples; ++i)
        {
            data->SetLabel(i, i % classes);
        }
        AddLabelNoise(*data, share, STREAM);
        std::vector<uint32_t> steps(classes, 0);
        bool nested = true;
        for (uint32_t i = 0; i < samples; ++i)
        {
            const uint32_t step = (data->GetLabel(i) + classes - i % classes) % classes;
            ++steps[step];
            nested = nested && (step != 0 || !wrong[i]);
            wrong[i] = step != 0;
        }
        NS_TEST_EXPECT_MSG_EQ(nested, true, "a larger share replaces the same ones and more");
        for (uint32_t step = 1; step < classes; ++step)
        {
            const double p = share / 2;
            NS_TEST_EXPECT_MSG_EQ_TOL(double(steps[step]) / samples,
                                      p,
                                      4.5 * std::sqrt(p * (1 - p) / samples),
                                      "share " << share << " by class + " << step);
        }
    }
}

/// Tasks that are drawn: digits, Gaussian classes, label noise.
class StardustDigitTestSuite : public TestSuite
{
  public:
    StardustDigitTestSuite()
        : TestSuite("stardust-digit", Type::UNIT)
    {
        AddTestCase(new DigitFormTestCase);
        AddTestCase(new DigitDrawsTestCase);
        AddTestCase(new DigitCleanTestCase);
        AddTestCase(new DigitLearningTestCase);
        AddTestCase(new GaussianOptimumTestCase);
        AddTestCase(new LabelNoiseTestCase);
    }
};

static StardustDigitTestSuite g_stardustDigitTestSuite;
