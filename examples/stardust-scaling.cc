/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How fast must devices gossip as their number n grows? Measures staleness for
// gossip rates of 1, ln n and n messages a second and three rules of who sends,
// against theory; then lets devices learn regressions at the same three rates.
//
// With uniform gossip the rate ln n keeps staleness bounded. Of the opportunistic
// rules, in which only holders of the newest update send, the one whose messages
// teach that update alone needs n. Runs go to a trace; analysis/figures.py draws it.

#include "ns3/core-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <sstream>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// Updates a second of each device. Staleness depends on its ratio to the gossip rate only.
constexpr double UPDATE_RATE = 1;
/// Versions that a run should follow: staleness scatters by about 2 / sqrt(versions).
constexpr double VERSIONS_WANTED = 4e4;
/// Where messages are dear, fewer will do.
constexpr double VERSIONS_ENOUGH = 1e4;
/// A run that needs more than so many times --messages to settle is left out.
constexpr double SETTLING_ALLOWANCE = 11;
/// With more sources followed than that, merging their versions is most of a message's cost.
constexpr uint32_t CHEAP_SOURCES = 1000;

/// Who sends to whom; names are those of the runs in the trace.
struct Scheme
{
    std::string name;
    std::string selector;
};

const Scheme UNIFORM{"uniform", "ns3::stardust::UniformPeerSelector"};
const Scheme OWNER_ONLY{"opportunistic",
                        "ns3::stardust::OpportunisticPeerSelector[Piggyback=OwnerOnly]"};
const Scheme ALL{"opportunistic-all", "ns3::stardust::OpportunisticPeerSelector[Piggyback=All]"};
const std::vector<std::string> SCALINGS{"constant", "log", "linear"};

/// What the user asks for.
struct Study
{
    std::string sizes{"10,32,100,316,1000,3162,10000"};
    uint32_t largest{1000000};
    double messages{7e5};
    uint32_t runs{4};
    bool learning{true};
    std::string trace{"scaling.db"};
};

/// How one point is measured.
struct Plan
{
    double gossipRate; //!< lambda, messages a second of each device
    double leastTime;  //!< below this a run tells nothing, s
    double duration;   //!< s
    double warmUp;     //!< s
    uint32_t sources;  //!< followed
};

std::vector<uint32_t>
ParseSizes(const Study& study)
{
    std::vector<uint32_t> sizes;
    std::istringstream list(study.sizes + ",");
    for (std::string word; std::getline(list, word, ',');)
    {
        const uint32_t n = ParseWhole(word, 2, 1000000, "--sizes=" + study.sizes);
        if (!sizes.empty() && n <= sizes.back())
        {
            throw InputError("--sizes=" + study.sizes + ": expected numbers that rise");
        }
        sizes.push_back(n);
    }
    while (!sizes.empty() && sizes.back() > study.largest)
    {
        sizes.pop_back();
    }
    if (sizes.empty())
    {
        throw InputError("--largest=" + std::to_string(study.largest) +
                         ": expected at least the first of --sizes=" + study.sizes);
    }
    return sizes;
}

double
GetGossipRate(const std::string& scaling, uint32_t n)
{
    return scaling == "log" ? std::log(n) : (scaling == "linear" ? n : 1);
}

/// Time in which a device forgets that all began with nothing to know, s.
double
GetSettlingTime(const Scheme& scheme, uint32_t n, double gossipRate)
{
    if (scheme.name == OWNER_ONLY.name)
    {
        // What is known of a source is renewed once in (n-1)/lambda + 1/r on
        // average; after six times that exp(-6), a quarter of a per cent, is missing.
        return 6 * ((n - 1) / gossipRate + 1 / UPDATE_RATE);
    }
    // On average a version has reached all after twice H(n-1)/lambda; leave it as long again.
    return 4 * (HarmonicNumber(n - 1) + 1) / gossipRate;
}

