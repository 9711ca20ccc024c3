/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "udp-transport.h"

#include "device-backlog.h"
#include "learner-group.h"
#include "model-fragment-header.h"
#include "udp-pilot-channel.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipUdpTransport");

NS_OBJECT_ENSURE_REGISTERED(UdpTransport);

namespace
{
/// Bytes of the IPv4 header without options and of the UDP header.
constexpr uint32_t IP_UDP_HEADERS = 20 + 8;
} // namespace

TypeId
UdpTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::UdpTransport")
            .SetParent<ModelTransport>()
            .SetGroupName("Stardust")
            .AddConstructor<UdpTransport>()
            .AddAttribute("Interface",
                          "Index of the node's IPv4 interface to use (0 is the loopback)",
                          UintegerValue(1),
                          MakeUintegerAccessor(&UdpTransport::m_interface),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Port",
                          "UDP port to send from and to listen at",
                          UintegerValue(9010),
                          MakeUintegerAccessor(&UdpTransport::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("FragmentSize",
                          "Bytes of the encoded model in a packet; 0: as many as the device's "
                          "MTU leaves",
                          UintegerValue(0),
                          MakeUintegerAccessor(&UdpTransport::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(0, 65507 - ModelFragmentHeader::SIZE))
            .AddAttribute("MaxBurst",
                          "Packets handed to the device at once; the rest of a model follows when "
                          "three quarters of them have left the device",
                          UintegerValue(64),
                          MakeUintegerAccessor(&UdpTransport::m_maxBurst),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("BurstInterval",
                          "How often to look whether they have left",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&UdpTransport::m_burstInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("BurstPatience",
                          "The next burst follows after this time even if they have not",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&UdpTransport::m_burstPatience),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxPartialMessages",
                          "Incomplete messages that a receiver keeps; beyond that the oldest is "
                          "forgotten",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&UdpTransport::m_maxPartialMessages),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

UdpTransport::UdpTransport()
{
    NS_LOG_FUNCTION(this);
}

UdpTransport::~UdpTransport()
{
    NS_LOG_FUNCTION(this);
}

void
UdpTransport::DoDispose()
{
    m_pump.Cancel();
    m_outgoing.clear();
    m_socket = nullptr;
    m_backlog.reset();
    m_reassembler.reset();
    ModelTransport::DoDispose();
}

std::string
UdpTransport::FindProblem(Ptr<Node> node) const
{
    const std::string name = "node " + std::to_string(node->GetId());
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    if (!ipv4)
    {
        return name + " has no IPv4 stack: install one (InternetStackHelper) before the learners";
    }
    if (m_interface >= ipv4->GetNInterfaces() || ipv4->GetNAddresses(m_interface) == 0)
    {
        return name + " has no IPv4 address on interface " + std::to_string(m_interface) +
               ": assign one before installing the learners, or set the attribute Interface of "
               "UdpTransport";
    }
    if (ipv4->GetAddress(m_interface, 0).GetLocal() == Ipv4Address::GetLoopback())
    {
        return name + ": interface " + std::to_string(m_interface) +
               " is the loopback, which reaches nobody else";
    }
    if (m_fragmentSize == 0 && ipv4->GetNetDevice(m_interface)->GetMtu() <=
                                   IP_UDP_HEADERS + ModelFragmentHeader::SIZE)
    {
        return name + ": the MTU of interface " + std::to_string(m_interface) +
               " leaves no room for data";
    }
    return "";
}

uint32_t
UdpTransport::GetInterface() const
{
    return m_interface;
}

Ptr<NetDevice>
UdpTransport::GetDevice() const
{
    return GetNode()->GetObject<Ipv4>()->GetNetDevice(m_interface);
}

Address
UdpTransport::GetAddress() const
{
    Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
    return InetSocketAddress(ipv4->GetAddress(m_interface, 0).GetLocal(), m_port);
}

bool
UdpTransport::CanBroadcast() const
{
    return true;
}

Ptr<PilotChannel>
UdpTransport::CreatePilotChannel() const
{
    auto channel = CreateObject<UdpPilotChannel>();
    channel->Setup(GetNode(), m_interface, m_port + 1);
    return channel;
}

uint32_t
UdpTransport::GetPartSize() const
{
    if (m_fragmentSize > 0)
    {
        return m_fragmentSize;
    }
    return GetDevice()->GetMtu() - IP_UDP_HEADERS - ModelFragmentHeader::SIZE;
}

uint32_t
UdpTransport::CountPackets(uint32_t messageBytes) const
{
    const uint32_t part = GetPartSize();
    // A model without parameters is a header alone.
    return messageBytes == 0 ? 1 : messageBytes / part + (messageBytes % part > 0 ? 1 : 0);
}

void
UdpTransport::Start()
{
    NS_LOG_FUNCTION(this);
    m_reassembler = std::make_unique<MessageReassembler>(
        GetGroup()->GetLedger()->GetMessageLifetime(),
        m_maxPartialMessages);
    m_backlog = std::make_unique<DeviceBacklog>(GetNode(), GetDevice());
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    const int result = m_socket->Bind(GetAddress());
    NS_ABORT_MSG_IF(result != 0,
                    "learner " << GetLearner() << " cannot bind UDP port " << m_port
                               << " of node " << GetNode()->GetId() << ": in use?");
    m_socket->SetRecvCallback(MakeCallback(&UdpTransport::HandleRead, this));
}

void
UdpTransport::Stop()
{
    NS_LOG_FUNCTION(this);
    m_pump.Cancel();
    for (const auto& outgoing : m_outgoing)
    {
        if (outgoing.message->outcome == MessageOutcome::IN_FLIGHT)
        {
            GetGroup()->GetLedger()->Conclude(outgoing.message,
                                              MessageOutcome::LOST,
                                              MessageReason::SENDER_STOPPED);
        }
    }
    m_outgoing.clear();
    m_reassembler.reset();
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
UdpTransport::Send(Ptr<ModelMessage> message)
{
    NS_LOG_FUNCTION(this << message->receiver << message->sequence);
    message->packets = CountPackets(message->payloadBytes);
    if (!m_socket)
    {
        GetGroup()->GetLedger()->Conclude(message,
                                          MessageOutcome::LOST,
                                          MessageReason::SEND_FAILED);
        return;
    }
    m_outgoing.push_back({message, 0});
    if (m_pump.IsExpired())
    {
        SendBurst();
    }
}

void
UdpTransport::SendBurst()
{
    m_burstSent = Simulator::Now();
    m_backlogBefore = m_backlog->Count();
    for (uint32_t i = 0; i < m_maxBurst && !m_outgoing.empty(); ++i)
    {
        Outgoing& front = m_outgoing.front();
        if (front.message->outcome == MessageOutcome::IN_FLIGHT && !SendPart(front))
        {
            GetGroup()->GetLedger()->Conclude(front.message,
                                              MessageOutcome::LOST,
                                              MessageReason::SEND_FAILED);
        }
        if (front.message->outcome != MessageOutcome::IN_FLIGHT ||
            front.offset >= front.message->payloadBytes)
        {
            m_outgoing.pop_front();
        }
    }
    if (!m_outgoing.empty())
    {
        m_pump = Simulator::Schedule(m_burstInterval, &UdpTransport::Pump, this);
    }
}

void
UdpTransport::Pump()
{
    // Most of the last burst has left, or others keep the queue filled.
    const bool drained = m_backlog->Count() <= m_backlogBefore + m_maxBurst / 4;
    if (drained || Simulator::Now() - m_burstSent >= m_burstPatience)
    {
        SendBurst();
    }
    else
    {
        m_pump = Simulator::Schedule(m_burstInterval, &UdpTransport::Pump, this);
    }
}

bool
UdpTransport::SendPart(Outgoing& outgoing)
{
    ModelMessage& message = *outgoing.message;
    const uint32_t size = std::min(GetPartSize(), message.payloadBytes - outgoing.offset);
    Ptr<Packet> packet = message.encoded
                             ? Create<Packet>(message.encoded->data() + outgoing.offset, size)
                             : Create<Packet>(size);
    ModelFragmentHeader header;
    header.sender = message.sender;
    header.sequence = message.sequence;
    header.senderVersion = message.senderVersion;
    header.messageBytes = message.payloadBytes;
    header.offset = outgoing.offset;
    packet->AddHeader(header);
    outgoing.offset += size;
    const Address peer = GetGroup()->GetTransport(message.receiver)->GetAddress();
    const uint32_t bytes = packet->GetSize();
    if (m_socket->SendTo(packet, 0, peer) < 0)
    {
        return false;
    }
    GetGroup()->GetLedger()->CountPacket(outgoing.message, bytes);
    return true;
}

void
UdpTransport::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (m_socket == socket)
    {
        // Whoever hears of a message may stop the learner, and this socket with it.
        Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet)
        {
            return;
        }
        HandlePacket(packet);
    }
}

void
UdpTransport::HandlePacket(Ptr<Packet> packet)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    ModelFragmentHeader header;
    if (packet->GetSize() < ModelFragmentHeader::SIZE)
    {
        ledger->CountStrayPacket();
        return;
    }
    packet->RemoveHeader(header);
    if (!header.IsValid())
    {
        ledger->CountStrayPacket();
        return;
    }
    Ptr<ModelMessage> message = ledger->Find(header.sender, header.sequence);
    if (!message)
    {
        if (ledger->WasSent(header.sender, header.sequence))
        {
            m_reassembler->Forget({header.sender, header.sequence});
            ledger->CountLatePacket();
        }
        else
        {
            ledger->CountStrayPacket();
        }
        return;
    }
    if (message->receiver != GetLearner() || message->payloadBytes != header.messageBytes ||
        message->senderVersion != header.senderVersion)
    {
        ledger->CountStrayPacket();
        return;
    }
    HandlePart(header, packet, message);
}

void
UdpTransport::HandlePart(const ModelFragmentHeader& header,
                         Ptr<const Packet> packet,
                         Ptr<ModelMessage> message)
{
    const MessageReassembler::Key key{header.sender, header.sequence};
    const uint32_t length = packet->GetSize();
    if (message->payloadBytes == 0 && header.offset == 0 && length == 0)
    {
        message->packetsArrived = 1;
        Deliver(message, {});
        return;
    }
    std::vector<uint8_t> content;
    if (message->encoded)
    {
        content.resize(length);
        packet->CopyData(content.data(), length);
    }
    const auto result = m_reassembler->Add(key,
                                           header.messageBytes,
                                           header.offset,
                                           length,
                                           message->encoded ? content.data() : nullptr,
                                           Simulator::Now());
    if (result == MessageReassembler::Result::REFUSED)
    {
        GetGroup()->GetLedger()->CountStrayPacket();
        return;
    }
    ++message->packetsArrived;
    if (result == MessageReassembler::Result::COMPLETE)
    {
        Deliver(message, m_reassembler->Take(key));
    }
}

} // namespace stardust
} // namespace ns3
