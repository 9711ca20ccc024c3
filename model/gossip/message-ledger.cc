/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-ledger.h"

#include "message-tag.h"

#include "ns3/abort.h"
#include "ns3/assert.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <tuple>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(MessageLedger);

TypeId
MessageLedger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::MessageLedger")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<MessageLedger>()
            .AddAttribute("MessageLifetime",
                          "How long after sending a message counts as lost if it is not complete",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&MessageLedger::m_lifetime),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("MessageConcluded",
                            "The outcome of a message is known",
                            MakeTraceSourceAccessor(&MessageLedger::m_concludedTrace),
                            "ns3::stardust::MessageLedger::MessageTracedCallback")
            .AddTraceSource("PacketSent",
                            "A device has handed a packet to the network",
                            MakeTraceSourceAccessor(&MessageLedger::m_packetSentTrace),
                            "ns3::stardust::MessageLedger::PacketTracedCallback")
            .AddTraceSource("PacketReceived",
                            "A packet has reached a device, whatever becomes of it",
                            MakeTraceSourceAccessor(&MessageLedger::m_packetReceivedTrace),
                            "ns3::stardust::MessageLedger::PacketTracedCallback");
    return tid;
}

void
MessageLedger::DoDispose()
{
    m_expiry.Cancel();
    m_rescue = RescueCallback();
    while (m_first)
    {
        Unlink(m_first);
    }
    m_followed.clear();
    m_deadlines.clear();
    Object::DoDispose();
}

uint64_t
MessageLedger::MakeKey(uint32_t sender, uint32_t sequence)
{
    return (uint64_t(sender) << 32) | sequence;
}

void
MessageLedger::Link(ModelMessage* message)
{
    message->Ref();
    message->m_previous = m_last;
    message->m_next = nullptr;
    (m_last ? m_last->m_next : m_first) = message;
    m_last = message;
}

void
MessageLedger::Unlink(ModelMessage* message)
{
    NS_ASSERT_MSG(message->m_previous || message == m_first, "the message is not in flight");
    (message->m_previous ? message->m_previous->m_next : m_first) = message->m_next;
    (message->m_next ? message->m_next->m_previous : m_last) = message->m_previous;
    message->m_previous = nullptr;
    message->m_next = nullptr;
    message->Unref();
}

void
MessageLedger::Register(const Ptr<ModelMessage>& message, bool followed)
{
    if (message->sender >= m_nextSequence.size())
    {
        m_nextSequence.resize(message->sender + 1, 0);
    }
    message->sequence = m_nextSequence[message->sender]++;
    message->sent = Simulator::Now();
    Link(PeekPointer(message));
    ++m_counters.sent;
    if (!followed)
    {
        return;
    }
    const uint64_t key = MakeKey(message->sender, message->sequence);
    m_followed.emplace(key, message);
    m_deadlines.push_back({message->sent + m_lifetime, key});
    if (m_expiry.IsExpired())
    {
        m_expiry = Simulator::Schedule(m_lifetime, &MessageLedger::ExpireLifetimes, this);
    }
}

Ptr<ModelMessage>
MessageLedger::Find(uint32_t sender, uint32_t sequence) const
{
    const auto found = m_followed.find(MakeKey(sender, sequence));
    return found == m_followed.end() ? nullptr : found->second;
}

bool
MessageLedger::WasSent(uint32_t sender, uint32_t sequence) const
{
    return sender < m_nextSequence.size() && sequence < m_nextSequence[sender];
}

void
MessageLedger::Conclude(const Ptr<ModelMessage>& message, MessageOutcome outcome, MessageReason reason)
{
    NS_ABORT_MSG_IF(message->outcome != MessageOutcome::IN_FLIGHT, "a message has one outcome");
    Unlink(PeekPointer(message));
    if (!m_followed.empty())
    {
        m_followed.erase(MakeKey(message->sender, message->sequence));
    }
    message->outcome = outcome;
    message->reason = reason;
    message->concluded = Simulator::Now();
    message->parameters = nullptr;
    decltype(message->present)().swap(message->present);
    decltype(message->state)().swap(message->state);
    message->versions = nullptr;
    message->encoded.reset();
    switch (outcome)
    {
    case MessageOutcome::DELIVERED:
        ++m_counters.delivered;
        break;
    case MessageOutcome::LOST:
        ++m_counters.lost;
        break;
    case MessageOutcome::EXPIRED:
        ++m_counters.expired;
        break;
    case MessageOutcome::REJECTED:
        ++m_counters.rejected;
        break;
    case MessageOutcome::IN_FLIGHT:
        NS_ABORT_MSG("in flight is no conclusion");
    }
    m_concludedTrace(message);
}

void
MessageLedger::Hold(const ModelMessage& message)
{
    m_followed.erase(MakeKey(message.sender, message.sequence));
}

