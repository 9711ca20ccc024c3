/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-schedule-call.h"
#include "stardust-test-support.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/error-model.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/model-fragment-header.h"
#include "ns3/network-listener.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/queue-size.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wired-network-helper.h"

#include <cstdio>
#include <cmath>
#include <tuple>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Features of a model of 22 packets, and of one.
constexpr uint32_t LARGE = 784;
constexpr uint32_t SMALL = 1;

/// Learners on a network, and what became of their messages.
struct RadioRun
{
    NodeContainer nodes;
    LearnerNetwork network;
    LearnerHelper helper;
    RecordHelper record;
    Ptr<RunRecorder> recorder;
    std::vector<Ptr<const ModelMessage>> outcomes;

    ~RadioRun()
    {
        Simulator::Destroy();
    }

    void Take(Ptr<const ModelMessage> message)
    {
        outcomes.push_back(message);
    }

    void SetModel(uint32_t features)
    {
        const uint32_t n = nodes.GetN();
        DataShares shares(n);
        for (uint32_t i = 0; i < n; ++i)
        {
            shares[i] = {i};
        }
        helper.SetData(Create<LabeledDataset>(n, features, 10), shares);
        helper.SetAttribute("LocalSteps", UintegerValue(1));
        helper.SetReadyTime(network.ready);
    }

    /// No message but those that a test sends.
    void Silence()
    {
        const StringValue never("ns3::ConstantRandomVariable[Constant=1e6]");
        helper.SetAttribute("UpdateTime", never);
        helper.SetAttribute("GossipInterval", never);
        helper.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    }

    void Install()
    {
        helper.Install(nodes);
        record.SetDigest(true);
        recorder = record.Install(helper.GetGroup());
        helper.GetGroup()->GetLedger()->TraceConnectWithoutContext(
            "MessageConcluded",
            MakeCallback(&RadioRun::Take, this));
    }

    /// Let device 0 send models to another one, at times after the network is ready.
    void Send(uint32_t to, double first, double interval = 0, uint32_t count = 1)
    {
        for (uint32_t k = 0; k < count; ++k)
        {
            Simulator::Schedule(network.ready + Seconds(first + interval * k),
                                &GossipLearner::SendModel,
                                helper.GetGroup()->GetLearner(0),
                                to);
        }
    }

    RunSummary Run(double seconds)
    {
        Simulator::Stop(network.ready + Seconds(seconds));
        Simulator::Run();
        return recorder->Finish();
    }

    /// One silent message from device 0; the only outcome.
    Ptr<const ModelMessage> RunOne(uint32_t features, uint32_t to = 1, double first = 1)
    {
        SetModel(features);
        Silence();
        Install();
        Send(to, first);
        Run(first + 10);
        NS_ABORT_MSG_IF(outcomes.size() != 1, "one message, one outcome");
        return outcomes.front();
    }

    void BuildAdhoc(const std::vector<double>& places)
    {
        nodes.Create(places.size());
        auto positions = CreateObject<ListPositionAllocator>();
        for (const double x : places)
        {
            positions->Add(Vector(x, 0, 0));
        }
        WifiAdhocNetworkHelper builder;
        builder.SetPositionAllocator(positions);
        network = builder.Install(nodes);
    }

    /// A chain of cables.
    void BuildChain(uint32_t n, const std::string& rate, const std::string& queue = "10000p")
    {
        nodes.Create(n);
        LinkTopology chain;
        chain.nodes = n;
        for (uint32_t i = 0; i + 1 < n; ++i)
        {
            chain.links.push_back({i, i + 1, std::nullopt, std::nullopt});
        }
        WiredNetworkHelper builder;
        builder.SetTopology(chain);
        builder.SetRate(rate);
        builder.SetDelay("5ms");
        builder.SetQueueAttribute("MaxSize", StringValue(queue));
        network = builder.Install(nodes, CommunicationGraph(n));
    }

    Ptr<WifiNetDevice> GetWifi(uint32_t i) const
    {
        return DynamicCast<WifiNetDevice>(network.devices.Get(i));
    }
};

