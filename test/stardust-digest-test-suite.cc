/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-schedule-call.h"
#include "stardust-test-support.h"

#include "ns3/input-error.h"
#include "ns3/memory-check.h"
#include "ns3/run-digest.h"
#include "ns3/simulator.h"

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Rows of two tables at 0.5, 1.5, 2 and 2.5 s; that of 2 s holds a word of the caller's.
RunDigest
MakeDigest(uint64_t word, Time interval)
{
    RunDigest digest;
    digest.SetInterval(interval);
    const auto add = [&digest](RunDigest::Table table, uint64_t what) { digest.Add(table, {what, 1}); };
    ScheduleCall(Seconds(0.5), [add] { add(RunDigest::LOCAL_UPDATE, 1); });
    ScheduleCall(Seconds(1.5), [add] { add(RunDigest::MODEL_MESSAGE, 2); });
    ScheduleCall(Seconds(2), [add, word] { add(RunDigest::MODEL_MESSAGE, word); });
    ScheduleCall(Seconds(2.5), [add] { add(RunDigest::LOCAL_UPDATE, 3); });
    Simulator::Stop(Seconds(4.25));
    Simulator::Run();
    Simulator::Destroy();
    return digest;
}

} // namespace

/// Partial digests name the table and the interval.
class PartialDigestTestCase : public TestCase
{
  public:
    PartialDigestTestCase()
        : TestCase("Digests of tables differ from the interval on in which a row does, in its table alone")
    {
    }

  private:
    void DoRun() override;
};

void
PartialDigestTestCase::DoRun()
{
    const RunDigest one = MakeDigest(7, Seconds(1));
    const RunDigest other = MakeDigest(8, Seconds(1));
    NS_TEST_ASSERT_MSG_NE(one.ToHex(), other.ToHex(), "a row differs");
    NS_TEST_ASSERT_MSG_EQ(one.ToHex(), MakeDigest(7, Time()).ToHex(), "whoever looks changes nothing");
    NS_TEST_ASSERT_MSG_EQ(MakeDigest(7, Time()).GetPartials().size(), 0, "nobody asked for any");
    const auto ones = one.GetPartials();
    const auto others = other.GetPartials();
    // At 1 s and at 2 s, which rows have followed, and now.
    NS_TEST_ASSERT_MSG_EQ(ones.size(), 3, "partial digests");
    NS_TEST_ASSERT_MSG_EQ(ones[1].until, Seconds(2), "the end of the second interval");
    for (std::size_t k = 0; k < ones.size(); ++k)
    {
        for (int table = 0; table < RunDigest::TABLES; ++table)
        {
            // The row at 2 s belongs to the interval that begins there.
            const bool differs = k == 2 && table == RunDigest::MODEL_MESSAGE;
            NS_TEST_EXPECT_MSG_EQ((ones[k].tables[table] != others[k].tables[table]),
                                  differs,
                                  RunDigest::GetName(RunDigest::Table(table)) << " of interval " << k);
        }
    }
    NS_TEST_EXPECT_MSG_NE(ones[0].tables[RunDigest::MODEL_MESSAGE],
                          ones[1].tables[RunDigest::MODEL_MESSAGE],
                          "the row at 1.5 s");
}

/// What is refused for want of memory.
class MemoryCheckTestCase : public TestCase
{
  public:
    MemoryCheckTestCase()
        : TestCase("What needs more memory than there is is refused, and all else is not")
    {
    }

  private:
    void DoRun() override;
};

void
MemoryCheckTestCase::DoRun()
{
    const double limit = FindMemoryLimit();
    NS_TEST_ASSERT_MSG_GT(limit, 1e6, "this program has that much");
    CheckMemory({{"one", limit / 2}, {"other", limit / 4}}, "test");
    std::string message;
    try
    {
        CheckMemory({{"one", 1.5e15}, {"other", 2e12}}, "test");
    }
    catch (const InputError& error)
    {
        message = error.what();
    }
    NS_TEST_EXPECT_MSG_EQ(
        message.substr(0, message.find(", there are")),
        "test: needs at least 1502.0 TB of memory (1500.0 TB for one, 2.0 TB for other)",
        "the message");
    // 4 bytes a version of each of 100 sources, or of all 100 by default.
    for (const uint32_t tracked : {0, 100})
    {
        NS_TEST_EXPECT_MSG_EQ(EstimateDevices(100, tracked).at(1).bytes, 40000, "versions");
    }
    NS_TEST_EXPECT_MSG_EQ(EstimateDevices(1000000, 0).at(1).bytes, 256e6, "versions of 64 sources");
    NS_TEST_EXPECT_MSG_EQ(EstimateModels(10, 1000, 0).size(), 1, "models alone");
    NS_TEST_EXPECT_MSG_EQ(EstimateModels(10, 1000, 0)[0].bytes, 60000, "one and a half a learner");
    NS_TEST_EXPECT_MSG_EQ(EstimateModels(10, 1000, 2.5).at(1).bytes, 100000, "two and a half more");
    NS_TEST_EXPECT_MSG_EQ(FormatBytes(999), "999 B", "bytes");
    NS_TEST_EXPECT_MSG_EQ(FormatBytes(1500), "1.5 kB", "kilobytes");
}

/// Digests, and the limits of a run.
class StardustDigestTestSuite : public TestSuite
{
  public:
    StardustDigestTestSuite()
        : TestSuite("stardust-digest", Type::UNIT)
    {
        AddTestCase(new PartialDigestTestCase);
        AddTestCase(new MemoryCheckTestCase);
    }
};

static StardustDigestTestSuite g_stardustDigestTestSuite;
