/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-network-runs.h"
#include "stardust-test-support.h"

#include "ns3/config.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/graph-generator.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/mobility-helper.h"
#include "ns3/model-fragment-header.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/pointer.h"
#include "ns3/qos-txop.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/softmax-objective.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/udp-transport.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-preparation.h"
#include "ns3/wifi-remote-station-manager.h"
#include "ns3/yans-wifi-helper.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/**
 * In a build with assertions, let every data frame ask for the channel first.
 * There ns-3.37 ends a run when aggregated frames collide
 * (channel-access-manager.cc, line 685), with plain UDP traffic too.
 */
void
KeepFramesApart(const NodeContainer& nodes)
{
#ifdef NS3_ASSERT_ENABLE
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        auto device = DynamicCast<WifiNetDevice>(nodes.Get(i)->GetDevice(0));
        device->GetRemoteStationManager()->SetAttribute("RtsCtsThreshold", UintegerValue(0));
    }
#else
    (void)nodes;
#endif
}

/// Devices on 802.11n ad hoc whose model has about `bytes` bytes.
struct WifiRun
{
    NodeContainer nodes;
    LearnerHelper helper;
    RecordHelper record;
    uint32_t largestPacket{0};

    void TakeIpPacket(Ptr<const Packet> packet, Ptr<Ipv4> /* ipv4 */, uint32_t /* interface */)
    {
        largestPacket = std::max(largestPacket, packet->GetSize());
    }

    void Prepare(uint32_t n, uint32_t features, double area)
    {
        nodes.Create(n);
        WifiAdhocNetworkHelper network;
        network.SetArea(area);
        network.Install(nodes);
        PrepareLearners(features);
    }

    /// On nodes that have a network.
    void PrepareLearners(uint32_t features)
    {
        KeepFramesApart(nodes);
        const uint32_t n = nodes.GetN();
        for (uint32_t i = 0; i < n; ++i)
        {
            nodes.Get(i)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
                "Tx",
                MakeCallback(&WifiRun::TakeIpPacket, this));
        }
        auto data = Create<LabeledDataset>(n, features, 10);
        DataShares shares(n);
        for (uint32_t i = 0; i < n; ++i)
        {
            shares[i] = {i};
        }
        helper.SetData(data, shares);
        helper.SetAttribute("LocalSteps", UintegerValue(1));
    }

    RunSummary Run(double seconds)
    {
        helper.Install(nodes);
        record.SetDigest(true);
        Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        const RunSummary summary = recorder->Finish();
        return summary;
    }
};

void
SilenceClocks(LearnerHelper& helper)
{
    helper.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    helper.SetAttribute("GossipInterval", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    helper.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
}

} // namespace

STARDUST_TEST_CASE(WifiSizesTestCase,
                   "2, 3 and 20 devices learn over Wi-Fi, every message has one outcome and no packet is "
                   "above the MTU")
{
    for (const uint32_t n : {2u, 3u, 20u})
    {
        WifiRun run;
        run.Prepare(n, 784, 20);
        const RunSummary summary = run.Run(10);
        const MessageCounters& messages = summary.messages;
        NS_TEST_EXPECT_MSG_EQ(messages.sent,
                              messages.delivered + messages.lost + messages.expired +
                                  messages.rejected + summary.messagesInFlight,
                              "n=" << n);
        NS_TEST_EXPECT_MSG_GT(messages.delivered, 0.9 * messages.sent, "a small, quiet network");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(run.largestPacket, 1500, "MTU");
        NS_TEST_EXPECT_MSG_GT(run.largestPacket, 1400, "packets are filled");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(WifiPayloadTestCase, "virtual payload and real bytes give the same run over Wi-Fi")
{
    std::vector<std::string> digests;
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        WifiRun run;
        run.Prepare(8, 784, 60);
        run.helper.SetGroupAttribute("Payload", StringValue(payload));
        run.helper.SetAttribute("GossipInterval",
                                StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        const RunSummary summary = run.Run(10);
        NS_TEST_EXPECT_MSG_GT(summary.messages.sent, 100, "messages");
        digests.push_back(summary.result.digest);
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], "the same rows");
}

STARDUST_TEST_CASE(NeighborCacheTestCase,
                   "with filled neighbour caches the first model of 22 packets arrives; without, "
                   "address resolution loses most of it")
{
    for (const bool fill : {true, false})
    {
        WifiRun run;
        run.Prepare(2, 784, 10);
        SilenceClocks(run.helper);
        run.helper.SetFillNeighborCaches(fill);
        run.helper.Install(run.nodes);
        Ptr<GossipLearner> first = run.helper.GetGroup()->GetLearner(0);
        Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, first, 1u);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        const MessageCounters counters = run.helper.GetGroup()->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.packetsSent, 22, "31400 bytes in parts of 1448");
        NS_TEST_EXPECT_MSG_EQ(counters.delivered, (fill ? 1 : 0), "fill " << fill);
        Simulator::Destroy();
    }
}

