/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/feature-scaler.h"

#include <cmath>
#include <limits>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Normal features of different means and scales, the last one constant; targets around 500.
Ptr<LabeledDataset>
MakeUneven(uint32_t samples, int64_t stream)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(stream);
    auto data = Create<LabeledDataset>(samples, 4, 0);
    for (uint32_t i = 0; i < samples; ++i)
    {
        float* row = data->GetRow(i);
        row[0] = static_cast<float>(normal->GetValue());
        // Its steps are 4: a sum of squares in float32 would lose everything.
        row[1] = static_cast<float>(5e7 + 1000 * normal->GetValue());
        row[2] = static_cast<float>(1e-20 * normal->GetValue());
        row[3] = 0.1f;
        data->SetTarget(i, static_cast<float>(500 + 30 * normal->GetValue()));
        data->SetGroup(i, i % 3);
    }
    data->SetNames({}, {"a", "b", "c", "d"});
    return data;
}

} // namespace

STARDUST_TEST_CASE(ScalerMomentsTestCase,
                   "mean and deviation are those of two passes in long double, and scaled training "
                   "data have mean 0 and deviation 1")
{
    Ptr<LabeledDataset> data = MakeUneven(1001, 6001);
    const FeatureScaler scaler(*data, FeatureScaler::Scope::ALL);
    Ptr<LabeledDataset> scaled = scaler.Scale(*data);
    for (uint32_t f = 0; f < 4; ++f)
    {
        long double mean = 0;
        long double square = 0;
        double scaledMean = 0;
        double scaledSquare = 0;
        for (uint32_t i = 0; i < 1001; ++i)
        {
            mean += data->GetRow(i)[f] / 1001.0L;
        }
        for (uint32_t i = 0; i < 1001; ++i)
        {
            square += (data->GetRow(i)[f] - mean) * (data->GetRow(i)[f] - mean) / 1001;
            scaledMean += scaled->GetRow(i)[f] / 1001.0;
            scaledSquare += scaled->GetRow(i)[f] * scaled->GetRow(i)[f] / 1001.0;
        }
        const double deviation = f == 3 ? 0 : std::sqrt(static_cast<double>(square));
        // 1001 roundings of the mean: well below 1e-12 of the largest value.
        NS_TEST_EXPECT_MSG_EQ_TOL(scaler.GetMean(f),
                                  static_cast<double>(mean),
                                  1e-12 * std::fabs(static_cast<double>(mean)) + 1e-15 * deviation,
                                  "mean of feature " << f);
        NS_TEST_EXPECT_MSG_EQ_TOL(scaler.GetDeviation(f),
                                  deviation,
                                  1e-9 * deviation,
                                  "deviation of feature " << f);
        // Each value is rounded to float32 once.
        NS_TEST_EXPECT_MSG_EQ_TOL(scaledMean, 0.0, 2e-7, "scaled mean of feature " << f);
        NS_TEST_EXPECT_MSG_EQ_TOL(scaledSquare,
                                  (f == 3 ? 0.0 : 1.0),
                                  1e-6,
                                  "scaled variance of feature " << f);
    }
    double mean = 0;
    double square = 0;
    for (uint32_t i = 0; i < 1001; ++i)
    {
        mean += scaled->GetTarget(i) / 1001.0;
        square += scaled->GetTarget(i) * scaled->GetTarget(i) / 1001.0;
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(mean, 0.0, 2e-7, "scaled mean of the targets");
    NS_TEST_EXPECT_MSG_EQ_TOL(square, 1.0, 1e-6, "scaled variance of the targets");
}

STARDUST_TEST_CASE(ScalerTestDataTestCase,
                   "test data are scaled by what the training data taught; a feature constant in "
                   "training is 0 everywhere; targets, groups and names stay")
{
    Ptr<LabeledDataset> train = MakeUneven(200, 6002);
    Ptr<LabeledDataset> test = MakeUneven(50, 6003);
    test->GetRow(7)[3] = 1e9f;
    test->GetRow(7)[2] = std::numeric_limits<float>::max();
    const FeatureScaler scaler(*train, FeatureScaler::Scope::FEATURES);
    Ptr<LabeledDataset> scaled = scaler.Scale(*test);
    for (uint32_t i = 0; i < 50; ++i)
    {
        for (uint32_t f = 0; f < 2; ++f)
        {
            const double expected =
                (test->GetRow(i)[f] - scaler.GetMean(f)) / scaler.GetDeviation(f);
            NS_TEST_EXPECT_MSG_EQ_TOL(scaled->GetRow(i)[f], expected, 1e-6, "sample " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(scaled->GetRow(i)[3], 0.0f, "the constant feature");
        NS_TEST_EXPECT_MSG_EQ(scaled->GetTarget(i), test->GetTarget(i), "targets are not scaled");
        NS_TEST_EXPECT_MSG_EQ(scaled->GetGroup(i), i % 3, "groups");
    }
    NS_TEST_EXPECT_MSG_EQ(scaled->GetRow(7)[2],
                          std::numeric_limits<float>::max(),
                          "the limit of float32, not infinity");
    NS_TEST_EXPECT_MSG_EQ(scaled->GetFeatureNames().at(1), "b", "names");
}

STARDUST_TEST_CASE(ScalerConstantTestCase,
                   "a constant whose mean no double holds exactly is still seen as constant")
{
    for (const float constant : {0.1f, -3.3e30f, 0.0f})
    {
        auto data = Create<LabeledDataset>(1237, 1, 2);
        for (uint32_t i = 0; i < 1237; ++i)
        {
            data->GetRow(i)[0] = constant;
        }
        const FeatureScaler scaler(*data, FeatureScaler::Scope::FEATURES);
        NS_TEST_EXPECT_MSG_EQ(scaler.GetDeviation(0), 0.0, "deviation of " << constant);
        NS_TEST_EXPECT_MSG_EQ(scaler.Scale(*data)->GetRow(5)[0], 0.0f, "value of " << constant);
    }
}

/// Standardisation.
class StardustScalerTestSuite : public TestSuite
{
  public:
    StardustScalerTestSuite()
        : TestSuite("stardust-scaler", Type::UNIT)
    {
        AddTestCase(new ScalerMomentsTestCase);
        AddTestCase(new ScalerTestDataTestCase);
        AddTestCase(new ScalerConstantTestCase);
    }
};

static StardustScalerTestSuite g_stardustScalerTestSuite;
