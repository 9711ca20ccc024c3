/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-share-checks.h"
#include "stardust-test-support.h"

#include "ns3/class-partition.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr int64_t STREAM = 7000;

/// Brute force: whether the classes of devices let each have its minimum, by augmenting
/// paths over single samples.
bool
CanReachMinimum(const LabeledDataset& data,
                const std::vector<std::set<uint32_t>>& held,
                uint32_t minimum)
{
    std::vector<int> owner(data.GetN(), -1);
    std::vector<bool> seen;
    const std::function<bool(uint32_t)> serve = [&](uint32_t device) {
        for (uint32_t i = 0; i < data.GetN(); ++i)
        {
            if (!seen[i] && held[device].count(data.GetLabel(i)) > 0)
            {
                seen[i] = true;
                if (owner[i] < 0 || serve(owner[i]))
                {
                    owner[i] = device;
                    return true;
                }
            }
        }
        return false;
    };
    for (uint32_t device = 0; device < held.size(); ++device)
    {
        for (uint32_t k = 0; k < minimum; ++k)
        {
            seen.assign(data.GetN(), false);
            if (!serve(device))
            {
                return false;
            }
        }
    }
    return true;
}

/// Rows of a query, cells separated by blanks.
std::vector<std::string>
Ask(const std::string& path, const std::string& sql, int cells)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    std::vector<std::string> rows;
    while (query.Step())
    {
        std::string row = query.GetText(0);
        for (int k = 1; k < cells; ++k)
        {
            row += " " + query.GetText(k);
        }
        rows.push_back(row);
    }
    return rows;
}

/// A run of 6 devices that has dealt its samples as told.
void
RecordRun(const std::string& path, TraceDetail detail, std::optional<uint32_t> seed, bool told)
{
    auto data = MakeUnequalData(120, 4, 6, MakeUniform(STREAM + 20));
    LearnerHelper helper;
    helper.SetData(data, MakePartition("classes:2", *data, 6, STREAM + 21));
    helper.Install(MakeIdealNetwork(6));
    RecordHelper record;
    record.SetTrace(path);
    record.SetDetail(detail);
    if (told)
    {
        record.SetPartition("classes:2", seed);
    }
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    recorder->Finish();
    Simulator::Destroy();
}

} // namespace

STARDUST_TEST_CASE(ClassesCountsTestCase,
                   "with classes:K devices have K classes, all are held, each is divided evenly")
{
    auto data = Create<LabeledDataset>(12000, 1, 10);
    for (uint32_t i = 0; i < 12000; ++i)
    {
        data->SetLabel(i, i % 10);
    }

    struct Case
    {
        uint32_t learners;
        uint32_t perDevice;
    };

    for (const auto& [learners, perDevice] :
         {Case{10, 1}, Case{5, 2}, Case{3, 4}, Case{1, 10}, Case{20, 3}, Case{40, 10}, Case{60, 1}})
    {
        const auto shares =
            MakePartition("classes:" + std::to_string(perDevice), *data, learners, STREAM);
        std::vector<std::vector<uint32_t>> portions(10);
        for (const auto& share : shares)
        {
            std::vector<uint32_t> counts(10, 0);
            for (uint32_t sample : share)
            {
                ++counts[data->GetLabel(sample)];
            }
            NS_TEST_EXPECT_MSG_EQ(10 - std::count(counts.begin(), counts.end(), 0u),
                                  perDevice,
                                  "classes of a device");
            for (uint32_t c = 0; c < 10; ++c)
            {
                if (counts[c] > 0)
                {
                    portions[c].push_back(counts[c]);
                }
            }
        }
        for (const auto& own : portions)
        {
            NS_TEST_ASSERT_MSG_EQ(own.empty(), false, "a class that nobody holds");
            const auto range = std::minmax_element(own.begin(), own.end());
            NS_TEST_EXPECT_MSG_LT_OR_EQ(*range.second - *range.first, 1, "divided evenly");
            NS_TEST_EXPECT_MSG_EQ(std::accumulate(own.begin(), own.end(), 0u), 1200, "all of it");
            if (perDevice * learners <= 10 || perDevice == 10)
            {
                NS_TEST_EXPECT_MSG_LT_OR_EQ(own.size(), std::max(1u, learners), "holders");
            }
        }
    }
}

