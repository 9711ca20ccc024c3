/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"
#include "stardust-theory-simulation.h"

#include "ns3/double.h"
#include "ns3/first-passage-staleness.h"
#include "ns3/gossip-age-theory.h"
#include "ns3/graph-generator.h"
#include "ns3/mean-estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

/**
 * Check that a measured mean is what theory says, within 4.5 of its standard
 * errors (by chance missed once in 100 000), and that these errors are below 1%:
 * a formula wrong by 5% fails.
 * @param measured has mean and error.
 * @param theory the exact value.
 * @param what was measured.
 */
#define EXPECT_MEASURED(measured, theory, what)                                                    \
    do                                                                                             \
    {                                                                                              \
        const Measured mean_ = measured;                                                           \
        const double exact_ = theory;                                                              \
        NS_TEST_EXPECT_MSG_EQ_TOL(mean_.mean, exact_, 4.5 * mean_.error, what);                    \
        NS_TEST_EXPECT_MSG_LT(mean_.error, 0.01 * exact_, what << ": not measured well enough");   \
    } while (false)

namespace
{

const double INF = std::numeric_limits<double>::infinity();
const double NOT_A_NUMBER = std::numeric_limits<double>::quiet_NaN();

Measured
AsMeasured(const StalenessEstimate& estimate)
{
    return {estimate.mean, estimate.standardError};
}

Ptr<ExponentialRandomVariable>
MakeRandom(int64_t stream)
{
    auto random = CreateObject<ExponentialRandomVariable>();
    random->SetStream(stream);
    return random;
}

/// All rates 1.
FirstPassageSettings
MakeSettings(uint32_t repetitions)
{
    FirstPassageSettings settings;
    settings.updateRates = {1};
    settings.gossipRates = {1};
    settings.repetitions = repetitions;
    return settings;
}

FirstPassageStaleness
Estimate(const CommunicationGraph& graph, const FirstPassageSettings& settings, int64_t stream)
{
    return EstimateFirstPassageStaleness(graph, settings, MakeRandom(stream));
}

/**
 * Mean number of fair coins until either a heads or b tails have come: the
 * passage time, in units of 1/lambda, to a device a hops away on one side of the
 * ring and b on the other.
 */
double
FindRingPassage(uint32_t a, uint32_t b)
{
    std::vector<std::vector<double>> coins(a + 1, std::vector<double>(b + 1, 0));
    for (uint32_t x = 1; x <= a; ++x)
    {
        for (uint32_t y = 1; y <= b; ++y)
        {
            coins[x][y] = 1 + (coins[x - 1][y] + coins[x][y - 1]) / 2;
        }
    }
    return coins[a][b];
}

/**
 * Mean passage times of all pairs, at i * n + j, with all rates 1: by Floyd and
 * Warshall's algorithm on lengths drawn for one arc after the other.
 */
std::vector<double>
FindPairMeans(const CommunicationGraph& graph,
              const FirstPassageSettings& settings,
              Ptr<ExponentialRandomVariable> random)
{
    const uint32_t n = graph.GetN();
    std::vector<double> means(n * n, 0);
    for (uint32_t repetition = 0; repetition < settings.repetitions; ++repetition)
    {
        std::vector<double> times(n * n, INF);
        for (uint32_t i = 0; i < n; ++i)
        {
            times[i * n + i] = 0;
            for (uint32_t position = 0; position < graph.GetDegree(i); ++position)
            {
                times[i * n + graph.GetNeighbor(i, position)] =
                    settings.hopDelay + graph.GetDegree(i) * random->GetValue(1, 0);
            }
        }
        for (uint32_t by = 0; by < n; ++by)
        {
            for (uint32_t pair = 0; pair < n * n; ++pair)
            {
                const double around = times[pair / n * n + by] + times[by * n + pair % n];
                times[pair] = std::min(times[pair], around);
            }
        }
        for (uint32_t pair = 0; pair < n * n; ++pair)
        {
            means[pair] += times[pair] / settings.repetitions;
        }
    }
    return means;
}

} // namespace

STARDUST_TEST_CASE(HarmonicNumberTestCase, "harmonic numbers are exact to 1e-14 at any size")
{
    NS_TEST_EXPECT_MSG_EQ(HarmonicNumber(0), 0, "no terms");
    NS_TEST_EXPECT_MSG_EQ(HarmonicNumber(1), 1, "one term");
    NS_TEST_EXPECT_MSG_EQ(HarmonicNumber(2), 1.5, "two terms");
    // From an arbitrary-precision library.
    for (const auto& [m, expected] : std::vector<std::pair<uint32_t, double>>{
             {63, 4.72826590370576902600588},
             {64, 4.74389090370576902600588},
             {65, 4.75927551909038441062127},
             {1000000, 14.3927267228657236313811},
             {1000000000, 21.3004815023479440166851},
             {4294967295, 22.7579254427033674401265}})
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(HarmonicNumber(m), expected, 1e-14 * expected, "m=" << m);
    }
    double sum = 0;
    for (uint32_t m = 1; m <= 1000; ++m)
    {
        sum += 1.0 / m;
        NS_TEST_EXPECT_MSG_EQ_TOL(HarmonicNumber(m), sum, 1e-13 * sum, "summed to " << m);
    }
}

