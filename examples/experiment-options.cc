/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-options.h"

#include "experiment-byzantine.h"
#include "experiment-energy.h"
#include "experiment-networks.h"
#include "experiment-recording.h"
#include "experiment-server.h"

#include "ns3/digit-task.h"
#include "ns3/direct-network-helper.h"
#include "ns3/graph-generator.h"
#include "ns3/input-error.h"
#include "ns3/learner-group.h"
#include "ns3/number-parser.h"
#include "ns3/progress-reporter.h"
#include "ns3/seed-scope.h"
#include "ns3/stream-plan.h"
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

/// Where devices are and how they reach each other.
void
AddNetworkOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("network", "direct (no network stack), wifi-adhoc, wifi-infrastructure, wired or lte", e.network);
    options.Add("learners",
                "Number of devices; a graph file or the groups of the data may give it",
                e.learners,
                1);
    options.Add("graph",
                GetGraphForms() + " (GraphML or lines u v [weight]); with places also range:METRES (who is within)",
                e.graph);
    options.Add("graphEvery",
                "Time from one graph to the next, s, with --graph=one-peer, matching or range (then from one "
                "look at the positions to the next); random graphs are drawn anew if it is given",
                e.graphEvery,
                1e-9,
                1e9);
    options.Add("directed", "Links hold one way only: of a graph file, a ring, erdos-renyi:P", e.directed);
    options.Add("allowDisconnected",
                "Run although some devices cannot reach others",
                e.allowDisconnected);
    options.Add("spectralGap",
                "Print the spectral gap of the graph's Metropolis weights",
                e.spectralGap);
    options.Add("delay",
                "Direct network: time to deliver, s, or factory string of a random variable",
                e.delay);
    options.Add("errorRate", "Direct network: share of the messages lost", e.errorRate, 0, 1);
    options.Add("occupying",
                "Direct network: a sender waits until its message is through",
                e.occupying);
    options.Add("channel",
                "Direct network: none, sinr[ATTRIBUTE=VALUE|...] (a radio channel, devices in a "
                "square of side area) or factory string of a DirectChannel",
                e.channel);
    AddStackOptions(options, e);
    options.Add("upTime",
                "Factory string of a random variable: how long a device is up, s; with downTime",
                e.upTime);
    options.Add("downTime", "The same: how long it is down, s", e.downTime);
    options.Add("initialUp", "Probability that a device begins up, with upTime", e.initialUp, 0, 1);
    options.Add("churnFile",
                "CSV file of device,time,state (up or down), in place of upTime and downTime",
                e.churnFile);
    options.Add("linkFile",
                "CSV file of time,sender,receiver,state: when links fail and come back",
                e.linkFile);
    options.Add("stationFile",
                "Wi-Fi infrastructure: CSV file of station,time,state: when access points fail and "
                "come back",
                e.stationFile);
    options.Add("rejoin",
                "A device that comes back keeps its model (keep), has lost it (reset), or has lost "
                "it and asks a neighbour (ask)",
                e.rejoin);
    AddUsageOptions(options, e);
}

/// What is learned, and who has which samples.
void
AddDataOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("task",
                "What is learned: logistic, softmax, mlp, mlp:UNITS,UNITS..., lenet or centered-logistic "
                "(classes), linear, nonlinear, mlp-regression, mlp-regression:UNITS,UNITS... or "
                "centered-ridge (numbers), or "
                "none: timeliness alone",
                e.task);
    options.Add("hidden", "Nonlinear regression: hidden units of the model", e.hidden, 1, 100000);
    options.Add("data",
                "synthetic, digits (drawn images; default of lenet), csv:PATH, libsvm:PATH, cifar:PATH[,PATH...] or idx:IMAGES,LABELS "
                "(plain or gzip)",
                e.data);
    options.Add("testData",
                "Files of --data's kind to test on; empty: part of the data is held out",
                e.testData);
    options.Add("labelColumn",
                "CSV: column of the label or target, name or number from 1; empty: the last",
                e.labelColumn);
    options.Add("groupColumn",
                "CSV: column that names the device of a sample, name or number from 1; empty: none",
                e.groupColumn);
    options.Add("csvHeader",
                "CSV: whether the first line names the columns: auto, yes or no",
                e.csvHeader);
    options.Add("standardize",
                "Scale to mean 0 and deviation 1 in the training data: none, features or all "
                "(targets of a regression too)",
                e.standardize);
    options.Add("features",
                "Values in a synthetic sample; in one of LIBSVM, default the largest index",
                e.features,
                1,
                1000000);
    options.Add("classes", "Classes of the synthetic task; 2 for logistic", e.classes, 2, 10000);
    options.Add("samplesPerLearner",
                "Synthetic samples or digits, training and test, divided by the learners",
                e.samplesPerLearner,
                1,
                100000000);
    options.Add("separation",
                "Synthetic classes: root mean square distance of two centres, noise deviations",
                e.separation,
                0,
                1e6);
    options.Add("difficulty",
                "Digits: distortion and noise, 0 (clean), 1 (handwriting) and beyond",
                e.difficulty,
                0,
                MAX_DIGIT_DIFFICULTY);
    options.Add("labelNoise",
                "Synthetic classes and digits: share of the labels that are wrong",
                e.labelNoise,
                0,
                1);
    options.Add("common", "Regression: weight of what the devices' tasks share", e.common, 0, 1e6);
    options.Add("heterogeneity",
                "Regression: weight of what is each device's own",
                e.heterogeneity,
                0,
                1e6);
    options.Add("noise", "Regression: standard deviation of the targets' noise", e.noise, 0, 1e6);
    options.Add("testFraction", "Share of the samples held out for testing", e.testFraction, 0, 1);
    options.Add("partition",
                "Who gets which samples: iid, dirichlet:ALPHA, shards:K or classes:K (label "
                "skew), quantity:ALPHA, feature:ALPHA, natural (as the data say); auto: natural "
                "with --groupColumn and for synthetic regression, else iid",
                e.partition);
    options.Add("partitionSeed",
                "Seed of hold-out and partition, the same for every run; auto: they follow "
                "RngSeed and RngRun",
                e.partitionSeed);
    options.Add("minSamples", "Training samples that every device gets at least", e.minSamples, 1);
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
    options.Add("l2", "Strength of the penalty l2/2 * |weights|^2", e.l2, 0, 1e9);
    options.Add("kernel",
                "Vector unit of the learning: auto (the best), baseline, avx2 or avx512",
                e.kernel);
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
    options.Add("initialModel",
                "File of initial parameters, a .npy file: one vector for all, or a row a device",
                e.initialModel);
    options.Add("initialisation",
                "common: all begin with the same draw; independent: each with its own",
                e.initialisation);
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
    options.Add("transport",
                "Factory string of the transport, its type may be udp, tcp, broadcast or "
                "multicast; auto: the network's own",
                e.transport);
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
    AddByzantineOptions(options, e);
    AddServerOptions(options, e);
    AddRunOptions(options, e);
    AddRecordingOptions(options, e);
}

