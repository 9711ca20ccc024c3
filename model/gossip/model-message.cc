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
    case MessageReason::SUPERSEDED:
        return "superseded";
    case MessageReason::OVER_LIMIT:
        return "over_limit";
    case MessageReason::CONNECTION_REFUSED:
        return "connection_refused";
    case MessageReason::CONNECTION_LOST:
        return "connection_lost";
    case MessageReason::QUEUE_FULL:
        return "queue_full";
    case MessageReason::QUEUE_EXPIRED:
        return "queue_expired";
    case MessageReason::RETRY_LIMIT:
        return "retry_limit";
    case MessageReason::NOT_ASSOCIATED:
        return "not_associated";
    case MessageReason::NO_ROUTE:
        return "no_route";
    case MessageReason::ROUTE_ERROR:
        return "route_error";
    case MessageReason::TTL:
        return "ttl";
    case MessageReason::INTERFACE_DOWN:
        return "interface_down";
    case MessageReason::ARP_FAILED:
        return "arp_failed";
    case MessageReason::LINK_ERROR:
        return "link_error";
    case MessageReason::REFERENCE_MISSING:
        return "reference_missing";
    }
    NS_FATAL_ERROR("unknown reason");
}

MessageReason
FindCause(const ModelMessage& message)
{
    const bool vague = message.reason == MessageReason::NO_PACKET_ARRIVED ||
                       message.reason == MessageReason::PACKETS_MISSING ||
                       message.reason == MessageReason::SEND_FAILED;
    return vague && message.drop != MessageReason::NONE ? message.drop : message.reason;
}

} // namespace stardust
} // namespace ns3
