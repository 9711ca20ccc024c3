/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-byzantine.h"
#include "experiment-energy.h"
#include "experiment-limits.h"
#include "experiment-networks.h"
#include "experiment-options.h"
#include "experiment-recording.h"
#include "experiment-server.h"

#include "ns3/device-speeds.h"
#include "ns3/direct-network-helper.h"
#include "ns3/graph-generator.h"
#include "ns3/input-error.h"
#include "ns3/layer-sizes.h"
#include "ns3/matrix-kernels.h"
#include "ns3/number-parser.h"
#include "ns3/progress-reporter.h"
#include "ns3/stream-plan.h"
#include "ns3/trace-rows.h"

#include <algorithm>
#include <cstdint>
#include <vector>
#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// Tasks that learn something.
const std::vector<std::string> LEARNING_TASKS{"linear",
                                              "nonlinear",
                                              "logistic",
                                              "softmax",
                                              "mlp",
                                              "mlp-regression",
                                              "lenet",
                                              "centered-ridge",
                                              "centered-logistic"};

void
Expect(const std::string& option, const std::string& value, const std::vector<std::string>& known)
{
    if (std::find(known.begin(), known.end(), value) == known.end())
    {
        std::string list;
        for (const auto& word : known)
        {
            list += (list.empty() ? "" : ", ") + word;
        }
        throw InputError("--" + option + "=" + value + ": unknown " + option + "; expected " + list);
    }
}

/// Refuse options that would be given in vain.
void
CheckScope(const ScriptOptions& options,
           const std::string& choice,
           const std::string& chosen,
           const std::vector<std::string>& needed,
           const std::vector<std::string>& names)
{
    if (std::find(needed.begin(), needed.end(), chosen) != needed.end())
    {
        return;
    }
    for (const auto& name : names)
    {
        if (options.IsGiven(name))
        {
            std::string list = needed.front();
            for (std::size_t i = 1; i < needed.size(); ++i)
            {
                list += (i + 1 < needed.size() ? ", " : " or ") + needed[i];
            }
            throw InputError("--" + name + ": only for --" + choice + "=" + list + ", not for --" + choice + "=" +
                             chosen);
        }
    }
}

void
CheckScopes(const Experiment& e, const ScriptOptions& options)
{
    if (e.network != "direct" || e.channel == "none")
    {
        CheckScope(options,
                   "network",
                   e.network,
                   {"wifi-adhoc", "wifi-infrastructure", "lte"},
                   {"area"});
    }
    CheckScope(options,
               "network",
               e.network,
               {"wifi-adhoc", "wifi-infrastructure", "lte"},
               {"mobility"});
    CheckScope(options,
               "network",
               e.network,
               {"lte"},
               {"enbs", "enbHeight", "ueHeight", "ltePathloss", "lteFading", "lteHandover"});
    CheckScope(options,
               "network",
               e.network,
               {"wifi-adhoc", "wifi-infrastructure"},
               {"wifiStandard",
                "wifiWidth",
                "wifiRate",
                "wifiMode",
                "wifiChannel",
                "loss"});
    CheckScope(options, "network", e.network, {"wifi-adhoc"}, {"routing"});
    if (e.routing != "none" && e.transport.rfind("multicast", 0) == 0)
    {
        throw InputError("--transport=" + e.transport + ": --routing=" + e.routing +
                         " carries no multicast; expected broadcast, or --routing=none");
    }
    if (e.cells > 1 && (e.transport.rfind("broadcast", 0) == 0 || e.transport.rfind("multicast", 0) == 0))
    {
        std::cerr << "warning: --transport=" << e.transport
                  << " reaches the devices of the sender's own cell only" << std::endl;
    }
    CheckScope(options,
               "network",
               e.network,
               {"wifi-infrastructure"},
               {"cells", "sharedChannel", "stationFile"});
    if ((GetRange(e) || e.graphChanges) && e.spectralGap)
    {
        throw InputError("--spectralGap: that of one graph, but --graph=" + e.graph + " changes during the run");
    }
    if (GetRange(e) && (e.network == "direct" || e.network == "wired"))
    {
        throw InputError("--graph=" + e.graph + ": devices have no places with --network=" +
                         e.network + "; expected wifi-adhoc, wifi-infrastructure or lte");
    }
    CheckScope(options,
               "network",
               e.network,
               {"wired"},
               {"wiredKind", "linkRate", "linkDelay", "topology", "delayKey", "rateKey"});
    CheckScope(options, "wifiRate", e.wifiRate, {"constant"}, {"wifiMode"});
    CheckScope(options, "network", e.network, {"direct"}, {"delay", "errorRate", "occupying", "channel"});
    const std::string task = GetTaskKind(e);
    CheckScope(options,
               "task",
               task,
               LEARNING_TASKS,
               {"data",
                "testData",
                "labelColumn",
                "groupColumn",
                "csvHeader",
                "standardize",
                "features",
                "samplesPerLearner",
                "testFraction",
                "partition",
                "partitionSeed",
                "minSamples",
                "byzantine",
                "byzantineDevices",
                "optimizer",
                "kernel",
                "l2",
                "localSteps",
                "localEpochs",
                "deviceSpeed",
                "batch",
                "stepSize",
                "initialModel",
                "initialisation",
                "evaluateAt",
                "evaluateDevices",
                "evaluateEveryVersions",
                "perLayer",
                "stopLoss",
                "saveModels",
                "saveLearners",
                "saveEvery",
                "saveToTrace",
                "baselines"});
    CheckScope(options,
               "task",
               task,
               {"logistic", "softmax", "mlp", "lenet", "centered-logistic"},
               {"classes",
                "separation",
                "difficulty",
                "labelNoise",
                "perClass",
                "stopAccuracy"});
    CheckScope(options, "data", e.data, {"synthetic"}, {"classes", "separation"});
    CheckScope(options, "data", e.data, {"digits"}, {"difficulty"});
    CheckScope(options,
               "data",
               e.data,
               {"synthetic", "digits"},
               {"samplesPerLearner", "labelNoise"});
    CheckScope(options, "data", e.data, {"synthetic"}, {"common", "heterogeneity", "noise"});
    CheckScope(options,
               "task",
               task,
               {"linear", "nonlinear", "mlp-regression", "centered-ridge"},
               {"common", "heterogeneity", "noise"});
    CheckScope(options, "task", task, {"nonlinear"}, {"hidden"});
}

