/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "udp-transport.h"

#include "device-backlog.h"
#include "fragment-feedback-header.h"
#include "fragment-repeater.h"
#include "learner-group.h"
#include "model-fragment-header.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipUdpTransport");

namespace
{
/// Bytes of the IPv4 header without options and of the UDP header.
constexpr uint32_t IP_UDP_HEADERS = 20 + 8;

/// Whether a packet claims to be feedback.
bool
IsFeedback(Ptr<const Packet> packet)
{
    uint8_t magic[2] = {0, 0};
    packet->CopyData(magic, 2);
    return magic[0] * 256 + magic[1] == FragmentFeedbackHeader::MAGIC;
}
} // namespace

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
    m_repeater.reset();
    m_socket = nullptr;
    m_backlog.reset();
    m_reassembler.reset();
    Ipv4Transport::DoDispose();
}

std::string
UdpTransport::FindProblem(Ptr<Node> node) const
{
    const std::string problem = Ipv4Transport::FindProblem(node);
    if (problem.empty() && m_fragmentSize == 0 &&
        node->GetObject<Ipv4>()->GetNetDevice(m_interface)->GetMtu() <=
            IP_UDP_HEADERS + ModelFragmentHeader::SIZE)
    {
        return "node " + std::to_string(node->GetId()) + ": the MTU of interface " +
               std::to_string(m_interface) + " leaves no room for data";
    }
    return problem;
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

uint32_t
UdpTransport::CountUnfinished() const
{
    return m_reassembler ? m_reassembler->GetN() : 0;
}

bool
UdpTransport::GivesFeedback() const
{
    return Repeats();
}

void
UdpTransport::Start()
{
    NS_LOG_FUNCTION(this);
    m_running = true;
    m_reassembler = std::make_unique<MessageReassembler>(
        GetGroup()->GetLedger()->GetMessageLifetime(),
        m_maxPartialMessages);
    if (m_maxRepeats > 0)
    {
        m_repeater = std::make_unique<FragmentRepeater>(GetGroup(),
                                                        GetLearner(),
                                                        RepeatRule{m_maxRepeats, m_repeatTimeout},
                                                        *m_reassembler);
        m_repeater->SetCallbacks(MakeCallback(&UdpTransport::SendFeedback, this),
                                 MakeCallback(&UdpTransport::Repeat, this),
                                 GetFeedback());
    }
    m_backlog = std::make_unique<DeviceBacklog>(GetNode());
    // It stays open while the learner is down, so that what it misses is known.
    if (m_socket)
    {
        return;
    }
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    const int result = OpenSocket(*m_socket);
    NS_ABORT_MSG_IF(result != 0,
                    "learner " << GetLearner() << " cannot bind UDP port " << m_port
                               << " of node " << GetNode()->GetId() << ": in use?");
    m_socket->SetRecvCallback(MakeCallback(&UdpTransport::HandleRead, this));
}

int
UdpTransport::OpenSocket(Socket& socket)
{
    return socket.Bind(GetAddress());
}

Address
UdpTransport::GetDestination(const ModelMessage& message) const
{
    return GetGroup()->GetTransport(message.receiver)->GetAddress();
}

Ptr<ModelMessage>
UdpTransport::FindMessage(const ModelFragmentHeader& header) const
{
    return GetGroup()->GetLedger()->Find(header.sender, header.sequence);
}

void
UdpTransport::Fail(const Ptr<ModelMessage>& message, MessageReason reason)
{
    if (message->outcome == MessageOutcome::IN_FLIGHT)
    {
        GetGroup()->GetLedger()->Lose(message, reason);
    }
}

void
UdpTransport::Stop()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_pump.Cancel();
    // Whoever hears of it may send or stop.
    const std::deque<Outgoing> unsent = std::move(m_outgoing);
    m_outgoing.clear();
    for (const auto& outgoing : unsent)
    {
        Fail(outgoing.message, MessageReason::SENDER_STOPPED);
    }
    m_repeater.reset();
    m_reassembler.reset();
}

void
UdpTransport::Send(Ptr<ModelMessage> message)
{
    NS_LOG_FUNCTION(this << message->receiver << message->sequence);
    message->packets = CountPackets(message->payloadBytes);
    if (!m_running)
    {
        Fail(message, MessageReason::SENDER_STOPPED);
        return;
    }
    if (m_repeater)
    {
        m_repeater->NoteQueued(message);
    }
    m_outgoing.push_back({message, 0, message->payloadBytes});
    if (m_pump.IsExpired())
    {
        SendBurst();
    }
}

void
UdpTransport::Repeat(Ptr<ModelMessage> message, uint32_t begin, uint32_t end)
{
    const uint32_t part = GetPartSize();
    message->packets += end == begin ? 1 : (end - begin + part - 1) / part;
    m_outgoing.push_back({message, begin, end});
    if (m_pump.IsExpired())
    {
        m_pump = Simulator::ScheduleNow(&UdpTransport::SendBurst, this);
    }
}

bool
UdpTransport::SendFeedback(uint32_t peer, Ptr<Packet> packet)
{
    return m_socket->SendTo(packet, 0, GetGroup()->GetTransport(peer)->GetAddress()) >= 0;
}

bool
UdpTransport::IsWanted(const ModelMessage& message) const
{
    // A sender learns of the outcome of what it repeats only by an acknowledgement.
    return m_repeater ? m_repeater->IsWanted(message)
                      : message.outcome == MessageOutcome::IN_FLIGHT;
}

