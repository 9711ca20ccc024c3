/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Learners on a network that knows nothing of them: six hosts on a CSMA segment
// as any ns-3 script builds it, with other traffic on the same nodes, and a
// mixing rule of the script's own. Results are read in C++, without SQLite.

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"

#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

/// Trusts a model the less, the longer it was on its way.
class CautiousMixer : public ModelMixer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("CautiousMixer")
                                .SetParent<ModelMixer>()
                                .AddConstructor<CautiousMixer>()
                                .AddAttribute("Weight",
                                              "Weight of a model that arrives at once",
                                              DoubleValue(0.5),
                                              MakeDoubleAccessor(&CautiousMixer::m_weight),
                                              MakeDoubleChecker<double>(0.0, 1.0));
        return tid;
    }

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override
    {
        const double age = (Simulator::Now() - message.sent).GetSeconds();
        const auto weight = static_cast<float>(m_weight / (1 + age));
        MoveTowards(local, count, message, weight); // of what is present of the model
        return message.present.empty() ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
    }

  private:
    double m_weight{0.5};
};

NS_OBJECT_ENSURE_REGISTERED(CautiousMixer);

static int
OwnNetwork(int argc, char* argv[])
{
    uint32_t hosts = 6;
    double duration = 60;
    std::string mixer = "CautiousMixer[Weight=0.5]";
    ScriptOptions options("Learners on a CSMA segment of the script's own.");
    options.Add("hosts", "Number of hosts", hosts, 2, 200);
    options.Add("duration", "Simulated time, s", duration, 1);
    options.Add("mixer", "Factory string of the mixer", mixer);
    options.Parse(argc, argv);

    // The network, as in any script.
    NodeContainer nodes;
    nodes.Create(hosts);
    CsmaHelper csma;
    csma.SetChannelAttribute("DataRate", StringValue("10Mb/s"));
    csma.SetChannelAttribute("Delay", TimeValue(MicroSeconds(5)));
    NetDeviceContainer devices = csma.Install(nodes);
    InternetStackHelper stack;
    stack.Install(nodes);
    Ipv4AddressHelper addresses("192.168.0.0", "255.255.255.0");
    Ipv4InterfaceContainer interfaces = addresses.Assign(devices);

    // Somebody else's traffic, from the last host to the first.
    OnOffHelper video("ns3::UdpSocketFactory", InetSocketAddress(interfaces.GetAddress(0), 5000));
    video.SetConstantRate(DataRate("2Mb/s"), 1000);
    video.Install(nodes.Get(hosts - 1)).Stop(Seconds(duration));
    PacketSinkHelper screen("ns3::UdpSocketFactory",
                            InetSocketAddress(Ipv4Address::GetAny(), 5000));
    Ptr<PacketSink> sink = DynamicCast<PacketSink>(screen.Install(nodes.Get(0)).Get(0));

    // Learners on the same hosts, neighbours in a ring.
    GaussianTask task;
    task.samples = 100 * hosts;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA), 0.2, random);
    LearnerHelper learner;
    learner.SetData(data.train, MakePartition("shards:2", *data.train, hosts, STREAMS_PARTITION));
    learner.SetGraph(MakeGraph("ring", hosts, {}, STREAMS_GRAPH));
    learner.SetMixer(mixer);
    learner.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
    ApplicationContainer learners = learner.Install(nodes);
    learners.Start(Seconds(1));

    // Measured without a trace file.
    Ptr<LearnerGroup> group = learner.GetGroup();
    auto staleness = CreateObject<StalenessMonitor>();
    staleness->Attach(group->GetVersions());
    auto evaluator = CreateObject<ModelEvaluator>();
    evaluator->Start(group, data.test);

    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    evaluator->Evaluate();
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        std::cout << "learner " << i << ": version " << group->GetLearner(i)->GetVersion()
                  << ", accuracy " << evaluator->GetScores()[i].accuracy
                  << ", staleness of what it holds " << staleness->GetHolderStaleness(i) << "\n";
    }
    std::cout << "video: " << sink->GetTotalRx() / 1e6 << " MB; models: "
              << group->GetLedger()->GetCounters().delivered << " of "
              << group->GetLedger()->GetCounters().sent << " delivered" << std::endl;
    Simulator::Destroy();
    return 0;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &OwnNetwork);
}
