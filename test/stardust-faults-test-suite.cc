/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-link-run.h"
#include "stardust-schedule-call.h"

#include "ns3/byzantine-codec.h"
#include "ns3/gossip-learner.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-transport.h"
#include "ns3/model-fragment-header.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcp-transport.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/udp-transport.h"

#include <cmath>
#include <cstring>
#include <functional>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t VICTIM = 0;
constexpr uint32_t HONEST = 1;
constexpr uint32_t HOSTILE = 2;
/// Bytes of a model of the small task: two classes of four features and a bias.
constexpr uint32_t MODEL_BYTES = 2 * 5 * 4;

const std::vector<std::string> TRANSPORTS{"udp", "tcp", "broadcast"};

/// Sends what it likes from the node of the hostile device, beside that one's learner.
class Attacker
{
  public:
    Attacker(LinkRun& run, const std::string& transport)
        : m_run(run),
          m_stream(transport == "tcp")
    {
        if (!m_stream)
        {
            m_socket = Socket::CreateSocket(run.nodes.Get(HOSTILE), UdpSocketFactory::GetTypeId());
            m_socket->Bind();
        }
    }

    /// Be ready to send once; over TCP on a connection that nothing has come on.
    void Prepare()
    {
        if (m_stream)
        {
            m_socket = Socket::CreateSocket(m_run.nodes.Get(HOSTILE), TcpSocketFactory::GetTypeId());
            m_socket->Bind();
            m_socket->Connect(m_run.group->GetTransport(VICTIM)->GetAddress());
            m_opened.push_back(m_socket);
        }
    }

    void Send(Ptr<Packet> packet)
    {
        ++sent;
        m_stream ? m_socket->Send(packet)
                 : m_socket->SendTo(packet, 0, m_run.group->GetTransport(VICTIM)->GetAddress());
    }

    uint32_t sent{0}; //!< packets

  private:
    LinkRun& m_run;                    //!< the network
    bool m_stream;                     //!< over TCP
    Ptr<Socket> m_socket;              //!< to the victim
    std::vector<Ptr<Socket>> m_opened; //!< so that they live on
};

Ptr<Packet>
MakeGarbage(uint32_t size)
{
    std::vector<uint8_t> bytes(size);
    for (uint32_t k = 0; k < size; ++k)
    {
        bytes[k] = (k * 167 + size) & 0xff;
    }
    return Create<Packet>(bytes.data(), size);
}

/// What makes a packet of an honest one's header and content.
using Forger = std::function<Ptr<Packet>(ModelFragmentHeader)>;

Ptr<Packet>
Join(const ModelFragmentHeader& header, uint32_t bytes = MODEL_BYTES)
{
    // All ones are no numbers.
    const std::vector<uint8_t> content(bytes, 0xff);
    auto packet = Create<Packet>(content.data(), bytes);
    packet->AddHeader(header);
    return packet;
}

/// A packet whose header says that it is of another format.
Ptr<Packet>
JoinOfFormat(const ModelFragmentHeader& header, uint8_t format)
{
    auto packet = Join(header);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    bytes[2] = format;
    return Create<Packet>(bytes.data(), bytes.size());
}

/// Something that a device must not do.
struct Fault
{
    std::string name;   //!< for messages
    uint32_t named;     //!< whose message the packet says to be
    Forger forge;       //!< makes it
    bool stream{true};  //!< whether it makes sense over TCP, where a fragment is no unit
};

/// Change a header, and let it be followed by what is no number.
template <typename Change>
Forger
Altered(Change change)
{
    return [change](ModelFragmentHeader header) {
        change(header);
        return Join(header);
    };
}

