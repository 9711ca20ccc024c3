/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-link-run.h"
#include "stardust-network-runs.h"
#include "stardust-schedule-call.h"

#include "ns3/boolean.h"
#include "ns3/fragment-feedback-header.h"
#include "ns3/gossip-learner.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-raw-socket-factory.h"
#include "ns3/pilot-header.h"
#include "ns3/run-summary-printer.h"
#include "ns3/stray-recorder.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-header.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cstdio>
#include <functional>
#include <map>
#include <sstream>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t VICTIM = 0;
constexpr uint32_t HONEST = 1;
constexpr uint32_t HOSTILE = 2;
constexpr uint16_t PORT = 9010;
constexpr uint32_t ROUNDS = 20;

/// The devices' addresses by id, and one that is nobody's.
const std::vector<std::string> ADDRESSES{"10.0.0.1", "10.0.0.2", "10.0.0.3"};
const std::string NOBODY = "172.16.0.1";

/// When an attack takes place: everybody has resolved everybody's address.
Time
GetRound(uint32_t round)
{
    return Seconds(6.1 + 0.37 * round);
}

/// Loses what arrives in a part of each period, whatever else arrives.
class DeafErrorModel : public ErrorModel
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::DeafErrorModel").SetParent<ErrorModel>();
        return tid;
    }

  private:
    bool DoCorrupt(Ptr<Packet> /* packet */) override
    {
        return Simulator::Now() > Seconds(5) && Simulator::Now().GetMilliSeconds() % 700 < 300;
    }

    void DoReset() override
    {
    }
};

NS_OBJECT_ENSURE_REGISTERED(DeafErrorModel);

/// Send a packet by UDP from a device's node, beside its learner.
void
SendFrom(const LinkRun& run, uint32_t device, const std::string& to, uint16_t port, Ptr<Packet> packet)
{
    Ptr<Socket> socket = Socket::CreateSocket(run.nodes.Get(device), UdpSocketFactory::GetTypeId());
    socket->Bind();
    socket->SetAllowBroadcast(true);
    socket->SendTo(packet, 0, InetSocketAddress(Ipv4Address(to.c_str()), port));
    socket->Close();
}

/// Send a packet by UDP from the hostile device in the name of another address.
void
SendAs(const LinkRun& run, const Ipv4Address& source, uint32_t to, Ptr<Packet> packet)
{
    Ptr<Socket> socket = Socket::CreateSocket(run.nodes.Get(HOSTILE), Ipv4RawSocketFactory::GetTypeId());
    socket->SetAttribute("IpHeaderInclude", BooleanValue(true));
    socket->SetAttribute("Protocol", UintegerValue(17));
    // It has no interface of that address to send by.
    socket->BindToNetDevice(run.GetDevice(HOSTILE));
    const Ipv4Address destination(ADDRESSES[to].c_str());
    UdpHeader udp;
    udp.SetSourcePort(PORT);
    udp.SetDestinationPort(PORT);
    packet->AddHeader(udp);
    Ipv4Header ip;
    ip.SetSource(source);
    ip.SetDestination(destination);
    ip.SetProtocol(17);
    ip.SetTtl(64);
    ip.SetPayloadSize(packet->GetSize());
    packet->AddHeader(ip);
    socket->SendTo(packet, 0, InetSocketAddress(destination, 0));
    socket->Close();
}

Ptr<Packet>
MakeFeedback(uint32_t sender, uint32_t sequence, uint32_t receiver, bool request)
{
    FragmentFeedbackHeader header;
    header.sender = sender;
    header.sequence = sequence;
    header.receiver = receiver;
    if (request)
    {
        header.missing = {{0, 8}};
    }
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    return packet;
}

/// What is sent to the victim, given the number of its next message.
using Forger = std::function<Ptr<Packet>(uint32_t)>;