void
UdpTransport::SendNext()
{
    Outgoing& front = m_outgoing.front();
    const Ptr<ModelMessage> message = front.message;
    if (IsWanted(*message) && !SendPart(front))
    {
        Fail(message, MessageReason::SEND_FAILED);
    }
    // Whoever heard of the outcome may have stopped the learner.
    if (!m_outgoing.empty() && (!IsWanted(*message) || front.offset >= front.end))
    {
        m_outgoing.pop_front();
        if (m_repeater)
        {
            m_repeater->NoteSent(message);
        }
    }
}

void
UdpTransport::SendBurst()
{
    m_burstSent = Simulator::Now();
    m_backlogBefore = m_backlog->Count();
    for (uint32_t i = 0; i < m_maxBurst && !m_outgoing.empty(); ++i)
    {
        SendNext();
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
    const uint32_t size = std::min(GetPartSize(), outgoing.end - outgoing.offset);
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
    const Address peer = GetDestination(message);
    const uint32_t bytes = packet->GetSize();
    GetGroup()->GetLedger()->Mark(packet, message);
    if (m_socket->SendTo(packet, 0, peer) < 0)
    {
        NoteRefusal(message);
        return false;
    }
    GetGroup()->GetLedger()->CountPacket(outgoing.message, bytes);
    return true;
}

void
UdpTransport::NoteRefusal(const ModelMessage& message) const
{
    if (m_socket->GetErrno() != Socket::ERROR_NOROUTETOHOST)
    {
        return;
    }
    for (const auto& copy : FindSent(message.sequence))
    {
        copy->NoteDrop(MessageReason::NO_ROUTE);
    }
}

void
UdpTransport::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        // Whoever hears of a message may stop the learner.
        m_running ? HandlePacket(packet, from) : HandleMissed(packet, from);
    }
}

bool
UdpTransport::ReadHeader(Ptr<Packet> packet, ModelFragmentHeader& header)
{
    return packet->GetSize() >= ModelFragmentHeader::SIZE && packet->RemoveHeader(header) > 0 &&
           header.IsValid();
}

bool
UdpTransport::IsPart(const ModelFragmentHeader& header,
                     const ModelMessage& message,
                     const Address& from) const
{
    return message.receiver == GetLearner() && message.payloadBytes == header.messageBytes &&
           message.senderVersion == header.senderVersion && ComesFrom(from, message.sender);
}

void
UdpTransport::HandleMissed(Ptr<Packet> packet, const Address& from)
{
    ModelFragmentHeader header;
    if (IsFeedback(packet) || !ReadHeader(packet, header))
    {
        return;
    }
    const Ptr<ModelMessage> message = FindMessage(header);
    if (message && IsPart(header, *message, from))
    {
        message->NoteDrop(MessageReason::RECEIVER_STOPPED);
    }
}

void
UdpTransport::HandlePacket(Ptr<Packet> packet, const Address& from)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    ledger->CountReceived(GetLearner(), packet->GetSize());
    if (m_repeater && IsFeedback(packet))
    {
        HandleFeedback(packet, from);
        return;
    }
    ModelFragmentHeader header;
    if (!ReadHeader(packet, header))
    {
        CountStray(from);
        return;
    }
    const Ptr<ModelMessage> message = FindMessage(header);
    if (!message)
    {
        HandleUnknown(header, from);
        return;
    }
    if (!IsPart(header, *message, from))
    {
        CountStray(from);
        return;
    }
    HandlePart(header, packet, message, from);
}

void
UdpTransport::HandleFeedback(Ptr<const Packet> packet, const Address& from)
{
    FragmentFeedbackHeader header;
    packet->PeekHeader(header);
    if (!ComesFrom(from, header.receiver) || !m_repeater->HandleFeedback(header))
    {
        CountStray(from);
    }
}

void
UdpTransport::HandleUnknown(const ModelFragmentHeader& header, const Address& from)
{
    Ptr<MessageLedger> ledger = GetGroup()->GetLedger();
    if (!ledger->WasSent(header.sender, header.sequence) || !ComesFrom(from, header.sender))
    {
        CountStray(from);
        return;
    }
    m_reassembler->Forget({header.sender, header.sequence});
    ledger->CountLatePacket();
    if (m_repeater)
    {
        m_repeater->NoteLate({header.sender, header.sequence});
    }
}

void
UdpTransport::HandlePart(const ModelFragmentHeader& header,
                         Ptr<const Packet> packet,
                         Ptr<ModelMessage> message,
                         const Address& from)
{
    const MessageReassembler::Key key{header.sender, header.sequence};
    const uint32_t length = packet->GetSize();
    if (message->payloadBytes == 0 && header.offset == 0 && length == 0)
    {
        ++message->packetsArrived;
        message->NoteArrival(Simulator::Now());
        TakeWhole(message, {});
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
        CountStray(from);
        return;
    }
    ++message->packetsArrived;
    message->NoteArrival(Simulator::Now());
    if (result == MessageReassembler::Result::COMPLETE)
    {
        TakeWhole(message, m_reassembler->Take(key));
    }
    else if (m_repeater)
    {
        m_repeater->NotePart(message);
    }
}

void
UdpTransport::TakeWhole(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes)
{
    if (m_repeater)
    {
        m_repeater->NoteComplete(message, CanUse(*message, bytes));
    }
    Deliver(message, bytes);
}

} // namespace stardust
} // namespace ns3