/// Options of which one says what another says too.
void
CheckRivals(const ScriptOptions& options,
            const std::string& first,
            const std::string& second,
            const std::string& why)
{
    if (options.IsGiven(first) && options.IsGiven(second))
    {
        throw InputError("--" + first + " and --" + second + ": " + why + "; expected one of them");
    }
}

/// Which options go with which data, and data with which task.
void
CheckData(Experiment& e, const ScriptOptions& options)
{
    const std::string kind = GetDataKind(e.data);
    const std::vector<std::string> files{"csv", "libsvm", "cifar", "idx"};
    const bool isFile = std::find(files.begin(), files.end(), kind) != files.end();
    if (!IsDrawn(e) && (kind == e.data || !isFile))
    {
        throw InputError("--data=" + e.data +
                         ": unknown data; expected synthetic, digits, csv:PATH, libsvm:PATH, "
                         "cifar:PATH[,PATH...] or idx:IMAGES,LABELS");
    }
    CheckScope(options, "data", kind, files, {"testData"});
    CheckScope(options, "data", kind, {"csv"}, {"labelColumn", "groupColumn", "csvHeader"});
    CheckScope(options, "data", kind, {"synthetic", "libsvm"}, {"features"});
    if (!e.testData.empty() && GetDataKind(e.testData) != kind)
    {
        throw InputError("--testData=" + e.testData + ": expected " + kind + ":..., as --data");
    }
    if (!e.testData.empty() && options.IsGiven("testFraction"))
    {
        throw InputError("--testFraction: nothing is held out of the data with --testData=" +
                         e.testData);
    }
    if (IsRegression(e) && (kind == "cifar" || kind == "idx" || kind == "digits"))
    {
        throw InputError("--task=" + e.task + ": learns numbers, but --data=" + e.data +
                         " holds classes; expected synthetic, csv:PATH or libsvm:PATH");
    }
    Expect("csvHeader", e.csvHeader, {"auto", "yes", "no"});
    Expect("standardize", e.standardize, {"none", "features", "all"});
    if (e.standardize == "all" && !IsRegression(e))
    {
        throw InputError("--standardize=all: --task=" + e.task +
                         " has no targets to scale; expected none or features");
    }
    if (kind == "libsvm" && !options.IsGiven("features"))
    {
        e.features = 0; // as many as the file has
    }
}

void
CheckWarmUp(Experiment& e)
{
    if (e.warmUp < 0 && e.warmUp != -1)
    {
        throw InputError("--warmUp=" + FormatNumber(e.warmUp) + ": expected 0 or more, or -1");
    }
    e.warmUp = e.warmUp < 0 ? e.duration / 10 : e.warmUp;
    if (e.warmUp >= e.duration)
    {
        throw InputError("--warmUp=" + FormatNumber(e.warmUp) +
                         ": expected less than --duration=" + FormatNumber(e.duration));
    }
}

