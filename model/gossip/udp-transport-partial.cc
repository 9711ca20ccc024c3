/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What UdpTransport does with part of a message; the rest is in udp-transport.cc.

#include "gossip-learner.h"
#include "udp-transport.h"

#include "device-backlog.h"
#include "fragment-repeater.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// What names the message in its packets: the copies of a broadcast share a number.
MessageReassembler::Key
GetKey(const ModelMessage& message)
{
    const bool alone = message.transmission < 0;
    return {message.sender,
            alone ? message.sequence : static_cast<uint32_t>(message.transmission)};
}

} // namespace

bool
UdpTransport::DeliversParts() const
{
    return m_partialDelivery;
}

bool
UdpTransport::TakePart(Ptr<ModelMessage> message, MessageReason reason)
{
    if (!m_partialDelivery || !m_reassembler || m_reassembler->GetArrived(GetKey(*message)).empty())
    {
        return false;
    }
    Simulator::ScheduleWithContext(GetNode()->GetId(),
                                   Time(0),
                                   &UdpTransport::DeliverPart,
                                   Ptr<UdpTransport>(this),
                                   message,
                                   reason);
    return true;
}

std::vector<CoordinateRange>
UdpTransport::FindCoordinates(const MessageReassembler::Key& key) const
{
    std::vector<ByteRange> arrived;
    for (const auto& [begin, end] : m_reassembler->GetArrived(key))
    {
        arrived.push_back({begin, end});
    }
    const auto& learner = GetGroup()->GetLearner(GetLearner());
    return learner->GetCodec()->FindCoordinates(arrived, learner->GetParameters()->Size());
}

void
UdpTransport::DeliverPart(Ptr<ModelMessage> message, MessageReason reason)
{
    if (message->outcome != MessageOutcome::IN_FLIGHT)
    {
        return;
    }
    const MessageReassembler::Key key = GetKey(*message);
    // The owner may have stopped since.
    const auto there = m_reassembler ? FindCoordinates(key) : std::vector<CoordinateRange>();
    if (there.empty())
    {
        GetGroup()->GetLedger()->Conclude(message, MessageOutcome::LOST, reason);
        return;
    }
    message->present = there;
    Deliver(message, m_reassembler->Take(key));
}

} // namespace stardust
} // namespace ns3
