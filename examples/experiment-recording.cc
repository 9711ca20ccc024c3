/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-recording.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/model-saver.h"
#include "ns3/number-parser.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#if __has_include("ns3/flow-record-helper.h")
#include "ns3/flow-record-helper.h"
#define STARDUST_HAS_FLOWS
#endif

#include <algorithm>
#include <filesystem>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// A target is a number of its range, or -1 for none.
void
CheckTarget(const std::string& option, double target)
{
    if (target < 0 && target != -1)
    {
        throw InputError("--" + option + "=" + FormatNumber(target) +
                         ": expected 0 or more, or -1 for no target");
    }
}

/// A target at which nobody looks before the end would be given in vain.
void
CheckTargets(const Experiment& e)
{
    CheckTarget("stopAccuracy", e.stopAccuracy);
    CheckTarget("stopLoss", e.stopLoss);
    CheckTarget("stopStaleness", e.stopStaleness);
    const bool wanted = e.stopAccuracy >= 0 || e.stopLoss >= 0 || e.stopStaleness >= 0;
    if (wanted && e.evaluateEvery == 0 && e.evaluateAt.empty())
    {
        throw InputError("--evaluateEvery=0: a target is looked at when models are evaluated; "
                         "expected more than 0, or times in --evaluateAt");
    }
}

/// Most partial digests of a run.
constexpr double MOST_DIGESTS = 100000;
/// Most evaluations of a run, or times at which models are saved.
constexpr double MOST_TIMES = 1e6;

/// What happens every so often happens so many times at most.
void
CheckPace(const std::string& option, double every, double duration, double most)
{
    if (every > 0 && every < std::max(duration / most, 1e-9))
    {
        throw InputError("--" + option + "=" + FormatNumber(every) + ": expected at least 1e-9 and 1/" +
                         FormatNumber(most) + " of --duration=" + FormatNumber(duration));
    }
}

/// Partial digests are for a person, or a script, to read.
void
CheckDigests(const Experiment& e)
{
    if (e.digestEvery > 0 && !e.digest)
    {
        throw InputError("--digestEvery=" + FormatNumber(e.digestEvery) + ": needs --digest");
    }
    CheckPace("digestEvery", e.digestEvery, e.duration, MOST_DIGESTS);
    CheckPace("evaluateEvery", e.evaluateEvery, e.duration, MOST_TIMES);
    CheckPace("saveEvery", e.saveEvery, e.duration, MOST_TIMES);
}

/// The one path that all names of a file lead to, whether it is there or not.
std::filesystem::path
FindFile(const std::string& path)
{
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
}

/// Options that say how to save are given in vain where nothing is saved.
void
CheckSaving(const Experiment& e, const ScriptOptions& options)
{
    if (e.saveToTrace && e.trace.empty())
    {
        throw InputError("--saveToTrace: needs --trace=PATH");
    }
    if (!e.saveModels.empty() && !e.trace.empty() && FindFile(e.saveModels) == FindFile(e.trace))
    {
        throw InputError("--saveModels=" + e.saveModels + ": is the trace's file, expected another");
    }
    for (const std::string name : {"saveLearners", "saveEvery"})
    {
        if (options.IsGiven(name) && e.saveModels.empty() && !e.saveToTrace)
        {
            throw InputError("--" + name + ": needs --saveModels=PATH.npy or --saveToTrace");
        }
    }
    auto saver = CreateObject<ModelSaver>();
    saver->SetAttribute("Path", StringValue(e.saveModels));
    saver->SetAttribute("Interval", TimeValue(Seconds(e.saveEvery)));
    saver->SetAttribute("Learners", StringValue(e.saveLearners));
    saver->Check(e.learners, e.runs);
}

/// Flows are those of an IP stack, and only the trace holds them.
void
CheckFlows(const Experiment& e)
{
    if (!e.flowMonitor)
    {
        return;
    }
#ifndef STARDUST_HAS_FLOWS
    throw InputError("--flowMonitor: this ns-3 was built without its module flow-monitor");
#endif
    if (e.trace.empty())
    {
        throw InputError("--flowMonitor: needs --trace=PATH");
    }
    if (e.network == "direct")
    {
        throw InputError("--flowMonitor: the direct network has no IP packets; expected another "
                         "--network");
    }
}

} // namespace