/// A device that hears only at times is sent messages with repeats, while somebody forges feedback.
RunSummary
RunFeedback(uint32_t attacker, const Forger& forge)
{
    LinkRun run(3, "udp[MaxRepeats=5|RepeatTimeout=100ms]");
    run.GetDevice(HONEST)->SetAttribute("ReceiveErrorModel", PointerValue(CreateObject<DeafErrorModel>()));
    run.Install();
    for (uint32_t round = 0; round < ROUNDS; ++round)
    {
        ScheduleCall(GetRound(round), [&run, attacker, &forge] {
            const uint32_t sequence = run.group->GetLedger()->GetNextSequence(VICTIM);
            run.group->GetLearner(VICTIM)->SendModel(HONEST);
            if (forge)
            {
                SendFrom(run, attacker, ADDRESSES[VICTIM], PORT, forge(sequence));
            }
        });
    }
    return run.Run(20);
}

/// @return what was told of strays: learner, source and packets, in order
std::string
Describe(const RunSummary& summary)
{
    std::string text;
    for (const auto& row : summary.straySources)
    {
        text += std::to_string(row.learner) + " " + row.source + " " + std::to_string(row.packets) + "; ";
    }
    return text;
}

} // namespace

STARDUST_TEST_CASE(ForgedFeedbackTestCase,
                   "an acknowledgement or a request in another device's name changes nothing and is counted with "
                   "its source; in its own name it is believed")
{
    const RunSummary quiet = RunFeedback(HOSTILE, nullptr);
    NS_TEST_EXPECT_MSG_EQ(quiet.messages.strayPackets, 0, "honest feedback is believed");
    NS_TEST_EXPECT_MSG_GT(quiet.messages.feedbackSent, quiet.messages.delivered, "there is some");
    const std::vector<std::pair<std::string, Forger>> forgeries{
        {"acknowledgement", [](uint32_t k) { return MakeFeedback(VICTIM, k, HONEST, false); }},
        {"request", [](uint32_t k) { return MakeFeedback(VICTIM, k, HONEST, true); }},
        {"of an old message", [](uint32_t) { return MakeFeedback(VICTIM, 0, HONEST, false); }},
        {"the victim's own", [](uint32_t k) { return MakeFeedback(VICTIM, k, VICTIM, false); }},
        {"nobody's", [](uint32_t k) { return MakeFeedback(VICTIM, k, 99, false); }},
        {"of what went to another", [](uint32_t k) { return MakeFeedback(VICTIM, k, HOSTILE, false); }},
        {"of another's message", [](uint32_t k) { return MakeFeedback(HONEST, k, HOSTILE, false); }},
        {"cut short", [](uint32_t k) { return MakeFeedback(VICTIM, k, HONEST, true)->CreateFragment(0, 9); }}};
    for (const auto& [what, forge] : forgeries)
    {
        const RunSummary attacked = RunFeedback(HOSTILE, forge);
        NS_TEST_EXPECT_MSG_EQ(attacked.result.digest, quiet.result.digest, what << ": no harm");
        NS_TEST_EXPECT_MSG_EQ(attacked.messages.strayPackets, ROUNDS, what << ": counted");
        NS_TEST_EXPECT_MSG_EQ(attacked.messages.latePackets, quiet.messages.latePackets, what << ": as stray");
        NS_TEST_EXPECT_MSG_EQ(Describe(attacked), "0 10.0.0.3 20; ", what << ": with its source");
    }
    // Who has not got the message and says so loses it: an acknowledgement does something.
    const RunSummary foolish = RunFeedback(HONEST, forgeries.front().second);
    NS_TEST_EXPECT_MSG_EQ(foolish.messages.strayPackets, 0, "its own is believed");
    NS_TEST_EXPECT_MSG_LT(foolish.messages.delivered + 3, quiet.messages.delivered, "and ends repeats");
}

