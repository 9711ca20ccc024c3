/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"
#include "stardust-timeliness-runs.h"

#include "ns3/graph-generator.h"
#include "ns3/stardust-compat.h"

#include <cmath>
#include <functional>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

// Real learners on the direct network reproduce the staleness that theory has in
// closed form, or that an independent simulation found, for the model of Mitra
// and Ulukus (arXiv 2404.19749). The values are written out here: they do not
// come from the module's own formulas, which are tested elsewhere.

namespace
{

const TimeAverage MEAN = std::mem_fn(&StalenessMonitor::GetMeanStaleness);

/// All clocks exponential of mean 1.
TimelinessSettings
MakeSettings(uint32_t n, double expected, uint32_t row)
{
    TimelinessSettings settings;
    settings.n = n;
    settings.memory = expected;
    settings.row = row;
    return settings;
}

} // namespace

STARDUST_TEST_CASE(ConstantRateTestCase,
                   "at constant gossip rate mean and worst staleness grow as the logarithm of n")
{
    struct Row
    {
        uint32_t n;
        double mean;
        double worst;
    };
    const std::vector<Row> rows{{2, 1, 1},
                                {4, 11.0 / 6, 2.75},
                                {8, 363.0 / 140, 4.5375},
                                {16, 3.3182290, 6.2216794},
                                {32, 4.0272452, 7.8027876},
                                {64, 4.7282659, 9.3087735},
                                {128, 5.4253346, 10.7658983}};
    for (const auto& row : rows)
    {
        TimelinessSettings settings = MakeSettings(row.n, row.mean, row.n);
        settings.sampleEach = 1;
        const auto measured = MeasureTimeliness(settings, {MEAN});
        EXPECT_REPRODUCED(measured[0], row.mean, 0, "mean, n=" << row.n);
        EXPECT_REPRODUCED(measured[1], row.worst, 0, "worst, n=" << row.n);
    }
}

STARDUST_TEST_CASE(LogarithmicRateTestCase,
                   "where the gossip rate grows as the logarithm of n staleness does not grow")
{
    const std::map<uint32_t, double> rows{{8, 1.246901},
                                          {16, 1.196798},
                                          {32, 1.162017},
                                          {64, 1.136908},
                                          {128, 1.118158},
                                          {256, 1.103741}};
    for (const auto& [n, expected] : rows)
    {
        TimelinessSettings settings = MakeSettings(n, expected, 300 + n);
        settings.gossipRate = std::log(n);
        settings.updateShift = 0.5;
        settings.updateMean = 0.5;
        EXPECT_REPRODUCED(MeasureStaleness(settings), expected, 0, "n=" << n);
    }
}

STARDUST_TEST_CASE(ShiftTestCase,
                   "the constant part of an update's time counts by the update rate alone")
{
    const std::map<uint32_t, double> halves{{4, 0.9166667}, {16, 1.6591145}, {64, 2.3641330}};
    for (const auto& [n, expected] : halves)
    {
        TimelinessSettings settings = MakeSettings(n, 2 * expected, 600 + n);
        settings.updateShift = 1;
        EXPECT_REPRODUCED(MeasureStaleness(settings), expected, 0, "rate 1/2, n=" << n);
    }
    for (const double shift : {0.25, 0.5, 0.75, 1.0})
    {
        const double expected = 363.0 / 140;
        TimelinessSettings settings = MakeSettings(8, expected, 700 + 8 * shift);
        settings.updateShift = shift;
        settings.updateMean = 1 - shift;
        EXPECT_REPRODUCED(MeasureStaleness(settings), expected, 0, "rate 1, shift " << shift);
    }
}

STARDUST_TEST_CASE(LossTestCase, "loss p is gossip at rate lambda (1 - p)")
{
    const double harmonic = 363.0 / 140;
    for (const double loss : {0.1, 0.5, 0.8})
    {
        const double expected = harmonic / (2 * (1 - loss));
        TimelinessSettings settings = MakeSettings(8, expected, 800 + 10 * loss);
        settings.gossipRate = 2;
        settings.loss = loss;
        settings.messages /= 1 - loss;
        EXPECT_REPRODUCED(MeasureStaleness(settings), expected, 0, "loss " << loss);
    }
}

STARDUST_TEST_CASE(DelayTestCase,
                   "a transmission delay costs what the independent simulation found")
{
    struct Row
    {
        double delay;
        double free;    // standard error 0.002
        double blocked; // standard error 0.003
    };
    const std::vector<Row> rows{{0.05, 3.444, 3.561},
                                {0.1, 3.568, 3.806},
                                {0.2, 3.810, 4.305},
                                {0.5, 4.498, 5.811},
                                {1, 5.556, 8.344}};
    for (const auto& row : rows)
    {
        TimelinessSettings settings = MakeSettings(16, row.free, 900 + 20 * row.delay);
        settings.delay = row.delay;
        EXPECT_REPRODUCED(MeasureStaleness(settings), row.free, 0.002, "delay " << row.delay);
        settings.occupying = true;
        settings.memory = row.blocked;
        settings.row += 30;
        EXPECT_REPRODUCED(
            MeasureStaleness(settings), row.blocked, 0.003, "blocked, delay " << row.delay);
    }
}