STARDUST_TEST_CASE(CompleteGraphTableTestCase, "mean and worst staleness have their known values")
{
    const std::vector<std::tuple<uint32_t, double, double>> rows{{2, 1.000, 1.000},
                                                                 {4, 1.833, 2.750},
                                                                 {8, 2.593, 4.538},
                                                                 {16, 3.318, 6.222},
                                                                 {32, 4.027, 7.803},
                                                                 {64, 4.728, 9.309},
                                                                 {128, 5.425, 10.766}};
    for (const auto& [n, mean, worst] : rows)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(CompleteGraphStaleness(n, 1, 1), mean, 5.1e-4, "mean, n=" << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(WorstDeviceStaleness(n, 1, 1), worst, 5.1e-4, "worst, n=" << n);
    }
    for (const auto& [n, mean] :
         std::vector<std::pair<uint32_t, double>>{{4, .917}, {16, 1.659}, {64, 2.364}})
    {
        const double rate = 1 / (1.0 + 1.0);
        NS_TEST_EXPECT_MSG_EQ_TOL(CompleteGraphStaleness(n, rate, 1), mean, 5.1e-4, "shifted");
    }
    for (const auto& [n, mean] : std::vector<std::pair<uint32_t, double>>{
             {8, 1.247}, {16, 1.197}, {32, 1.162}, {64, 1.137}, {128, 1.118}, {256, 1.104}})
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(CompleteGraphStaleness(n, 1, std::log(n)),
                                  mean,
                                  5.1e-4,
                                  "rate log n, n=" << n);
    }
    NS_TEST_EXPECT_MSG_EQ(CompleteGraphStaleness(1, 1, 1), 0, "no pairs");
    NS_TEST_EXPECT_MSG_EQ(WorstDeviceStaleness(0, 1, 1), 0, "no devices");
}

