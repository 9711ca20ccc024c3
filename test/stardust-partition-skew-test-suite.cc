/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-share-checks.h"
#include "stardust-test-support.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/seed-scope.h"

#include <cmath>
#include <iostream>
#include <set>
#include <sstream>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Keeps what is written to the standard error output from it.
struct ErrorsHeard
{
    ErrorsHeard()
        : usual(std::cerr.rdbuf(text.rdbuf()))
    {
    }

    ~ErrorsHeard()
    {
        std::cerr.rdbuf(usual);
    }

    std::ostringstream text; //!< what was written
    std::streambuf* usual;   //!< where it would have gone
};

constexpr int64_t STREAM = 7000;

/// Any alpha, from the smallest to the largest.
std::string
DrawAlpha(Ptr<UniformRandomVariable> random)
{
    const std::vector<std::string> extremes{"2.3e-308", "1e-300", "1e-6", "1e6", "1e18"};
    const uint32_t pick = random->GetInteger(0, 2 * extremes.size() - 1);
    return pick < extremes.size() ? extremes[pick]
                                  : std::to_string(std::pow(10, random->GetValue(-2, 2)));
}

std::string
DrawSpec(const std::string& kind,
         const LabeledDataset& data,
         uint32_t learners,
         Ptr<UniformRandomVariable> random)
{
    if (kind == "iid" || kind == "natural")
    {
        return kind;
    }
    if (kind == "shards")
    {
        const uint32_t most = data.GetN() / learners;
        return "shards:" +
               std::to_string(random->GetInteger(0, 3) == 0 ? most : random->GetInteger(1, most));
    }
    if (kind == "classes")
    {
        const uint32_t most = CountNamedClasses(data);
        const uint32_t least = (most + learners - 1) / learners;
        return "classes:" + std::to_string(random->GetInteger(0, 3) == 0
                                               ? most
                                               : random->GetInteger(least, most));
    }
    return kind + ":" + DrawAlpha(random);
}

} // namespace

STARDUST_TEST_CASE(
    RandomParametersTestCase,
    "for 200 random parameters of each kind every sample is placed once and every device "
    "has its minimum")
{
    const ErrorsHeard errors;
    auto random = MakeUniform(STREAM);
    for (const std::string kind :
         {"iid", "natural", "dirichlet", "shards", "classes", "quantity", "feature"})
    {
        const bool needsClasses = kind == "dirichlet" || kind == "shards" || kind == "classes";
        uint32_t refused = 0;
        for (uint32_t trial = 0; trial < 200; ++trial)
        {
            const uint32_t samples = random->GetInteger(2, 300);
            const uint32_t learners = trial % 10 == 0   ? 1
                                      : trial % 10 == 1 ? samples
                                                        : random->GetInteger(1, samples);
            const uint32_t classes =
                trial % 7 == 0 ? 1
                               : (needsClasses || trial % 2 == 0 ? random->GetInteger(1, 12) : 0);
            const uint32_t minimum =
                kind == "natural" ? 1 : random->GetInteger(1, std::min(samples / learners, 20u));
            auto data =
                MakeUnequalData(samples, classes, random->GetInteger(learners, samples), random);
            const std::string spec = DrawSpec(kind, *data, learners, random);
            DataShares shares;
            const std::string refusal = CatchInputError([&] {
                shares = MakePartition(spec, *data, learners, STREAM + 100 + 2 * trial, minimum);
            });
            if (!refusal.empty())
            {
                // Only this kind may find that its own rule leaves no way.
                NS_TEST_EXPECT_MSG_EQ(kind, "classes", refusal);
                ++refused;
                continue;
            }
            NS_TEST_ASSERT_MSG_EQ(shares.size(), learners, spec << ": one share a device");
            NS_TEST_EXPECT_MSG_EQ(IsEverySampleOnce(shares, samples),
                                  true,
                                  spec << " for " << learners << ": every sample once");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(GetSmallestShare(shares),
                                        minimum,
                                        spec << " for " << learners << " of " << samples);
        }
        NS_TEST_EXPECT_MSG_LT(refused, 100, kind << ": most parameters work");
    }
}

