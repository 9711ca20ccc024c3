/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gossip-age-theory.h"

#include "ns3/input-error.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <sstream>
#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

[[noreturn]] void
Refuse(const std::string& name, double value, const std::string& expected)
{
    std::ostringstream line;
    line << name << " " << value << ": expected " << expected;
    throw InputError(line.str());
}

void
CheckNotNegative(const std::string& name, double value)
{
    if (!std::isfinite(value) || value < 0)
    {
        Refuse(name, value, "a finite number, 0 or more");
    }
}

void
CheckGossipRate(double rate)
{
    if (!std::isfinite(rate) || rate <= 0)
    {
        Refuse("gossip rate", rate, "a finite number of messages a second above 0");
    }
}

void
CheckRates(double updateRate, double gossipRate)
{
    CheckNotNegative("update rate", updateRate);
    CheckGossipRate(gossipRate);
}

void
CheckRates(double updateRate, const std::vector<double>& gossipRates)
{
    CheckNotNegative("update rate", updateRate);
    std::for_each(gossipRates.begin(), gossipRates.end(), CheckGossipRate);
}

} // namespace

double
HarmonicNumber(uint32_t m)
{
    if (m < 64)
    {
        double sum = 0;
        // Small terms first: less is lost to rounding.
        for (uint32_t k = m; k > 0; --k)
        {
            sum += 1.0 / k;
        }
        return sum;
    }
    const double eulerGamma = 0.57721566490153286061;
    const double x = 1.0 / m;
    const double x2 = x * x;
    const double tail = x / 2 - x2 * (1.0 / 12 - x2 * (1.0 / 120 - x2 / 252));
    return std::log(static_cast<double>(m)) + (eulerGamma + tail);
}

double
CompleteGraphStaleness(uint32_t n, double updateRate, double gossipRate)
{
    CheckRates(updateRate, gossipRate);
    return n < 2 ? 0 : updateRate / gossipRate * HarmonicNumber(n - 1);
}

std::vector<double>
CompleteGraphSetStaleness(uint32_t n, double updateRate, double gossipRate)
{
    CheckRates(updateRate, gossipRate);
    std::vector<double> staleness(n < 2 ? 0 : n - 1);
    double next = 0;
    for (uint32_t k = staleness.size(); k > 0; --k)
    {
        const double rate = k * gossipRate / (n - 1);
        // k = n-1: the source alone is left outside, and next has no weight.
        next = (updateRate + (n - 1 - k) * rate * next) / ((n - k) * rate);
        staleness[k - 1] = next;
    }
    return staleness;
}

std::vector<double>
HeterogeneousStaleness(uint32_t source, double updateRate, const std::vector<double>& gossipRates)
{
    const std::size_t n = gossipRates.size();
    if (n > MAX_HETEROGENEOUS_DEVICES)
    {
        Refuse("number of devices", n, "at most " + std::to_string(MAX_HETEROGENEOUS_DEVICES));
    }
    if (source >= n)
    {
        Refuse("source", source, "less than the number of devices, " + std::to_string(n));
    }
    CheckRates(updateRate, gossipRates);

    // Bit b of a set stands for the b-th device that is not the source.
    std::vector<double> others(gossipRates);
    others.erase(others.begin() + source);
    std::vector<double> ofSet(std::size_t(1) << others.size());
    for (std::size_t set = ofSet.size() - 1; set > 0; --set)
    {
        const double share =
            std::bitset<MAX_HETEROGENEOUS_DEVICES>(set).count() / static_cast<double>(n - 1);
        double rate = gossipRates[source];
        double gain = 0;
        for (std::size_t b = 0; b < others.size(); ++b)
        {
            const std::size_t bit = std::size_t(1) << b;
            if ((set & bit) == 0)
            {
                rate += others[b];
                gain += others[b] * ofSet[set | bit];
            }
        }
        ofSet[set] = (updateRate / share + gain) / rate;
    }

    std::vector<double> staleness(n, 0);
    for (std::size_t b = 0; b < others.size(); ++b)
    {
        staleness[b < source ? b : b + 1] = ofSet[std::size_t(1) << b];
    }
    return staleness;
}

StalenessBounds
HeterogeneousStalenessBounds(double updateRate, const std::vector<double>& gossipRates)
{
    CheckRates(updateRate, gossipRates);
    if (gossipRates.size() < 2)
    {
        return {};
    }
    const auto [slowest, fastest] = std::minmax_element(gossipRates.begin(), gossipRates.end());
    const uint32_t n = gossipRates.size();
    return {CompleteGraphStaleness(n, updateRate, *fastest),
            CompleteGraphStaleness(n, updateRate, *slowest)};
}