STARDUST_TEST_CASE(SetRecursionTestCase, "the subset recursion agrees with its closed form")
{
    // v_k = (r/l) (n-1)/(n-k) (H_{n-1} - H_{k-1}), by u_k = (n-k) v_k = (n-1) r/(k l) + u_{k+1}.
    const double r = 0.7;
    const double l = 1.3;
    for (const uint32_t n : {2u, 3u, 8u, 64u, 1000u})
    {
        const auto staleness = CompleteGraphSetStaleness(n, r, l);
        NS_TEST_ASSERT_MSG_EQ(staleness.size(), n - 1, "all sizes of sets");
        double u = 0;
        for (uint32_t k = n - 1; k > 0; --k)
        {
            u += (n - 1) * r / (k * l);
            const double closed = u / (n - k);
            NS_TEST_EXPECT_MSG_EQ_TOL(staleness[k - 1], closed, 1e-12 * closed, "k=" << k);
        }
        const double mean = CompleteGraphStaleness(n, r, l);
        NS_TEST_EXPECT_MSG_EQ_TOL(staleness[0], mean, 1e-12 * mean, "one holder, n=" << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(staleness[n - 2], r / l, 1e-12, "all others, n=" << n);
    }
    NS_TEST_EXPECT_MSG_EQ(CompleteGraphSetStaleness(1, 1, 1).size(), 0, "no sets");
}

STARDUST_TEST_CASE(ScalingTestCase,
                   "staleness grows, stays or vanishes as the gossip rate is scaled")
{
    const double a = 2;
    const double r = 0.5;
    const double gamma = 0.57721566490153286;
    double before = INF;
    for (const uint32_t n : {10u, 1000u, 100000u, 4294967295u})
    {
        const double log = std::log(static_cast<double>(n));
        const double tolerance = r / n + 1e-12;
        const double constant = CompleteGraphStaleness(n, r, a);
        NS_TEST_EXPECT_MSG_EQ_TOL(constant, r / a * (log + gamma), tolerance, "constant rate");
        const double scaled = CompleteGraphStaleness(n, r, a * log);
        NS_TEST_EXPECT_MSG_GT(scaled, r / a, "from above");
        NS_TEST_EXPECT_MSG_LT(scaled, before, "falls towards its limit");
        NS_TEST_EXPECT_MSG_EQ_TOL((scaled - r / a) * log, r / a * gamma, tolerance, "limit r/a");
        const double linear = CompleteGraphStaleness(n, r, n);
        NS_TEST_EXPECT_MSG_EQ_TOL(linear * n, r * (log + gamma), tolerance, "vanishes");
        before = scaled;
    }
}

STARDUST_TEST_CASE(HeterogeneousTestCase, "the recursion over all subsets has its known values")
{
    const std::vector<double> rates{.3, .5, 1, 1.5, 2, 4};
    const std::vector<double> expected{0, 4.3407, 4.5044, 4.6083, 4.6869, 4.9046};
    const auto staleness = HeterogeneousStaleness(0, 1, rates);
    const auto bounds = HeterogeneousStalenessBounds(1, rates);
    for (uint32_t j = 0; j < 6; ++j)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(staleness[j], expected[j], 5.1e-5, "holder " << j);
        NS_TEST_EXPECT_MSG_EQ((j == 0 || bounds.lower <= staleness[j]), true, "lower bound");
        NS_TEST_EXPECT_MSG_EQ((staleness[j] <= bounds.upper), true, "upper bound");
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(bounds.lower, CompleteGraphStaleness(6, 1, 4), 1e-12, "fastest");
    NS_TEST_EXPECT_MSG_EQ_TOL(bounds.upper, CompleteGraphStaleness(6, 1, .3), 1e-12, "slowest");

    // Three devices by hand: v = r (2 l_i + l_k) / (l_i (l_i + l_k)), k the third.
    const auto three = HeterogeneousStaleness(1, 0.7, {2, 0.5, 3});
    NS_TEST_EXPECT_MSG_EQ_TOL(three[0], 0.7 * (2 * 0.5 + 3) / (0.5 * (0.5 + 3)), 1e-12, "by 2");
    NS_TEST_EXPECT_MSG_EQ(three[1], 0, "the source");
    NS_TEST_EXPECT_MSG_EQ_TOL(three[2], 0.7 * (2 * 0.5 + 2) / (0.5 * (0.5 + 2)), 1e-12, "by 0");

    for (uint32_t n = 1; n <= MAX_HETEROGENEOUS_DEVICES; ++n)
    {
        const double equal = CompleteGraphStaleness(n, 0.7, 1.3);
        const auto all = HeterogeneousStaleness(n / 2, 0.7, std::vector<double>(n, 1.3));
        NS_TEST_ASSERT_MSG_EQ(all.size(), n, "every device");
        for (uint32_t j = 0; j < n; ++j)
        {
            const double closed = j == n / 2 ? 0 : equal;
            NS_TEST_EXPECT_MSG_EQ_TOL(all[j], closed, 1e-12 * equal, "equal rates, n=" << n);
        }
    }
}

STARDUST_TEST_CASE(SeparateSourceTableTestCase, "the age of a separate source has its known values")
{
    const std::vector<std::tuple<uint32_t, double, double>> rows{{2, 1.3333, 1.3333},
                                                                 {4, 1.9013, 1.9429},
                                                                 {8, 2.5636, 2.9247},
                                                                 {16, 3.2669, 4.3748},
                                                                 {32, 3.9817, 6.4426},
                                                                 {64, 4.6951, 9.3734},
                                                                 {128, 5.4035, 13.5224}};
    for (const auto& [n, complete, ring] : rows)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(SeparateSourceStaleness(n, 1, 1), complete, 5.1e-5, "n=" << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(SeparateSourceRingStaleness(n, 1, 1), ring, 5.1e-5, "n=" << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(SeparateSourceRingStaleness(n, 3, 2), 1.5 * ring, 1e-4, "scales");
        for (const auto& sets :
             {SeparateSourceSetStaleness(n, 3, 2), SeparateSourceRingSetStaleness(n, 3, 2)})
        {
            NS_TEST_ASSERT_MSG_EQ(sets.size(), n, "all sizes of sets");
            NS_TEST_EXPECT_MSG_EQ_TOL(sets.back(), 1.5, 1e-12, "all nodes: r/lambda");
            NS_TEST_EXPECT_MSG_EQ(std::is_sorted(sets.rbegin(), sets.rend()),
                                  true,
                                  "more nodes know more");
        }
    }
    // Three nodes are all neighbours of each other on a ring too.
    NS_TEST_EXPECT_MSG_EQ_TOL(SeparateSourceStaleness(3, 1, 1),
                              SeparateSourceRingStaleness(3, 1, 1),
                              1e-12,
                              "triangle");
    const double million = SeparateSourceRingStaleness(1000000, 1, 1);
    NS_TEST_EXPECT_MSG_EQ_TOL(million, std::sqrt(std::acos(-1.0) * 5e5), 1e-3 * million, "root n");
    NS_TEST_EXPECT_MSG_EQ(SeparateSourceStaleness(1, 2, 4), 0.5, "one node");
    NS_TEST_EXPECT_MSG_EQ(SeparateSourceRingStaleness(1, 2, 4), 0.5, "one node");
    NS_TEST_EXPECT_MSG_EQ(SeparateSourceStaleness(0, 1, 1), 0, "no node");
    NS_TEST_EXPECT_MSG_EQ(SeparateSourceRingStaleness(0, 1, 1), 0, "no node");
}

STARDUST_TEST_CASE(RingTestCase, "on a ring of any size the mean over holders is half of n")
{
    for (uint32_t n = 2; n <= 40; ++n)
    {
        double sum = 0;
        for (uint32_t hops = 1; hops < n; ++hops)
        {
            sum += FindRingPassage(hops, n - hops);
        }
        const double exact = 0.7 / 1.3 * sum / (n - 1);
        NS_TEST_EXPECT_MSG_EQ_TOL(RingStaleness(n, 0.7, 1.3), exact, 1e-12 * exact, "n=" << n);
    }
    NS_TEST_EXPECT_MSG_EQ(RingStaleness(64, 1, 1), 32, "n=64");
    NS_TEST_EXPECT_MSG_EQ(RingStaleness(1, 1, 1), 0, "no pairs");
    NS_TEST_EXPECT_MSG_EQ_TOL(RingStaleness(3, 1, 1), CompleteGraphStaleness(3, 1, 1), 1e-12, "3");
}

STARDUST_TEST_CASE(DelayTableTestCase, "delays add what the tables say, and nothing at delay 0")
{
    const std::vector<std::tuple<double, double, double>> rows{{.05, 3.445, 3.561},
                                                               {.1, 3.572, 3.804},
                                                               {.2, 3.826, 4.290},
                                                               {.5, 4.588, 5.747},
                                                               {1, 5.858, 8.176}};
    for (const auto& [delay, free, blocked] : rows)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(SmallDelayStaleness(16, 1, 1, delay), free, 5.1e-4, "free");
        NS_TEST_EXPECT_MSG_EQ_TOL(BlockedSmallDelayStaleness(16, 1, 1, delay),
                                  blocked,
                                  5.1e-4,
                                  "blocked");
    }
    for (const uint32_t n : {0u, 1u, 2u, 5u, 1000u})
    {
        const double atOnce = CompleteGraphStaleness(n, 0.7, 1.3);
        NS_TEST_EXPECT_MSG_EQ(SmallDelayStaleness(n, 0.7, 1.3, 0), atOnce, "not blocked");
        NS_TEST_EXPECT_MSG_EQ(BlockedSmallDelayStaleness(n, 0.7, 1.3, 0), atOnce, "blocked");
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(BlockedPairStaleness(0.7, 1.3, 0), 0.7 / 1.3, 1e-12, "pair");
    NS_TEST_EXPECT_MSG_EQ_TOL(SmallDelayStaleness(2, 3, 2, 5), 3 * (0.5 + 5), 1e-12, "one hop");
    // The first-order formula is the tangent of the exact one: what is left is of second order.
    const double d = 1e-4;
    const double left = BlockedPairStaleness(1, 1, d) - BlockedSmallDelayStaleness(2, 1, 1, d);
    NS_TEST_EXPECT_MSG_EQ_TOL(left, d * d / 2, d * d * d, "second order");
    // With d large the sender is periodic: half of a period on average, and the flight.
    NS_TEST_EXPECT_MSG_EQ_TOL(BlockedPairStaleness(1, 1000, 5), 7.5, 0.01, "periodic");
}

STARDUST_TEST_CASE(LossTestCase, "independent losses thin the gossip")
{
    NS_TEST_EXPECT_MSG_EQ(EffectiveGossipRate(2, 0), 2, "no loss");
    NS_TEST_EXPECT_MSG_EQ_TOL(EffectiveGossipRate(2, 0.25), 1.5, 1e-15, "a quarter lost");
    for (const double p : {-0.1, 1.0, 1.5, NOT_A_NUMBER})
    {
        STARDUST_EXPECT_INPUT_ERROR(EffectiveGossipRate(2, p), {"loss probability", "less than 1"});
    }
    SmallGossip settings{8};
    settings.loss = 0.3;
    settings.seed = 11;
    const double theory = CompleteGraphStaleness(8, 1, EffectiveGossipRate(1, 0.3));
    EXPECT_MEASURED(SimulateGossip(settings).mean, theory, "30% lost");
}

STARDUST_TEST_CASE(OpportunisticTableTestCase, "opportunistic staleness has its known values")
{
    const std::vector<std::tuple<uint32_t, double, double, double>> rows{{8, 7, 3.366, 7},
                                                                         {16, 15, 5.410, 7.5},
                                                                         {32, 31, 8.945, 7.75},
                                                                         {64, 63, 15.148, 7.875},
                                                                         {128, 127, 26.175, 7.938}};
    for (const auto& [n, constant, log, linear] : rows)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(OpportunisticStaleness(n, 1, 1), constant, 1e-12, "n=" << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(OpportunisticStaleness(n, 1, std::log(n)), log, 5.1e-4, "log");
        NS_TEST_EXPECT_MSG_EQ_TOL(OpportunisticStaleness(n, 1, n / 8.0), linear, 5.1e-4, "n/8");
    }
    NS_TEST_EXPECT_MSG_EQ(OpportunisticStaleness(1, 1, 1), 0, "no pairs");
}

STARDUST_TEST_CASE(MixingTableTestCase, "mixing contracts as the table says")
{
    for (const auto& [n, factor] : std::vector<std::pair<uint32_t, double>>{
             {4, .0821}, {8, .1454}, {16, .1827}, {64, .2128}})
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(ConsensusContraction(n, 1, 3), factor, 5.1e-5, "n=" << n);
        NS_TEST_EXPECT_MSG_EQ_TOL(ConsensusContraction(n, 2, 1.5), factor, 5.1e-5, "rate x time");
    }
    NS_TEST_EXPECT_MSG_EQ(ConsensusContraction(5, 1, 0), 1, "no time");
    NS_TEST_EXPECT_MSG_EQ(ConsensusContraction(1, 1, 3), 1, "nothing to contract");
    NS_TEST_EXPECT_MSG_EQ_TOL(ConsensusMeanShift(4, 10), 0.5, 1e-15, "10 / (4 * 5)");
    NS_TEST_EXPECT_MSG_EQ(ConsensusMeanShift(1, 0), 0, "nobody to wander with");
}

STARDUST_TEST_CASE(TheoryInputTestCase, "rates and times that make no sense are refused")
{
    for (const double bad : {-1.0, INF, NOT_A_NUMBER})
    {
        STARDUST_EXPECT_INPUT_ERROR(CompleteGraphStaleness(4, bad, 1), {"update rate"});
        STARDUST_EXPECT_INPUT_ERROR(BlockedPairStaleness(1, 1, bad), {"delay"});
        STARDUST_EXPECT_INPUT_ERROR(SmallDelayStaleness(4, 1, 1, bad), {"delay"});
        STARDUST_EXPECT_INPUT_ERROR(BlockedSmallDelayStaleness(4, 1, 1, bad), {"delay"});
        STARDUST_EXPECT_INPUT_ERROR(ConsensusContraction(4, 1, bad), {"duration"});
        STARDUST_EXPECT_INPUT_ERROR(ConsensusMeanShift(4, bad), {"initial spread"});
        STARDUST_EXPECT_INPUT_ERROR(HeterogeneousStaleness(0, bad, {1, 1}), {"update rate"});
    }
    for (const double bad : {0.0, -1.0, INF, NOT_A_NUMBER})
    {
        const std::vector<std::string> parts{"gossip rate", "above 0"};
        STARDUST_EXPECT_INPUT_ERROR(CompleteGraphStaleness(1, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(CompleteGraphSetStaleness(4, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(HeterogeneousStaleness(0, 1, {1, bad}), (parts));
        STARDUST_EXPECT_INPUT_ERROR(HeterogeneousStalenessBounds(1, {1, bad}), (parts));
        STARDUST_EXPECT_INPUT_ERROR(SeparateSourceStaleness(4, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(SeparateSourceRingStaleness(4, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(RingStaleness(4, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(EffectiveGossipRate(bad, 0), (parts));
        STARDUST_EXPECT_INPUT_ERROR(BlockedPairStaleness(1, bad, 1), (parts));
        STARDUST_EXPECT_INPUT_ERROR(WorstDeviceStaleness(4, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(OpportunisticStaleness(4, 1, bad), (parts));
        STARDUST_EXPECT_INPUT_ERROR(ConsensusContraction(4, bad, 1), (parts));
    }
    STARDUST_EXPECT_INPUT_ERROR(HeterogeneousStaleness(2, 1, {1, 1}), {"source 2", "2"});
    STARDUST_EXPECT_INPUT_ERROR(HeterogeneousStaleness(0, 1, std::vector<double>(17, 1)),
                                {"17", "at most 16"});
    NS_TEST_EXPECT_MSG_EQ(CompleteGraphStaleness(4, 0, 1), 0, "no updates are no mistake");
}

STARDUST_TEST_CASE(SimulatedGossipTestCase,
                   "simulated mean and worst staleness are those of theory")
{
    for (const uint32_t n : {2u, 4u, 16u})
    {
        SmallGossip settings{n};
        settings.gossipRate = 1.5;
        settings.seed = n;
        const auto found = SimulateGossip(settings);
        EXPECT_MEASURED(found.mean, CompleteGraphStaleness(n, 1, 1.5), "mean, n=" << n);
        EXPECT_MEASURED(found.worst, WorstDeviceStaleness(n, 1, 1.5), "worst, n=" << n);
    }
    SmallGossip shifted{4};
    shifted.updateShift = 1;
    EXPECT_MEASURED(SimulateGossip(shifted).mean, CompleteGraphStaleness(4, 0.5, 1), "shifted");
    shifted.updateShift = 0.95;
    shifted.updateMean = 0.05;
    EXPECT_MEASURED(SimulateGossip(shifted).mean, CompleteGraphStaleness(4, 1, 1), "periodic");
}

STARDUST_TEST_CASE(SimulatedDelayTestCase, "simulated delays cost what theory says")
{
    SmallGossip pair{2};
    pair.delay = 1;
    EXPECT_MEASURED(SimulateGossip(pair).mean, SmallDelayStaleness(2, 1, 1, 1), "pair");
    pair.blocked = true;
    EXPECT_MEASURED(SimulateGossip(pair).mean, BlockedPairStaleness(1, 1, 1), "blocked pair");
    pair.delay = 3;
    pair.gossipRate = 0.5;
    EXPECT_MEASURED(SimulateGossip(pair).mean, BlockedPairStaleness(1, 0.5, 3), "slow pair");
    // Small enough for what is left of second order to be below a standard error.
    SmallGossip many{16};
    many.delay = 0.1;
    EXPECT_MEASURED(SimulateGossip(many).mean, SmallDelayStaleness(16, 1, 1, 0.1), "16");
    many.blocked = true;
    EXPECT_MEASURED(SimulateGossip(many).mean, BlockedSmallDelayStaleness(16, 1, 1, 0.1), "16");
}

STARDUST_TEST_CASE(SimulatedSchemesTestCase,
                   "simulated opportunistic rounds and separate sources are those of theory")
{
    EXPECT_MEASURED(SimulateOpportunistic(8, 1, 40000, 1), OpportunisticStaleness(8, 1, 1), "8");
    EXPECT_MEASURED(SimulateOpportunistic(8, 4, 40000, 2), OpportunisticStaleness(8, 1, 4), "fast");
    EXPECT_MEASURED(SimulateOpportunistic(32, 4, 10000, 3), OpportunisticStaleness(32, 1, 4), "32");
    for (const uint32_t n : {2u, 5u, 16u})
    {
        EXPECT_MEASURED(SimulateSeparateSource(n, false, 80000, n),
                        SeparateSourceStaleness(n, 1, 1),
                        "complete, n=" << n);
        EXPECT_MEASURED(SimulateSeparateSource(n, true, 80000, n + 100),
                        SeparateSourceRingStaleness(n, 1, 1),
                        "ring, n=" << n);
    }
}

STARDUST_TEST_CASE(SimulatedMixingTestCase, "simulated mixing contracts and wanders as theory says")
{
    for (const uint32_t n : {2u, 4u, 16u})
    {
        const auto partly = SimulateMixing(n, 2, 0.5, 40000, n);
        EXPECT_MEASURED(partly.contraction, ConsensusContraction(n, 2, 0.5), "n=" << n);
        // After 25 waits the spread is below 1e-5 of what it was.
        const auto fully = SimulateMixing(n, 1, 25, 30000, n + 100);
        EXPECT_MEASURED(fully.meanShift, ConsensusMeanShift(n, 1), "mean, n=" << n);
    }
}

STARDUST_TEST_CASE(FirstPassageCompleteTestCase,
                   "first passage on the complete graph is that of the closed forms")
{
    const std::vector<std::pair<uint32_t, uint32_t>> sizes{{2, 30000},
                                                           {8, 8000},
                                                           {64, 400},
                                                           {200, 60}};
    for (const auto& [n, repetitions] : sizes)
    {
        auto settings = MakeSettings(repetitions);
        settings.updateRates = {0.7};
        settings.gossipRates = {1.3};
        const auto found = Estimate(CommunicationGraph(n), settings, n);
        EXPECT_MEASURED(AsMeasured(found.mean), CompleteGraphStaleness(n, 0.7, 1.3), "n=" << n);
        // The worst scatters more: few repetitions tell little of it.
        if (n < 200)
        {
            EXPECT_MEASURED(AsMeasured(found.worst), WorstDeviceStaleness(n, 0.7, 1.3), "n=" << n);
        }
        NS_TEST_EXPECT_MSG_EQ(found.sources.size(), n, "every source");
        NS_TEST_EXPECT_MSG_EQ(found.pairs.empty(), true, "not asked for");
    }
}

STARDUST_TEST_CASE(FirstPassageRingTestCase,
                   "first passage on a ring is exact for every distance, and on average half of n")
{
    for (const uint32_t n : {2u, 3u, 8u, 9u})
    {
        auto settings = MakeSettings(20000);
        settings.perPair = true;
        const auto found = Estimate(*MakeRingGraph(n), settings, n);
        EXPECT_MEASURED(AsMeasured(found.mean), RingStaleness(n, 1, 1), "mean, n=" << n);
        for (uint32_t i = 0; i < n; ++i)
        {
            EXPECT_MEASURED(AsMeasured(found.sources[i]), RingStaleness(n, 1, 1), "source " << i);
            NS_TEST_EXPECT_MSG_EQ(found.pairs[i * n + i].mean, 0, "own information");
            for (uint32_t hops = 1; hops < n; ++hops)
            {
                EXPECT_MEASURED(AsMeasured(found.pairs[i * n + (i + hops) % n]),
                                FindRingPassage(hops, n - hops),
                                "hops " << hops << " of " << n);
            }
        }
    }
    const auto large = Estimate(*MakeRingGraph(64), MakeSettings(300), 7);
    EXPECT_MEASURED(AsMeasured(large.mean), 32.0, "n=64");
}

STARDUST_TEST_CASE(FirstPassageHeterogeneousTestCase,
                   "first passage with unequal rates is that of the recursion over all subsets")
{
    const std::vector<double> gossip{.3, .5, 1, 1.5, 2, 4};
    const std::vector<double> updates{1, 2, 0.5, 0, 3, 1};
    auto settings = MakeSettings(30000);
    settings.gossipRates = gossip;
    settings.updateRates = updates;
    settings.perPair = true;
    const auto found = Estimate(CommunicationGraph(6), settings, 21);
    double total = 0;
    for (uint32_t i = 0; i < 6; ++i)
    {
        const auto exact = HeterogeneousStaleness(i, updates[i], gossip);
        const double mean = std::accumulate(exact.begin(), exact.end(), 0.0) / 5;
        total += mean / 6;
        if (updates[i] == 0)
        {
            NS_TEST_EXPECT_MSG_EQ(found.sources[i].mean, 0, "no updates, never stale");
            continue;
        }
        EXPECT_MEASURED(AsMeasured(found.sources[i]), mean, "source " << i);
        for (uint32_t j = 0; j < 6; ++j)
        {
            if (j != i)
            {
                EXPECT_MEASURED(AsMeasured(found.pairs[i * 6 + j]), exact[j], i << " at " << j);
            }
        }
    }
    EXPECT_MEASURED(AsMeasured(found.mean), total, "all");
}

STARDUST_TEST_CASE(FirstPassageDelayTestCase,
                   "first passage with a delay a hop is that of the long simulations")
{
    // Event-driven reference values, good to 0.002.
    for (const auto& [delay, reference] : std::vector<std::pair<double, double>>{
             {.05, 3.444}, {.1, 3.568}, {.2, 3.810}, {.5, 4.498}, {1, 5.556}})
    {
        auto settings = MakeSettings(2500);
        settings.hopDelay = delay;
        const auto found = Estimate(CommunicationGraph(16), settings, 31);
        EXPECT_MEASURED(AsMeasured(found.mean), reference, "delay " << delay);
        SmallGossip simulated{16};
        simulated.delay = delay;
        simulated.duration = 8000;
        const auto measured = SimulateGossip(simulated).mean;
        NS_TEST_EXPECT_MSG_EQ_TOL(found.mean.mean,
                                  measured.mean,
                                  4.5 * std::hypot(found.mean.standardError, measured.error),
                                  "simulated, delay " << delay);
    }
}

STARDUST_TEST_CASE(FirstPassageWeightsTestCase,
                   "on a star with weighted arcs every path and every rate is known")
{
    // Device 0 sends to 1, 2, 3 with shares 1/6, 2/6, 3/6; they send to 0 alone.
    const CommunicationGraph star(4, {{0, 1}, {0, 2}, {0, 3}}, false);
    auto settings = MakeSettings(20000);
    settings.gossipRates = {2, 1, 0.5, 4};
    settings.arcWeights = {10, 20, 30, 7, 7, 7};
    settings.hopDelay = 0.25;
    settings.perPair = true;
    const auto found = Estimate(star, settings, 41);
    const double outward[] = {0, 3 + 0.25, 1.5 + 0.25, 1 + 0.25};
    const double inward[] = {0, 1 + 0.25, 2 + 0.25, 0.25 + 0.25};
    for (uint32_t i = 0; i < 4; ++i)
    {
        for (uint32_t j = 0; j < 4; ++j)
        {
            if (i != j)
            {
                EXPECT_MEASURED(AsMeasured(found.pairs[i * 4 + j]),
                                inward[i] + outward[j],
                                i << " at " << j);
            }
        }
    }
    // One direction only: each hop of the directed ring takes 1/lambda.
    const CommunicationGraph oneWay(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}}, true);
    EXPECT_MEASURED(AsMeasured(Estimate(oneWay, MakeSettings(20000), 42).mean), 2.5, "one way");
}

STARDUST_TEST_CASE(FirstPassageUnreachableTestCase,
                   "where no path leads staleness is infinite, elsewhere it is as before")
{
    const CommunicationGraph chain(3, {{0, 1}, {1, 2}}, true);
    auto settings = MakeSettings(40000);
    settings.perPair = true;
    const auto found = Estimate(chain, settings, 51);
    EXPECT_MEASURED(AsMeasured(found.pairs[0 * 3 + 1]), 1.0, "one hop");
    EXPECT_MEASURED(AsMeasured(found.pairs[0 * 3 + 2]), 2.0, "two hops");
    EXPECT_MEASURED(AsMeasured(found.sources[0]), 1.5, "reaches all");
    for (const auto& estimate :
         {found.mean, found.worst, found.sources[1], found.sources[2], found.pairs[2 * 3 + 0]})
    {
        NS_TEST_EXPECT_MSG_EQ(estimate.mean, INF, "no path");
        NS_TEST_EXPECT_MSG_EQ(estimate.standardError, 0, "whatever is drawn");
    }
    settings.updateRates = {2, 0, 0};
    const auto one = Estimate(chain, settings, 52);
    EXPECT_MEASURED(AsMeasured(one.mean), 2 * 1.5 / 3, "only the first makes updates");
    EXPECT_MEASURED(AsMeasured(one.worst), 2 * 2.0 / 3, "only the first makes updates");

    // A silent device hears, and an arc of weight 0 does not exist.
    auto silent = MakeSettings(40000);
    silent.gossipRates = {1, 1, 0};
    const auto partial = Estimate(CommunicationGraph(3), silent, 53);
    NS_TEST_EXPECT_MSG_EQ(partial.sources[2].mean, INF, "silent");
    // To 1: only directly, at rate 1/2. To 2: from 0 or, later, from 1.
    EXPECT_MEASURED(AsMeasured(partial.sources[0]), (2 + 1.5) / 2, "the others gossip on");
    silent.gossipRates = {1};
    silent.arcWeights = {1, 0, 1, 1, 1, 1};
    EXPECT_MEASURED(AsMeasured(Estimate(CommunicationGraph(3), silent, 54).sources[0]),
                    (1 + 3.0) / 2,
                    "0 to 1 at rate 1, on to 2 at rate 1/2");
    const auto none = Estimate(CommunicationGraph(2, {}, false), MakeSettings(2), 55);
    NS_TEST_EXPECT_MSG_EQ(none.mean.mean, INF, "no arcs");
    const auto alone = Estimate(CommunicationGraph(1), MakeSettings(2), 56);
    NS_TEST_EXPECT_MSG_EQ(alone.mean.mean, 0, "no pairs");
}

STARDUST_TEST_CASE(FirstPassageStreamTestCase,
                   "the draws come from the given stream and from nowhere else")
{
    auto random = MakeRandom(61);
    const auto settings = MakeSettings(50);
    const CommunicationGraph graph(20);
    const auto first = EstimateFirstPassageStaleness(graph, settings, random);
    const auto next = EstimateFirstPassageStaleness(graph, settings, random);
    random->SetStream(61);
    random->SetAttribute("Mean", DoubleValue(9));
    random->SetAttribute("Bound", DoubleValue(0.1));
    const auto again = EstimateFirstPassageStaleness(graph, settings, random);
    NS_TEST_EXPECT_MSG_EQ(first.mean.mean, again.mean.mean, "same stream, own mean and bound");
    NS_TEST_EXPECT_MSG_EQ(first.worst.standardError, again.worst.standardError, "same stream");
    NS_TEST_EXPECT_MSG_NE(first.mean.mean, next.mean.mean, "later draws");
}

STARDUST_TEST_CASE(FirstPassageErrorTestCase, "the standard error is that of repeated estimates")
{
    // Sources of one repetition share their arcs: errors of single pairs would be too small.
    double squares = 0;
    double claimed = 0;
    const uint32_t trials = 400;
    for (uint32_t trial = 0; trial < trials; ++trial)
    {
        const auto found = Estimate(CommunicationGraph(6), MakeSettings(50), 1000 + trial);
        const double miss = found.mean.mean - CompleteGraphStaleness(6, 1, 1);
        squares += miss * miss / trials;
        claimed += found.mean.standardError * found.mean.standardError / trials;
    }
    // A mean square of 400 misses scatters by sqrt(2/400) = 7%, 4 of them are 28%.
    NS_TEST_EXPECT_MSG_EQ_TOL(squares / claimed, 1, 0.28, "true to claimed variance");
}

STARDUST_TEST_CASE(FirstPassageReplayTestCase,
                   "estimates equal those of shortest paths over all arcs for the same draws")
{
    // Long chains with a way around, so that paths of every shape become the shortest;
    // few repetitions, so that the bound on the searched arcs is often too small.
    const GraphEdges ways{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {0, 4}, {4, 5}, {5, 2}};
    const CommunicationGraph oneWay(6, ways, true);
    const CommunicationGraph bothWays(6, ways, false);
    const CommunicationGraph complete(4);
    for (const auto* graph : {&oneWay, &bothWays, &complete})
    {
        auto random = MakeRandom(64);
        auto replay = MakeRandom(64);
        for (uint32_t trial = 0; trial < 5000; ++trial)
        {
            auto settings = MakeSettings(4);
            settings.perPair = true;
            settings.hopDelay = 0.1;
            const auto found = EstimateFirstPassageStaleness(*graph, settings, random);
            const auto expected = FindPairMeans(*graph, settings, replay);
            for (std::size_t pair = 0; pair < expected.size(); ++pair)
            {
                const double mean = found.pairs[pair].mean;
                const bool same = mean == expected[pair] || std::abs(mean - expected[pair]) < 1e-12;
                NS_TEST_ASSERT_MSG_EQ(same, true, mean << " is not " << expected[pair]);
            }
        }
    }
}

STARDUST_TEST_CASE(FirstPassageInputTestCase, "settings that do not fit the graph are refused")
{
    const CommunicationGraph graph(3);
    const auto refuse = [&graph](void (*spoil)(FirstPassageSettings&)) {
        auto settings = MakeSettings(2);
        spoil(settings);
        Estimate(graph, settings, 71);
    };
    using Settings = FirstPassageSettings;
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.updateRates = {1, 1}; }),
                                {"2 update rates", "1 or 3"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.updateRates = {}; }),
                                {"0 update rates"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.updateRates = {-1}; }),
                                {"update rate -1"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.gossipRates = {1, 1, 1, 1}; }),
                                {"4 gossip rates", "1 or 3"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.gossipRates = {1, INF, 1}; }),
                                {"gossip rate inf"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.arcWeights = {1, 1, 1}; }),
                                {"3 arc weights", "expected 6"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.arcWeights = {1, 1, 1, -2, 1, 1}; }),
                                {"arc weight -2"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.arcWeights = {1, 1, 0, 0, 1, 1}; }),
                                {"arc weights of device 1", "above 0"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.hopDelay = NOT_A_NUMBER; }),
                                {"hop delay"});
    STARDUST_EXPECT_INPUT_ERROR(refuse([](Settings& s) { s.repetitions = 1; }),
                                {"repetitions 1", "at least 2"});
}