STARDUST_TEST_CASE(ManyDevicesTestCase,
                   "a hundred thousand devices with one sample each are no trouble")
{
    const uint32_t n = 100000;
    auto data = Create<LabeledDataset>(n, 1, 10);
    for (uint32_t i = 0; i < n; ++i)
    {
        data->SetLabel(i, i % 10);
        data->GetRow(i)[0] = static_cast<float>(i);
    }
    for (const std::string spec :
         {"dirichlet:1e-300", "classes:3", "quantity:0.01", "feature:1e-6"})
    {
        const DataShares shares = MakePartition(spec, *data, n, STREAM);
        NS_TEST_EXPECT_MSG_EQ(GetSmallestShare(shares), 1, spec << ": one each");
        NS_TEST_EXPECT_MSG_EQ(IsEverySampleOnce(shares, n), true, spec << ": every sample once");
    }
}

STARDUST_TEST_CASE(GroupDealTestCase,
                   "more groups than devices are dealt out whole, as evenly as their number allows")
{
    const ErrorsHeard errors;
    auto random = MakeUniform(STREAM + 6);
    auto data = MakeUnequalData(500, 3, 47, random);
    std::set<std::vector<uint32_t>> firsts;
    for (const uint32_t learners : {1u, 5u, 20u, 46u})
    {
        const auto shares = MakePartition("natural", *data, learners, STREAM);
        NS_TEST_EXPECT_MSG_EQ(IsEverySampleOnce(shares, 500), true, "every sample once");
        std::set<uint32_t> dealt;
        for (const auto& share : shares)
        {
            std::set<uint32_t> own;
            for (uint32_t sample : share)
            {
                own.insert(data->GetGroup(sample));
            }
            for (uint32_t group : own)
            {
                NS_TEST_EXPECT_MSG_EQ(dealt.insert(group).second, true, "a group has one device");
            }
            const std::size_t least = 47 / learners;
            NS_TEST_EXPECT_MSG_EQ(
                (own.size() == least || own.size() == least + 1), true, "groups of a device");
            NS_TEST_EXPECT_MSG_EQ(
                std::is_sorted(share.begin(), share.end()), true, "in the order of the data");
        }
        NS_TEST_EXPECT_MSG_EQ(dealt.size(), 47, "all groups");
    }
    for (int64_t stream = 0; stream < 5; ++stream)
    {
        firsts.insert(MakePartition("natural", *data, 5, STREAM + stream)[0]);
    }
    NS_TEST_EXPECT_MSG_GT(firsts.size(), 3, "in random order");
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural", *data, 48, 1),
                                {"--partition=natural", "no training sample belongs to device 47",
                                 "47 groups, 48 devices"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural", *data, 5, 1, 100),
                                {"--partition=natural", "training samples", "--minSamples=100"});
    data->SetGroup(499, 1000);
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural", *data, 50, 1),
                                {"--partition=natural", "48 groups", "50 learners"});
}

namespace
{

/// What is said on the standard error output while the samples are dealt.
std::string
HearDealing(const LabeledDataset& data, uint32_t learners)
{
    const ErrorsHeard errors;
    MakePartition("natural", data, learners, STREAM);
    return errors.text.str();
}

} // namespace

STARDUST_TEST_CASE(GroupWarningTestCase,
                   "one line says that groups are dealt out, and none that each device has its own")
{
    LabeledDataset data(26, 1, 2);
    for (uint32_t i = 0; i < 26; ++i)
    {
        data.SetGroup(i, i % 12);
    }
    NS_TEST_EXPECT_MSG_EQ(HearDealing(data, 12), "", "a group a device");
    data.SetGroup(25, 12);
    NS_TEST_EXPECT_MSG_EQ(HearDealing(data, 12),
                          "warning: --partition=natural: 13 groups on 12 devices: dealt out whole in random order, "
                          "up to 2 each (13 devices would have one each, by number)\n",
                          "one name misspelt");
    data.SetGroup(11, 12);
    data.SetGroup(23, 12);
    NS_TEST_EXPECT_MSG_EQ(HearDealing(data, 12),
                          "warning: --partition=natural: 12 groups with numbers up to 12 on 12 devices: dealt out "
                          "whole in random order, one each (a number is missing)\n",
                          "no group 11");
}