namespace
{

/// Takes the place of the hostile learner's TCP listener and answers in others' names.
class LyingListener
{
  public:
    explicit LyingListener(LinkRun& run)
        : m_run(run)
    {
        m_listener = Socket::CreateSocket(run.nodes.Get(HOSTILE), TcpSocketFactory::GetTypeId());
        m_listener->Bind(InetSocketAddress(Ipv4Address(ADDRESSES[HOSTILE].c_str()), PORT));
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&LyingListener::Accept, this));
        m_listener->Listen();
        // The learner's own listens elsewhere, but others do not know it.
        m_run.group->GetTransport(HOSTILE)->SetAttribute("Port", UintegerValue(PORT + 5));
        ScheduleCall(MilliSeconds(1), [&run] {
            run.group->GetTransport(HOSTILE)->SetAttribute("Port", UintegerValue(PORT));
        });
    }

    std::vector<uint32_t> lies{0, 0}; //!< answers, by who is told

  private:
    void Accept(Ptr<Socket> socket, const Address& from)
    {
        const Ipv4Address address = InetSocketAddress::ConvertFrom(from).GetIpv4();
        m_opened[socket] = address == Ipv4Address(ADDRESSES[VICTIM].c_str()) ? VICTIM : HONEST;
        socket->SetRecvCallback(MakeCallback(&LyingListener::Read, this));
    }

    void Read(Ptr<Socket> socket)
    {
        const uint32_t told = m_opened.at(socket);
        const uint32_t other = told == VICTIM ? HONEST : VICTIM;
        while (Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0 || Simulator::Now() > Seconds(10))
            {
                return;
            }
            for (const auto& lie : {MakeFeedback(told, lies[told], other, false),
                                    MakeFeedback(other, lies[told], HOSTILE, false),
                                    Create<Packet>(FragmentFeedbackHeader::SIZE)})
            {
                lies[told] += socket->Send(lie) >= 0;
            }
        }
    }

    LinkRun& m_run;                          //!< the network
    Ptr<Socket> m_listener;                  //!< where others connect
    std::map<Ptr<Socket>, uint32_t> m_opened; //!< by whom
};

} // namespace

STARDUST_TEST_CASE(ForgedAnswerTestCase,
                   "over TCP an answer in another device's name, or for one, is counted with the peer's address")
{
    LinkRun run(3, "tcp");
    run.helper.SetCodec("ns3::stardust::DeltaCodec");
    run.Install();
    LyingListener listener(run);
    const RunSummary summary = run.Run(15);
    NS_TEST_EXPECT_MSG_GT(listener.lies[VICTIM], 15, "it is sent models");
    NS_TEST_EXPECT_MSG_EQ(summary.messages.strayPackets,
                          listener.lies[VICTIM] + listener.lies[HONEST],
                          "each is counted");
    std::map<std::string, uint64_t> told;
    for (const auto& row : summary.straySources)
    {
        told[std::to_string(row.learner) + " " + row.source] = row.packets;
    }
    NS_TEST_EXPECT_MSG_EQ(told.size(), 2, "one source");
    NS_TEST_EXPECT_MSG_EQ(told["0 10.0.0.3"], listener.lies[VICTIM], "told the victim");
    NS_TEST_EXPECT_MSG_EQ(told["1 10.0.0.3"], listener.lies[HONEST], "and the other");
    uint32_t honest = 0;
    for (const auto& message : run.outcomes)
    {
        const bool between = message->sender != HOSTILE && message->receiver != HOSTILE;
        honest += between && message->outcome == MessageOutcome::DELIVERED;
        NS_TEST_EXPECT_MSG_EQ((between && message->outcome != MessageOutcome::DELIVERED), false, "no harm");
    }
    NS_TEST_EXPECT_MSG_GT(honest, 15, "they go on");
}

namespace
{

/// Opportunistic gossip with pilots, some of which the hostile device makes up.
RunSummary
RunPilots(bool commit, uint32_t named, uint32_t owner)
{
    LinkRun run(3, "udp");
    run.helper.SetPeerSelector("ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]");
    run.Install();
    for (uint32_t round = 0; commit && round < ROUNDS; ++round)
    {
        ScheduleCall(GetRound(round), [&run, named, owner] {
            PilotHeader pilot;
            pilot.sender = named;
            pilot.owner = owner;
            pilot.version = 1000;
            pilot.updatedNs = Simulator::Now().GetNanoSeconds();
            auto packet = Create<Packet>();
            packet->AddHeader(pilot);
            SendFrom(run, HOSTILE, "10.0.255.255", PORT + 1, packet);
        });
    }
    return run.Run(20);
}

} // namespace

