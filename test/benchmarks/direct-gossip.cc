/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Gossip on the direct network without learning, staleness measured, no trace:
// the program that direct-speed.py holds against bare-events.

#include "ns3/direct-network-helper.h"
#include "ns3/learner-helper.h"
#include "ns3/number-parser.h"
#include "ns3/record-helper.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <sys/resource.h>

#include <chrono>
#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

using Clock = std::chrono::steady_clock;

double
GetSecondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

int
RunBenchmark(int argc, char* argv[])
{
    uint32_t n = 1000;
    uint32_t tracked = 64;
    double duration = 1000;
    double gossipRate = 1;
    ScriptOptions options("Gossip on the direct network, timeliness alone.");
    options.Add("learners", "Number of devices", n, 2);
    options.Add("trackedSources", "Sources whose versions are followed", tracked, 1);
    options.Add("gossipRate", "Messages a second of each device; updates: 1", gossipRate, 1e-9);
    options.Add("duration", "Simulated time, s", duration, 0);
    options.Parse(argc, argv);

    // Until the resolution is set ns-3 keeps a list of all Time values.
    Time::SetResolution(Time::NS);
    const auto begin = Clock::now();
    NodeContainer nodes;
    nodes.Create(n);
    LearnerHelper learners;
    learners.SetTimelinessOnly();
    learners.SetAttribute("GossipInterval",
                          StringValue("ns3::ExponentialRandomVariable[Mean=" +
                                      FormatNumber(1 / gossipRate) + "]"));
    learners.SetGroupAttribute("Tracked", UintegerValue(tracked));
    DirectNetworkHelper().Install(learners);
    learners.Install(nodes);
    RecordHelper record;
    record.SetWarmUp(Seconds(duration / 10));
    Ptr<RunRecorder> recorder = record.Install(learners.GetGroup());
    Simulator::Stop(Seconds(duration));
    const double setUp = GetSecondsSince(begin);
    const auto running = Clock::now();
    Simulator::Run();
    const double run = GetSecondsSince(running);
    const RunSummary summary = recorder->Finish();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << "messages " << summary.messages.delivered << " events "
              << Simulator::GetEventCount() << " run_s " << run << " setup_s " << setUp
              << " memory_mb " << usage.ru_maxrss / 1024.0 << " staleness "
              << *summary.result.meanStaleness << " ideal " << *summary.result.idealStaleness
              << std::endl;
    Simulator::Destroy();
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunBenchmark);
}