Plan
MakePlan(const Study& study, const Scheme& scheme, const std::string& scaling, uint32_t n)
{
    Plan plan;
    plan.gossipRate = GetGossipRate(scaling, n);
    const double settling = GetSettlingTime(scheme, n, plan.gossipRate);
    plan.leastTime = 1.25 * settling;
    const double cheap = std::min(n, CHEAP_SOURCES);
    const double wanted = VERSIONS_WANTED / (cheap * UPDATE_RATE);
    const double affordable = study.messages / (n * plan.gossipRate);
    plan.duration = std::max(plan.leastTime, std::min(wanted, affordable));
    plan.warmUp = std::max(0.2 * plan.duration, settling);
    // A short run makes up for it with more sources.
    const double enough = std::ceil(VERSIONS_ENOUGH / (plan.duration * UPDATE_RATE));
    plan.sources = std::min<double>(n, std::max(cheap, enough));
    return plan;
}

std::optional<double>
FindTheory(const Scheme& scheme, uint32_t n, double gossipRate)
{
    if (scheme.name == UNIFORM.name)
    {
        return CompleteGraphStaleness(n, UPDATE_RATE, gossipRate);
    }
    return scheme.name == OWNER_ONLY.name
               ? std::optional<double>(OpportunisticStaleness(n, UPDATE_RATE, gossipRate))
               : std::nullopt;
}

StringValue
Exponential(double rate)
{
    return StringValue("ns3::ExponentialRandomVariable[Mean=" + FormatNumber(1 / rate) + "]");
}

/// Run the learners, on bare nodes that the direct network joins; everything is gone afterwards.
RunSummary
Run(LearnerHelper& learner, RecordHelper& record, uint32_t n, double gossipRate, double duration)
{
    NodeContainer nodes;
    nodes.Create(n);
    DirectNetworkHelper().Install(learner);
    learner.SetAttribute("GossipInterval", Exponential(gossipRate));
    learner.Install(nodes);
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    RunSummary summary = recorder->Finish();
    Simulator::Destroy();
    return summary;
}

/// Staleness in one run.
double
MeasureStaleness(const Scheme& scheme, uint32_t n, const Plan& plan, RecordHelper& record)
{
    LearnerHelper learner;
    learner.SetTimelinessOnly();
    learner.SetPeerSelector(scheme.selector);
    learner.SetAttribute("UpdateTime", Exponential(UPDATE_RATE));
    // Exponential clocks have no phase: with fresh ones a short run is stationary at once.
    learner.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    learner.SetGroupAttribute("Tracked", UintegerValue(plan.sources));
    record.SetWarmUp(Seconds(plan.warmUp));
    return *Run(learner, record, n, plan.gossipRate, plan.duration).result.meanStaleness;
}

/// Measure a point in several runs and print its row.
void
MeasurePoint(const Study& study,
             const Scheme& scheme,
             const std::string& scaling,
             uint32_t n,
             RecordHelper& record)
{
    const Plan plan = MakePlan(study, scheme, scaling, n);
    const std::optional<double> theory = FindTheory(scheme, n, plan.gossipRate);
    std::printf("%-17s  %-8s %6u %9.2f ", scheme.name.c_str(), scaling.c_str(), n, plan.gossipRate);
    const double needed = plan.leastTime * n * plan.gossipRate;
    if (needed > SETTLING_ALLOWANCE * study.messages)
    {
        std::printf("left out: a run needs %.1e messages\n", needed);
        return;
    }
    record.SetName("scaling/" + scheme.name + "/" + scaling + "/" + std::to_string(n));
    const uint64_t firstRun = RngSeedManager::GetRun();
    std::vector<double> values;
    for (uint32_t r = 0; r < study.runs; ++r)
    {
        RngSeedManager::SetRun(firstRun + r);
        values.push_back(MeasureStaleness(scheme, n, plan, record));
    }
    RngSeedManager::SetRun(firstRun);
    const MeanEstimate estimate = EstimateMean(values);
    std::printf("%11.5g %10.2g", estimate.mean, estimate.halfWidth);
    theory ? std::printf(" %11.5g %7.3f\n", *theory, estimate.mean / *theory)
           : std::printf(" %11s %7s\n", "-", "-");
    std::fflush(stdout);
}

