/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-options.h"

#include "ns3/device-speeds.h"
#include "ns3/direct-network-helper.h"
#include "ns3/graph-generator.h"
#include "ns3/input-error.h"
#include "ns3/learner-group.h"
#include "ns3/number-parser.h"
#include "ns3/progress-reporter.h"
#include "ns3/trace-rows.h"
#include "ns3/wifi-adhoc-network-helper.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

constexpr double ABOVE_ZERO = std::numeric_limits<double>::min();
/// Waits of a simulation in nanoseconds, 1/s.
constexpr double LEAST_RATE = 1e-9;
constexpr double MOST_RATE = 1e6;

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
            std::string list;
            for (const auto& word : needed)
            {
                list += (list.empty() ? "--" : " or --") + choice + "=" + word;
            }
            throw InputError("--" + name + ": only for " + list + ", not for --" + choice + "=" +
                             chosen);
        }
    }
}

void
CheckScopes(const Experiment& e, const ScriptOptions& options)
{
    CheckScope(options, "network", e.network, {"wifi-adhoc"}, {"area", "wifiMode"});
    CheckScope(options, "network", e.network, {"direct"}, {"delay", "errorRate", "occupying"});
    CheckScope(options,
               "task",
               e.task,
               {"softmax", "linear", "nonlinear"},
               {"data",
                "features",
                "samplesPerLearner",
                "testFraction",
                "partition",
                "optimizer",
                "localSteps",
                "localEpochs",
                "deviceSpeed",
                "batch",
                "stepSize",
                "baselines"});
    CheckScope(options, "task", e.task, {"softmax"}, {"classes"});
    CheckScope(options,
               "task",
               e.task,
               {"linear", "nonlinear"},
               {"common", "heterogeneity", "noise"});
    CheckScope(options, "task", e.task, {"nonlinear"}, {"hidden"});
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

/// Where devices are and how they reach each other.
void
AddNetworkOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("network", "direct (no network stack) or wifi-adhoc", e.network);
    options.Add("learners", "Number of devices; a graph file may give it", e.learners, 1);
    options.Add("graph", "complete, ring, random-regular:K or file:PATH (GraphML)", e.graph);
    options.Add("directed", "Links of a graph file hold from source to target only", e.directed);
    options.Add("allowDisconnected",
                "Run although some devices cannot reach others",
                e.allowDisconnected);
    options.Add("delay",
                "Direct network: time to deliver, s, or factory string of a random variable",
                e.delay);
    options.Add("errorRate", "Direct network: share of the messages lost", e.errorRate, 0, 1);
    options.Add("occupying",
                "Direct network: a sender waits until its message is through",
                e.occupying);
    options.Add("area", "Side of the square in which devices stand, m", e.area, ABOVE_ZERO);
    options.Add("wifiMode", "WifiMode of data packets", e.wifiMode);
}

/// What is learned, and who has which samples.
void
AddDataOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("task",
                "What is learned: softmax (classes), linear or nonlinear (regression), or none: "
                "timeliness alone",
                e.task);
    options.Add("hidden", "Nonlinear regression: hidden units of the model", e.hidden, 1, 100000);
    options.Add("data", "synthetic or idx:IMAGES,LABELS (plain or gzip)", e.data);
    options.Add("features", "Values in a synthetic sample", e.features, 1, 1000000);
    options.Add("classes", "Classes of the synthetic task", e.classes, 2, 10000);
    options.Add("samplesPerLearner",
                "Synthetic samples, training and test, divided by the learners",
                e.samplesPerLearner,
                1,
                100000000);
    options.Add("common", "Regression: weight of what the devices' tasks share", e.common, 0, 1e6);
    options.Add("heterogeneity",
                "Regression: weight of what is each device's own",
                e.heterogeneity,
                0,
                1e6);
    options.Add("noise", "Regression: standard deviation of the targets' noise", e.noise, 0, 1e6);
    options.Add("testFraction", "Share of the samples held out for testing", e.testFraction, 0, 1);
    options.Add("partition",
                "Who gets which samples: iid, dirichlet:ALPHA, shards:K, natural (as the data "
                "say); auto: natural for regression, else iid",
                e.partition);
}

/// Local training.
void
AddTrainingOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("optimizer", "Factory string of the optimizer", e.optimizer);
    options.Add("stepSize",
                "StepSize of the optimizer, over what its factory string says",
                e.stepSize,
                ABOVE_ZERO);
    options.Add("localSteps", "Optimizer steps in an update", e.localSteps, 1, 1000000);
    options.Add("localEpochs",
                "Passes over a device's samples in an update, in place of localSteps; 0: localSteps "
                "counts",
                e.localEpochs,
                0,
                1000);
    options.Add("batch", "Samples in a step", e.batch, 1);
    options.Add("updateRate",
                "1 / mean of the exponential part of an update's duration, 1/s",
                e.updateRate,
                LEAST_RATE,
                MOST_RATE);
    options.Add("updateShift", "Constant part of an update's duration, s", e.updateShift, 0, 1e9);
    options.Add("deviceSpeed",
                "Floating-point operations a second, by which an update lasts in place of "
                "updateRate: a number, factory string of a random variable (a draw a device) or "
                "file:PATH (a line a device); empty: not used",
                e.deviceSpeed);
    options.Add("trainOn",
                "clock: updates follow one another; receive: a model mixed in begins one",
                e.trainOn);
    options.Add("baselines",
                "Also train alone and in one place, for comparison",
                e.baselines);
}