/// What the listener and the transport say of a message.
std::string
Describe(const ModelMessage& message)
{
    return std::string(ToString(message.outcome)) + " " + ToString(FindCause(message));
}

} // namespace

STARDUST_TEST_CASE(RetryLimitTestCase,
                   "out of range: the MAC sends a frame seven times and gives up, retry_limit")
{
    RadioRun run;
    run.BuildAdhoc({0, 1000});
    const auto message = run.RunOne(SMALL);
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost retry_limit", "the reason");
    NS_TEST_EXPECT_MSG_EQ(std::string(ToString(message->reason)), "no_packet_arrived", "digested");
    NS_TEST_EXPECT_MSG_EQ(message->macRetries, 6, "dot11ShortRetryLimit is 7");
    NS_TEST_EXPECT_MSG_EQ(message->macDrops, 1, "one packet");
    NS_TEST_EXPECT_MSG_EQ(message->firstPacket.IsNegative(), true, "nothing arrived");
}

STARDUST_TEST_CASE(MacQueueTestCase,
                   "a Wi-Fi MAC queue that takes two frames, and no queue disc before it: queue_full")
{
    RadioRun run;
    run.BuildAdhoc({0, 5});
    // Queue discs wait until the MAC's queue has room.
    TrafficControlHelper().Uninstall(run.network.devices);
    PointerValue txop;
    PointerValue queue;
    run.GetWifi(0)->GetMac()->GetAttribute("BE_Txop", txop);
    txop.GetObject()->GetAttribute("Queue", queue);
    queue.GetObject()->SetAttribute("MaxSize", QueueSizeValue(QueueSize("2p")));
    const auto message = run.RunOne(LARGE);
    // Before ns-3.36 nobody tells what is dropped where there is no queue disc.
    TypeId::TraceSourceInformation info;
    const bool told = TrafficControlLayer::GetTypeId().LookupTraceSourceByName("TcDrop", &info) != nullptr;
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), (told ? "lost queue_full" : "lost packets_missing"), "the reason");
    NS_TEST_EXPECT_MSG_GT(message->packetsArrived, 0, "of 22, some arrive");
    NS_TEST_EXPECT_MSG_EQ(message->macDrops, 0, "the MAC says that it is full and is not given more");
}

STARDUST_TEST_CASE(CableQueueTestCase, "a cable's queue of five packets: queue_full, exactly counted")
{
    RadioRun run;
    run.BuildChain(2, "1Mbps", "5p");
    const auto message = run.RunOne(LARGE);
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost queue_full", "the reason");
    NS_TEST_EXPECT_MSG_EQ(message->packetsArrived, 6, "five wait, one is on the wire");
    NS_TEST_EXPECT_MSG_EQ(message->macDrops, 16, "the rest of 22");
}

STARDUST_TEST_CASE(BroadcastDropTestCase, "what a queue drops of a broadcast is lost to each receiver")
{
    RadioRun run;
    run.nodes.Create(3);
    WiredNetworkHelper builder;
    builder.SetKind("csma");
    builder.SetQueueAttribute("MaxSize", StringValue("2p"));
    run.network = builder.Install(run.nodes, CommunicationGraph(3));
    run.SetModel(LARGE);
    run.helper.SetTransport("broadcast");
    run.Install();
    run.Run(10);
    uint32_t lost = 0;
    for (const auto& message : run.outcomes)
    {
        lost += message->outcome == MessageOutcome::LOST;
        NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost queue_full", "each copy");
    }
    NS_TEST_EXPECT_MSG_GT(lost, 4, "both copies of several");
}

STARDUST_TEST_CASE(NotAssociatedTestCase, "a station that left its access point: not_associated")
{
    RadioRun run;
    run.nodes.Create(2);
    run.network = WifiInfrastructureNetworkHelper().Install(run.nodes);
    const auto mobility = run.nodes.Get(0)->GetObject<MobilityModel>();
    Simulator::Schedule(run.network.ready, &MobilityModel::SetPosition, mobility, Vector(1e5, 0, 0));
    const auto message = run.RunOne(SMALL, 1, 5);
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost not_associated", "the reason");
    NS_TEST_EXPECT_MSG_EQ(message->packetsArrived, 0, "nothing arrived");
}