/// A regression with 20 rows a device, learned by ten full-gradient steps an update.
/// Each device's generator is standard normal, half of its variance common to all.
RunSummary
Learn(RegressionKind kind, uint32_t n, bool pooled, double gossipRate, RecordHelper& record)
{
    const double half = std::sqrt(0.5);
    const uint32_t rows = 20;
    RegressionTask task;
    task.kind = kind;
    task.devices = n;
    task.samplesPerDevice = rows;
    task.common = half;
    task.heterogeneity = half;
    auto data = MakeRegressionTask(task, STREAMS_DEVICE_DATA);
    const DataShares shares = MakePartition(pooled ? "iid" : "natural", *data, pooled ? 1 : n, 0);

    LearnerHelper learner;
    learner.SetObjective(kind == RegressionKind::LINEAR
                             ? "ns3::stardust::LinearObjective"
                             : "ns3::stardust::NonlinearObjective[Hidden=8]");
    learner.SetData(data, shares);
    learner.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.02]");
    learner.SetAttribute("LocalSteps", UintegerValue(10));
    learner.SetAttribute("BatchSize", UintegerValue(pooled ? rows * n : rows));
    learner.SetAttribute("GradientSnapshot", StringValue("Done"));
    learner.SetAttribute("UpdateShift", StringValue("500ms"));
    learner.SetAttribute("UpdateTime", Exponential(2));
    const double duration = 60;
    record.SetWarmUp(Seconds(duration / 5));
    record.SetEvaluation(data, Seconds(1));
    return Run(learner, record, pooled ? 1 : n, gossipRate, duration);
}

/// Learn one regression with n devices at every scaling and with one device that has all data.
void
CompareLearning(RegressionKind kind, uint32_t n, RecordHelper& record)
{
    const std::string task = kind == RegressionKind::LINEAR ? "linear" : "nonlinear";
    const std::string prefix = "learning/" + task + "/";
    record.ExpectOneLearner();
    record.SetName(prefix + "pooled/" + std::to_string(n));
    const RunSummary pooled = Learn(kind, n, true, 1, record);
    for (const auto& scaling : SCALINGS)
    {
        const double gossipRate = GetGossipRate(scaling, n);
        record.SetName(prefix + scaling + "/" + std::to_string(n));
        const RunSummary summary = Learn(kind, n, false, gossipRate, record);
        std::printf("%-17s  %-8s %6u %9.2f %11.5g %10.5g %11.5g\n",
                    task.c_str(),
                    scaling.c_str(),
                    n,
                    gossipRate,
                    *summary.result.meanStaleness,
                    summary.accuracy.loss,
                    pooled.accuracy.loss);
        std::fflush(stdout);
    }
}

int
CompareScalings(int argc, char* argv[])
{
    Study study;
    ScriptOptions options("Staleness and learning as the number of devices grows, at gossip "
                          "rates of 1, ln n and n.");
    options.Add("sizes", "Numbers of devices, rising", study.sizes);
    options.Add("largest", "Leave out larger numbers of devices", study.largest, 2);
    options.Add("messages",
                "Messages in a run; one that needs over eleven times as many to settle is left out",
                study.messages,
                1e3,
                1e12);
    options.Add("runs", "Runs of each point: RngRun, RngRun+1, ...", study.runs, 2, 1000);
    options.Add("learning", "Also learn, with 10, 30 and 100 devices", study.learning);
    options.Add("trace", "SQLite file to append the runs to; empty: none", study.trace);
    options.Parse(argc, argv);
    const std::vector<uint32_t> sizes = ParseSizes(study);

    RecordHelper record;
    record.SetTrace(study.trace);
    record.OpenTrace();
    record.SetDetail(TraceDetail::SUMMARY);
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());

    std::printf("%-17s  %-8s %6s %9s %11s %10s %11s %7s\n",
                "scheme", "scaling", "n", "lambda", "staleness", "+-95 %", "theory", "ratio");
    for (const auto& scheme : {UNIFORM, OWNER_ONLY, ALL})
    {
        for (const auto& scaling : SCALINGS)
        {
            for (const uint32_t n : sizes)
            {
                MeasurePoint(study, scheme, scaling, n, record);
            }
        }
    }
    if (study.learning)
    {
        std::printf("\n%-17s  %-8s %6s %9s %11s %10s %11s\n",
                    "regression", "scaling", "n", "lambda", "staleness", "loss", "one place");
        for (const auto kind : {RegressionKind::LINEAR, RegressionKind::NONLINEAR})
        {
            for (const uint32_t n : {10, 30, 100})
            {
                if (n <= study.largest)
                {
                    CompareLearning(kind, n, record);
                }
            }
        }
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &CompareScalings);
}
