/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-limits.h"

#include "ns3/digit-task.h"
#include "ns3/input-error.h"
#include "ns3/memory-check.h"
#include "ns3/message-ledger.h"
#include "ns3/number-parser.h"
#include "ns3/trace-rows.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// Measured, rounded down: a message that is not yet through, and rows of the trace.
constexpr double MESSAGE_BYTES = 300;
constexpr double MESSAGE_ROW_BYTES = 60;
constexpr double UPDATE_ROW_BYTES = 25;
/// Likewise: an arc while the graph is made, and an entry of a cache of neighbours.
constexpr double EDGE_BYTES = 40;
constexpr double ADDRESS_BYTES = 150;
/// Features of a drawn digit.
constexpr double DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;

/// The attribute Tracked of the group that is asked for.
uint32_t
ParseTracked(const Experiment& e)
{
    if (e.trackedSources == "auto")
    {
        return 0;
    }
    return e.trackedSources == "all" ? e.learners
                                     : ParseWhole(e.trackedSources,
                                                  1,
                                                  UINT32_MAX,
                                                  "--trackedSources=" + e.trackedSources);
}

/// Arcs of a graph whose parameter says how many there are; 0 of other graphs, and of the complete
/// one, which is not stored.
double
CountArcs(const Experiment& e)
{
    const auto colon = e.graph.find(':');
    const std::string kind = e.graph.substr(0, colon);
    if (colon == std::string::npos || (kind != "erdos-renyi" && kind != "random-regular"))
    {
        return 0;
    }
    const double most = kind == "erdos-renyi" ? 1 : UINT32_MAX;
    const double parameter = ParseReal(e.graph.substr(colon + 1), 0, most, "--graph=" + e.graph);
    return e.learners * (kind == "erdos-renyi" ? parameter * (e.learners - 1.0) : parameter);
}

/// Entries of the devices' caches of neighbours, where one channel has them all.
double
CountCacheEntries(const Experiment& e)
{
    const bool shared = e.network == "wifi-adhoc" || (e.network == "wired" && e.wiredKind == "csma");
    if (!shared)
    {
        return 0;
    }
    return e.graph == "complete" ? e.learners * (e.learners - 1.0) : CountArcs(e);
}

/// Samples that are drawn, with the values that classes are drawn around.
double
CountSampleValues(const Experiment& e)
{
    if (e.task == "none" || (e.data != "synthetic" && e.data != "digits"))
    {
        return 0;
    }
    const double features = e.data == "digits" ? DIGIT_PIXELS : e.features;
    const double centers = e.data == "synthetic" ? e.classes * features : 0;
    return static_cast<double>(e.samplesPerLearner) * e.learners * features + centers;
}

/// On a network that is too slow messages wait until their time is up.
void
CheckMessages(const Experiment& e)
{
    if (e.network == "direct")
    {
        return; // its own delay says how many are under way
    }
    const double lifetime = CreateObject<MessageLedger>()->GetMessageLifetime().GetSeconds();
    const double messages = e.learners * GetGossipRate(e) * std::min(lifetime, e.duration);
    CheckMemory({{"messages under way", messages * MESSAGE_BYTES}},
                "--gossipRate=" + FormatNumber(e.gossipRate));
}

/// Rows that are certain: other mixers and rules of gossip send less often.
double
CountRowBytes(const Experiment& e, const ScriptOptions& options)
{
    const double time = e.duration * e.learners * e.runs;
    double bytes = 0;
    if (!options.IsGiven("mixer") && !options.IsGiven("peers") && e.learners > 1)
    {
        bytes += MESSAGE_ROW_BYTES * GetGossipRate(e) * time;
    }
    if (e.trainOn == "clock" && e.deviceSpeed.empty() && e.traceDetail == "all")
    {
        bytes += UPDATE_ROW_BYTES * time / (e.updateShift + 1 / e.updateRate);
    }
    return bytes;
}

void
CheckDisk(const Experiment& e, const ScriptOptions& options)
{
    // Devices that are down, runs that end early and networks of the user's make fewer rows.
    const bool certain = e.upTime.empty() && e.churnFile.empty() && e.linkFile.empty() && e.battery == 0 &&
                         e.stopAccuracy < 0 && e.stopLoss < 0 && e.stopStaleness < 0;
    if (e.trace.empty() || e.traceDetail == "summary" || !certain)
    {
        return;
    }
    std::error_code error;
    const auto folder = std::filesystem::absolute(e.trace).parent_path();
    const auto space = std::filesystem::space(folder, error);
    const double bytes = CountRowBytes(e, options);
    if (!error && bytes > static_cast<double>(space.available))
    {
        throw InputError("--trace=" + e.trace + ": rows of all messages and updates need about " +
                         FormatBytes(bytes) + ", its disk has " +
                         FormatBytes(static_cast<double>(space.available)) +
                         "; expected --traceDetail=summary, a shorter --duration or lower rates");
    }
}

} // namespace

void
CheckDevices(const Experiment& e)
{
    auto needs = EstimateDevices(e.learners, ParseTracked(e));
    std::string context = "--learners=" + std::to_string(e.learners);
    if (e.trackedSources != "auto")
    {
        context += " --trackedSources=" + e.trackedSources;
    }
    const double arcs = CountArcs(e);
    if (arcs > 0)
    {
        needs.push_back({"edges", EDGE_BYTES * arcs});
        context += " --graph=" + e.graph;
    }
    if (const double entries = CountCacheEntries(e); entries > 0)
    {
        needs.push_back({"addresses of neighbours", ADDRESS_BYTES * entries});
        context += " --network=" + e.network;
    }
    if (const double values = CountSampleValues(e); values > 0)
    {
        needs.push_back({"samples", sizeof(float) * values});
        context += " --samplesPerLearner=" + std::to_string(e.samplesPerLearner);
        context += e.data == "digits" ? " --data=digits"
                                      : " --features=" + std::to_string(e.features) +
                                            " --classes=" + std::to_string(e.classes);
    }
    CheckMemory(needs, context);
}

double
GetGossipRate(const Experiment& e)
{
    const double n = e.learners;
    const double factor =
        e.gossipScaling == "log" ? std::log(n) : (e.gossipScaling == "linear" ? n : 1);
    // One device alone has nobody to send to, at whatever rate.
    return e.learners > 1 ? e.gossipRate * factor : e.gossipRate;
}

void
CheckLimits(const Experiment& e, const ScriptOptions& options)
{
    CheckMessages(e);
    CheckDisk(e, options);
}
