/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Which algorithm learns best over a radio? That depends on what is scarce: time,
// bytes or energy. Here all of them learn the same task on the same devices with the
// same draws: softmax regression on drawn digits, of which most devices lack
// several, over 802.11n ad hoc, where all hear each other and each may send to some.
//
// An update is four steps of batch 32 and takes a second on average, half of it
// constant. Clocks of gossip tick once a second on average; algorithms that pace
// themselves, in rounds or after updates, do so. Step sizes are the same, but for SAVIC,
// which scales its steps; comparison-algorithms.cc has all settings. They were chosen
// from a few each in runs with RngRun=101, which is not among those compared here (1 to
// 5); doc/algorithms.rst says from which.
//
// CDSA is not among them: it is about an unknown parameter beside the model, which
// this task lacks; without one it is D-PSGD with smaller and smaller steps.
//
// The table is about the mean device: accuracy at the end, and what it took to
// reach --target first: simulated time, bytes that all devices sent, joules that a
// device drew (radio and computing; the power of computing is an assumption). Runs that
// never reached it have no such numbers, so they are given only if all runs did. In the
// trace runs are called comparison/ALGORITHM; analysis/figures.py draws them.

#include "comparison-algorithms.h"
#include "comparison-run.h"

#include "ns3/core-module.h"
#include "ns3/stardust-module.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

/// What the user asks for beside the scenario.
struct Comparison
{
    std::string algorithms{"all"};
    uint32_t runs{5};
    double target{0.75};
    std::string trace{"comparison.db"};
    std::string progress{"auto"};
};

/// Says on stderr which run begins and how long all that are left may take.
class RunAnnouncer
{
  public:
    RunAnnouncer(const std::string& progress, std::size_t runs)
        : m_runs(runs)
    {
        const ProgressMode mode = ParseProgressMode(progress);
        m_wanted = mode == ProgressMode::ON ||
                   (mode == ProgressMode::AUTO && isatty(STDERR_FILENO));
    }

    void Announce(const std::string& algorithm)
    {
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_started;
        if (m_wanted)
        {
            std::cerr << "run " << m_begun + 1 << " of " << m_runs << ": " << algorithm
                      << ", RngRun " << RngSeedManager::GetRun();
            if (m_begun > 0)
            {
                std::cerr << ", " << std::ceil(spent.count() / m_begun * (m_runs - m_begun))
                          << " s left";
            }
            std::cerr << std::endl;
        }
        ++m_begun;
    }

  private:
    bool m_wanted;
    std::size_t m_runs;
    std::size_t m_begun{0};
    std::chrono::steady_clock::time_point m_started{std::chrono::steady_clock::now()};
};

/// Do something with each RngRun, and leave RngRun as it was.
template <typename F>
void
ForEachRun(uint32_t runs, F work)
{
    const uint64_t first = RngSeedManager::GetRun();
    for (uint32_t r = 0; r < runs; ++r)
    {
        RngSeedManager::SetRun(first + r);
        work();
    }
    RngSeedManager::SetRun(first);
}

/// Mean and half width of its interval; one run has no interval, no run no mean.
std::string
FormatEstimate(const std::vector<double>& values, int digits)
{
    if (values.empty())
    {
        return "-";
    }
    const MeanEstimate estimate = EstimateMean(values);
    char text[64];
    if (std::isinf(estimate.halfWidth))
    {
        std::snprintf(text, sizeof(text), "%.*f", digits, estimate.mean);
    }
    else
    {
        std::snprintf(text,
                      sizeof(text),
                      "%.*f +- %.*f",
                      digits,
                      estimate.mean,
                      digits,
                      estimate.halfWidth);
    }
    return text;
}

void
PrintHead(const Comparison& c)
{
    const std::string target = "s to " + FormatNumber(c.target);
    std::printf("%-18s %-16s %-15s %-15s %-15s %s\n",
                "algorithm",
                "accuracy",
                target.c_str(),
                "MB to it",
                "J a device",
                "reached");
}