namespace
{

/// Corrupts acknowledgements, the smallest frames, and full packets, the largest.
class ExtremesEraser : public ErrorModel
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("StardustTestExtremesEraser").SetParent<ErrorModel>();
        return tid;
    }

    uint32_t acks{0};  //!< frames corrupted
    uint32_t large{0}; //!< frames corrupted

  private:
    bool DoCorrupt(Ptr<Packet> packet) override
    {
        const bool isAck = packet->GetSize() <= 14;
        const bool isLarge = packet->GetSize() > 1400;
        acks += isAck;
        large += isLarge;
        return isAck || isLarge;
    }

    void DoReset() override
    {
    }
};

/// Counts messages that arrived in part.
void
CountPartial(uint32_t* count, Ptr<const ModelMessage> message)
{
    *count += message->reason == MessageReason::PACKETS_MISSING;
}

/**
 * Send a model of 2600 bytes, a full packet and a smaller one, to a receiver that never gets the
 * acknowledgement of its block ack response, with which its agreement begins.
 * @param run of two devices and 64 features.
 * @return messages that arrived in part.
 */
uint32_t
SendWithoutAgreement(WifiRun& run)
{
    auto eraser = CreateObject<ExtremesEraser>();
    for (uint32_t i = 0; i < 2; ++i)
    {
        // Without CTS, which is as small, nobody would respond.
        auto device = DynamicCast<WifiNetDevice>(run.nodes.Get(i)->GetDevice(0));
        device->GetRemoteStationManager()->SetAttribute("RtsCtsThreshold", UintegerValue(65535));
    }
    DynamicCast<WifiNetDevice>(run.nodes.Get(1)->GetDevice(0))
        ->GetPhy()
        ->SetAttribute("PostReceptionErrorModel", PointerValue(eraser));
    SilenceClocks(run.helper);
    run.helper.Install(run.nodes);
    Ptr<MessageLedger> ledger = run.helper.GetGroup()->GetLedger();
    uint32_t partial = 0;
    ledger->TraceConnectWithoutContext("MessageConcluded",
                                       MakeBoundCallback(&CountPartial, &partial));
    Ptr<GossipLearner> first = run.helper.GetGroup()->GetLearner(0);
    Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, first, 1u);
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    Simulator::Destroy();
    return eraser->acks > 0 && eraser->large > 0 ? partial : 0;
}

#if STARDUST_WIFI_HAS_CHANNEL_SETTINGS
constexpr WifiStandard HIGH_THROUGHPUT = WIFI_STANDARD_80211n;
#else
constexpr WifiStandard HIGH_THROUGHPUT = WIFI_STANDARD_80211n_5GHZ;
#endif

/// Two devices of a script's own, 5 m apart, on channel 36.
NetDeviceContainer
BuildOwnWifi(const NodeContainer& nodes, WifiStandard standard, const std::string& mode)
{
    YansWifiPhyHelper phy;
    phy.SetChannel(YansWifiChannelHelper::Default().Create());
    WifiHelper wifi;
    wifi.SetStandard(standard);
    wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager", "DataMode", StringValue(mode));
    WifiMacHelper mac;
    mac.SetType("ns3::AdhocWifiMac");
    return wifi.Install(phy, mac, nodes);
}

/// How long an 802.11n device of a script's own waits for the answers of each access category.
std::vector<Time>
GetWaits(Ptr<NetDevice> device)
{
    std::vector<Time> waits;
    for (const std::string name : {"BE_Txop", "BK_Txop", "VI_Txop", "VO_Txop"})
    {
        PointerValue txop;
        DynamicCast<WifiNetDevice>(device)->GetMac()->GetAttribute(name, txop);
        waits.push_back(txop.Get<QosTxop>()->GetAddBaResponseTimeout());
    }
    return waits;
}

} // namespace

