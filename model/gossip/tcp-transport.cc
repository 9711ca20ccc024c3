/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tcp-transport.h"

#include "fragment-feedback-header.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipTcpTransport");

NS_OBJECT_ENSURE_REGISTERED(TcpTransport);

namespace
{

/// Let a socket tell nobody any more.
void
Detach(Socket& socket)
{
    const auto none = MakeNullCallback<void, Ptr<Socket>>();
    socket.SetRecvCallback(none);
    socket.SetCloseCallbacks(none, none);
}

} // namespace

TypeId
TcpTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::TcpTransport")
            .SetParent<Ipv4Transport>()
            .SetGroupName("Stardust")
            .AddConstructor<TcpTransport>()
            .AddAttribute("Interface",
                          "Index of the node's IPv4 interface to use (0 is the loopback)",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TcpTransport::m_interface),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Port",
                          "TCP port to listen at",
                          UintegerValue(9010),
                          MakeUintegerAccessor(&TcpTransport::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Connection",
                          "Kept: a connection to a peer is opened for the first message to it and "
                          "kept. OnDemand: it is closed when IdleTimeout passes without a "
                          "message. PerMessage: each message has one of its own, after the last "
                          "is closed",
                          EnumValue(CONNECTION_KEPT),
                          MakePortableEnumAccessor<ConnectionPolicy>(&TcpTransport::m_policy, 0),
                          MakeEnumChecker(CONNECTION_KEPT,
                                          "Kept",
                                          CONNECTION_ON_DEMAND,
                                          "OnDemand",
                                          CONNECTION_PER_MESSAGE,
                                          "PerMessage"))
            .AddAttribute("IdleTimeout",
                          "How long a connection on demand waits for the next message",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&TcpTransport::m_idleTimeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MaxConnectionsPerPeer",
                          "Connections from one address that are kept; one more closes the oldest",
                          UintegerValue(8),
                          MakeUintegerAccessor(&TcpTransport::m_maxPerPeer),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

TcpTransport::TcpTransport()
{
    NS_LOG_FUNCTION(this);
}

TcpTransport::~TcpTransport()
{
    NS_LOG_FUNCTION(this);
}

void
TcpTransport::DoDispose()
{
    for (const auto& entry : m_accepted)
    {
        Detach(*entry.first);
    }
    m_accepted.clear();
    m_reading = nullptr;
    m_senders.clear();
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener = nullptr;
    }
    Ipv4Transport::DoDispose();
}

uint32_t
TcpTransport::CountPackets(uint32_t /* messageBytes */) const
{
    // A connection begins with one.
    return 1;
}

bool
TcpTransport::GivesFeedback() const
{
    return true;
}

uint32_t
TcpTransport::CountAccepted() const
{
    return m_accepted.size();
}

void
TcpTransport::Start()
{
    NS_LOG_FUNCTION(this);
    m_running = true;
    // Its port cannot be bound again while connections through it linger: it stays.
    if (m_listener)
    {
        return;
    }
    m_listener = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    const int result = m_listener->Bind(GetAddress());
    NS_ABORT_MSG_IF(result != 0,
                    "learner " << GetLearner() << " cannot bind TCP port " << m_port
                               << " of node " << GetNode()->GetId() << ": in use?");
    m_listener->SetAcceptCallback(MakeCallback(&TcpTransport::HandleRequest, this),
                                  MakeCallback(&TcpTransport::HandleAccept, this));
    m_listener->Listen();
}

void
TcpTransport::Stop()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    std::map<uint64_t, Ptr<Socket>> sockets;
    for (const auto& [socket, accepted] : m_accepted)
    {
        sockets[accepted.order] = socket;
    }
    for (const auto& entry : sockets)
    {
        CloseAccepted(entry.second);
    }
    // Whoever hears of a lost message may send or stop.
    const auto senders = std::move(m_senders);
    m_senders.clear();
    for (const auto& entry : senders)
    {
        entry.second->Stop();
    }
}

void
TcpTransport::Send(Ptr<ModelMessage> message)
{
    NS_LOG_FUNCTION(this << message->receiver << message->sequence);
    message->packets = 1;
    if (!m_running)
    {
        GetGroup()->GetLedger()->Conclude(message,
                                          MessageOutcome::LOST,
                                          MessageReason::SENDER_STOPPED);
        return;
    }
    Ptr<TcpSender>& sender = m_senders[message->receiver];
    if (!sender)
    {
        const Ipv4Address own =
            GetNode()->GetObject<Ipv4>()->GetAddress(m_interface, 0).GetLocal();
        const TcpEnds ends{GetNode(),
                           GetLearner(),
                           message->receiver,
                           InetSocketAddress(own, 0),
                           GetGroup()->GetTransport(message->receiver)->GetAddress()};
        const TcpSenderRule rule{m_policy,
                                 m_idleTimeout,
                                 GetFeedback(),
                                 MakeCallback(&TcpTransport::CountStray, this)};
        sender = Create<TcpSender>(GetGroup(), ends, rule);
    }
    // It may stop the learner, and so forget the sender.
    const Ptr<TcpSender> held = sender;
    held->Send(message);
}

