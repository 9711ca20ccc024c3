/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/regression-task.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr double NO_NUMBER = std::numeric_limits<double>::quiet_NaN();

/// Streams of the tasks here.
constexpr int64_t STREAM = 5000;

RegressionTask
MakeTask(RegressionKind kind, uint32_t devices, uint32_t samplesPerDevice, uint32_t features)
{
    RegressionTask task;
    task.kind = kind;
    task.devices = devices;
    task.samplesPerDevice = samplesPerDevice;
    task.features = features;
    return task;
}

Ptr<LabeledDataset>
MakeNumbered(uint32_t samples, uint32_t classes)
{
    auto data = Create<LabeledDataset>(samples, 2, classes);
    for (uint32_t i = 0; i < samples; ++i)
    {
        data->GetRow(i)[0] = i;
        data->GetRow(i)[1] = -1.0f * i;
        data->SetGroup(i, i * i % 7);
        if (classes > 0)
        {
            data->SetLabel(i, i % classes);
        }
        else
        {
            data->SetTarget(i, 0.5f * i);
        }
    }
    return data;
}

/// Whether each row of a part has what its number in the whole says.
bool
IsNumbered(const LabeledDataset& data)
{
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        const auto number = static_cast<uint32_t>(data.GetRow(i)[0]);
        const bool learned = data.IsRegression() ? data.GetTarget(i) == 0.5f * number
                                                 : data.GetLabel(i) == number % data.GetClasses();
        if (!learned || data.GetRow(i)[1] != -1.0f * number ||
            data.GetGroup(i) != number * number % 7)
        {
            return false;
        }
    }
    return true;
}

} // namespace

STARDUST_TEST_CASE(TargetsAndGroupsTestCase,
                   "labels or targets, and groups, stay with their samples in a selection and in a "
                   "split")
{
    for (const uint32_t classes : {0u, 3u})
    {
        auto data = MakeNumbered(50, classes);
        NS_TEST_EXPECT_MSG_EQ(data->IsRegression(), (classes == 0), "regression without classes");
        auto some = data->Select({49, 3, 3, 20});
        NS_TEST_ASSERT_MSG_EQ(some->GetN(), 4, "four rows");
        NS_TEST_EXPECT_MSG_EQ(some->GetRow(0)[0], 49.0f, "in the order wanted");
        NS_TEST_EXPECT_MSG_EQ(some->GetClasses(), classes, "same classes");
        NS_TEST_EXPECT_MSG_EQ(IsNumbered(*some), true, "selection");
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        const DatasetSplit split = SplitDataset(data, 0.3, random);
        NS_TEST_EXPECT_MSG_EQ(split.test->GetN(), 15, "held out");
        NS_TEST_EXPECT_MSG_EQ(IsNumbered(*split.train), true, "training part");
        NS_TEST_EXPECT_MSG_EQ(IsNumbered(*split.test), true, "test part");
    }
    auto plain = Create<LabeledDataset>(2, 1, 0);
    NS_TEST_EXPECT_MSG_EQ(plain->HasGroups(), false, "no groups unless given");
    NS_TEST_EXPECT_MSG_EQ(plain->Select({1})->HasGroups(), false, "nor in a selection");
    NS_TEST_EXPECT_MSG_EQ(plain->GetTarget(1), 0.0f, "targets begin at zero");
    plain->SetGroup(1, 4);
    NS_TEST_EXPECT_MSG_EQ(plain->GetGroup(0), 0, "a group not given is 0");
}

