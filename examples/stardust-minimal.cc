/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// README.md shows this program; test/documentation.py holds the two together.

#include "ns3/core-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

static int
Minimal(int argc, char* argv[])
{
    uint32_t devices = 20;
    std::string mixer = "ns3::stardust::PairwiseAverageMixer[Weight=0.5]";
    std::string trace = "my.db";
    ScriptOptions options("Devices learn over Wi-Fi."); // what --help begins with
    options.Add("devices", "Number of devices", devices, 1, 1000);
    options.Add("mixer", "Factory string of the mixer", mixer);
    options.Add("trace", "SQLite file to append the run to; empty: none", trace);
    options.Parse(argc, argv); // also --RngRun=2, --ns3::Type::Attribute=value

    NodeContainer nodes;
    nodes.Create(devices);
    WifiAdhocNetworkHelper network; // or any network of your own with IPv4
    network.Install(nodes);

    GaussianTask task; // or ReadCsv(), ReadIdx(), or a LabeledDataset filled row by row
    task.samples = 100 * devices;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA), 0.2, random);

    LearnerHelper learner;
    learner.SetData(data.train, // who holds which samples
                    MakePartition("dirichlet:0.3", *data.train, devices, STREAMS_PARTITION));
    learner.SetMixer(mixer);
    learner.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=1]"));
    learner.Install(nodes);

    RecordHelper record;
    record.SetTrace(trace);
    record.SetEvaluation(data.test, Seconds(5));
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());

    Simulator::Stop(Seconds(120));
    Simulator::Run();
    PrintRunSummary(recorder->Finish(), std::cout);
    Simulator::Destroy();
    return 0;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Minimal); // one line and status 2 for a mistake
}