STARDUST_TEST_CASE(
    SeedScopeTestCase,
    "in a seed scope the partition is the same in every run, and another for another seed")
{
    auto data = MakeUnequalData(300, 5, 20, MakeUniform(STREAM + 7));
    const uint32_t seed = RngSeedManager::GetSeed();
    const uint64_t run = RngSeedManager::GetRun();
    for (const std::string spec :
         {"iid", "natural", "dirichlet:0.5", "shards:2", "classes:2", "quantity:1", "feature:1"})
    {
        const auto make = [&](std::optional<uint32_t> own, uint64_t number) {
            RngSeedManager::SetRun(number);
            const SeedScope scope(own);
            return MakePartition(spec, *data, 10, STREAM);
        };
        NS_TEST_EXPECT_MSG_EQ((make(5, 1) == make(5, 2)), true, spec << ": same in every run");
        NS_TEST_EXPECT_MSG_EQ((make(5, 1) == make(6, 1)), false, spec << ": another seed");
        NS_TEST_EXPECT_MSG_EQ((make({}, 1) == make({}, 2)), false, spec << ": follows the run");
        NS_TEST_EXPECT_MSG_EQ(
            (make({}, 2) == make({}, 2)), true, spec << ": of the same run the same");
        NS_TEST_EXPECT_MSG_EQ(RngSeedManager::GetRun(), 2, "the run is what it was");
        NS_TEST_EXPECT_MSG_EQ(RngSeedManager::GetSeed(), seed, "the seed is what it was");
    }
    RngSeedManager::SetSeed(seed + 1);
    const auto other = [&] {
        const SeedScope scope(5);
        return MakePartition("iid", *data, 10, STREAM);
    }();
    RngSeedManager::SetSeed(seed);
    RngSeedManager::SetRun(run);
    const SeedScope scope(5);
    NS_TEST_EXPECT_MSG_EQ(
        (MakePartition("iid", *data, 10, STREAM) == other), true, "whatever RngSeed");
}

STARDUST_TEST_CASE(SkewErrorsTestCase, "what cannot be dealt is refused with the reason")
{
    auto data = MakeUnequalData(30, 3, 5, MakeUniform(STREAM + 8));
    for (const std::string spec : {"quantity",
                                   "feature",
                                   "classes",
                                   "classes:",
                                   "classes:0",
                                   "classes:4",
                                   "classes:x",
                                   "quantity:0",
                                   "quantity:-1",
                                   "feature:nan",
                                   "quantity:1e19"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakePartition(spec, *data, 3, 1),
                                    {"--partition=" + spec, "expected"});
    }
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("classes:1", *data, 2, 1),
                                {"--partition=classes:1", "3 classes", "2 learners"});
    STARDUST_EXPECT_INPUT_ERROR(
        MakePartition("iid", *data, 4, 1, 8),
        {"30 training samples", "4 learners", "at least 32", "--minSamples=8"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("iid", *data, 4000000000u, 1, 4000000000u),
                                {"at least 16000000000000000000"});
    auto two = Create<LabeledDataset>(6, 1, 3);
    two->SetLabel(5, 2);
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("classes:3", *two, 2, 1),
                                {"classes:3", "2 classes", "3 a device"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("classes:1", *two, 2, 1, 3),
                                {"classes:1: the classes of device", "--minSamples=3"});
}

/// What holds for every partition, whatever its parameters.
class StardustPartitionSkewTestSuite : public TestSuite
{
  public:
    StardustPartitionSkewTestSuite()
        : TestSuite("stardust-partition-skew", Type::UNIT)
    {
        AddTestCase(new RandomParametersTestCase);
        AddTestCase(new ManyDevicesTestCase);
        AddTestCase(new GroupDealTestCase);
        AddTestCase(new GroupWarningTestCase);
        AddTestCase(new SeedScopeTestCase);
        AddTestCase(new SkewErrorsTestCase);
    }
};

static StardustPartitionSkewTestSuite g_stardustPartitionSkewTestSuite;
