/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-share-checks.h"
#include "stardust-test-support.h"

#include "ns3/label-partition.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

Ptr<LabeledDataset>
MakeLabels(uint32_t samples, uint32_t classes)
{
    auto data = Create<LabeledDataset>(samples, 1, classes);
    for (uint32_t i = 0; i < samples; ++i)
    {
        data->SetLabel(i, i % classes);
    }
    return data;
}

} // namespace

STARDUST_TEST_CASE(PartitionPropertiesTestCase,
                   "every partition places every sample once and leaves no device empty")
{
    for (const uint32_t learners : {1u, 2u, 7u, 20u})
    {
        auto data = MakeLabels(203, 10);
        for (const std::string spec : {"iid",
                                       "dirichlet:1e-300",
                                       "dirichlet:1e-9",
                                       "dirichlet:0.01",
                                       "dirichlet:0.3",
                                       "dirichlet:1",
                                       "dirichlet:1e6",
                                       "shards:1",
                                       "shards:2",
                                       "shards:10"})
        {
            const DataShares shares = MakePartition(spec, *data, learners, 5);
            NS_TEST_EXPECT_MSG_EQ(shares.size(), learners, spec << ": one share a device");
            NS_TEST_EXPECT_MSG_EQ(IsEverySampleOnce(shares, 203),
                                  true,
                                  spec << " for " << learners << ": every sample once");
            NS_TEST_EXPECT_MSG_GT(GetSmallestShare(shares), 0, spec << ": nobody without samples");
        }
    }
    const DataShares tight = MakePartition("dirichlet:0.01", *MakeLabels(20, 2), 20, 5);
    NS_TEST_EXPECT_MSG_EQ(GetSmallestShare(tight), 1, "as many samples as devices: one each");
}

STARDUST_TEST_CASE(IidSizesTestCase, "iid shares differ in size by at most one sample")
{
    const DataShares shares = MakePartition("iid", *MakeLabels(205, 10), 20, 5);
    for (const auto& share : shares)
    {
        NS_TEST_EXPECT_MSG_EQ((share.size() == 10 || share.size() == 11), true, "size of a share");
    }
}

STARDUST_TEST_CASE(ShardsTestCase, "where no shard spans two classes, a device with K shards has at most K classes")
{
    auto data = MakeLabels(1000, 10);
    const DataShares shares = MakePartition("shards:2", *data, 25, 5);
    for (const auto& share : shares)
    {
        std::vector<uint32_t> labels;
        for (uint32_t sample : share)
        {
            labels.push_back(data->GetLabel(sample));
        }
        std::sort(labels.begin(), labels.end());
        const auto classes = std::unique(labels.begin(), labels.end()) - labels.begin();
        // 50 shards of 20 of each class's 100 samples: no shard spans two classes.
        NS_TEST_EXPECT_MSG_LT_OR_EQ(classes, 2, "classes of a device");
        NS_TEST_EXPECT_MSG_EQ(share.size(), 40, "size of a share");
    }
}

STARDUST_TEST_CASE(DirichletMomentsTestCase,
                   "the proportions of a class have the Dirichlet distribution's variance")
{
    // With n devices a proportion has mean 1/n and variance (1/n)(1-1/n)/(n alpha + 1).
    const uint32_t learners = 5;
    const uint32_t classes = 2000;
    const uint32_t perClass = 400;
    auto data = MakeLabels(classes * perClass, classes);
    for (const double alpha : {0.1, 0.5, 3.0})
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(11);
        auto gamma = CreateObject<GammaRandomVariable>();
        gamma->SetStream(12);
        const DataShares shares = PartitionDirichlet(*data, learners, alpha, gamma, random);
        double square = 0;
        double fourth = 0;
        for (const auto& share : shares)
        {
            std::vector<uint32_t> count(classes, 0);
            for (uint32_t sample : share)
            {
                ++count[data->GetLabel(sample)];
            }
            for (uint32_t c : count)
            {
                const double deviation = double(c) / perClass - 1.0 / learners;
                square += deviation * deviation;
                fourth += std::pow(deviation, 4);
            }
        }
        const double terms = double(learners) * classes;
        square /= terms;
        // Terms of one class depend on each other; classes do not. Five times the
        // variance of a mean of independent terms is a safe bound.
        const double sd = std::sqrt(5 * (fourth / terms - square * square) / terms);
        const double expected = 0.2 * 0.8 / (learners * alpha + 1);
        // Rounding to whole samples adds at most about (1/perClass)^2.
        NS_TEST_EXPECT_MSG_EQ_TOL(square,
                                  expected,
                                  (4 * sd + 1.0 / perClass / perClass),
                                  "variance for alpha " << alpha);
    }
}

STARDUST_TEST_CASE(PartitionErrorsTestCase, "bad partitions are refused with the list of what exists")
{
    auto data = MakeLabels(30, 3);
    for (const std::string spec : {"", "idd", "dirichlet", "shards", "iid:3", ":"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakePartition(spec, *data, 3, 1),
                                    {"--partition=" + spec, "dirichlet:ALPHA"});
    }
    for (const std::string spec : {"dirichlet:", "dirichlet:0", "dirichlet:-1", "dirichlet:0.3x",
                                   "dirichlet:nan", "shards:0", "shards:x", "shards:11"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakePartition(spec, *data, 3, 1),
                                    {"--partition=" + spec, "expected"});
    }
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("iid", *data, 31, 1), {"30", "too few", "31"});
}

/// Partitions of the data over devices.
class StardustPartitionTestSuite : public TestSuite
{
  public:
    StardustPartitionTestSuite()
        : TestSuite("stardust-partition", Type::UNIT)
    {
        AddTestCase(new PartitionPropertiesTestCase);
        AddTestCase(new IidSizesTestCase);
        AddTestCase(new ShardsTestCase);
        AddTestCase(new DirichletMomentsTestCase);
        AddTestCase(new PartitionErrorsTestCase);
    }
};

static StardustPartitionTestSuite g_stardustPartitionTestSuite;