STARDUST_TEST_CASE(NaturalPartitionTestCase,
                   "the natural partition gives each sample to the device that its group names, and iid "
                   "deals regression data out evenly")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(2);
    for (const uint32_t learners : {1u, 2u, 9u, 40u})
    {
        auto data = Create<LabeledDataset>(300, 1, 0);
        for (uint32_t i = 0; i < 300; ++i)
        {
            data->SetGroup(i, i < learners ? i : random->GetInteger(0, learners - 1));
        }
        const DataShares shares = MakePartition("natural", *data, learners, 1);
        NS_TEST_ASSERT_MSG_EQ(shares.size(), learners, "one share a device");
        std::size_t placed = 0;
        for (uint32_t device = 0; device < learners; ++device)
        {
            for (uint32_t sample : shares[device])
            {
                NS_TEST_EXPECT_MSG_EQ(data->GetGroup(sample), device, "owner of sample " << sample);
            }
            const auto& share = shares[device];
            const auto disorder =
                std::adjacent_find(share.begin(), share.end(), std::greater_equal<uint32_t>());
            NS_TEST_EXPECT_MSG_EQ((disorder == share.end()),
                                  true,
                                  "in the order of the data, none twice");
            placed += share.size();
        }
        NS_TEST_EXPECT_MSG_EQ(placed, 300, "every sample once");
        for (const auto& share : MakePartition("iid", *data, learners, 1))
        {
            const std::size_t least = 300 / learners;
            NS_TEST_EXPECT_MSG_EQ((share.size() == least || share.size() == least + 1),
                                  true,
                                  "size of an iid share");
        }
    }
}

STARDUST_TEST_CASE(RegressionPartitionErrorsTestCase,
                   "a partition that needs classes or groups which the data lack is refused by name")
{
    auto data = Create<LabeledDataset>(20, 1, 0);
    for (const std::string spec : {"dirichlet:0.3", "shards:2"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakePartition(spec, *data, 4, 1),
                                    {"--partition=" + spec, "needs classes", "iid, natural, quantity:ALPHA or feature"});
    }
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural", *data, 4, 1),
                                {"--partition=natural", "do not say which device"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("fair", *data, 4, 1),
                                {"--partition=fair", "expected iid, natural, dirichlet:ALPHA"});
    for (uint32_t i = 0; i < 20; ++i)
    {
        data->SetGroup(i, i % 4);
    }
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural", *data, 5, 1),
                                {"--partition=natural", "no training sample", "device 4"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural:2", *data, 4, 1),
                                {"--partition=natural:2", "unknown partition"});
}

STARDUST_TEST_CASE(TaskDrawsTestCase,
                   "a device draws the same among few and many, and more samples follow the same first "
                   "ones")
{
    for (const auto kind : {RegressionKind::LINEAR, RegressionKind::NONLINEAR})
    {
        RegressionTask task = MakeTask(kind, 3, 5, 7);
        task.heterogeneity = 0.5;
        task.noise = 0.2;
        auto few = MakeRegressionTask(task, STREAM);
        RegressionTask larger = task;
        larger.devices = 11;
        larger.samplesPerDevice = 9;
        auto many = MakeRegressionTask(larger, STREAM);
        NS_TEST_ASSERT_MSG_EQ(few->GetN(), 15, "samples");
        NS_TEST_ASSERT_MSG_EQ(many->GetN(), 99, "samples");
        for (uint32_t device = 0; device < 3; ++device)
        {
            for (uint32_t k = 0; k < 5; ++k)
            {
                const uint32_t i = device * 5 + k;
                const uint32_t j = device * 9 + k;
                const float* row = few->GetRow(i);
                NS_TEST_EXPECT_MSG_EQ(std::equal(row, row + 7, many->GetRow(j)),
                                      true,
                                      "sample " << k << " of device " << device);
                NS_TEST_EXPECT_MSG_EQ(few->GetTarget(i), many->GetTarget(j), "its target");
                NS_TEST_EXPECT_MSG_EQ(few->GetGroup(i), device, "its group");
            }
        }
        RegressionTask quiet = task;
        quiet.noise = 0;
        quiet.kind = RegressionKind::LINEAR;
        auto other = MakeRegressionTask(quiet, STREAM);
        NS_TEST_EXPECT_MSG_EQ(std::equal(few->GetRow(0), few->GetRow(0) + 15 * 7, other->GetRow(0)),
                              true,
                              "noise and kind leave the samples alone");
        NS_TEST_EXPECT_MSG_NE(few->GetTarget(4), other->GetTarget(4), "but not the targets");
        auto another = MakeRegressionTask(task, STREAM + 1000);
        NS_TEST_EXPECT_MSG_NE(few->GetRow(0)[0], another->GetRow(0)[0], "another stream");
    }
}