void
AddRecordingOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("evaluateAt",
                "Further times of evaluation, s, with commas between: 1,2.5,40",
                e.evaluateAt);
    options.Add("evaluateDevices",
                "Devices evaluated, chosen at random once; 0: all",
                e.evaluateDevices,
                0);
    options.Add("evaluateEveryVersions",
                "Also evaluate a device when its own version is a multiple of this; 0: do not",
                e.evaluateEveryVersions,
                0);
    options.Add("perClass", "Write the accuracy of each class into the trace", e.perClass);
    options.Add("perLayer",
                "Write mean and variance of each layer's parameters into the trace",
                e.perLayer);
    options.Add("stopAccuracy",
                "Stop when the mean accuracy of an evaluation is at least this; -1: do not",
                e.stopAccuracy,
                -1,
                1);
    options.Add("stopLoss",
                "Stop when the mean loss of an evaluation is at most this; -1: do not",
                e.stopLoss,
                -1,
                1e9);
    options.Add("stopStaleness",
                "Stop when the mean staleness of a sample after the warm-up is at most this; -1: "
                "do not",
                e.stopStaleness,
                -1,
                1e9);
    options.Add("saveModels",
                "File of the final parameters, a .npy file with a row a device; in its name %t "
                "stands for the time in seconds, %r for RngRun",
                e.saveModels);
    options.Add("saveLearners",
                "Devices whose models are saved: all, or ids: 0,3,5",
                e.saveLearners);
    options.Add("saveEvery",
                "Also save models in such an interval, s; 0: only at the end",
                e.saveEvery,
                0,
                1e9);
    options.Add("digest", "Print the digest of each run", e.digest);
    options.Add("digestEvery",
                "Simulated time between digests of each table, printed with --digest, s; 0: none",
                e.digestEvery,
                0,
                1e9);
    options.Add("saveToTrace", "Save models in the trace, too", e.saveToTrace);
    options.Add("flowMonitor",
                "Let ns-3's FlowMonitor watch the IP packets and write its totals into the trace",
                e.flowMonitor);
}

void
CheckRecording(const Experiment& e, const ScriptOptions& options)
{
    ParseReals(e.evaluateAt, 0, e.duration, "--evaluateAt=" + e.evaluateAt);
    if (e.evaluateDevices > e.learners)
    {
        throw InputError("--evaluateDevices=" + std::to_string(e.evaluateDevices) +
                         ": more than --learners=" + std::to_string(e.learners));
    }
    if (e.perClass && e.trace.empty())
    {
        throw InputError("--perClass: needs --trace=PATH");
    }
    if (e.perLayer && e.trace.empty())
    {
        throw InputError("--perLayer: needs --trace=PATH");
    }
    CheckTargets(e);
    CheckDigests(e);
    CheckSaving(e, options);
    CheckFlows(e);
}

void
ConfigureRecording(const Experiment& e, const ScriptOptions& options, RecordHelper& record)
{
    const auto evaluator = [&](const std::string& option,
                               const std::string& name,
                               const AttributeValue& value) {
        if (options.IsGiven(option))
        {
            record.SetEvaluatorAttribute(name, value);
        }
    };
    evaluator("evaluateAt", "Times", StringValue(e.evaluateAt));
    evaluator("evaluateDevices", "Devices", UintegerValue(e.evaluateDevices));
    evaluator("evaluateEveryVersions", "EveryVersions", UintegerValue(e.evaluateEveryVersions));
    evaluator("perClass", "PerClass", BooleanValue(e.perClass));
    evaluator("perLayer", "PerLayer", BooleanValue(e.perLayer));
    const auto target = [&](const std::string& option, const std::string& name, double value) {
        if (options.IsGiven(option))
        {
            record.SetStopRuleAttribute(name, DoubleValue(value));
        }
    };
    target("stopAccuracy", "Accuracy", e.stopAccuracy);
    target("stopLoss", "Loss", e.stopLoss);
    target("stopStaleness", "Staleness", e.stopStaleness);
    const auto saver = [&](const std::string& option,
                           const std::string& name,
                           const AttributeValue& value) {
        if (options.IsGiven(option))
        {
            record.SetModelSaverAttribute(name, value);
        }
    };
    saver("saveModels", "Path", StringValue(e.saveModels));
    saver("saveEvery", "Interval", TimeValue(Seconds(e.saveEvery)));
    saver("saveLearners", "Learners", StringValue(e.saveLearners));
    saver("saveToTrace", "ToTrace", BooleanValue(e.saveToTrace));
}

std::function<void(Ptr<RunRecorder>)>
WatchFlows(const Experiment& e, Ptr<LearnerGroup> group)
{
#ifdef STARDUST_HAS_FLOWS
    if (e.flowMonitor)
    {
        FlowRecordHelper flows;
        flows.Install(group);
        return [flows](Ptr<RunRecorder> recorder) { flows.Record(recorder); };
    }
#else
    (void)e;
    (void)group;
#endif
    return [](Ptr<RunRecorder>) {};
}

void
PrintDigests(const RunSummary& summary, std::ostream& os)
{
    os << "  digest     " << summary.result.digest << "\n";
    if (!summary.partialDigests.empty())
    {
        os << "  until_s   ";
        for (int table = 0; table < RunDigest::TABLES; ++table)
        {
            os << " " << RunDigest::GetName(RunDigest::Table(table));
        }
        os << "\n";
    }
    for (const auto& partial : summary.partialDigests)
    {
        os << "  " << FormatNumber(partial.until.GetSeconds());
        for (const uint64_t table : partial.tables)
        {
            os << " " << RunDigest::ToHex(table);
        }
        os << "\n";
    }
    os << std::flush;
}