std::vector<Fault>
ListFaults()
{
    using Header = ModelFragmentHeader;
    return {{"garbage", HONEST, [](Header) { return MakeGarbage(900); }},
            {"garbage of a header's size", HONEST, [](Header) { return MakeGarbage(Header::SIZE); }},
            {"half a header", HONEST, [](Header) { return MakeGarbage(5); }, false},
            {"nothing", HONEST, [](Header) { return Create<Packet>(0); }, false},
            {"another model's size", HOSTILE, Altered([](Header& h) { h.messageBytes += 4; })},
            {"4 GB", HOSTILE, Altered([](Header& h) { h.messageBytes = 0xffffffff; })},
            {"no bytes", HOSTILE, Altered([](Header& h) { h.messageBytes = 0; })},
            {"an offset behind the end", HOSTILE, Altered([](Header& h) { h.offset = 0xffffff00; })},
            {"more than the message has",
             HOSTILE,
             [](Header h) { return Join(h, MODEL_BYTES + 1); },
             false},
            {"an old version", HOSTILE, Altered([](Header& h) { --h.senderVersion; })},
            {"a future version", HOSTILE, Altered([](Header& h) { h.senderVersion += 1000; })},
            {"an old format", HOSTILE, [](Header h) { return JoinOfFormat(h, 0); }},
            {"a future format", HOSTILE, [](Header h) { return JoinOfFormat(h, 2); }},
            {"somebody else's message", HONEST, Altered([](Header&) {})},
            {"the victim's own", VICTIM, Altered([](Header&) {})},
            {"nobody's", HONEST, Altered([](Header& h) { h.sender = 99; })},
            {"a message never sent", HONEST, Altered([](Header& h) { h.sequence += 1000; })}};
}

/// What a run came to.
struct Outcome
{
    RunSummary summary;
    uint32_t forged{0};                            //!< packets
    uint32_t version{0};                           //!< of the victim
    std::map<Ipv4Address, uint32_t> strays;        //!< by who sent them, as the victim tells
    Ipv4Address hostile;                           //!< the attacker's address
    uint32_t unfinished{0};                        //!< messages kept by the victim, at most
    uint32_t connections{0};                       //!< to the victim, at most

    /// @return stray packets of which the victim tells that the attacker has sent them
    uint32_t CountTold() const
    {
        const auto found = strays.find(hostile);
        return found == strays.end() ? 0 : found->second;
    }
};

/// A run of three devices, the victim among them, with an attacker.
class FaultRun
{
  public:
    explicit FaultRun(const std::string& transport, double loss = 0)
        : run(3, transport, loss),
          m_transport(transport.substr(0, transport.find('[')))
    {
        run.helper.SetGroupAttribute("Payload", StringValue("Bytes"));
    }

    /// Install the learners.
    void Begin()
    {
        run.Install();
        attacker = std::make_unique<Attacker>(run, m_transport);
        run.group->GetTransport(VICTIM)->TraceConnectWithoutContext("StrayPacket",
                                                                    MakeCallback(&FaultRun::NoteStray, this));
        Simulator::Schedule(MilliSeconds(5), &FaultRun::Watch, this);
    }

    /// Send what is forged, if there is a fault, and then what it lies about.
    void Strike(const Fault* fault, uint32_t named)
    {
        if (fault)
        {
            ModelFragmentHeader header;
            header.sender = named;
            header.sequence = run.group->GetLedger()->GetNextSequence(named);
            header.senderVersion = run.group->GetVersions()->GetMade(named);
            header.messageBytes = MODEL_BYTES;
            attacker->Send(fault->forge(header));
        }
        run.group->GetLearner(named)->SendModel(named == VICTIM ? HONEST : VICTIM);
    }

    Outcome End(double seconds)
    {
        m_outcome.summary = run.Run(seconds);
        m_outcome.forged = attacker->sent;
        m_outcome.version = run.group->GetLearner(VICTIM)->GetVersion();
        m_outcome.hostile = run.nodes.Get(HOSTILE)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
        return m_outcome;
    }

    LinkRun run;
    std::unique_ptr<Attacker> attacker;

  private:
    void NoteStray(uint32_t learner, const Address& from)
    {
        NS_ABORT_UNLESS(learner == VICTIM);
        ++m_outcome.strays[InetSocketAddress::ConvertFrom(from).GetIpv4()];
    }