STARDUST_TEST_CASE(TaskStreamsTestCase,
                   "generators, samples and noise of all devices come from streams of their own")
{
    RegressionTask task = MakeTask(RegressionKind::LINEAR, 6, 1, 1);
    task.common = 0;
    task.heterogeneity = 1;
    auto quiet = MakeRegressionTask(task, STREAM);
    task.noise = 1;
    auto noisy = MakeRegressionTask(task, STREAM);
    // The first draw of each stream.
    std::vector<double> first;
    for (uint32_t device = 0; device < 6; ++device)
    {
        first.push_back(DrawRegressionGenerator(task, device, STREAM)[0]);
        first.push_back(quiet->GetRow(device)[0]);
        first.push_back(double(noisy->GetTarget(device)) - quiet->GetTarget(device));
    }
    task.common = 1;
    task.heterogeneity = 0;
    first.push_back(DrawRegressionGenerator(task, 0, STREAM)[0]);
    std::sort(first.begin(), first.end());
    for (std::size_t k = 1; k < first.size(); ++k)
    {
        // Above the targets' rounding to float32.
        NS_TEST_EXPECT_MSG_GT(first[k] - first[k - 1], 1e-5, "two streams are one");
    }
}

STARDUST_TEST_CASE(HeterogeneityTestCase,
                   "generators of two devices have covariance common^2 and variance common^2 + "
                   "heterogeneity^2, and heterogeneity 0 makes them identical")
{
    RegressionTask task = MakeTask(RegressionKind::LINEAR, 2, 1, 20000);
    struct Case
    {
        double common;
        double heterogeneity;
    };
    for (const auto& [common, heterogeneity] : {Case{0, 1}, Case{0.6, 0.8}, Case{1.5, 0.5}})
    {
        task.common = common;
        task.heterogeneity = heterogeneity;
        const auto first = DrawRegressionGenerator(task, 0, STREAM);
        const auto second = DrawRegressionGenerator(task, 1, STREAM);
        double mean = 0;
        double square = 0;
        double product = 0;
        for (uint32_t k = 0; k < task.features; ++k)
        {
            mean += first[k] / double(task.features);
            square += double(first[k]) * first[k] / task.features;
            product += double(first[k]) * second[k] / task.features;
        }
        const double variance = common * common + heterogeneity * heterogeneity;
        // Four standard errors: var(x^2) = 2 v^2, var(x y) = v^2 + c^4.
        const double error = 4 / std::sqrt(task.features);
        NS_TEST_EXPECT_MSG_EQ_TOL(mean, 0, std::sqrt(variance) * error, "mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(square, variance, std::sqrt(2.0) * variance * error, "variance");
        NS_TEST_EXPECT_MSG_EQ_TOL(product,
                                  common * common,
                                  std::sqrt(variance * variance + std::pow(common, 4)) * error,
                                  "covariance");
    }
    for (const auto kind : {RegressionKind::LINEAR, RegressionKind::NONLINEAR})
    {
        RegressionTask same = MakeTask(kind, 5, 1, 6);
        const auto first = DrawRegressionGenerator(same, 0, STREAM);
        for (uint32_t device = 1; device < 5; ++device)
        {
            NS_TEST_EXPECT_MSG_EQ((DrawRegressionGenerator(same, device, STREAM) == first),
                                  true,
                                  "device " << device);
        }
        same.heterogeneity = 0.1;
        NS_TEST_EXPECT_MSG_EQ((DrawRegressionGenerator(same, 1, STREAM) ==
                               DrawRegressionGenerator(same, 0, STREAM)),
                              false,
                              "not with heterogeneity");
    }
}

STARDUST_TEST_CASE(SampleMomentsTestCase,
                   "samples are N(0, I), and noise has its standard deviation")
{
    RegressionTask task = MakeTask(RegressionKind::LINEAR, 20, 2000, 3);
    auto plain = MakeRegressionTask(task, STREAM);
    task.noise = 0.7;
    auto noisy = MakeRegressionTask(task, STREAM);
    const double n = plain->GetN();
    Eigen::Matrix3d moment = Eigen::Matrix3d::Zero();
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    double square = 0;
    double shift = 0;
    for (uint32_t i = 0; i < plain->GetN(); ++i)
    {
        const Eigen::Map<const Eigen::Vector3f> row(plain->GetRow(i));
        const Eigen::Vector3d a = row.cast<double>();
        mean += a / n;
        moment += a * a.transpose() / n;
        const double noise = double(noisy->GetTarget(i)) - plain->GetTarget(i);
        shift += noise / n;
        square += noise * noise / n;
    }
    const double error = 4 / std::sqrt(n);
    NS_TEST_EXPECT_MSG_LT(mean.cwiseAbs().maxCoeff(), error, "mean");
    NS_TEST_EXPECT_MSG_LT((moment - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff(),
                          std::sqrt(2.0) * error,
                          "second moments");
    NS_TEST_EXPECT_MSG_EQ_TOL(shift, 0, 0.7 * error, "noise has mean 0");
    NS_TEST_EXPECT_MSG_EQ_TOL(square, 0.49, 0.49 * std::sqrt(2.0) * error, "variance of the noise");
}

STARDUST_TEST_CASE(TaskErrorsTestCase, "a task that cannot be is refused with the option at fault")
{
    const auto refuse = [](void (*spoil)(RegressionTask&)) {
        RegressionTask task = MakeTask(RegressionKind::NONLINEAR, 2, 3, 4);
        spoil(task);
        return CatchInputError([&task] { MakeRegressionTask(task, STREAM); });
    };
    struct Case
    {
        void (*spoil)(RegressionTask&);
        std::string expected;
    };
    const std::vector<Case> cases{
        {[](RegressionTask& t) { t.devices = 0; }, "--learners=0: expected at least 1"},
        {[](RegressionTask& t) { t.samplesPerDevice = 0; }, "--samplesPerLearner=0: expected"},
        {[](RegressionTask& t) { t.features = 0; }, "--features=0: expected"},
        {[](RegressionTask& t) { t.hidden = 0; }, "--hidden=0: expected"},
        {[](RegressionTask& t) { t.noise = -1; }, "--noise=-1: expected"},
        {[](RegressionTask& t) { t.common = NO_NUMBER; }, "--common=nan: expected"},
        {[](RegressionTask& t) { t.heterogeneity = INFINITY; }, "--heterogeneity=inf: expected"},
        {[](RegressionTask& t) {
             t.devices = 1u << 16;
             t.samplesPerDevice = 1u << 16;
         },
         "more than 2^32 samples"}};
    for (const auto& wrong : cases)
    {
        const std::string missing = FindMissingPart(refuse(wrong.spoil), {wrong.expected});
        NS_TEST_EXPECT_MSG_EQ(missing, "", "the message lacks it");
    }
    RegressionTask linear = MakeTask(RegressionKind::LINEAR, 2, 3, 4);
    linear.hidden = 0;
    NS_TEST_EXPECT_MSG_EQ(MakeRegressionTask(linear, STREAM)->GetN(),
                          6,
                          "the linear kind has no hidden units");
}

/// Regression: data sets, partitions and the synthetic task.
class StardustRegressionDataTestSuite : public TestSuite
{
  public:
    StardustRegressionDataTestSuite()
        : TestSuite("stardust-regression-data", Type::UNIT)
    {
        AddTestCase(new TargetsAndGroupsTestCase);
        AddTestCase(new NaturalPartitionTestCase);
        AddTestCase(new RegressionPartitionErrorsTestCase);
        AddTestCase(new TaskDrawsTestCase);
        AddTestCase(new TaskStreamsTestCase);
        AddTestCase(new HeterogeneityTestCase);
        AddTestCase(new SampleMomentsTestCase);
        AddTestCase(new TaskErrorsTestCase);
    }
};

static StardustRegressionDataTestSuite g_stardustRegressionDataTestSuite;