STARDUST_TEST_CASE(ArpTestCase, "packets that find no room while an address is resolved: arp_failed")
{
    RadioRun run;
    run.BuildAdhoc({0, 5});
    run.helper.SetFillNeighborCaches(false);
    const auto message = run.RunOne(LARGE);
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost arp_failed", "the reason");
    NS_TEST_EXPECT_MSG_EQ(message->macDrops, 0, "no device dropped it");
}

STARDUST_TEST_CASE(RelayTestCase,
                   "a relay without route, with too few hops left, or that may not forward is named")
{
    const std::vector<std::pair<std::string, std::function<void(Ptr<Ipv4>, Ptr<Ipv4>)>>> breaks{
        {"lost no_route",
         [](Ptr<Ipv4> /* sender */, Ptr<Ipv4> relay) {
             const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(relay);
             while (routes->GetNRoutes() > 0)
             {
                 routes->RemoveRoute(0);
             }
         }},
        {"lost ttl",
         [](Ptr<Ipv4> sender, Ptr<Ipv4> /* relay */) {
             sender->SetAttribute("DefaultTtl", UintegerValue(1));
         }},
        {"lost route_error", [](Ptr<Ipv4> /* sender */, Ptr<Ipv4> relay) {
             relay->SetAttribute("IpForward", BooleanValue(false));
         }}};
    for (const auto& [expected, breakIt] : breaks)
    {
        RadioRun run;
        run.BuildChain(3, "10Mbps");
        breakIt(run.nodes.Get(0)->GetObject<Ipv4>(), run.nodes.Get(1)->GetObject<Ipv4>());
        const auto message = run.RunOne(SMALL, 2);
        NS_TEST_EXPECT_MSG_EQ(Describe(*message), expected, "at the relay");
        NS_TEST_EXPECT_MSG_EQ(message->macDrops, 0, "no device dropped it");
    }
}

STARDUST_TEST_CASE(OwnRouteTestCase, "a sender without route, over UDP and over TCP: no_route")
{
    for (const std::string transport : {"udp", "tcp"})
    {
        RadioRun run;
        run.BuildChain(2, "10Mbps");
        run.helper.SetTransport(transport);
        Ptr<Ipv4> ipv4 = run.nodes.Get(0)->GetObject<Ipv4>();
        ScheduleCall(Seconds(0.5), [ipv4] { ipv4->SetDown(1); });
        const auto message = run.RunOne(SMALL);
        NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost no_route", transport);
    }
}

STARDUST_TEST_CASE(LinkErrorTestCase, "a packet that a cable spoils: link_error")
{
    RadioRun run;
    run.BuildChain(2, "10Mbps");
    auto errors = CreateObject<RateErrorModel>();
    errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    errors->SetRate(1);
    run.network.devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    const auto message = run.RunOne(SMALL);
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), "lost link_error", "the reason");
}

STARDUST_TEST_CASE(RetryCountTestCase,
                   "a link that spoils frames with probability p: retries are geometric, cut off "
                   "at the retry limit")
{
    constexpr double p = 0.3;
    constexpr uint32_t count = 2000;
    RadioRun run;
    run.BuildAdhoc({0, 5});
    auto errors = CreateObject<RateErrorModel>();
    errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    errors->SetRate(p);
    errors->AssignStreams(4711);
    // The receiver hears data frames only; acknowledgements go the other way.
    run.GetWifi(1)->GetPhy()->SetPostReceptionErrorModel(errors);
    run.SetModel(SMALL);
    run.Silence();
    run.Install();
    run.Send(1, 1, 0.02, count);
    run.Run(1 + 0.02 * count + 6);
    double retries = 0;
    double first = 0;
    for (const auto& message : run.outcomes)
    {
        retries += message->macRetries;
        first += message->macRetries == 0;
    }
    NS_TEST_ASSERT_MSG_EQ(run.outcomes.size(), count, "messages");
    // 3.5 standard deviations: a chance of less than 1 in 2000 each.
    NS_TEST_EXPECT_MSG_EQ_TOL(retries / count,
                              p * (1 - std::pow(p, 6)) / (1 - p),
                              3.5 * std::sqrt(p / count) / (1 - p),
                              "mean");
    NS_TEST_EXPECT_MSG_EQ_TOL(first / count,
                              1 - p,
                              3.5 * std::sqrt(p * (1 - p) / count),
                              "share without a retry");
}