/// What travels, how often and to whom.
void
AddGossipOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("gossipRate", "Messages a second of each device", e.gossipRate, LEAST_RATE, MOST_RATE);
    options.Add("gossipScaling",
                "gossipRate as it is (constant), times ln n (log) or times n (linear)",
                e.gossipScaling);
    options.Add("mixer", "Factory string of the mixer", e.mixer);
    options.Add("peers", "Factory string of the peer selector", e.peers);
    options.Add("codec", "Factory string of the codec", e.codec);
    options.Add("transport", "Factory string of the transport; auto: the network's own", e.transport);
    options.Add("payload",
                "virtual: models travel beside packets of their size; bytes: in them",
                e.payload);
}

/// The run, and what is measured and written of it.
void
AddRunOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("duration", "Simulated time, s", e.duration, ABOVE_ZERO, 1e9);
    options.Add("evaluateEvery",
                "Simulated time between evaluations, s; 0: only at the end",
                e.evaluateEvery,
                0,
                1e9);
    options.Add("warmUp",
                "Staleness is averaged from this time on, s; -1: a tenth of the duration",
                e.warmUp,
                -1,
                1e9);
    options.Add("trackedSources",
                "Sources whose versions are followed: all, or so many at random; auto: all up to "
                "10 000 devices, else 64",
                e.trackedSources);
    options.Add("source", "Learner whose version age is of interest, or none", e.source);
    options.Add("trace", "SQLite file to append the runs to; empty: none", e.trace);
    options.Add("traceDetail", "all, messages (no updates) or summary (neither)", e.traceDetail);
    options.Add("name", "What the runs are called in the trace", e.name);
    options.Add("digest", "Print the digest of each run", e.digest);
    options.Add("progress", "auto (a bar on a terminal, else lines), on or off", e.progress);
    options.Add("threads",
                "Threads that train and evaluate beside the simulator's; any number gives the same "
                "run",
                e.threads,
                0,
                LearnerGroup::MAX_THREADS);
    options.Add("runs", "Runs to make: RngRun, RngRun+1, ...", e.runs, 1, 1000000);
}

} // namespace

void
AddOptions(ScriptOptions& options, Experiment& e)
{
    AddNetworkOptions(options, e);
    AddDataOptions(options, e);
    AddTrainingOptions(options, e);
    AddGossipOptions(options, e);
    AddRunOptions(options, e);
}

bool
IsRegression(const Experiment& e)
{
    return e.task == "linear" || e.task == "nonlinear";
}

void
CheckOptions(Experiment& e, const ScriptOptions& options)
{
    Expect("network", e.network, {"direct", "wifi-adhoc"});
    Expect("task", e.task, {"none", "softmax", "linear", "nonlinear"});
    Expect("gossipScaling", e.gossipScaling, {"constant", "log", "linear"});
    Expect("trainOn", e.trainOn, {"clock", "receive"});
    CheckScopes(e, options);
    CheckRivals(options, "localSteps", "localEpochs", "both say how much an update trains");
    CheckRivals(options, "updateRate", "deviceSpeed", "both say how long an update takes");
    e.baselines = e.baselines && e.task != "none";
    if (e.partition == "auto")
    {
        e.partition = IsRegression(e) ? "natural" : "iid";
    }
    if (e.trackedSources != "auto" && e.trackedSources != "all")
    {
        ParseWhole(e.trackedSources, 1, e.learners, "--trackedSources=" + e.trackedSources);
    }
    if (e.source != "none")
    {
        ParseWhole(e.source, 0, e.learners - 1, "--source=" + e.source);
    }
    DirectNetworkHelper().SetDelay(e.delay);
    Expect("payload", e.payload, {"virtual", "bytes"});
    ParseTraceDetail(e.traceDetail);
    ParseProgressMode(e.progress);
    CheckWarmUp(e);
    WifiAdhocNetworkHelper().SetDataMode(e.wifiMode);
    if (uint64_t(e.learners) * e.samplesPerLearner > UINT32_MAX)
    {
        throw InputError("--samplesPerLearner=" + std::to_string(e.samplesPerLearner) +
                         ": more than 2^32 samples for --learners=" + std::to_string(e.learners));
    }
}

void
CheckDraws(const Experiment& e)
{
    MakeGraph(e.graph, e.learners, {e.directed, e.allowDisconnected}, STREAMS_GRAPH);
    if (!e.deviceSpeed.empty())
    {
        MakeDeviceSpeeds(e.deviceSpeed, e.learners);
    }
}