void
MessageLedger::Lose(const Ptr<ModelMessage>& message, MessageReason reason)
{
    const bool vague = reason == MessageReason::NO_PACKET_ARRIVED ||
                       reason == MessageReason::PACKETS_MISSING ||
                       reason == MessageReason::SEND_FAILED ||
                       reason == MessageReason::SENDER_STOPPED;
    if (vague && WasAbsent(*message))
    {
        reason = MessageReason::RECEIVER_STOPPED;
    }
    if (m_rescue.IsNull() || !m_rescue(message, reason))
    {
        Conclude(message, MessageOutcome::LOST, reason);
    }
}

void
MessageLedger::SetRescue(RescueCallback rescue)
{
    m_rescue = rescue;
}

uint32_t
MessageLedger::GetNextSequence(uint32_t sender) const
{
    return sender < m_nextSequence.size() ? m_nextSequence[sender] : 0;
}

void
MessageLedger::NoteState(uint32_t learner, bool up)
{
    if (learner >= m_absences.size())
    {
        if (up)
        {
            return;
        }
        m_absences.resize(learner + 1);
    }
    m_absences[learner] = {!up, Simulator::Now()};
}

bool
MessageLedger::WasAbsent(const ModelMessage& message) const
{
    return message.receiver < m_absences.size() && m_absences[message.receiver].down &&
           m_absences[message.receiver].since <= message.sent;
}

void
MessageLedger::ExpireLifetimes()
{
    while (!m_deadlines.empty() && m_deadlines.front().when <= Simulator::Now())
    {
        const auto found = m_followed.find(m_deadlines.front().key);
        m_deadlines.pop_front();
        if (found != m_followed.end())
        {
            Ptr<ModelMessage> message = found->second;
            Lose(message,
                 message->packetsArrived > 0 ? MessageReason::PACKETS_MISSING
                                             : MessageReason::NO_PACKET_ARRIVED);
        }
    }
    // Deadlines of messages that are through need no event of their own.
    while (!m_deadlines.empty() && m_followed.count(m_deadlines.front().key) == 0)
    {
        m_deadlines.pop_front();
    }
    // A listener that has sent something has scheduled it already.
    if (!m_deadlines.empty() && m_expiry.IsExpired())
    {
        m_expiry = Simulator::Schedule(m_deadlines.front().when - Simulator::Now(),
                                       &MessageLedger::ExpireLifetimes,
                                       this);
    }
}

void
MessageLedger::SetMark(uint64_t group)
{
    m_mark = group;
}

void
MessageLedger::Mark(const Ptr<Packet>& packet, const ModelMessage& message) const
{
    if (m_mark)
    {
        packet->AddByteTag(MessageTag(*m_mark, message.sender, message.sequence));
    }
}

void
MessageLedger::CountPacket(const Ptr<ModelMessage>& message, uint32_t bytes)
{
    message->bytes += bytes;
    m_counters.bytesSent += bytes;
    ++m_counters.packetsSent;
    m_packetSentTrace(message->sender, bytes);
}

void
MessageLedger::CountFeedback(const Ptr<ModelMessage>& message, uint32_t bytes, uint32_t learner)
{
    if (message)
    {
        message->bytes += bytes;
    }
    m_counters.bytesSent += bytes;
    ++m_counters.feedbackSent;
    m_counters.feedbackBytes += bytes;
    m_packetSentTrace(learner, bytes);
}

void
MessageLedger::CountLatePacket()
{
    ++m_counters.latePackets;
}

void
MessageLedger::CountStrayPacket()
{
    ++m_counters.strayPackets;
}

void
MessageLedger::CountPilot(uint32_t bytes, uint32_t learner)
{
    ++m_counters.pilotsSent;
    m_counters.pilotBytes += bytes;
    m_packetSentTrace(learner, bytes);
}

void
MessageLedger::CountSkippedGossip()
{
    ++m_counters.gossipsSkipped;
}

const MessageCounters&
MessageLedger::GetCounters() const
{
    return m_counters;
}

std::vector<Ptr<const ModelMessage>>
MessageLedger::GetInFlight() const
{
    std::vector<Ptr<const ModelMessage>> messages;
    for (const ModelMessage* message = m_first; message; message = message->m_next)
    {
        messages.push_back(message);
    }
    std::sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) {
        return std::tie(a->sent, a->sender, a->sequence) <
               std::tie(b->sent, b->sender, b->sequence);
    });
    return messages;
}

uint64_t
MessageLedger::CountInFlight() const
{
    uint64_t count = 0;
    for (const ModelMessage* message = m_first; message; message = message->m_next)
    {
        ++count;
    }
    return count;
}

Time
MessageLedger::GetMessageLifetime() const
{
    return m_lifetime;
}

} // namespace stardust
} // namespace ns3
