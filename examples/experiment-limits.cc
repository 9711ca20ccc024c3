/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-limits.h"

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

/// Edges of a random graph, whose number grows with the square of that of its devices.
double
CountEdges(const Experiment& e)
{
    const std::string kind = "erdos-renyi:";
    if (e.graph.rfind(kind, 0) != 0)
    {
        return 0;
    }
    const double chance = ParseReal(e.graph.substr(kind.size()), 0, 1, "--graph=" + e.graph);
    return chance * e.learners * (e.learners - 1.0);
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
    const double edges = CountEdges(e);
    if (edges > 0)
    {
        needs.push_back({"edges", sizeof(uint32_t) * edges});
        context += " --graph=" + e.graph;
    }
    if (e.task != "none" && e.data == "synthetic")
    {
        const double values = static_cast<double>(e.samplesPerLearner) * e.features;
        needs.push_back({"samples", sizeof(float) * e.learners * values});
        context += " --samplesPerLearner=" + std::to_string(e.samplesPerLearner) +
                   " --features=" + std::to_string(e.features);
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