std::vector<double>
SeparateSourceSetStaleness(uint32_t n, double updateRate, double gossipRate)
{
    CheckRates(updateRate, gossipRate);
    std::vector<double> staleness(n);
    double next = 0;
    for (uint32_t k = n; k > 0; --k)
    {
        const double fromSource = k * gossipRate / n;
        const double fromNodes = k == n ? 0 : k * gossipRate * (n - k) / (n - 1);
        next = (updateRate + fromNodes * next) / (fromSource + fromNodes);
        staleness[k - 1] = next;
    }
    return staleness;
}

double
SeparateSourceStaleness(uint32_t n, double updateRate, double gossipRate)
{
    const auto staleness = SeparateSourceSetStaleness(n, updateRate, gossipRate);
    return staleness.empty() ? 0 : staleness.front();
}

std::vector<double>
SeparateSourceRingSetStaleness(uint32_t n, double updateRate, double gossipRate)
{
    CheckRates(updateRate, gossipRate);
    std::vector<double> staleness(n);
    double next = 0;
    for (uint32_t k = n; k > 0; --k)
    {
        const double fromSource = k * gossipRate / n;
        const double fromNodes = k == n ? 0 : gossipRate;
        next = (updateRate + fromNodes * next) / (fromSource + fromNodes);
        staleness[k - 1] = next;
    }
    return staleness;
}

double
SeparateSourceRingStaleness(uint32_t n, double updateRate, double gossipRate)
{
    const auto staleness = SeparateSourceRingSetStaleness(n, updateRate, gossipRate);
    return staleness.empty() ? 0 : staleness.front();
}

double
RingStaleness(uint32_t n, double updateRate, double gossipRate)
{
    CheckRates(updateRate, gossipRate);
    return n < 2 ? 0 : updateRate / gossipRate * n / 2;
}

double
EffectiveGossipRate(double gossipRate, double lossProbability)
{
    CheckGossipRate(gossipRate);
    // Written so that NaN is refused too.
    if (!(lossProbability >= 0 && lossProbability < 1))
    {
        Refuse("loss probability", lossProbability, "0 or more and less than 1");
    }
    return gossipRate * (1 - lossProbability);
}

double
SmallDelayStaleness(uint32_t n, double updateRate, double gossipRate, double delay)
{
    CheckNotNegative("delay", delay);
    const double atOnce = CompleteGraphStaleness(n, updateRate, gossipRate);
    if (n < 2)
    {
        return 0;
    }
    const double hops = (HarmonicNumber(n) - 1) / (n - 1) * n;
    return atOnce + updateRate * delay * hops;
}

double
BlockedSmallDelayStaleness(uint32_t n, double updateRate, double gossipRate, double delay)
{
    CheckNotNegative("delay", delay);
    const double atOnce = CompleteGraphStaleness(n, updateRate, gossipRate);
    if (n < 2)
    {
        return 0;
    }
    const double h = HarmonicNumber(n - 1);
    return atOnce + updateRate * delay * (2 * h + h / (n - 1) - 2);
}

double
BlockedPairStaleness(double updateRate, double gossipRate, double delay)
{
    CheckRates(updateRate, gossipRate);
    CheckNotNegative("delay", delay);
    const double wait = 1 / gossipRate;
    const double meanSquare = delay * delay + 2 * delay * wait + 2 * wait * wait;
    return updateRate * (delay + meanSquare / (2 * (delay + wait)));
}

double
WorstDeviceStaleness(uint32_t n, double updateRate, double gossipRate)
{
    const double mean = CompleteGraphStaleness(n, updateRate, gossipRate);
    return n < 2 ? 0 : mean * 2 * (n - 1) / n;
}

double
OpportunisticStaleness(uint32_t n, double updateRate, double gossipRate)
{
    CheckRates(updateRate, gossipRate);
    return n < 2 ? 0 : updateRate / gossipRate * (n - 1);
}

double
ConsensusContraction(uint32_t n, double gossipRate, double duration)
{
    CheckGossipRate(gossipRate);
    CheckNotNegative("duration", duration);
    return n < 2 ? 1 : std::exp(-gossipRate * duration * (n + 1.0) / (2 * (n - 1.0)));
}

double
ConsensusMeanShift(uint32_t n, double initialSpread)
{
    CheckNotNegative("initial spread", initialSpread);
    return n < 2 ? 0 : initialSpread / n / (n + 1.0);
}

} // namespace stardust
} // namespace ns3
