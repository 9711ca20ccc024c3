/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/column-moments.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/version-kernels.h"
#include "ns3/wait-source.h"

#include <algorithm>
#include <functional>
#include <random>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Longest row that is tried: several vectors of the widest unit, and every rest.
constexpr uint32_t LONGEST = 70;
/// Entries around a row that must stay as they are.
constexpr uint32_t MARGIN = 3;
/// Largest version and increment.
constexpr uint32_t LARGEST = (uint32_t(1) << 31) - 1;

/// Values of all sizes: the extremes, small ones, any.
uint32_t
DrawValue(std::mt19937_64& random)
{
    switch (random() % 4)
    {
    case 0:
        return 0;
    case 1:
        return LARGEST - random() % 3;
    case 2:
        return random() % 5;
    default:
        return random() % (uint64_t(LARGEST) + 1);
    }
}

std::vector<uint32_t>
DrawRow(std::mt19937_64& random)
{
    std::vector<uint32_t> row(LONGEST + 2 * MARGIN);
    std::generate(row.begin(), row.end(), [&] { return DrawValue(random); });
    return row;
}

std::vector<uint64_t>
DrawWideRow(std::mt19937_64& random)
{
    std::vector<uint64_t> row(LONGEST + 2 * MARGIN);
    std::generate(row.begin(), row.end(), std::ref(random));
    return row;
}

} // namespace

STARDUST_TEST_CASE(MergeVersionsTestCase,
                   "a merge is that of a plain loop, at any length and place")
{
    std::mt19937_64 random(1);
    for (uint32_t count = 0; count <= LONGEST; ++count)
    {
        for (uint32_t first = 0; first <= MARGIN; ++first)
        {
            std::vector<uint32_t> row = DrawRow(random);
            std::vector<uint32_t> learned = DrawRow(random);
            std::vector<uint32_t> increments = DrawRow(random);
            if (random() % 3 == 0)
            {
                learned = row;
            }
            std::vector<uint32_t> expectedRow = row;
            std::vector<uint32_t> expectedIncrements = increments;
            bool rose = false;
            for (uint32_t k = first; k < first + count; ++k)
            {
                expectedIncrements[k] = learned[k] > row[k] ? learned[k] - row[k] : 0;
                expectedRow[k] = std::max(row[k], learned[k]);
                rose |= expectedIncrements[k] > 0;
            }
            const uint32_t any = MergeVersions(
                row.data() + first, learned.data() + first, increments.data() + first, count);
            NS_TEST_EXPECT_MSG_EQ((any != 0), rose, "news, length " << count);
            NS_TEST_EXPECT_MSG_EQ((row == expectedRow), true, "row, length " << count);
            NS_TEST_EXPECT_MSG_EQ((increments == expectedIncrements), true, "length " << count);
        }
    }
}

STARDUST_TEST_CASE(AddMomentsTestCase,
                   "sums of increments are those of a plain loop, at any length and place")
{
    std::mt19937_64 random(2);
    for (uint32_t count = 0; count <= LONGEST; ++count)
    {
        for (uint32_t first = 0; first <= MARGIN; ++first)
        {
            const std::vector<uint32_t> increments = DrawRow(random);
            std::vector<uint32_t> counts = DrawRow(random);
            std::vector<uint64_t> moments = DrawWideRow(random);
            std::vector<uint64_t> others = DrawWideRow(random);
            std::vector<uint32_t> expectedCounts = counts;
            std::vector<uint64_t> expectedMoments = moments;
            std::vector<uint64_t> expectedOthers = others;
            const uint32_t time = random();
            const uint64_t wideTime = random();
            uint64_t sum = 0;
            for (uint32_t k = first; k < first + count; ++k)
            {
                expectedCounts[k] += increments[k];
                expectedMoments[k] += uint64_t(increments[k]) * time;
                expectedOthers[k] += increments[k] * wideTime;
                sum += increments[k];
            }
            const uint64_t found = AddCountsAndMoments(increments.data() + first,
                                                       counts.data() + first,
                                                       moments.data() + first,
                                                       count,
                                                       time);
            AddMoments(increments.data() + first, others.data() + first, count, wideTime);
            NS_TEST_EXPECT_MSG_EQ(found, sum, "sum, length " << count);
            NS_TEST_EXPECT_MSG_EQ((counts == expectedCounts), true, "counts, length " << count);
            NS_TEST_EXPECT_MSG_EQ((moments == expectedMoments), true, "moments, length " << count);
            NS_TEST_EXPECT_MSG_EQ(
                (others == expectedOthers), true, "modulo 2^64, length " << count);
        }
    }
}