bool
TcpTransport::HandleRequest(Ptr<Socket> /* socket */, const Address& /* from */)
{
    return m_running;
}

void
TcpTransport::HandleAccept(Ptr<Socket> socket, const Address& from)
{
    if (!m_running)
    {
        socket->Close();
        return;
    }
    CloseSurplus(from);
    m_accepted[socket] = {from,
                          m_acceptances++,
                          std::make_shared<ModelStreamReader>(
                              MakeCallback(&TcpTransport::Judge, this),
                              MakeCallback(&TcpTransport::Take, this))};
    socket->SetRecvCallback(MakeCallback(&TcpTransport::HandleRead, this));
    socket->SetCloseCallbacks(MakeCallback(&TcpTransport::HandleClosed, this),
                              MakeCallback(&TcpTransport::HandleClosed, this));
}

void
TcpTransport::HandleRead(Ptr<Socket> socket)
{
    const auto found = m_accepted.find(socket);
    if (found == m_accepted.end())
    {
        return;
    }
    // Taking a message may stop the learner, and so close the socket.
    const std::shared_ptr<ModelStreamReader> reader = found->second.reader;
    const Address from = found->second.from;
    while (m_accepted.count(socket) > 0)
    {
        Ptr<Packet> packet = socket->Recv();
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        GetGroup()->GetLedger()->CountReceived(GetLearner(), packet->GetSize());
        m_reading = socket;
        m_readingFrom = from;
        const bool sound = reader->Read(packet, Simulator::Now());
        m_reading = nullptr;
        if (!sound)
        {
            CountStray(from);
            CloseAccepted(socket);
            return;
        }
        NoteProgress(*reader);
    }
}

void
TcpTransport::NoteProgress(const ModelStreamReader& reader)
{
    if (const ModelFragmentHeader* header = reader.GetUnfinished())
    {
        const auto message = GetGroup()->GetLedger()->Find(header->sender, header->sequence);
        if (message && message->receiver == GetLearner())
        {
            message->NoteArrival(Simulator::Now());
        }
    }
}

void
TcpTransport::HandleClosed(Ptr<Socket> socket)
{
    HandleRead(socket);
    CloseAccepted(socket);
}

void
TcpTransport::CloseAccepted(Ptr<Socket> socket)
{
    if (m_accepted.erase(socket) == 0)
    {
        return;
    }
    Detach(*socket);
    socket->Close();
}

void
TcpTransport::CloseSurplus(const Address& from)
{
    const Ipv4Address address = InetSocketAddress::ConvertFrom(from).GetIpv4();
    std::map<uint64_t, Ptr<Socket>> same;
    for (const auto& [socket, accepted] : m_accepted)
    {
        if (InetSocketAddress::ConvertFrom(accepted.from).GetIpv4() == address)
        {
            same[accepted.order] = socket;
        }
    }
    if (same.size() >= m_maxPerPeer)
    {
        CountStray(from);
        CloseAccepted(same.begin()->second);
    }
}

ModelStreamReader::Body
TcpTransport::Judge(const ModelFragmentHeader& header, Time begun)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    const Ptr<ModelMessage> message = ledger->Find(header.sender, header.sequence);
    if (!ledger->WasSent(header.sender, header.sequence) ||
        !ComesFrom(m_readingFrom, header.sender))
    {
        return ModelStreamReader::Body::REFUSE;
    }
    if (message)
    {
        const bool sound = message->receiver == GetLearner() &&
                           message->payloadBytes == header.messageBytes &&
                           message->senderVersion == header.senderVersion;
        if (sound)
        {
            message->NoteArrival(begun);
        }
        return !sound             ? ModelStreamReader::Body::REFUSE
               : message->encoded ? ModelStreamReader::Body::KEEP
                                  : ModelStreamReader::Body::SKIP;
    }
    return ModelStreamReader::Body::SKIP;
}

void
TcpTransport::Take(const ModelFragmentHeader& header, const std::vector<uint8_t>& bytes)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    const Ptr<ModelMessage> message = ledger->Find(header.sender, header.sequence);
    if (!message || message->receiver != GetLearner())
    {
        ledger->CountLatePacket();
        Answer(header, nullptr, false);
        return;
    }
    message->packetsArrived = 1;
    message->NoteArrival(Simulator::Now());
    Answer(header, message, CanUse(*message, bytes));
    Deliver(message, bytes);
}

void
TcpTransport::Answer(const ModelFragmentHeader& header,
                     const Ptr<ModelMessage>& message,
                     bool usable)
{
    if (!IsJudged())
    {
        return;
    }
    FragmentFeedbackHeader answer;
    answer.sender = header.sender;
    answer.sequence = header.sequence;
    answer.receiver = GetLearner();
    answer.usable = usable;
    auto packet = Create<Packet>();
    packet->AddHeader(answer);
    if (m_reading->Send(packet) >= 0)
    {
        GetGroup()->GetLedger()->CountFeedback(message, FragmentFeedbackHeader::SIZE, GetLearner());
    }
}

} // namespace stardust
} // namespace ns3
