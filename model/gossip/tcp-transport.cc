/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tcp-transport.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
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
                          MakeTimeChecker(Time(0)));
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
    m_order.clear();
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
    // Not in the order of the map, which is that of addresses in memory.
    while (!m_order.empty())
    {
        CloseAccepted(m_order.front());
    }
    for (auto& entry : m_senders)
    {
        entry.second->Stop();
    }
    m_senders.clear();
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
                                          MessageReason::SEND_FAILED);
        return;
    }
    Ptr<TcpSender>& sender = m_senders[message->receiver];
    if (!sender)
    {
        const Ipv4Address own =
            GetNode()->GetObject<Ipv4>()->GetAddress(m_interface, 0).GetLocal();
        sender = Create<TcpSender>(
            GetGroup(),
            GetNode(),
            GetGroup()->GetTransport(message->receiver)->GetAddress(),
            TcpSenderRule{m_policy, m_idleTimeout, InetSocketAddress(own, 0)});
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
TcpTransport::HandleAccept(Ptr<Socket> socket, const Address& /* from */)
{
    if (!m_running)
    {
        socket->Close();
        return;
    }
    m_order.push_back(socket);
    m_accepted[socket] =
        std::make_shared<ModelStreamReader>(MakeCallback(&TcpTransport::Judge, this),
                                            MakeCallback(&TcpTransport::Take, this));
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
    const std::shared_ptr<ModelStreamReader> reader = found->second;
    while (m_accepted.count(socket) > 0)
    {
        Ptr<Packet> packet = socket->Recv();
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        if (!reader->Read(packet))
        {
            GetGroup()->GetLedger()->CountStrayPacket();
            CloseAccepted(socket);
            return;
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
    m_order.remove(socket);
    Detach(*socket);
    socket->Close();
}

ModelStreamReader::Body
TcpTransport::Judge(const ModelFragmentHeader& header)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    const Ptr<ModelMessage> message = ledger->Find(header.sender, header.sequence);
    if (message)
    {
        const bool sound = message->receiver == GetLearner() &&
                           message->payloadBytes == header.messageBytes &&
                           message->senderVersion == header.senderVersion;
        return !sound             ? ModelStreamReader::Body::REFUSE
               : message->encoded ? ModelStreamReader::Body::KEEP
                                  : ModelStreamReader::Body::SKIP;
    }
    return ledger->WasSent(header.sender, header.sequence) ? ModelStreamReader::Body::SKIP
                                                           : ModelStreamReader::Body::REFUSE;
}

void
TcpTransport::Take(const ModelFragmentHeader& header, const std::vector<uint8_t>& bytes)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    const Ptr<ModelMessage> message = ledger->Find(header.sender, header.sequence);
    if (!message || message->receiver != GetLearner())
    {
        ledger->CountLatePacket();
        return;
    }
    message->packetsArrived = 1;
    Deliver(message, bytes);
}

} // namespace stardust
} // namespace ns3
