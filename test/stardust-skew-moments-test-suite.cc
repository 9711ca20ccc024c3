/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-share-checks.h"
#include "stardust-test-support.h"

#include "ns3/feature-partition.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr int64_t STREAM = 7000;

Ptr<GammaRandomVariable>
MakeGamma(int64_t stream)
{
    auto gamma = CreateObject<GammaRandomVariable>();
    gamma->SetStream(stream);
    return gamma;
}

/// Share of the variance of a feature that lies between the devices' means.
double
GetBetweenShare(const LabeledDataset& data, const DataShares& shares, uint32_t feature)
{
    double sum = 0;
    double square = 0;
    double between = 0;
    for (const auto& share : shares)
    {
        double own = 0;
        for (uint32_t sample : share)
        {
            const double value = data.GetRow(sample)[feature];
            own += value;
            square += value * value;
        }
        sum += own;
        between += own * own / share.size();
    }
    const double n = data.GetN();
    return (between - sum * sum / n) / (square - sum * sum / n);
}

} // namespace

STARDUST_TEST_CASE(QuantityMomentsTestCase,
                   "sizes of quantity skew have the Dirichlet distribution's moments")
{
    // With n devices a proportion has mean 1/n and variance (1/n)(1-1/n)/(n alpha + 1).
    const uint32_t learners = 5;
    const uint32_t samples = 1000;
    const uint32_t trials = 2000;
    auto data = Create<LabeledDataset>(samples, 1, 0);
    for (const double alpha : {0.1, 0.5, 3.0})
    {
        auto random = MakeUniform(STREAM + 2);
        auto gamma = MakeGamma(STREAM + 3);
        std::vector<double> mean(learners, 0);
        double square = 0;
        double fourth = 0;
        for (uint32_t trial = 0; trial < trials; ++trial)
        {
            const auto shares = PartitionQuantity(*data, learners, alpha, gamma, random);
            for (uint32_t device = 0; device < learners; ++device)
            {
                const double share = double(shares[device].size()) / samples;
                mean[device] += share / trials;
                square += std::pow(share - 0.2, 2) / (trials * learners);
                fourth += std::pow(share - 0.2, 4) / (trials * learners);
            }
        }
        const double variance = 0.2 * 0.8 / (learners * alpha + 1);
        for (double m : mean)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(
                m, 0.2, 4.5 * std::sqrt(variance / trials) + 1e-3, "mean size");
        }
        // Devices of one trial depend on each other, trials do not.
        const double sd = std::sqrt((fourth - square * square) / trials);
        NS_TEST_EXPECT_MSG_EQ_TOL(square, variance, 4 * sd + 2e-6, "variance for alpha " << alpha);
    }
}

STARDUST_TEST_CASE(PrincipalDirectionTestCase,
                   "the principal direction is that of the largest variance")
{
    auto random = CreateObject<NormalRandomVariable>();
    random->SetStream(STREAM + 4);
    for (const uint32_t features : {1u, 2u, 5u, 50u})
    {
        // Every feature varies by itself, and all along one direction, around a far mean.
        std::vector<double> direction(features);
        for (uint32_t f = 0; f < features; ++f)
        {
            direction[f] = (f % 2 == 0 ? 1 : -1) / std::sqrt(features);
        }
        auto data = Create<LabeledDataset>(4000, features, 0);
        for (uint32_t i = 0; i < 4000; ++i)
        {
            const double along = 5 * random->GetValue();
            for (uint32_t f = 0; f < features; ++f)
            {
                data->GetRow(i)[f] =
                    static_cast<float>(1000 + along * direction[f] + random->GetValue());
            }
        }
        const auto found = FindPrincipalDirection(*data);
        NS_TEST_ASSERT_MSG_EQ(found.size(), features, "one value a feature");
        const double length = std::inner_product(found.begin(), found.end(), found.begin(), 0.0);
        const double cosine =
            std::inner_product(found.begin(), found.end(), direction.begin(), 0.0);
        NS_TEST_EXPECT_MSG_EQ_TOL(length, 1, 1e-9, "length");
        // Variances 26 and 1, 4000 samples: 1 - cos^2 is about 50 * 26 / 25^2 / 4000.
        NS_TEST_EXPECT_MSG_GT(std::abs(cosine), 0.998, "direction of " << features);
    }
    auto constant = Create<LabeledDataset>(10, 3, 2);
    std::fill(constant->GetRow(0), constant->GetRow(0) + 30, 0.5f);
    NS_TEST_EXPECT_MSG_EQ(FindPrincipalDirection(*constant).empty(), true, "no direction");
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("feature:1", *constant, 2, 1),
                                {"--partition=feature:1", "the same features"});
}

STARDUST_TEST_CASE(FeatureSkewTestCase,
                   "devices differ in the principal feature the more the smaller alpha, and as iid "
                   "ones for a large one")
{
    const uint32_t learners = 20;
    const uint32_t samples = 20000;
    auto data = Create<LabeledDataset>(samples, 2, 0);
    auto random = MakeUniform(STREAM + 5);
    for (uint32_t i = 0; i < samples; ++i)
    {
        data->GetRow(i)[0] = static_cast<float>(random->GetValue(-10, 10));
        data->GetRow(i)[1] = static_cast<float>(random->GetValue(-1, 1));
    }
    const auto measure = [&](const std::string& spec, uint32_t feature) {
        double mean = 0;
        for (int64_t trial = 0; trial < 10; ++trial)
        {
            const auto shares = MakePartition(spec, *data, learners, STREAM + 10 + 2 * trial, 10);
            mean += GetBetweenShare(*data, shares, feature) / 10;
        }
        return mean;
    };
    const double strong = measure("feature:0.01", 0);
    const double medium = measure("feature:0.3", 0);
    const double weak = measure("feature:5", 0);
    const double none = measure("feature:1e6", 0);
    // Towards 0 each of the 10 bins goes to one of 20 devices, some to the same.
    NS_TEST_EXPECT_MSG_GT(strong, 0.6, "alpha 0.01");
    NS_TEST_EXPECT_MSG_GT(strong, medium + 0.1, "0.01 against 0.3");
    NS_TEST_EXPECT_MSG_GT(medium, weak + 0.1, "0.3 against 5");
    NS_TEST_EXPECT_MSG_GT(weak, none + 0.005, "5 against 1e6");
    // Of iid shares it would be (learners - 1) / (samples - 1) on average, 0.00095;
    // bins that are dealt evenly leave only what is inside of bins, 1 % of that.
    NS_TEST_EXPECT_MSG_LT(
        none, (learners - 1.0) / (samples - 1), "alpha 1e6: no more than of iid shares");
    NS_TEST_EXPECT_MSG_LT(measure("feature:0.3", 1), 0.01, "the other feature is not concerned");
}

/// Distribution of quantity and feature skew.
class StardustSkewMomentsTestSuite : public TestSuite
{
  public:
    StardustSkewMomentsTestSuite()
        : TestSuite("stardust-skew-moments", Type::UNIT)
    {
        AddTestCase(new QuantityMomentsTestCase);
        AddTestCase(new PrincipalDirectionTestCase);
        AddTestCase(new FeatureSkewTestCase);
    }
};

static StardustSkewMomentsTestSuite g_stardustSkewMomentsTestSuite;