STARDUST_TEST_CASE(ArrivalTestCase,
                   "on an idle cable the first and the last packet arrive when bytes by rate and "
                   "propagation say")
{
    RadioRun run;
    run.BuildChain(2, "10Mbps");
    const auto message = run.RunOne(LARGE);
    constexpr double delay = 5e-3;
    // IP, UDP and PPP headers; 22 packets, each full but the last.
    constexpr uint32_t heads = 20 + 8 + 2 + ModelFragmentHeader::SIZE;
    const double first = 8 * 1502 / 10e6 + delay;
    const double last = 8 * (message->payloadBytes + 22 * heads) / 10e6 + delay;
    NS_TEST_EXPECT_MSG_EQ_TOL((message->firstPacket - message->sent).GetSeconds(),
                              first,
                              1e-7,
                              "first");
    NS_TEST_EXPECT_MSG_EQ_TOL((message->lastPacket - message->sent).GetSeconds(),
                              last,
                              1e-7,
                              "last");
    NS_TEST_EXPECT_MSG_EQ((message->lastPacket == message->concluded), true, "and it is complete");
}

STARDUST_TEST_CASE(StreamArrivalTestCase, "over TCP the first segment comes earlier than the last")
{
    RadioRun run;
    run.BuildChain(2, "10Mbps");
    run.helper.SetTransport("tcp");
    const auto message = run.RunOne(LARGE);
    const double first = (message->firstPacket - message->sent).GetSeconds();
    NS_TEST_EXPECT_MSG_EQ(Describe(*message), "delivered ", "nothing is lost");
    // Three flights of 5 ms: SYN, SYN ACK, and the first data.
    NS_TEST_EXPECT_MSG_GT(first, 15e-3, "after the handshake");
    NS_TEST_EXPECT_MSG_LT(first, 15e-3 + 3 * 8 * 1502 / 10e6, "with the first segment");
    NS_TEST_EXPECT_MSG_EQ((message->lastPacket == message->concluded), true, "last");
    NS_TEST_EXPECT_MSG_GT(message->lastPacket, message->firstPacket, "22 segments");
}

namespace
{

using Row = std::tuple<uint32_t, uint32_t, Time, Time, uint32_t, uint32_t, std::string>;

/// A run with losses; its rows, digest and what the trace says.
struct CrowdedRun
{
    std::vector<Row> rows;
    std::string digest;
    uint64_t retries{0};
    bool specific{false}; //!< a reason that only the listener knows

    CrowdedRun(const std::string& payload, bool listens)
    {
        Config::SetDefault("ns3::stardust::NetworkListener::Enabled", BooleanValue(listens));
        RadioRun run;
        run.BuildAdhoc({0, 20, 40, 60, 80, 100, 120, 140});
        run.SetModel(LARGE);
        run.helper.SetGroupAttribute("Payload", StringValue(payload));
        run.helper.SetGroupAttribute(
            "Ledger",
            StringValue("ns3::stardust::MessageLedger[MessageLifetime=1s]"));
        run.Install();
        digest = run.Run(4).result.digest;
        for (const auto& m : run.outcomes)
        {
            const MessageReason cause = FindCause(*m);
            rows.emplace_back(m->sender,
                              m->sequence,
                              m->firstPacket,
                              m->lastPacket,
                              m->macRetries,
                              m->macDrops,
                              ToString(cause));
            retries += m->macRetries;
            specific = specific || cause == MessageReason::RETRY_LIMIT;
        }
        Config::SetDefault("ns3::stardust::NetworkListener::Enabled", BooleanValue(true));
    }
};

} // namespace