/// What the runs of one algorithm say. If some did not reach the target, those that
/// did are the lucky ones: their mean would flatter the algorithm.
void
PrintRow(const Comparison& c, const std::string& name, const std::vector<ComparisonCurve>& curves)
{
    std::vector<double> accuracy;
    std::vector<double> seconds;
    std::vector<double> megabytes;
    std::vector<double> joules;
    for (const auto& curve : curves)
    {
        accuracy.push_back(curve.points.back().accuracy);
        if (const ComparisonPoint* reached = curve.FindTarget(c.target))
        {
            seconds.push_back(reached->seconds);
            megabytes.push_back(reached->bytes / 1e6);
            joules.push_back(reached->joules);
        }
    }
    const std::size_t reached = seconds.size();
    if (reached < curves.size())
    {
        seconds.clear();
        megabytes.clear();
        joules.clear();
    }
    std::printf("%-18s %-16s %-15s %-15s %-15s %zu of %zu\n",
                name.c_str(),
                FormatEstimate(accuracy, 3).c_str(),
                FormatEstimate(seconds, 1).c_str(),
                FormatEstimate(megabytes, 1).c_str(),
                FormatEstimate(joules, 1).c_str(),
                reached,
                curves.size());
    std::fflush(stdout);
}

/// Devices alone and all data in one place, which set the scale.
void
PrintBaselines(const std::vector<ComparisonCurve>& curves)
{
    std::vector<double> alone;
    std::vector<double> pooled;
    for (const auto& curve : curves)
    {
        alone.push_back(*curve.alone);
        pooled.push_back(*curve.pooled);
    }
    std::printf("%-18s %s\n", "(each alone)", FormatEstimate(alone, 3).c_str());
    std::printf("%-18s %s\n", "(one place)", FormatEstimate(pooled, 3).c_str());
    std::fflush(stdout);
}

void
AddOptions(ScriptOptions& options, Comparison& c, ComparisonScenario& s)
{
    options.Add("algorithms", "all, or some of " + ListAlgorithms(), c.algorithms);
    options.Add("runs", "Runs of each algorithm: RngRun, RngRun+1, ...", c.runs, 1, 1000);
    options.Add("target", "Accuracy of the mean device that is to be reached", c.target, 0, 1);
    options.Add("learners", "Number of devices", s.learners, 2, 1000);
    options.Add("graph", "Who may send to whom; a server and epidemics have their own", s.graph);
    options.Add("partition", "Who holds which samples", s.partition);
    options.Add("samplesPerLearner",
                "Digits a device, of which a fifth is held out",
                s.samplesPerLearner,
                5,
                100000);
    options.Add("difficulty", "Distortion and noise of the digits", s.difficulty, 0, MAX_DIGIT_DIFFICULTY);
    options.Add("stepSize", "Step size of plain SGD", s.stepSize, 1e-9, 1e3);
    options.Add("gossipRate", "Messages a second of each device's clock", s.gossipRate, 1e-3, 1e3);
    options.Add("area", "Side of the square in which devices stand, m", s.area, 1e-3);
    options.Add("wifiMode", "WifiMode of data packets; HtMcs7 reaches 25 m", s.wifiMode);
    options.Add("duration", "Simulated time of learning, s", s.duration, 1e-3, 1e6);
    options.Add("evaluateEvery", "Time between evaluations, s", s.evaluateEvery, 1e-3, 1e6);
    options.Add("threads", "Worker threads for training; results are the same", s.threads, 0, 1024);
    options.Add("trace", "SQLite file to append the runs to; empty: none", c.trace);
    options.Add("progress", "A line a run on stderr: auto (on a terminal), on or off", c.progress);
}

int
Compare(int argc, char* argv[])
{
    Comparison c;
    ComparisonScenario s;
    ScriptOptions options("Compare algorithms on one task over one Wi-Fi ad hoc network.");
    AddOptions(options, c, s);
    options.Parse(argc, argv);
    const std::vector<ComparedAlgorithm> algorithms = ParseAlgorithms(c.algorithms);
    RunAnnouncer announcer(c.progress, algorithms.size() * c.runs);
    ForEachRun(c.runs, [&] { CheckScenario(s, algorithms); });

    RecordHelper record;
    record.SetTrace(c.trace);
    record.OpenTrace();
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetWarmUp(Seconds(s.duration / 10));
    PrintHead(c);
    for (const auto& algorithm : algorithms)
    {
        const bool first = algorithm.name == algorithms.front().name;
        std::vector<ComparisonCurve> curves;
        ForEachRun(c.runs, [&] {
            announcer.Announce(algorithm.name);
            curves.push_back(RunAlgorithm(s, algorithm, first, record));
        });
        if (first)
        {
            PrintBaselines(curves);
        }
        PrintRow(c, algorithm.name, curves);
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Compare);
}