STARDUST_TEST_CASE(StudentQuantileTestCase, "Student's quantiles are those of printed tables")
{
    const std::vector<std::pair<uint32_t, double>> table{{1, 12.7062},
                                                         {2, 4.30265},
                                                         {3, 3.18245},
                                                         {4, 2.77645},
                                                         {5, 2.57058},
                                                         {7, 2.36462},
                                                         {10, 2.22814},
                                                         {20, 2.08596},
                                                         {120, 1.97993},
                                                         {1000000, 1.95997}};
    for (const auto& [freedom, quantile] : table)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(StudentQuantile(freedom),
                                  quantile,
                                  0.002 * quantile,
                                  "freedom " << freedom);
    }
}

STARDUST_TEST_CASE(MeanEstimateTestCase,
                   "a confidence interval holds the true mean in 95 of 100 cases")
{
    const MeanEstimate three = EstimateMean({1, 2, 3});
    NS_TEST_EXPECT_MSG_EQ_TOL(three.mean, 2, 1e-12, "mean of 1, 2, 3");
    NS_TEST_EXPECT_MSG_EQ_TOL(three.halfWidth, 4.30265 / std::sqrt(3), 1e-4, "t s / sqrt(n)");
    const MeanEstimate single = EstimateMean({5});
    NS_TEST_EXPECT_MSG_EQ_TOL(single.mean, 5, 0, "one run");
    NS_TEST_EXPECT_MSG_EQ(std::isinf(single.halfWidth), true, "one run shows no scatter");

    auto random = CreateObject<NormalRandomVariable>();
    random->SetStream(7);
    const uint32_t repetitions = 10000;
    for (const uint32_t runs : {2, 4, 12})
    {
        uint32_t held = 0;
        for (uint32_t k = 0; k < repetitions; ++k)
        {
            std::vector<double> values(runs);
            std::generate(values.begin(), values.end(), [&] { return 3 + random->GetValue(); });
            const MeanEstimate estimate = EstimateMean(values);
            held += std::abs(estimate.mean - 3) <= estimate.halfWidth;
        }
        // 4.5 standard deviations of a share of 0.95; 0.2 % of the width moves it by 0.0003.
        NS_TEST_EXPECT_MSG_EQ_TOL(held / double(repetitions), 0.95, 0.0103, runs << " runs");
    }
}

