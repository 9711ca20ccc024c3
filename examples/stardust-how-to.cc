/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The pieces of C++ of doc/how-to.rst, in one script: a network of the script's own, learners that
// go down and come back and run on batteries, a target at which the run stops, models in and out,
// a look at messages without any trace file, and a node that sends garbage.

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <iostream>
#include <map>

using namespace ns3;
using namespace ns3::stardust;

// [listen begins]
/// Messages by what became of them.
static std::map<std::string, uint64_t> g_outcomes;

static void
NoteMessage(Ptr<const ModelMessage> message)
{
    ++g_outcomes[message->outcome == MessageOutcome::DELIVERED ? "delivered"
                                                               : ToString(FindCause(*message))];
}

// [listen ends]

/// Any network with IPv4: here six hosts on a segment.
static NodeContainer
BuildMyNetwork()
{
    NodeContainer nodes;
    nodes.Create(6);
    CsmaHelper csma;
    csma.SetChannelAttribute("DataRate", StringValue("10Mb/s"));
    const NetDeviceContainer devices = csma.Install(nodes);
    InternetStackHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    return nodes;
}

static int
HowTo(int argc, char* argv[])
{
    std::string models;
    std::string initial;
    std::string trace;
    bool garbage = false;
    ScriptOptions options("What doc/how-to.rst shows in C++.");
    options.Add("saveModels", "File of the final models; empty: none", models);
    options.Add("initialModel", "File of the models to begin with; empty: none", initial);
    options.Add("trace", "SQLite file of the trace; empty: none", trace);
    options.Add("garbage", "Whether the last host sends garbage to the first device", garbage);
    options.Parse(argc, argv);

    // [script begins]
    NodeContainer nodes = BuildMyNetwork(); // what your script has already

    GaussianTask task; // or ReadCsv(), ReadIdx(), or a LabeledDataset filled row by row
    task.samples = 100 * nodes.GetN();
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA), 0.2, random);

    LearnerHelper learner;
    learner.SetData(data.train, MakePartition("iid", *data.train, nodes.GetN(), STREAMS_PARTITION));
    learner.SetReadyTime(Seconds(1)); // when your network has routes and associations
    // [script ends]
    if (!initial.empty())
    {
        // [load begins]
        learner.SetInitialParameters(initial); // a .npy file: one vector, or a row a device
        // [load ends]
    }
    // [graph begins]
    learner.SetGraph(MakeRingGraph(nodes.GetN())); // not set: everybody to everybody
    // [graph ends]
    // [install begins]
    learner.Install(nodes);
    // [install ends]

    // [churn begins]
    ChurnHelper churn; // after LearnerHelper::Install(), before RecordHelper::Install()
    churn.SetUpTime("ns3::ExponentialRandomVariable[Mean=60]");
    churn.SetDownTime("ns3::ExponentialRandomVariable[Mean=5]");
    churn.Install(learner.GetGroup());
    // [churn ends]

    // [energy begins]
    LearnerEnergyHelper energy;
    energy.SetBattery(1000);                               // J, then the device is gone
    energy.SetComputeAttribute("Power", DoubleValue(2.5)); // W while it computes
    energy.Install(learner.GetGroup());
    // [energy ends]

    if (garbage)
    {
        // [garbage begins]
        UdpClientHelper client(InetSocketAddress("10.0.0.1", 9010)); // a device's address, and its port
        client.SetAttribute("Interval", TimeValue(MilliSeconds(20)));
        client.Install(nodes.Get(5)).Start(Seconds(1));
        // [garbage ends]
    }

    RecordHelper record;
    record.SetTrace(trace);
    record.SetEvaluation(data.test, Seconds(1));
    // [stop begins]
    record.SetStopRuleAttribute("Accuracy", DoubleValue(0.6));
    // [stop ends]
    if (!models.empty())
    {
        // [save begins]
        record.SetModelSaverAttribute("Path", StringValue(models));
        // [save ends]
    }
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());
    // [connect begins]
    learner.GetGroup()->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                                MakeCallback(&NoteMessage));
    // [connect ends]

    Simulator::Stop(Seconds(121));
    Simulator::Run();
    PrintRunSummary(recorder->Finish(), std::cout);
    for (const auto& [outcome, count] : g_outcomes)
    {
        std::cout << outcome << ": " << count << std::endl;
    }
    Simulator::Destroy();
    return 0;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &HowTo);
}