STARDUST_TEST_CASE(ForgedPilotTestCase,
                   "a pilot in another device's name changes nothing and is counted with its source; in its own "
                   "name it is believed")
{
    const RunSummary quiet = RunPilots(false, HONEST, HONEST);
    NS_TEST_EXPECT_MSG_EQ(quiet.messages.strayPackets, 0, "honest pilots are believed");
    NS_TEST_EXPECT_MSG_GT(quiet.messages.pilotsSent, 20, "there are some");
    for (const uint32_t owner : {VICTIM, HONEST, HOSTILE})
    {
        const RunSummary attacked = RunPilots(true, HONEST, owner);
        NS_TEST_EXPECT_MSG_EQ(attacked.result.digest, quiet.result.digest, owner << ": no harm");
        NS_TEST_EXPECT_MSG_EQ(attacked.messages.strayPackets, 2 * ROUNDS, owner << ": both count it");
        NS_TEST_EXPECT_MSG_EQ(Describe(attacked).size(), 30, owner << ": of one source each, " << Describe(attacked));
        for (const auto& row : attacked.straySources)
        {
            NS_TEST_EXPECT_MSG_EQ(row.source, ADDRESSES[HOSTILE], owner << ": the attacker's");
            NS_TEST_EXPECT_MSG_EQ(row.packets, ROUNDS, owner << ": all");
        }
    }
    const RunSummary own = RunPilots(true, HOSTILE, HOSTILE);
    NS_TEST_EXPECT_MSG_EQ(own.messages.strayPackets, 0, "in its own name");
    NS_TEST_EXPECT_MSG_NE(own.result.digest, quiet.result.digest, "it silences others");
}

STARDUST_TEST_CASE(HonestCellsTestCase, "across two Wi-Fi cells no honest acknowledgement is taken for a stray")
{
    NetworkRun run([](NodeContainer nodes, const auto&) { return BuildCells(2, nodes); },
                   Create<CommunicationGraph>(4),
                   8);
    run.helper.SetTransport("udp[MaxRepeats=3]");
    const RunSummary summary = run.Gossip(20);
    NS_TEST_EXPECT_MSG_GT(summary.messages.feedbackSent, 20, "there are some");
    NS_TEST_EXPECT_MSG_EQ(summary.messages.strayPackets, 0, "strays");
}

namespace
{

/// The folder may be an earlier run's: remove what it left.
std::string
Clear(const std::string& path)
{
    for (const std::string suffix : {"", "-wal", "-shm", "-journal"})
    {
        std::remove((path + suffix).c_str());
    }
    return path;
}

/// Two who send garbage, one of them in the name of an address that is nobody's.
RunSummary
RunGarbage(const std::string& path, TraceDetail detail, bool commit)
{
    LinkRun run(3, "udp");
    run.record.SetTrace(path);
    run.record.SetDetail(detail);
    run.Install();
    for (uint32_t k = 0; commit && k < 14; ++k)
    {
        ScheduleCall(GetRound(k), [&run, k] {
            const uint32_t to = k < 10 ? VICTIM : HONEST;
            k < 3 ? SendAs(run, Ipv4Address(NOBODY.c_str()), to, Create<Packet>(90))
                  : SendFrom(run, HOSTILE, ADDRESSES[to], PORT, Create<Packet>(90));
        });
    }
    return run.Run(15);
}

/// A query's one column, row after row.
std::string
List(const std::string& path, const std::string& sql)
{
    return Ask(path, "SELECT coalesce(group_concat(line, '; '), '') FROM (" + sql + ")");
}

const std::string ROWS = "SELECT learner_id || ' ' || source || ' ' || coalesce(sender_id, 'nobody') || ' ' || "
                         "packets AS line FROM stray_source WHERE run_id = ";

} // namespace

STARDUST_TEST_CASE(StrayRowsTestCase,
                   "the trace, of any detail, and the summary name the addresses that garbage came from and the "
                   "devices that have them; a second run begins with none")
{
    const std::string path = Clear(CreateTempDirFilename("rows.db"));
    const RunSummary all = RunGarbage(path, TraceDetail::ALL, true);
    RunGarbage(path, TraceDetail::SUMMARY, true);
    const RunSummary quiet = RunGarbage(path, TraceDetail::ALL, false);
    const std::string expected = "0 10.0.0.3 2 7; 0 172.16.0.1 nobody 3; 1 10.0.0.3 2 4";
    NS_TEST_EXPECT_MSG_EQ(List(path, ROWS + "1"), expected, "all");
    NS_TEST_EXPECT_MSG_EQ(List(path, ROWS + "2"), expected, "summary");
    NS_TEST_EXPECT_MSG_EQ(List(path, ROWS + "3"), "", "none");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT group_concat(stray_packets) FROM run"), "14,14,0", "their sums");
    NS_TEST_EXPECT_MSG_EQ(all.result.digest, quiet.result.digest, "what is dropped does no harm");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA foreign_key_check"), "no row", "foreign keys");
    std::ostringstream text;
    PrintRunSummary(all, text);
    NS_TEST_EXPECT_MSG_NE(text.str().find("  stray      14 packets: 11 of 10.0.0.3 (device 2), 3 of 172.16.0.1\n"),
                          std::string::npos,
                          text.str());
    std::ostringstream other;
    PrintRunSummary(quiet, other);
    NS_TEST_EXPECT_MSG_EQ(other.str().find("  stray  "), std::string::npos, "nothing to tell");
}