/// Formulas against tables, simulations and each other.
class StardustTheoryTestSuite : public TestSuite
{
  public:
    StardustTheoryTestSuite()
        : TestSuite("stardust-theory", Type::UNIT)
    {
        AddTestCase(new HarmonicNumberTestCase);
        AddTestCase(new CompleteGraphTableTestCase);
        AddTestCase(new SetRecursionTestCase);
        AddTestCase(new ScalingTestCase);
        AddTestCase(new HeterogeneousTestCase);
        AddTestCase(new SeparateSourceTableTestCase);
        AddTestCase(new RingTestCase);
        AddTestCase(new DelayTableTestCase);
        AddTestCase(new LossTestCase);
        AddTestCase(new OpportunisticTableTestCase);
        AddTestCase(new MixingTableTestCase);
        AddTestCase(new TheoryInputTestCase);
        AddTestCase(new SimulatedGossipTestCase);
        AddTestCase(new SimulatedDelayTestCase);
        AddTestCase(new SimulatedSchemesTestCase);
        AddTestCase(new SimulatedMixingTestCase);
        AddTestCase(new FirstPassageCompleteTestCase);
        AddTestCase(new FirstPassageRingTestCase);
        AddTestCase(new FirstPassageHeterogeneousTestCase);
        AddTestCase(new FirstPassageDelayTestCase);
        AddTestCase(new FirstPassageWeightsTestCase);
        AddTestCase(new FirstPassageUnreachableTestCase);
        AddTestCase(new FirstPassageStreamTestCase);
        AddTestCase(new FirstPassageErrorTestCase);
        AddTestCase(new FirstPassageReplayTestCase);
        AddTestCase(new FirstPassageInputTestCase);
        AddTestCase(new StudentQuantileTestCase);
        AddTestCase(new MeanEstimateTestCase);
    }
};

static StardustTheoryTestSuite g_stardustTheoryTestSuite;
