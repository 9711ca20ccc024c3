/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The same Wi-Fi traffic twice: sent by learners that train, merge, measure and
// trace, or by plain ns-3 sockets that do nothing else. Packets have the same
// sizes and leave at the same times from and to the same devices, so that the
// difference in wall time is what learning costs. learning-overhead.py runs both.

#include "ns3/application.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/input-error.h"
#include "ns3/learner-helper.h"
#include "ns3/model-fragment-header.h"
#include "ns3/neighbor-cache-helper.h"
#include "ns3/random-variable-stream.h"
#include "ns3/record-helper.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/stream-plan.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"

#include <algorithm>
#include <iostream>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

constexpr uint32_t FEATURES = 784;
constexpr uint32_t CLASSES = 10;
constexpr uint32_t TEST_SAMPLES = 1000;
constexpr uint32_t SAMPLES_PER_LEARNER = 100;
constexpr uint32_t MODEL_BYTES = 4 * (FEATURES + 1) * CLASSES;
constexpr uint32_t PART = 1500 - 28 - ModelFragmentHeader::SIZE;
constexpr uint16_t PORT = 9010;

/// Sends what a learner would send, when it would, from the same random streams.
class PlainSender : public Application
{
  public:
    void Setup(uint32_t id, const Ipv4InterfaceContainer& addresses, double interval)
    {
        m_id = id;
        m_interval->SetAttribute("Mean", DoubleValue(interval));
        m_addresses = addresses;
        const int64_t first = STREAMS_LEARNERS + id * GossipLearner::STREAM_STRIDE;
        m_interval->SetStream(first + 1);
        m_phase->SetStream(first + 2);
        m_peer->SetStream(first + 4);
    }

    static uint64_t g_sent;     //!< packets
    static uint64_t g_received; //!< packets

  private:
    void StartApplication() override
    {
        m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
        m_socket->Bind(InetSocketAddress(m_addresses.GetAddress(m_id), PORT));
        m_socket->SetRecvCallback(MakeCallback(&PlainSender::Read, this));
        m_phase->GetValue(); // of the update clock
        Schedule(m_phase->GetValue());
    }

    void StopApplication() override
    {
    }

    void Schedule(double remaining)
    {
        Simulator::Schedule(Seconds(remaining * m_interval->GetValue()), &PlainSender::Send, this);
    }

    void Send()
    {
        const uint32_t pick = m_peer->GetInteger(0, m_addresses.GetN() - 2);
        const uint32_t peer = pick < m_id ? pick : pick + 1;
        for (uint32_t offset = 0; offset < MODEL_BYTES; offset += PART)
        {
            const uint32_t size = std::min(PART, MODEL_BYTES - offset);
            m_socket->SendTo(Create<Packet>(size + ModelFragmentHeader::SIZE),
                             0,
                             InetSocketAddress(m_addresses.GetAddress(peer), PORT));
            ++g_sent;
        }
        Schedule(1);
    }

    void Read(Ptr<Socket> socket)
    {
        Address from;
        while (socket->RecvFrom(from))
        {
            ++g_received;
        }
    }

    uint32_t m_id{0};
    Ipv4InterfaceContainer m_addresses;
    Ptr<Socket> m_socket;
    Ptr<ExponentialRandomVariable> m_interval{CreateObject<ExponentialRandomVariable>()};
    Ptr<UniformRandomVariable> m_phase{CreateObject<UniformRandomVariable>()};
    Ptr<UniformRandomVariable> m_peer{CreateObject<UniformRandomVariable>()};
};

uint64_t PlainSender::g_sent = 0;
uint64_t PlainSender::g_received = 0;

void
RunPlain(const LearnerNetwork& network, double duration, double interval)
{
    for (uint32_t i = 0; i < network.nodes.GetN(); ++i)
    {
        auto sender = CreateObject<PlainSender>();
        sender->Setup(i, network.interfaces, interval);
        network.nodes.Get(i)->AddApplication(sender);
    }
    NeighborCacheHelper().PopulateNeighborCache(network.interfaces);
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    std::cout << "packets " << PlainSender::g_sent << " received " << PlainSender::g_received;
}

void
RunLearners(const LearnerNetwork& network,
            double duration,
            double interval,
            const std::string& trace)
{
    const uint32_t n = network.nodes.GetN();
    GaussianTask task;
    task.samples = n * SAMPLES_PER_LEARNER + TEST_SAMPLES;
    task.features = FEATURES;
    task.classes = CLASSES;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    const DatasetSplit data = SplitDataset(MakeGaussianTask(task, STREAMS_DATA),
                                           double(TEST_SAMPLES) / task.samples,
                                           random);
    LearnerHelper learner;
    learner.SetData(data.train, MakePartition("iid", *data.train, n, STREAMS_PARTITION));
    learner.SetAttribute("LocalSteps", UintegerValue(4));
    learner.SetAttribute("BatchSize", UintegerValue(32));
    learner.SetAttribute("GossipInterval",
                         StringValue("ns3::ExponentialRandomVariable[Mean=" +
                                     std::to_string(interval) + "]"));
    learner.Install(network.nodes);
    RecordHelper record;
    record.SetTrace(trace);
    record.SetEvaluation(data.test, Seconds(10));
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    const RunSummary summary = recorder->Finish();
    std::cout << "packets " << summary.messages.packetsSent << " models " << summary.messages.sent
              << " delivered " << summary.messages.delivered << " updates "
              << summary.localUpdates << " accuracy " << summary.accuracy.mean;
}

int
RunBenchmark(int argc, char* argv[])
{
    std::string mode = "learners";
    uint32_t n = 50;
    double duration = 60;
    double interval = 1;
    double area = 50;
    std::string wifiMode = "HtMcs3";
    std::string trace;
    ScriptOptions options("The same Wi-Fi traffic with and without learning.");
    options.Add("mode", "learners or plain", mode);
    options.Add("learners", "Number of devices", n, 2);
    options.Add("duration", "Simulated time, s", duration, 1);
    options.Add("interval", "Mean time between two models of a device, s", interval, 0.001);
    options.Add("area", "Side of the square, m", area, 1);
    options.Add("wifiMode", "WifiMode of data packets", wifiMode);
    options.Add("trace", "SQLite file; empty: none", trace);
    options.Parse(argc, argv);

    NodeContainer nodes;
    nodes.Create(n);
    WifiAdhocNetworkHelper helper;
    helper.SetArea(area);
    helper.SetDataMode(wifiMode);
    const LearnerNetwork network = helper.Install(nodes);
    if (mode == "plain")
    {
        RunPlain(network, duration, interval);
    }
    else if (mode == "learners")
    {
        RunLearners(network, duration, interval, trace);
    }
    else
    {
        throw InputError("--mode=" + mode + ": expected learners or plain");
    }
    std::cout << " events " << Simulator::GetEventCount() << std::endl;
    Simulator::Destroy();
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &RunBenchmark);
}