STARDUST_TEST_CASE(PairTestCase, "two devices know of each other exactly what renewal theory says")
{
    // Not blocked: d + 1/lambda. Blocked: d + E[P^2] / (2 E[P]) for arrivals with
    // period P = d + Exp(lambda).
    const double lambda = 2;
    for (const double delay : {0.0, 0.5, 2.0})
    {
        for (const bool blocked : {false, true})
        {
            const double period = delay + 1 / lambda;
            const double square = delay * delay + 2 * delay / lambda + 2 / lambda / lambda;
            const double expected = delay + (blocked ? square / 2 / period : 1 / lambda);
            TimelinessSettings settings = MakeSettings(2, expected, 1000 + 4 * delay);
            settings.gossipRate = lambda;
            settings.delay = delay;
            settings.occupying = blocked;
            settings.row += blocked ? 20 : 0;
            settings.messages = 700000;
            EXPECT_REPRODUCED(MeasureStaleness(settings),
                              expected,
                              0,
                              "delay " << delay << (blocked ? ", blocked" : ""));
        }
    }
}

STARDUST_TEST_CASE(
    HeterogeneousRatesTestCase,
    "devices with gossip rates of their own have the staleness of the subset recursion")
{
    TimelinessSettings settings = MakeSettings(6, 4.9, 1100);
    settings.gossipRates = {0.3, 0.5, 1, 1.5, 2, 4};
    settings.sources = 1;
    settings.messages = 3.5e6;
    settings.pairs = true;
    std::vector<TimeAverage> pairs;
    for (uint32_t j = 1; j < 6; ++j)
    {
        pairs.push_back(
            [j](const StalenessMonitor& monitor) { return monitor.GetPairStaleness(j, 0); });
    }
    const auto measured = MeasureTimeliness(settings, pairs);
    const std::vector<double> expected{4.3407, 4.5044, 4.6083, 4.6869, 4.9046};
    for (uint32_t j = 1; j < 6; ++j)
    {
        EXPECT_REPRODUCED(measured[j - 1], expected[j - 1], 0, "device " << j);
    }
}

STARDUST_TEST_CASE(RingSourcesTestCase,
                   "on a ring whose devices are the sources staleness is half of n")
{
    for (const uint32_t n : {4u, 16u, 64u})
    {
        TimelinessSettings settings = MakeSettings(n, n / 2.0, 1200 + n);
        settings.graph = MakeRingGraph(n);
        EXPECT_REPRODUCED(MeasureStaleness(settings), n / 2.0, 0, "n=" << n);
    }
}

namespace
{

/**
 * Sources that stand outside: devices 0 .. sources-1 send to every node and
 * nobody sends to them; the n nodes after them send to all others, or on a ring.
 */
Ptr<CommunicationGraph>
MakeOutsideSources(uint32_t sources, uint32_t n, bool ring)
{
    GraphEdges edges;
    for (uint32_t node = 0; node < n; ++node)
    {
        for (uint32_t source = 0; source < sources; ++source)
        {
            edges.emplace_back(source, sources + node);
        }
        for (uint32_t step = 1; step < n; ++step)
        {
            if (!ring || step == 1 || step == n - 1)
            {
                edges.emplace_back(sources + node, sources + (node + step) % n);
            }
        }
    }
    return Create<CommunicationGraph>(sources + n, edges, true);
}

/**
 * Mean version age of outside sources at the nodes. Each source alone is the one
 * of theory; several of them share the nodes' messages, for a better measurement.
 */
Measured
MeasureOutsideSources(uint32_t sources, uint32_t n, bool ring, double expected)
{
    TimelinessSettings settings = MakeSettings(sources + n, expected, 1400 + 300 * ring + n);
    settings.graph = MakeOutsideSources(sources, n, ring);
    settings.sources = sources;
    const auto age = [=](const StalenessMonitor& monitor) {
        double sum = 0;
        for (uint32_t node = sources; node < sources + n; ++node)
        {
            // Its average is over all devices but itself; the nodes' part is 0.
            sum += monitor.GetHolderStaleness(node) * (sources + n - 1) / sources;
        }
        return sum / n;
    };
    if (sources == 1)
    {
        settings.row += 600;
        settings.messages = 2e6;
    }
    return MeasureTimeliness(settings, {age}).front();
}

} // namespace

STARDUST_TEST_CASE(
    OutsideSourceTestCase,
    "a source outside ages as the logarithm of n on the complete graph and as the root of "
    "n on a ring")
{
    struct Row
    {
        uint32_t n;
        double complete;
        double ring;
    };
    const std::vector<Row> rows{{2, 1.333333, 1.333333},
                                {4, 1.901299, 1.942857},
                                {8, 2.563628, 2.924692},
                                {16, 3.266925, 4.374755},
                                {32, 3.981703, 6.442559},
                                {64, 4.695123, 9.373372},
                                {128, 5.403464, 13.522430}};
    for (const auto& row : rows)
    {
        EXPECT_REPRODUCED(MeasureOutsideSources(row.n, row.n, false, row.complete),
                          row.complete,
                          0,
                          "complete, n=" << row.n);
        EXPECT_REPRODUCED(
            MeasureOutsideSources(row.n, row.n, true, row.ring), row.ring, 0, "ring, n=" << row.n);
    }
    EXPECT_REPRODUCED(MeasureOutsideSources(1, 8, false, 2.563628), 2.563628, 0, "one source");
    EXPECT_REPRODUCED(MeasureOutsideSources(1, 8, true, 2.924692), 2.924692, 0, "one, ring");
}

/// Long runs against exact theory.
class StardustTimelinessTestSuite : public TestSuite
{
  public:
    StardustTimelinessTestSuite()
        : TestSuite("stardust-timeliness", Type::SYSTEM)
    {
        AddTestCase(new ConstantRateTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new LogarithmicRateTestCase);
        AddTestCase(new ShiftTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new LossTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new DelayTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new PairTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new HeterogeneousRatesTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new RingSourcesTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new OutsideSourceTestCase, STARDUST_TEST_EXTENSIVE);
    }
};

static StardustTimelinessTestSuite g_stardustTimelinessTestSuite;