    void Watch()
    {
        const auto transport = run.group->GetTransport(VICTIM);
        if (const auto udp = DynamicCast<UdpTransport>(transport))
        {
            m_outcome.unfinished = std::max(m_outcome.unfinished, udp->CountUnfinished());
        }
        if (const auto tcp = DynamicCast<TcpTransport>(transport))
        {
            m_outcome.connections = std::max(m_outcome.connections, tcp->CountAccepted());
        }
        Simulator::Schedule(MilliSeconds(5), &FaultRun::Watch, this);
    }

    std::string m_transport; //!< its name
    Outcome m_outcome;       //!< so far
};

constexpr uint32_t ROUNDS = 20;

Outcome
RunFault(const std::string& transport, const Fault& fault, bool commit)
{
    FaultRun faulty(transport);
    faulty.Begin();
    for (uint32_t round = 0; round < ROUNDS; ++round)
    {
        const Time when = Seconds(1.3 + 0.37 * round);
        if (commit)
        {
            Simulator::Schedule(when - MilliSeconds(100), &Attacker::Prepare, faulty.attacker.get());
        }
        Simulator::Schedule(when, &FaultRun::Strike, &faulty, commit ? &fault : nullptr, fault.named);
    }
    return faulty.End(15);
}

} // namespace

STARDUST_TEST_CASE(ForgedFaultsTestCase,
                   "whatever a device forges over UDP, TCP or broadcast is counted, its address told, and the run is "
                   "to the last bit what it is without")
{
    for (const std::string& transport : TRANSPORTS)
    {
        for (const Fault& fault : ListFaults())
        {
            if (transport == "tcp" && !fault.stream)
            {
                continue;
            }
            const std::string what = transport + ", " + fault.name;
            const Outcome quiet = RunFault(transport, fault, false);
            const Outcome attacked = RunFault(transport, fault, true);
            NS_TEST_EXPECT_MSG_EQ(quiet.summary.messages.strayPackets, 0, what << ": nothing without it");
            NS_TEST_EXPECT_MSG_EQ(attacked.forged, ROUNDS, what);
            NS_TEST_EXPECT_MSG_EQ(attacked.summary.messages.strayPackets, ROUNDS, what << ": each is counted");
            NS_TEST_EXPECT_MSG_EQ(attacked.strays.size(), 1, what << ": one source");
            NS_TEST_EXPECT_MSG_EQ(attacked.CountTold(), ROUNDS, what << ": which is told");
            NS_TEST_EXPECT_MSG_EQ(attacked.summary.result.digest, quiet.summary.result.digest, what << ": no harm");
            NS_TEST_EXPECT_MSG_GT(attacked.version, 5, what << ": it keeps learning");
            NS_TEST_EXPECT_MSG_GT(attacked.summary.messages.delivered, 60, what << ": and hearing");
            NS_TEST_EXPECT_MSG_LT(attacked.unfinished, 2, what << ": it keeps nothing of it");
            NS_TEST_EXPECT_MSG_LT(attacked.connections, 4, what << ": nor connections");
        }
    }
}

namespace
{

/// Thousands of all packets that can be forged.
Outcome
RunFlood(const std::string& transport, bool commit)
{
    FaultRun faulty(transport);
    faulty.Begin();
    const auto faults = ListFaults();
    for (uint32_t k = 0; commit && k < 20000; ++k)
    {
        const Fault& fault = faults[k % faults.size()];
        ModelFragmentHeader header;
        header.sender = fault.named;
        header.sequence = k / 100;
        header.messageBytes = MODEL_BYTES;
        Simulator::Schedule(Seconds(2 + k * 0.0001), &Attacker::Send, faulty.attacker.get(), fault.forge(header));
    }
    return faulty.End(10);
}

/// Hundreds of connections on each of which comes half a header.
Outcome
RunConnections(bool commit)
{
    FaultRun faulty("tcp");
    faulty.Begin();
    for (uint32_t k = 0; commit && k < 400; ++k)
    {
        const Time when = Seconds(1) + MilliSeconds(10 * k);
        Simulator::Schedule(when, &Attacker::Prepare, faulty.attacker.get());
        Simulator::Schedule(when + MilliSeconds(5), &Attacker::Send, faulty.attacker.get(), MakeGarbage(10));
    }
    return faulty.End(10);
}

} // namespace