STARDUST_TEST_CASE(ForgedSourcesTestCase,
                   "of a flood from 5000 forged addresses 1000 are kept, the first, and all are counted")
{
    const std::string path = Clear(CreateTempDirFilename("flood.db"));
    LinkRun run(3, "udp");
    run.record.SetTrace(path);
    run.Install();
    const auto strike = [&run](double seconds) {
        ScheduleCall(Seconds(seconds),
                            [&run] { SendFrom(run, HOSTILE, ADDRESSES[VICTIM], PORT, Create<Packet>(9)); });
    };
    for (uint32_t k = 0; k < 25; ++k)
    {
        strike(k < 5 ? 6 + 0.01 * k : 9 + 0.01 * k);
    }
    constexpr uint32_t FLOOD = 5000;
    for (uint32_t k = 0; k < FLOOD; ++k)
    {
        ScheduleCall(Seconds(7) + MicroSeconds(200 * k), [&run, k] {
            SendAs(run, Ipv4Address(0xac100000 + k), k % 2 == 0 ? VICTIM : HONEST, Create<Packet>(9));
        });
    }
    const RunSummary summary = run.Run(12);
    NS_TEST_EXPECT_MSG_EQ(summary.messages.strayPackets, FLOOD + 25, "all are counted");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT sum(packets) FROM stray_source"), FLOOD + 25, "in rows");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM stray_source"),
                          StrayRecorder::MAX_SOURCES + 2,
                          "those kept, and one more of each victim");
    // Kept are the attacker's address and the first 999: 500 at the victim and 499 at the other.
    NS_TEST_EXPECT_MSG_EQ(List(path, ROWS + "1 AND packets > 1 ORDER BY packets"),
                          "0 10.0.0.3 2 25; 0 others nobody 2000; 1 others nobody 2001",
                          "who is kept goes on to be counted by name");
}

STARDUST_TEST_CASE(FailedRunTestCase, "a run that is given up says where its stray packets came from")
{
    const std::string path = Clear(CreateTempDirFilename("failed.db"));
    {
        LinkRun run(3, "udp");
        run.record.SetTrace(path);
        run.Install();
        for (uint32_t k = 0; k < ROUNDS; ++k)
        {
            ScheduleCall(Seconds(1 + 0.01 * k),
                                [&run] { SendFrom(run, HOSTILE, ADDRESSES[VICTIM], PORT, Create<Packet>(9)); });
        }
        run.record.Install(run.group);
        Simulator::Stop(Seconds(30));
        Simulator::Run();
    }
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT status || ' ' || stray_packets FROM run"), "failed 20", "run");
    NS_TEST_EXPECT_MSG_EQ(List(path, ROWS + "1"), "0 10.0.0.3 2 20", "sources");
}

namespace
{

/// Packets that nobody believes, and who sends them.
class StardustStrayTestSuite : public TestSuite
{
  public:
    StardustStrayTestSuite()
        : TestSuite("stardust-stray", Type::SYSTEM)
    {
        AddTestCase(new ForgedFeedbackTestCase);
        AddTestCase(new ForgedAnswerTestCase);
        AddTestCase(new ForgedPilotTestCase);
        AddTestCase(new HonestCellsTestCase);
        AddTestCase(new StrayRowsTestCase);
        AddTestCase(new ForgedSourcesTestCase);
        AddTestCase(new FailedRunTestCase);
    }
};

StardustStrayTestSuite g_stardustStrayTestSuite;

} // namespace