STARDUST_TEST_CASE(
    ColumnMomentsTestCase,
    "column moments are exact to the last bit, however far apart the times and however "
    "large the increments")
{
    std::mt19937_64 random(3);
    // Steps of time from far below to far above the 2^32 ns at which sums are folded.
    for (const uint32_t bits : {0u, 10u, 31u, 32u, 33u, 40u, 52u})
    {
        for (const uint32_t columns : {1u, 5u, 70u})
        {
            ColumnMoments moments;
            moments.Resize(columns);
            std::vector<CountMoment> expected(columns);
            uint64_t time = random() % 7;
            for (uint32_t entry = 0; entry < 400; ++entry)
            {
                time += bits == 0 ? 0 : random() >> (64 - bits);
                const uint32_t first = random() % columns;
                const uint32_t count = 1 + random() % (columns - first);
                std::vector<uint32_t> increments(count);
                // Now and then all as large as can be, several times at one instant.
                const bool extreme = random() % 4 == 0;
                uint64_t sum = 0;
                for (uint32_t k = 0; k < count; ++k)
                {
                    increments[k] = extreme ? LARGEST : DrawValue(random);
                    sum += increments[k];
                    expected[first + k].count += increments[k];
                    expected[first + k].moment += WideMoment(increments[k]) * time;
                }
                NS_TEST_EXPECT_MSG_EQ(
                    moments.Add(first, increments.data(), count, time), sum, "sum");
                const uint32_t column = random() % columns;
                const CountMoment found = moments.Get(column);
                const bool same = found.count == expected[column].count &&
                                  found.moment == expected[column].moment &&
                                  found.Integrate(time) == expected[column].Integrate(time);
                NS_TEST_ASSERT_MSG_EQ(same, true, columns << " columns, steps of 2^" << bits);
            }
            for (uint32_t column = 0; column < columns; ++column)
            {
                const CountMoment found = moments.Get(column);
                NS_TEST_EXPECT_MSG_EQ((found.count == expected[column].count), true, "count");
                NS_TEST_EXPECT_MSG_EQ((found.moment == expected[column].moment), true, "moment");
            }
        }
    }
}

namespace
{

/// Counts how often it is asked.
class CountingVariable : public RandomVariableStream
{
  public:
    double GetValue() override
    {
        return ++m_asked;
    }

    uint32_t GetInteger() override
    {
        return ++m_asked;
    }

  private:
    uint32_t m_asked{0};
};

/**
 * @param type of a random variable.
 * @return a new one; what two return draws the same on the same stream.
 */
Ptr<RandomVariableStream>
MakeVariable(const std::string& type)
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::" + type);
    if (type == "NormalRandomVariable")
    {
        factory.Set("Mean", StringValue("0.3"));
    }
    return factory.Create<RandomVariableStream>();
}

} // namespace

STARDUST_TEST_CASE(WaitSourceTestCase,
                   "waits are the values of their variable, in order, negative ones as 0")
{
    uint32_t negative = 0;
    for (const std::string type : {"ExponentialRandomVariable",
                                   "UniformRandomVariable",
                                   "ConstantRandomVariable",
                                   "NormalRandomVariable",
                                   "ParetoRandomVariable"})
    {
        WaitSource waits;
        waits.SetVariable(MakeVariable(type));
        auto plain = MakeVariable(type);
        // The stream may be set anew at any time: nothing drawn ahead survives it.
        for (const uint32_t draws : {0u, 1u, 3u, 4u, 6u, 1001u})
        {
            waits.SetStream(50 + draws);
            plain->SetStream(50 + draws);
            for (uint32_t k = 0; k < draws; ++k)
            {
                const double value = plain->GetValue();
                negative += value < 0;
                NS_TEST_ASSERT_MSG_EQ(waits.Draw(), std::max(0.0, value), type << ", draw " << k);
            }
        }
    }
    NS_TEST_EXPECT_MSG_GT(negative, 100, "there were negative draws");
}

STARDUST_TEST_CASE(
    WaitSourceChangeTestCase,
    "another variable holds at once, and one of an unknown kind is asked when a wait begins")
{
    WaitSource waits;
    waits.SetVariable(MakeVariable("ExponentialRandomVariable"));
    waits.SetStream(60);
    waits.Draw();
    auto counting = CreateObject<CountingVariable>();
    waits.SetVariable(counting);
    NS_TEST_EXPECT_MSG_EQ((waits.GetVariable() == counting), true, "the other");
    for (uint32_t k = 1; k < 10; ++k)
    {
        NS_TEST_EXPECT_MSG_EQ(waits.Draw(), 2 * k - 1, "asked for this wait");
        NS_TEST_EXPECT_MSG_EQ(counting->GetValue(), 2 * k, "and for no other");
    }
}

/// Inner loops, sums and draws ahead, against the plainest of their kind.
class StardustKernelsTestSuite : public TestSuite
{
  public:
    StardustKernelsTestSuite()
        : TestSuite("stardust-kernels", Type::UNIT)
    {
        AddTestCase(new MergeVersionsTestCase);
        AddTestCase(new AddMomentsTestCase);
        AddTestCase(new ColumnMomentsTestCase);
        AddTestCase(new WaitSourceTestCase);
        AddTestCase(new WaitSourceChangeTestCase);
    }
};

static StardustKernelsTestSuite g_stardustKernelsTestSuite;