STARDUST_TEST_CASE(SameRunTestCase,
                   "virtual and real payload give the same rows; the digest does not depend on the listener")
{
    const CrowdedRun with("Virtual", true);
    const CrowdedRun bytes("Bytes", true);
    const CrowdedRun without("Virtual", false);
    NS_TEST_EXPECT_MSG_GT(with.retries, 0, "something to tell");
    NS_TEST_EXPECT_MSG_EQ(with.specific, true, "out of range");
    NS_TEST_EXPECT_MSG_EQ((with.rows == bytes.rows), true, "payload");
    NS_TEST_EXPECT_MSG_EQ(with.digest, bytes.digest, "payload");
    NS_TEST_EXPECT_MSG_EQ(with.digest, without.digest, "listener");
    NS_TEST_EXPECT_MSG_EQ(without.retries, 0, "nobody listens");
    NS_TEST_EXPECT_MSG_EQ(without.specific, false, "nobody listens");
}

STARDUST_TEST_CASE(ViewsTestCase,
                   "the trace has the reasons, and NULL where a network does not tell")
{
    const std::string path = CreateTempDirFilename("radio.db");
    // The folder may be that of an earlier run of the tests.
    std::remove(path.c_str());
    {
        RadioRun run;
        run.record.SetTrace(path);
        run.BuildChain(2, "1Mbps", "5p");
        run.RunOne(LARGE);
    }
    {
        RadioRun run;
        run.record.SetTrace(path);
        run.BuildAdhoc({0, 5});
        run.RunOne(LARGE);
    }
    SqliteConnection file(path);
    const auto ask = [&file](const std::string& sql) {
        SqliteStatement query(file, sql);
        return query.Step() ? query.GetText(0) : "";
    };
    NS_TEST_EXPECT_MSG_EQ(ask("SELECT group_concat(run_id || reason || messages) FROM loss_reasons"),
                          "1queue_full1",
                          "the second run loses nothing");
    const std::string link = "SELECT sent || ' ' || delivered || ' ' || lost || ' ' || "
                             "ifnull(retries, 'NULL') FROM link_summary WHERE run_id = ";
    NS_TEST_EXPECT_MSG_EQ(ask(link + "1"), "1 0 1 NULL", "a cable knows no retries");
    NS_TEST_EXPECT_MSG_EQ(ask(link + "2"), "1 1 0 0", "near and alone");
    NS_TEST_EXPECT_MSG_EQ(ask("SELECT mac_drops FROM model_message WHERE run_id = 1"), "16", "drops");
    NS_TEST_EXPECT_MSG_EQ(ask("SELECT count(*) FROM message WHERE first_packet_s > sent_s AND "
                              "last_packet_s > first_packet_s"),
                          "2",
                          "times");
}

/// What the network did to each message.
class StardustRadioTestSuite : public TestSuite
{
  public:
    StardustRadioTestSuite()
        : TestSuite("stardust-radio", Type::SYSTEM)
    {
        AddTestCase(new RetryLimitTestCase);
        AddTestCase(new MacQueueTestCase);
        AddTestCase(new CableQueueTestCase);
        AddTestCase(new BroadcastDropTestCase);
        AddTestCase(new NotAssociatedTestCase);
        AddTestCase(new ArpTestCase);
        AddTestCase(new RelayTestCase);
        AddTestCase(new OwnRouteTestCase);
        AddTestCase(new LinkErrorTestCase);
        AddTestCase(new RetryCountTestCase);
        AddTestCase(new ArrivalTestCase);
        AddTestCase(new StreamArrivalTestCase);
        AddTestCase(new SameRunTestCase);
        AddTestCase(new ViewsTestCase);
    }
};

static StardustRadioTestSuite g_stardustRadioTestSuite;