STARDUST_TEST_CASE(LostAgreementTestCase,
                   "an aggregate does no harm whose receiver has no block ack agreement and got its "
                   "last frame only")
{
    WifiRun run;
    run.Prepare(2, 64, 5);
    NS_TEST_EXPECT_MSG_EQ(SendWithoutAgreement(run),
                          1,
                          "the response is not acknowledged, the first frame lost, the last there");
}

STARDUST_TEST_CASE(OwnWifiTestCase,
                   "PrepareWifiDevices() guards a script's own devices and lets them wait for "
                   "answers, unless the script has said how long")
{
    WifiRun run;
    run.nodes.Create(2);
    NetDeviceContainer devices = BuildOwnWifi(run.nodes, HIGH_THROUGHPUT, "HtMcs3");
    PointerValue voice;
    DynamicCast<WifiNetDevice>(devices.Get(1))->GetMac()->GetAttribute("VO_Txop", voice);
    voice.Get<QosTxop>()->SetAddBaResponseTimeout(MilliSeconds(7));
    NS_TEST_EXPECT_MSG_LT(GetWaits(devices.Get(0))[0], MilliSeconds(20), "as ns-3 has it");
    PrepareWifiDevices(devices);
    const Time wait = MilliSeconds(100);
    NS_TEST_EXPECT_MSG_EQ((GetWaits(devices.Get(0)) == std::vector<Time>(4, wait)), true, "all four");
    const std::vector<Time> mixed{wait, wait, wait, MilliSeconds(7)};
    NS_TEST_EXPECT_MSG_EQ((GetWaits(devices.Get(1)) == mixed), true, "the script's own stays");

    MobilityHelper().Install(run.nodes);
    InternetStackHelper stack;
    stack.Install(run.nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    run.PrepareLearners(64);
    NS_TEST_EXPECT_MSG_EQ(SendWithoutAgreement(run), 1, "without the guard ns-3 ends here");
}

STARDUST_TEST_CASE(OwnWifiOthersTestCase,
                   "PrepareWifiDevices() leaves alone a default of the user's, devices without QoS, "
                   "and those of other kinds")
{
    NodeContainer nodes;
    nodes.Create(2);
    NetDeviceContainer devices = BuildOwnWifi(nodes, WIFI_STANDARD_80211a, "OfdmRate6Mbps");
    devices.Add(CreateObject<SimpleNetDevice>());
    TypeId::AttributeInformation info;
    QosTxop::GetTypeId().LookupAttributeByName("AddBaResponseTimeout", &info);
    const Ptr<const AttributeValue> before = info.initialValue;
    Config::SetDefault("ns3::QosTxop::AddBaResponseTimeout", TimeValue(MilliSeconds(9)));
    devices.Add(BuildOwnWifi(nodes, HIGH_THROUGHPUT, "HtMcs3"));
    Config::SetDefault("ns3::QosTxop::AddBaResponseTimeout", *before);
    PrepareWifiDevices(devices);
    NS_TEST_EXPECT_MSG_EQ((GetWaits(devices.Get(3)) == std::vector<Time>(4, MilliSeconds(9))), true, "9 ms");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(LateAgreementTestCase,
                   "on a channel with room for all no link goes dead when the answer to a block ack "
                   "request is late")
{
    // With a timeout of 1.001 ms, which is the user's, 9, 16 and 5 messages are lost.
    for (const uint64_t number : {3, 4, 6})
    {
        RngSeedManager::SetRun(number);
        NetworkRun run(
            [](NodeContainer nodes, const auto&) {
                WifiAdhocNetworkHelper helper;
                helper.SetArea(30);
                return helper.Install(nodes);
            },
            MakeGraph("random-regular:4", 20, {}, number),
            64);
        run.helper.SetTransport("tcp");
        const RunSummary summary = run.Gossip(30);
        NS_TEST_EXPECT_MSG_GT(summary.messages.sent, 500, "run " << number);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.lost, 0, "run " << number);
    }
    RngSeedManager::SetRun(1);
}

STARDUST_TEST_CASE(PacingTestCase,
                   "a model larger than the queues arrives when it is paced, and not when it is sent at once")
{
    for (const bool paced : {true, false})
    {
        // 500 packets fit the Wi-Fi queue, and the queueing discipline keeps few
        // more that wait for long; 20 000 features make 553 packets.
        Config::SetDefault("ns3::WifiMacQueue::MaxSize", StringValue("100p"));
        Config::SetDefault("ns3::FqCoDelQueueDisc::MaxSize", StringValue("200p"));
        WifiRun run;
        run.Prepare(2, 20000, 5);
        SilenceClocks(run.helper);
        run.helper.SetTransport(paced ? "ns3::stardust::UdpTransport"
                                      : "ns3::stardust::UdpTransport[MaxBurst=1000000]");
        run.helper.Install(run.nodes);
        Ptr<GossipLearner> first = run.helper.GetGroup()->GetLearner(0);
        Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, first, 1u);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        const MessageCounters counters = run.helper.GetGroup()->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.packetsSent, 553, "packets");
        NS_TEST_EXPECT_MSG_EQ(counters.delivered, (paced ? 1 : 0), "paced " << paced);
        Simulator::Destroy();
    }
    Config::SetDefault("ns3::WifiMacQueue::MaxSize", StringValue("500p"));
    Config::SetDefault("ns3::FqCoDelQueueDisc::MaxSize", StringValue("10240p"));
}