STARDUST_TEST_CASE(
    ClassesMinimumTestCase,
    "classes:K reaches the minimum exactly where the devices' classes allow it, and leaves "
    "devices their classes")
{
    auto random = MakeUniform(STREAM + 1);
    uint32_t refused = 0;
    uint32_t moved = 0;
    for (uint32_t trial = 0; trial < 400; ++trial)
    {
        const uint32_t learners = random->GetInteger(2, 8);
        const uint32_t minimum = random->GetInteger(2, 4);
        const uint32_t samples = learners * minimum + random->GetInteger(0, 3);
        auto data = MakeUnequalData(samples, random->GetInteger(2, 5), learners, random);
        const uint32_t classes = CountNamedClasses(*data);
        const uint32_t least = (classes + learners - 1) / learners;
        const uint32_t perDevice = random->GetInteger(least, std::max(least, classes < 2 ? 1u : 2u));
        if (perDevice > classes || learners * perDevice < classes)
        {
            continue;
        }
        // Without a minimum the same draws show who holds which class, all of them
        // where each has samples enough for its holders.
        const auto free = PartitionClasses(*data, learners, perDevice, 0, MakeUniform(trial), "x");
        std::vector<std::set<uint32_t>> held(learners);
        bool known = true;
        for (uint32_t device = 0; device < learners; ++device)
        {
            for (uint32_t sample : free[device])
            {
                held[device].insert(data->GetLabel(sample));
            }
            known = known && held[device].size() == perDevice;
        }
        if (!known)
        {
            continue;
        }
        DataShares shares;
        const std::string refusal = CatchInputError([&] {
            shares = PartitionClasses(*data, learners, perDevice, minimum, MakeUniform(trial), "x");
        });
        NS_TEST_EXPECT_MSG_EQ(refusal.empty(),
                              CanReachMinimum(*data, held, minimum),
                              "refused if impossible: " << refusal);
        if (!refusal.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(
                FindMissingPart(refusal, {"x: the classes of device", "--minSamples="}),
                "",
                "says why");
            ++refused;
            continue;
        }
        moved += shares != free;
        NS_TEST_EXPECT_MSG_EQ(IsEverySampleOnce(shares, samples), true, "every sample once");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(GetSmallestShare(shares), minimum, "the minimum");
        for (uint32_t device = 0; device < learners; ++device)
        {
            for (uint32_t sample : shares[device])
            {
                NS_TEST_EXPECT_MSG_EQ(
                    held[device].count(data->GetLabel(sample)), 1, "its classes only");
            }
        }
    }
    NS_TEST_EXPECT_MSG_GT(refused, 10, "both cases were seen");
    NS_TEST_EXPECT_MSG_GT(moved, 10, "both cases were seen");
}

STARDUST_TEST_CASE(
    PartitionTraceTestCase,
    "the trace says how samples were dealt, and how many of which class each device has")
{
    const std::string path = CreateTempDirFilename("partition.db");
    for (const std::string suffix : {"", "-wal", "-shm"})
    {
        std::remove((path + suffix).c_str());
    }
    RecordRun(path, TraceDetail::ALL, 7, true);
    RecordRun(path, TraceDetail::MESSAGES, std::nullopt, true);
    RecordRun(path, TraceDetail::SUMMARY, std::nullopt, false);
    const auto runs = Ask(path,
                          "SELECT coalesce(partition, 'NULL'), coalesce(partition_seed, 'NULL') "
                          "FROM run ORDER BY run_id",
                          2);
    NS_TEST_ASSERT_MSG_EQ(runs.size(), 3, "runs");
    NS_TEST_EXPECT_MSG_EQ(runs[0], "classes:2 7", "with a seed");
    NS_TEST_EXPECT_MSG_EQ(runs[1], "classes:2 NULL", "follows the run");
    NS_TEST_EXPECT_MSG_EQ(runs[2], "NULL NULL", "not told");

    auto data = MakeUnequalData(120, 4, 6, MakeUniform(STREAM + 20));
    const auto shares = MakePartition("classes:2", *data, 6, STREAM + 21);
    std::vector<std::string> expected;
    for (uint32_t device = 0; device < 6; ++device)
    {
        std::map<uint32_t, uint32_t> counts;
        for (uint32_t sample : shares[device])
        {
            ++counts[data->GetLabel(sample)];
        }
        for (const auto& [label, count] : counts)
        {
            expected.push_back(std::to_string(device) + " " + std::to_string(label) + " " +
                               std::to_string(count));
        }
    }
    for (const std::string run : {"1", "2"})
    {
        const auto rows =
            Ask(path,
                "SELECT learner_id, class, samples FROM learner_class WHERE run_id = " + run +
                    " ORDER BY learner_id, class",
                3);
        NS_TEST_EXPECT_MSG_EQ((rows == expected), true, "counts of run " << run);
    }
    NS_TEST_EXPECT_MSG_EQ(
        Ask(path, "SELECT * FROM learner_class WHERE run_id = 3", 1).size(), 0, "summary");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA foreign_key_check", 1).size(), 0, "foreign keys");
}

/// Devices with some classes only, and what the trace says of it.
class StardustClassSkewTestSuite : public TestSuite
{
  public:
    StardustClassSkewTestSuite()
        : TestSuite("stardust-class-skew", Type::UNIT)
    {
        AddTestCase(new ClassesCountsTestCase);
        AddTestCase(new ClassesMinimumTestCase);
        AddTestCase(new PartitionTraceTestCase);
    }
};

static StardustClassSkewTestSuite g_stardustClassSkewTestSuite;