void
CheckChurn(const Experiment& e, const ScriptOptions& options)
{
    if (e.upTime.empty() && options.IsGiven("initialUp"))
    {
        throw InputError("--initialUp: only with --upTime and --downTime");
    }
    if (e.upTime.empty() && e.churnFile.empty() && options.IsGiven("rejoin"))
    {
        throw InputError("--rejoin=" + e.rejoin +
                         ": no device goes down; expected --upTime and --downTime, or --churnFile");
    }
    if (!e.linkFile.empty() && (GetRange(e) || e.graphChanges))
    {
        throw InputError("--linkFile=" + e.linkFile + ": --graph=" + e.graph +
                         " says which links hold; expected one of them");
    }
    MakeChurn(e);
}

/// The task, and what follows from it.
void
CheckTask(Experiment& e, const ScriptOptions& options)
{
    const std::string kind = GetTaskKind(e);
    const bool known =
        std::find(LEARNING_TASKS.begin(), LEARNING_TASKS.end(), kind) != LEARNING_TASKS.end();
    if (e.task != "none" && (!known || (kind != e.task && kind.rfind("mlp", 0) != 0)))
    {
        throw InputError("--task=" + e.task +
                         ": unknown task; expected none, linear, nonlinear, logistic, softmax, "
                         "mlp, mlp:UNITS,UNITS..., mlp-regression, mlp-regression:UNITS,UNITS..., lenet, "
                         "centered-ridge or centered-logistic");
    }
    if (kind != e.task && known)
    {
        ParseSizes(e.task.substr(kind.size() + 1), "--task=" + kind + ": hidden units");
    }
    if ((kind == "logistic" || kind == "centered-logistic") && e.classes != 2)
    {
        if (options.IsGiven("classes"))
        {
            throw InputError("--classes=" + std::to_string(e.classes) +
                             ": --task=" + kind + " learns 2 classes");
        }
        e.classes = 2;
    }
    if (kind == "lenet" && !options.IsGiven("data"))
    {
        e.data = "digits";
    }
    ParseKernelLevel(e.kernel);
}

} // namespace

void
CheckOptions(Experiment& e, const ScriptOptions& options)
{
    Expect("network", e.network, GetNetworkNames());
    CheckTask(e, options);
    CheckDevices(e);
    e.graphChanges = !GetRange(e) && (IsGraphSequence(e.graph) || options.IsGiven("graphEvery"));
    Expect("gossipScaling", e.gossipScaling, {"constant", "log", "linear"});
    Expect("initialisation", e.initialisation, {"common", "independent"});
    Expect("trainOn", e.trainOn, {"clock", "receive"});
    Expect("rejoin", e.rejoin, {"keep", "reset", "ask"});
    CheckScopes(e, options);
    CheckRivals(options, "localSteps", "localEpochs", "both say how much an update trains");
    CheckRivals(options, "updateRate", "deviceSpeed", "both say how long an update takes");
    CheckData(e, options);
    if (!e.initialModel.empty() && options.IsGiven("initialisation"))
    {
        throw InputError("--initialisation=" + e.initialisation +
                         ": nothing is drawn with --initialModel=" + e.initialModel);
    }
    CheckChurn(e, options);
    CheckUsage(e, options);
    e.baselines = e.baselines && e.task != "none";
    if (e.partition == "auto")
    {
        const bool grouped = e.data == "synthetic" ? IsRegression(e) : !e.groupColumn.empty();
        e.partition = grouped ? "natural" : "iid";
    }
    GetPartitionSeed(e);
    DirectNetworkHelper().SetDelay(e.delay);
    if (e.channel != "none")
    {
        DirectNetworkHelper().SetChannel(e.channel);
    }
    Expect("payload", e.payload, {"virtual", "bytes"});
    ParseTraceDetail(e.traceDetail);
    ParseProgressMode(e.progress);
    CheckWarmUp(e);
    CheckRecording(e, options);
    CheckNetwork(e);
    CheckByzantine(e, options);
    CheckServer(e, options);
}

void
CheckLearners(const Experiment& e)
{
    if (e.trackedSources != "auto" && e.trackedSources != "all")
    {
        ParseWhole(e.trackedSources, 1, e.learners, "--trackedSources=" + e.trackedSources);
    }
    if (e.source != "none")
    {
        ParseWhole(e.source, 0, e.learners - 1, "--source=" + e.source);
    }
    CheckClients(e);
    CheckByzantineDevices(e);
    MakeChurn(e).Check(e.learners, e.cells);
    MakeMovement(e).Check(e.learners);
    if (e.task != "none" && uint64_t(e.learners) * e.samplesPerLearner > UINT32_MAX)
    {
        throw InputError("--samplesPerLearner=" + std::to_string(e.samplesPerLearner) +
                         ": more than 2^32 samples for --learners=" + std::to_string(e.learners));
    }
}

void
CheckDraws(const Experiment& e)
{
    MakeStartGraph(e, e.allowDisconnected);
    if (!e.deviceSpeed.empty())
    {
        MakeDeviceSpeeds(e.deviceSpeed, e.learners);
    }
}
