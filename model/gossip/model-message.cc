/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-message.h"

#include "ns3/fatal-error.h"

namespace ns3
{
namespace stardust
{

const char*
ToString(MessageOutcome outcome)
{
    switch (outcome)
    {
    case MessageOutcome::IN_FLIGHT:
        return "in_flight";
    case MessageOutcome::DELIVERED:
        return "delivered";
    case MessageOutcome::LOST:
        return "lost";
    case MessageOutcome::EXPIRED:
        return "expired";
    case MessageOutcome::REJECTED:
        return "rejected";
    }
    NS_FATAL_ERROR("unknown outcome");
}

const char*
ToString(MessageReason reason)
{
    switch (reason)
    {
    case MessageReason::NONE:
        return "";
    case MessageReason::NO_PACKET_ARRIVED:
        return "no_packet_arrived";
    case MessageReason::PACKETS_MISSING:
        return "packets_missing";
    case MessageReason::SEND_FAILED:
        return "send_failed";
    case MessageReason::CHANNEL_ERROR:
        return "channel_error";
    case MessageReason::TOO_LATE:
        return "too_late";
    case MessageReason::RECEIVER_STOPPED:
        return "receiver_stopped";
    case MessageReason::SENDER_STOPPED:
        return "sender_stopped";
    case MessageReason::MALFORMED:
        return "malformed";
    case MessageReason::NOT_FINITE:
        return "not_finite";
    case MessageReason::REFUSED:
        return "refused";
    case MessageReason::CONNECTION_REFUSED:
        return "connection_refused";
    case MessageReason::CONNECTION_LOST:
        return "connection_lost";
    case MessageReason::REFERENCE_MISSING:
        return "reference_missing";
    }
    NS_FATAL_ERROR("unknown reason");
}

} // namespace stardust
} // namespace ns3