namespace
{

/// Drops one chosen packet of ours, and counts the others.
class DropOne
{
  public:
    explicit DropOne(uint32_t victim)
        : m_victim(victim)
    {
    }

    /// Installed as a receive filter of the receiver's device.
    bool Take(Ptr<NetDevice> device,
              Ptr<const Packet> packet,
              uint16_t protocol,
              const Address& from)
    {
        const bool ours = packet->GetSize() > 28 + ModelFragmentHeader::SIZE;
        if (ours && m_count++ == m_victim)
        {
            return true;
        }
        return m_pass(device, packet, protocol, from);
    }

    NetDevice::ReceiveCallback m_pass; //!< where the others go

  private:
    uint32_t m_victim;   //!< which
    uint32_t m_count{0}; //!< seen
};

} // namespace

STARDUST_TEST_CASE(AnyFragmentTestCase, "the loss of any one packet loses the model, and is recorded as such")
{
    for (const uint32_t victim : {0u, 1u, 10u, 20u, 21u, 22u})
    {
        WifiRun run;
        run.Prepare(2, 784, 10);
        SilenceClocks(run.helper);
        run.helper.Install(run.nodes);
        DropOne drop(victim);
        Ptr<NetDevice> device = run.nodes.Get(1)->GetDevice(0);
        // The node's own handler is protected; hand packets to its IP layer.
        Ptr<Ipv4L3Protocol> ip = run.nodes.Get(1)->GetObject<Ipv4L3Protocol>();
        struct Forward
        {
            static bool Pass(Ptr<Ipv4L3Protocol> ip,
                             Ptr<NetDevice> device,
                             Ptr<const Packet> packet,
                             uint16_t protocol,
                             const Address& from)
            {
                if (protocol == Ipv4L3Protocol::PROT_NUMBER)
                {
                    ip->Receive(device, packet, protocol, from, device->GetAddress(), NetDevice::PACKET_HOST);
                }
                return true;
            }
        };
        drop.m_pass = MakeBoundCallback(&Forward::Pass, ip);
        device->SetReceiveCallback(MakeCallback(&DropOne::Take, &drop));
        Ptr<GossipLearner> first = run.helper.GetGroup()->GetLearner(0);
        Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, first, 1u);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        const MessageCounters counters = run.helper.GetGroup()->GetLedger()->GetCounters();
        const bool whole = victim == 22;
        NS_TEST_EXPECT_MSG_EQ(counters.delivered, (whole ? 1 : 0), "packet " << victim);
        NS_TEST_EXPECT_MSG_EQ(counters.lost, (whole ? 0 : 1), "packet " << victim);
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(HostileTrafficTestCase,
                   "packets that are not ours, or lie, are counted and dropped, and learning goes on")
{
    WifiRun run;
    run.Prepare(3, 100, 10);
    ApplicationContainer learners = run.helper.Install(run.nodes);
    Ptr<LearnerGroup> group = run.helper.GetGroup();
    Ptr<Socket> socket = Socket::CreateSocket(run.nodes.Get(2), UdpSocketFactory::GetTypeId());
    socket->Bind();
    const Address victim = group->GetTransport(0)->GetAddress();
    std::vector<Ptr<Packet>> packets{Create<Packet>(0), Create<Packet>(5), Create<Packet>(24), Create<Packet>(900)};
    for (const auto& [sender, sequence, bytes, offset] :
         std::vector<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t>>{
             {1, 1000000, 4040, 0}, {99, 0, 4040, 0}, {1, 0, 0xffffffff, 0}, {1, 0, 4040, 0xffffff00}})
    {
        ModelFragmentHeader header;
        header.sender = sender;
        header.sequence = sequence;
        header.messageBytes = bytes;
        header.offset = offset;
        auto packet = Create<Packet>(100);
        packet->AddHeader(header);
        packets.push_back(packet);
    }
    struct Sender
    {
        static void Send(Ptr<Socket> socket, Ptr<Packet> packet, Address to)
        {
            socket->SendTo(packet->Copy(), 0, to);
        }
    };
    const int rounds = 50;
    for (int round = 0; round < rounds; ++round)
    {
        for (const auto& packet : packets)
        {
            Simulator::Schedule(Seconds(1 + 0.1 * round), &Sender::Send, socket, packet, victim);
        }
    }
    Simulator::Stop(Seconds(20));
    Simulator::Run();
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    NS_TEST_EXPECT_MSG_GT(counters.strayPackets + counters.latePackets, 0.9 * rounds * packets.size(), "counted");
    NS_TEST_EXPECT_MSG_GT(group->GetLearner(0)->GetVersion(), 5, "learning goes on");
    NS_TEST_EXPECT_MSG_GT(counters.delivered, 30, "gossip goes on");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(ForeignTrafficTestCase, "another application's traffic on the same nodes goes on")
{
    WifiRun run;
    run.Prepare(4, 784, 15);
    const Ipv4Address sinkAddress =
        run.nodes.Get(1)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
    const InetSocketAddress sink(sinkAddress, 5000);
    OnOffHelper source("ns3::UdpSocketFactory", sink);
    source.SetConstantRate(DataRate("200kb/s"), 500);
    source.Install(run.nodes.Get(0)).Stop(Seconds(10));
    PacketSinkHelper sinks("ns3::UdpSocketFactory", sink);
    Ptr<PacketSink> received = DynamicCast<PacketSink>(sinks.Install(run.nodes.Get(1)).Get(0));
    const RunSummary summary = run.Run(11);
    NS_TEST_EXPECT_MSG_EQ_TOL(received->GetTotalRx(), 250000.0, 12500.0, "10 s of 200 kb/s");
    NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 0.9 * summary.messages.sent, "gossip");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(WifiStreamsTestCase, "the network draws the same in a second run of the process")
{
    std::vector<std::string> digests;
    for (int i = 0; i < 2; ++i)
    {
        WifiRun run;
        run.Prepare(6, 784, 40);
        digests.push_back(run.Run(10).result.digest);
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], "every stream of the network is assigned");
}

/// Learners on 802.11n ad hoc.
class StardustWifiTestSuite : public TestSuite
{
  public:
    StardustWifiTestSuite()
        : TestSuite("stardust-wifi", Type::SYSTEM)
    {
        AddTestCase(new WifiSizesTestCase);
        AddTestCase(new WifiPayloadTestCase);
        AddTestCase(new NeighborCacheTestCase);
        AddTestCase(new LostAgreementTestCase);
        AddTestCase(new OwnWifiTestCase);
        AddTestCase(new OwnWifiOthersTestCase);
        AddTestCase(new LateAgreementTestCase);
        AddTestCase(new PacingTestCase);
        AddTestCase(new AnyFragmentTestCase);
        AddTestCase(new HostileTrafficTestCase);
        AddTestCase(new ForeignTrafficTestCase);
        AddTestCase(new WifiStreamsTestCase);
    }
};

static StardustWifiTestSuite g_stardustWifiTestSuite;
