/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Twenty devices on an 802.11n ad hoc network learn a ten-class task together.
// Each has a share of its own that is far from representative, trains softmax
// regression on it, and now and then sends its model to a device chosen at
// random, which averages it with its own. There is no server.
//
// Read from top to bottom: nodes, network, data, learners, recording, run.

#include "ns3/core-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

static int
Quickstart(int argc, char* argv[])
{
    uint32_t learners = 20;
    double duration = 120;
    std::string trace = "quickstart.db";
    std::string progress = "auto";
    ScriptOptions options("Devices that learn together over an 802.11n ad hoc network.");
    options.Add("learners", "Number of devices", learners, 1, 1000);
    options.Add("duration", "Simulated time, s", duration, 1);
    options.Add("trace", "SQLite file to append the run to; empty: none", trace);
    options.Add("progress", "auto (a bar on a terminal, else lines), on or off", progress);
    options.Parse(argc, argv);

    // 1. Nodes, as in any ns-3 script.
    NodeContainer nodes;
    nodes.Create(learners);

    // 2. The network: places, Wi-Fi devices, IP stacks and addresses. Nodes with a
    //    network of your own do as well.
    WifiAdhocNetworkHelper network;
    network.SetArea(50);           // m
    network.SetDataMode("HtMcs3"); // reaches about 50 m with ns-3's default loss
    network.Install(nodes);

    // 3. The data: 10 Gaussian classes in 64 dimensions, a fifth held out for
    //    testing, the rest dealt out so that most devices miss several classes.
    GaussianTask task;
    task.samples = learners * 100;
    task.features = 64;
    task.classes = 10;
    task.separation = 3.5;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA), 0.2, random);
    DataShares shares = MakePartition("dirichlet:0.3", *data.train, learners, STREAMS_PARTITION);

    // 4. The learners. Two clocks run in each: an update of 4 steps takes 1 s on
    //    average, and so does the wait between two messages.
    LearnerHelper learner;
    learner.SetData(data.train, shares);
    learner.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.05]");
    learner.SetMixer("ns3::stardust::PairwiseAverageMixer");
    learner.SetPeerSelector("ns3::stardust::UniformPeerSelector");
    learner.SetAttribute("UpdateTime", StringValue("ns3::ExponentialRandomVariable[Mean=1]"));
    learner.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=1]"));
    learner.SetAttribute("LocalSteps", UintegerValue(4));
    learner.SetAttribute("BatchSize", UintegerValue(32));
    learner.Install(nodes);

    // 5. Recording: every message, update, evaluation and staleness sample.
    RecordHelper record;
    record.SetName("quickstart");
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetTrace(trace);
    record.SetPartition("dirichlet:0.3");
    record.SetEvaluation(data.test, Seconds(5));
    record.SetWarmUp(Seconds(duration / 10));
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());

    // 6. Run.
    auto reporter = CreateObject<ProgressReporter>();
    reporter->Start(Seconds(duration),
                    recorder->GetEvaluator(),
                    ParseProgressMode(progress),
                    std::cerr);
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    reporter->Finish();

    // 7. Compare with the same model alone and with all data in one place; print.
    recorder->StopRecording();
    LearnerBaselines baselines = learner.TrainBaselines(data.test);
    recorder->SetBaselines(baselines.alone, baselines.pooled);
    PrintRunSummary(recorder->Finish(), std::cout);
    Simulator::Destroy();
    return 0;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Quickstart);
}