std::optional<double>
GetRange(const Experiment& e)
{
    const std::string word = "range:";
    if (e.graph.rfind(word, 0) != 0)
    {
        return std::nullopt;
    }
    return ParseReal(e.graph.substr(word.size()),
                     ABOVE_ZERO,
                     std::numeric_limits<double>::max(),
                     "--graph=" + e.graph);
}

Ptr<CommunicationGraph>
MakeStartGraph(const Experiment& e, bool allowDisconnected)
{
    if (e.graphChanges)
    {
        // Any two may become neighbours; whether there is such a sequence is seen now.
        MakeGraphSource(e.graph, e.learners, e.directed, STREAMS_GRAPH)();
        return Create<CommunicationGraph>(e.learners);
    }
    if (!GetRange(e))
    {
        return MakeGraph(e.graph, e.learners, {e.directed, allowDisconnected}, STREAMS_GRAPH);
    }
    if (e.directed)
    {
        throw InputError("--directed: only for --graph=file:PATH, not for --graph=" + e.graph);
    }
    return Create<CommunicationGraph>(e.learners);
}

std::string
GetDataKind(const std::string& data)
{
    return data.substr(0, data.find(':'));
}

std::string
GetTaskKind(const Experiment& e)
{
    return e.task.substr(0, e.task.find(':'));
}

std::string
GetObjective(const Experiment& e)
{
    const std::string kind = GetTaskKind(e);
    if (kind == "linear")
    {
        return "ns3::stardust::LinearObjective";
    }
    if (kind == "nonlinear")
    {
        return "ns3::stardust::NonlinearObjective[Hidden=" + std::to_string(e.hidden) + "]";
    }
    if (kind == "logistic")
    {
        return "ns3::stardust::LogisticObjective";
    }
    if (kind == "centered-ridge")
    {
        return "ns3::stardust::CenteredRidgeObjective";
    }
    if (kind == "centered-logistic")
    {
        return "ns3::stardust::CenteredLogisticObjective";
    }
    if (kind.rfind("mlp", 0) == 0)
    {
        const bool sized = kind != e.task;
        return "ns3::stardust::PerceptronObjective" +
               (sized ? "[Hidden=" + e.task.substr(kind.size() + 1) + "]" : "");
    }
    return kind == "lenet" ? "ns3::stardust::ConvolutionalObjective"
                           : "ns3::stardust::SoftmaxObjective";
}

bool
IsRegression(const Experiment& e)
{
    return e.task == "linear" || e.task == "nonlinear" || e.task == "centered-ridge" ||
           GetTaskKind(e) == "mlp-regression";
}

bool
IsDrawn(const Experiment& e)
{
    return e.data == "synthetic" || e.data == "digits";
}

std::optional<uint32_t>
GetPartitionSeed(const Experiment& e)
{
    if (e.partitionSeed == "auto")
    {
        return std::nullopt;
    }
    return static_cast<uint32_t>(
        ParseWhole(e.partitionSeed, 1, MAX_RNG_SEED, "--partitionSeed=" + e.partitionSeed));
}

ChurnHelper
MakeChurn(const Experiment& e)
{
    ChurnHelper churn;
    if (!e.upTime.empty())
    {
        churn.SetUpTime(e.upTime);
    }
    if (!e.downTime.empty())
    {
        churn.SetDownTime(e.downTime);
    }
    churn.SetInitialUp(e.initialUp);
    churn.SetDeviceFile(e.churnFile);
    churn.SetLinkFile(e.linkFile);
    churn.SetStationFile(e.stationFile);
    return churn;
}
