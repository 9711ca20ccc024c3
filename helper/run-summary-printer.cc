/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-summary-printer.h"

#include "memory-check.h"

#include "ns3/run-facts.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <cmath>

namespace ns3
{
namespace stardust
{

namespace
{

/// Sources of stray packets that are named.
constexpr std::size_t MAX_STRAY_SOURCES = 3;

__attribute__((format(printf, 1, 2))) std::string
Format(const char* format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return std::string(text, std::min<std::size_t>(length, sizeof(text) - 1));
}

bool
IsDebugBuild()
{
    return std::string(GetBuildType()) == "debug";
}

void
PrintLine(std::ostream& os, const char* label, const std::string& text)
{
    os << Format("  %-10s ", label) << text << "\n";
}

/// Which devices were evaluated, if not all.
std::string
FormatDevices(const RunSummary& summary)
{
    return summary.evaluatedLearners < summary.learners
               ? Format("%u devices", summary.evaluatedLearners)
               : "devices";
}

/// A line for each baseline of a regression, whose losses or errors are the less the better.
void
PrintBaselines(double mean, double ModelScore::*what, const RunResult& result, std::ostream& os)
{
    if (!result.alone || !result.pooled)
    {
        return;
    }
    const double alone = (*result.alone).*what;
    const double pooled = (*result.pooled).*what;
    if (!std::isfinite(mean / alone) || !std::isfinite(mean / pooled))
    {
        return;
    }
    PrintLine(os,
              "",
              Format("%.4g every device alone      gossip is at %.3g of it",
                     alone,
                     mean / alone));
    PrintLine(os,
              "",
              Format("%.4g all data in one place   gossip is at %.3g of it",
                     pooled,
                     mean / pooled));
}

void
PrintLoss(const RunSummary& summary, std::ostream& os)
{
    const AccuracySummary& scores = summary.accuracy;
    PrintLine(os,
              "error",
              Format("%.4g root mean square, mean over %s (least %.4g, largest %.4g) on %u test "
                     "samples",
                     scores.error,
                     FormatDevices(summary).c_str(),
                     scores.leastError,
                     scores.largestError,
                     summary.testSamples));
    PrintBaselines(scores.error, &ModelScore::error, summary.result, os);
    PrintLine(os,
              "loss",
              Format("%.4g mean over devices (least %.4g, largest %.4g)",
                     scores.loss,
                     scores.leastLoss,
                     scores.largestLoss));
    PrintBaselines(scores.loss, &ModelScore::loss, summary.result, os);
}

/// Say so if models are not finite any more: means then tell nothing.
void
PrintDiverged(const RunSummary& summary, std::ostream& os)
{
    if (summary.accuracy.diverged > 0)
    {
        PrintLine(os,
                  "diverged",
                  Format("%u models are no longer finite: a smaller step size may help, or a look at "
                         "what the mixer writes",
                         summary.accuracy.diverged));
    }
}

void
PrintAccuracy(const RunSummary& summary, std::ostream& os)
{
    const AccuracySummary& accuracy = summary.accuracy;
    PrintLine(os,
              "accuracy",
              Format("%.3f mean over %s (worst %.3f, best %.3f) on %u test samples",
                     accuracy.mean,
                     FormatDevices(summary).c_str(),
                     accuracy.worst,
                     accuracy.best,
                     summary.testSamples));
    const RunResult& result = summary.result;
    if (result.alone && result.pooled)
    {
        PrintLine(os,
                  "",
                  Format("%.3f every device alone      gossip gains %+.3f",
                         result.alone->accuracy,
                         accuracy.mean - result.alone->accuracy));
        PrintLine(os,
                  "",
                  Format("%.3f all data in one place   gossip is %+.3f from it",
                         result.pooled->accuracy,
                         accuracy.mean - result.pooled->accuracy));
    }
}

void
PrintStaleness(const RunSummary& summary, std::ostream& os)
{
    const RunResult& result = summary.result;
    if (!result.meanStaleness)
    {
        if (summary.learners > 1)
        {
            PrintLine(os,
                      "staleness",
                      Format("none: the run ended within the warm-up of %.1f s",
                             summary.warmUp.GetSeconds()));
        }
        return;
    }
    PrintLine(os,
              "staleness",
              Format("%.2f versions, mean over pairs of devices after %.1f s",
                     *result.meanStaleness,
                     summary.warmUp.GetSeconds()));
    if (summary.coordination == "oracle")
    {
        PrintLine(os, "", "devices know of each other by an oracle, at no cost");
    }
    if (result.idealStaleness)
    {
        PrintLine(os,
                  "",
                  Format("%.2f on an ideal channel: %s",
                         *result.idealStaleness,
                         summary.idealFormula.c_str()));
    }
    else if (!summary.idealFormula.empty())
    {
        PrintLine(os, "", "on an ideal channel: " + summary.idealFormula);
    }
}

void
PrintMessages(const RunSummary& summary, std::ostream& os)
{
    const MessageCounters& messages = summary.messages;
    const uint64_t concluded = messages.sent - summary.messagesInFlight;
    const double share = concluded > 0 ? 100.0 * messages.delivered / concluded : 0;
    std::string text = Format("%llu sent, %llu delivered (%.1f %%), %llu lost",
                              static_cast<unsigned long long>(messages.sent),
                              static_cast<unsigned long long>(messages.delivered),
                              share,
                              static_cast<unsigned long long>(messages.lost));
    const auto append = [&text](uint64_t count, const char* what) {
        if (count > 0)
        {
            text += Format(", %llu %s", static_cast<unsigned long long>(count), what);
        }
    };
    append(messages.expired, "expired");
    append(messages.rejected, "rejected");
    append(summary.messagesInFlight, "in flight at the end");
    PrintLine(os, "messages", text);
    PrintLine(os,
              "bytes",
              Format("%s in %llu packets",
                     FormatBytes(messages.bytesSent).c_str(),
                     static_cast<unsigned long long>(messages.packetsSent)));
    if (messages.pilotsSent > 0)
    {
        PrintLine(os,
                  "pilots",
                  Format("%llu sent, %s",
                         static_cast<unsigned long long>(messages.pilotsSent),
                         FormatBytes(messages.pilotBytes).c_str()));
    }
    if (messages.gossipsSkipped > 0)
    {
        PrintLine(os,
                  "skipped",
                  Format("%llu times a device had no neighbour to send to",
                         static_cast<unsigned long long>(messages.gossipsSkipped)));
    }
    PrintLine(os,
              "updates",
              Format("%llu local", static_cast<unsigned long long>(summary.localUpdates)));
}

/// Stray packets by source, of all devices that have dropped some; most first.
std::vector<StraySourceRow>
SumStrays(const std::vector<StraySourceRow>& rows)
{
    std::map<std::string, StraySourceRow> sums;
    for (const auto& row : rows)
    {
        const auto [sum, isNew] = sums.emplace(row.source, row);
        sum->second.packets += isNew ? 0 : row.packets;
    }
    std::vector<StraySourceRow> sources;
    for (const auto& entry : sums)
    {
        sources.push_back(entry.second);
    }
    std::stable_sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) {
        return a.packets > b.packets;
    });
    return sources;
}

/// Say how many packets nobody believed, and who sent most of them.
void
PrintStrays(const RunSummary& summary, std::ostream& os)
{
    if (summary.messages.strayPackets == 0)
    {
        return;
    }
    std::string text =
        Format("%llu packets", static_cast<unsigned long long>(summary.messages.strayPackets));
    const auto sources = SumStrays(summary.straySources);
    for (std::size_t i = 0; i < std::min(sources.size(), MAX_STRAY_SOURCES); ++i)
    {
        text += Format("%s %llu of %s",
                       i == 0 ? ":" : ",",
                       static_cast<unsigned long long>(sources[i].packets),
                       sources[i].source.c_str());
        text += sources[i].sender
                    ? Format(" (device %lld)", static_cast<long long>(*sources[i].sender))
                    : "";
    }
    PrintLine(os, "stray", text + (sources.size() > MAX_STRAY_SOURCES ? ", ..." : ""));
}

void
PrintUsage(const RunSummary& summary, std::ostream& os)
{
    if (!summary.usage)
    {
        return;
    }
    const DeviceUsage& usage = *summary.usage;
    const double perDevice = 100 / (summary.learners * summary.simulated.GetSeconds());
    if (usage.link.transmit && usage.link.receive)
    {
        PrintLine(os,
                  "airtime",
                  Format("a device sends %.3g %% of the time and receives %.3g %%",
                         usage.link.transmit->GetSeconds() * perDevice,
                         usage.link.receive->GetSeconds() * perDevice));
    }
    if (usage.computeJoules)
    {
        const std::string radio =
            usage.radioJoules ? Format("%.4g J radio, ", *usage.radioJoules) : "";
        PrintLine(os, "energy", radio + Format("%.4g J computing", *usage.computeJoules));
    }
    if (summary.emptyDevices > 0)
    {
        PrintLine(os,
                  "",
                  Format("%u of %u batteries are empty", summary.emptyDevices, summary.learners));
    }
}

} // namespace

void
PrintRunSummary(const RunSummary& summary, std::ostream& os)
{
    os << "\n"
       << Format("%s: %u devices, %.1f s simulated in %.1f s",
                 summary.name.empty() ? "run" : summary.name.c_str(),
                 summary.learners,
                 summary.simulated.GetSeconds(),
                 summary.wallSeconds)
       // Who wonders why it takes so long must not have to ask.
       << (IsDebugBuild() ? ", debug build: many times slower than a release build\n" : "\n");
    if (!summary.stop.empty())
    {
        PrintLine(os, "target", summary.stop);
    }
    PrintDiverged(summary, os);
    if (summary.evaluated && summary.accuracy.HasAccuracy())
    {
        PrintAccuracy(summary, os);
    }
    else if (summary.evaluated)
    {
        PrintLoss(summary, os);
    }
    PrintStaleness(summary, os);
    PrintMessages(summary, os);
    PrintStrays(summary, os);
    PrintUsage(summary, os);
    if (!summary.trace.empty())
    {
        PrintLine(os,
                  "trace",
                  summary.trace +
                      Format(", run %lld", static_cast<long long>(summary.runId)));
    }
    os << std::flush;
}

} // namespace stardust
} // namespace ns3