STARDUST_TEST_CASE(FloodTestCase, "a flood of 20 000 packets, or of 400 connections, is counted, and takes no memory")
{
    for (const std::string transport : {"udp", "broadcast"})
    {
        const Outcome quiet = RunFlood(transport, false);
        const Outcome attacked = RunFlood(transport, true);
        const MessageCounters& messages = attacked.summary.messages;
        NS_TEST_EXPECT_MSG_EQ(attacked.forged, 20000, transport);
        // Those with the right header of a message of the hostile device that has its outcome are late.
        NS_TEST_EXPECT_MSG_EQ(messages.strayPackets + messages.latePackets, 20000, transport << ": counted");
        NS_TEST_EXPECT_MSG_GT(messages.strayPackets, 15000, transport << ": most are forged");
        NS_TEST_EXPECT_MSG_EQ(attacked.CountTold(), messages.strayPackets, transport << ": told");
        NS_TEST_EXPECT_MSG_EQ(attacked.summary.result.digest, quiet.summary.result.digest, transport << ": no harm");
        NS_TEST_EXPECT_MSG_LT(attacked.unfinished, 2, transport << ": nothing is kept");
    }
    const Outcome quiet = RunConnections(false);
    const Outcome attacked = RunConnections(true);
    NS_TEST_EXPECT_MSG_EQ(attacked.forged, 400, "connections");
    // Two peers have one each, and eight is the attribute's default for one address.
    NS_TEST_EXPECT_MSG_LT(attacked.connections, 11, "bounded");
    NS_TEST_EXPECT_MSG_GT(attacked.connections, 8, "they stay open");
    NS_TEST_EXPECT_MSG_GT(attacked.CountTold(), 390, "told");
    NS_TEST_EXPECT_MSG_GT(attacked.version, 3, "it keeps learning");
    NS_TEST_EXPECT_MSG_GT(attacked.summary.messages.delivered, quiet.summary.messages.delivered - 2, "and hearing");
}

STARDUST_TEST_CASE(UnfinishedFloodTestCase,
                   "of messages that never become whole as many are kept as MaxPartialMessages says")
{
    for (const std::string transport : {"udp", "broadcast"})
    {
        FaultRun faulty(transport + "[FragmentSize=20|MaxPartialMessages=16]", 0.5);
        faulty.run.SetGossip(0.1);
        faulty.Begin();
        const auto flood = [&faulty](uint32_t at) {
            ScheduleCall(MilliSeconds(5 * at), [&faulty] {
                faulty.run.group->GetLearner(HOSTILE)->SendModel(VICTIM);
            });
        };
        for (uint32_t at = 100; at < 2000; ++at)
        {
            flood(at);
        }
        const Outcome outcome = faulty.End(12);
        NS_TEST_EXPECT_MSG_EQ(outcome.unfinished, 16, transport << ": full, and no more");
        NS_TEST_EXPECT_MSG_EQ(outcome.summary.messages.sent, CountAll(outcome.summary), transport);
        NS_TEST_EXPECT_MSG_GT(outcome.version, 3, transport << ": it keeps learning");
        uint32_t honest = 0;
        for (const auto& message : faulty.run.outcomes)
        {
            honest += message->sender == HONEST && message->receiver == VICTIM &&
                      message->outcome == MessageOutcome::DELIVERED;
        }
        // About 60 are sent, or 120 broadcast, of which a quarter arrive whole: 15, sd 3.4.
        NS_TEST_EXPECT_MSG_GT(honest, 3, transport << ": and hearing");
    }
}

namespace
{

/// Sends messages that are its own, in order, and hold what no codec makes.
class FaultyCodec : public ByzantineCodec
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::FaultyCodec")
                                .SetParent<ByzantineCodec>()
                                .AddConstructor<FaultyCodec>()
                                .AddAttribute("Fault",
                                              "What is wrong",
                                              StringValue("nan"),
                                              MakeStringAccessor(&FaultyCodec::m_fault),
                                              MakeStringChecker());
        return tid;
    }

    std::vector<uint8_t> EncodeFor(const float* parameters,
                                   uint32_t count,
                                   uint32_t /* receiver */,
                                   uint32_t /* sequence */) override
    {
        const uint32_t length = m_fault == "long" ? count + 1 : m_fault == "short" ? count - 1 : count;
        std::vector<float> values(length, 1);
        std::copy_n(parameters, std::min(length, count), values.begin());
        if (m_fault == "nan")
        {
            values[length / 2] = NAN;
        }
        if (m_fault == "infinite")
        {
            values.back() = -INFINITY;
        }
        std::vector<uint8_t> bytes(length * sizeof(float));
        std::memcpy(bytes.data(), values.data(), bytes.size());
        if (m_fault == "garbage")
        {
            bytes.assign(1234, 0x5a);
        }
        if (m_fault == "empty")
        {
            bytes.clear();
        }
        return bytes;
    }

  private:
    std::string m_fault; //!< see the attribute
};

NS_OBJECT_ENSURE_REGISTERED(FaultyCodec);

} // namespace

STARDUST_TEST_CASE(FaultyModelsTestCase,
                   "models of another size, or that hold what is no number, are rejected, and the trace names their "
                   "sender")
{
    const std::vector<std::pair<std::string, std::string>> faults{{"nan", "not_finite"},
                                                                  {"infinite", "not_finite"},
                                                                  {"long", "malformed"},
                                                                  {"short", "malformed"},
                                                                  {"garbage", "malformed"},
                                                                  {"empty", "malformed"}};
    for (const std::string& transport : TRANSPORTS)
    {
        for (const auto& [fault, reason] : faults)
        {
            const std::string what = transport + ", " + fault;
            const std::string path = CreateTempDirFilename(transport + "-" + fault + ".db");
            FaultRun faulty(transport);
            faulty.run.helper.SetByzantine("ns3::stardust::tests::FaultyCodec[Fault=" + fault + "]", {HOSTILE});
            faulty.run.record.SetTrace(path);
            faulty.Begin();
            const Outcome outcome = faulty.End(15);
            const auto count = [&](const std::string& condition) {
                return AskNumber(path, "SELECT count(*) FROM model_message WHERE " + condition);
            };
            NS_TEST_EXPECT_MSG_GT(count("sender_id = 2 AND outcome = 'rejected' AND reason = '" + reason + "'"),
                                  20,
                                  what << ": named");
            NS_TEST_EXPECT_MSG_EQ(count("sender_id = 2 AND outcome = 'delivered'"), 0, what << ": none enters");
            NS_TEST_EXPECT_MSG_EQ(count("sender_id <> 2 AND outcome <> 'delivered' AND outcome <> 'in_flight'"),
                                  0,
                                  what << ": nobody else is blamed");
            NS_TEST_EXPECT_MSG_GT(count("sender_id <> 2 AND outcome = 'delivered'"), 40, what << ": others are heard");
            NS_TEST_EXPECT_MSG_EQ(faulty.run.group->GetVersions()->Get(VICTIM, HOSTILE), 0, what << ": taught nothing");
            NS_TEST_EXPECT_MSG_GT(outcome.version, 5, what << ": the victim keeps learning");
            const auto model = faulty.run.group->GetLearner(VICTIM)->GetParameters();
            NS_TEST_EXPECT_MSG_EQ(std::all_of(model->Data(),
                                              model->Data() + model->Size(),
                                              [](float value) { return std::isfinite(value); }),
                                  true,
                                  what << ": numbers");
        }
    }
}

namespace
{

/// Devices that break the rules, and what becomes of the others.
class StardustFaultsTestSuite : public TestSuite
{
  public:
    StardustFaultsTestSuite()
        : TestSuite("stardust-faults", Type::SYSTEM)
    {
        AddTestCase(new ForgedFaultsTestCase);
        AddTestCase(new FloodTestCase);
        AddTestCase(new UnfinishedFloodTestCase);
        AddTestCase(new FaultyModelsTestCase);
    }
};

StardustFaultsTestSuite g_stardustFaultsTestSuite;

} // namespace
