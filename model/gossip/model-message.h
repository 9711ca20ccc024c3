/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H

#include "coordinate-range.h"
#include "version-table.h"

#include "ns3/float-buffer.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

/// What became of a message; exactly one of these.
enum class MessageOutcome : uint8_t
{
    IN_FLIGHT, //!< not known yet
    DELIVERED, //!< mixed into the receiver's model, all or what is present of it
    LOST,      //!< some of it did not arrive in time
    EXPIRED,   //!< complete, but past the method's deadline or superseded before use
    REJECTED   //!< complete, but refused
};

/// Why a message was not delivered.
enum class MessageReason : uint8_t
{
    NONE,              //!< delivered, or in flight
    NO_PACKET_ARRIVED, //!< not one of its packets arrived within its lifetime
    PACKETS_MISSING,   //!< some of its packets arrived within its lifetime, not all
    SEND_FAILED,       //!< the sender's network stack refused a packet (no route, for instance)
    CHANNEL_ERROR,     //!< the channel of the direct network dropped it
    TOO_LATE,          //!< it would arrive after its lifetime
    RECEIVER_STOPPED,  //!< the receiver was not running when it, or some of it, arrived
    SENDER_STOPPED,    //!< the sender was not running, or stopped before all was sent
    MALFORMED,         //!< its bytes are no model of the expected length
    NOT_FINITE,        //!< it holds a parameter that is infinite or no number
    REFUSED,           //!< the receiver's mixer refused it
    CONNECTION_REFUSED, //!< no connection to the receiver could be opened
    CONNECTION_LOST,    //!< the connection broke before the message was complete
    REFERENCE_MISSING   //!< it is a difference to a model that the receiver does not have
};

/**
 * @ingroup stardust
 * @param outcome an outcome.
 * @return its name in the trace, such as `delivered`.
 */
const char* ToString(MessageOutcome outcome);

/**
 * @ingroup stardust
 * @param reason a reason.
 * @return its name in the trace, such as `packets_missing`; empty for NONE.
 */
const char* ToString(MessageReason reason);

/**
 * @ingroup stardust
 * One copy of a model on its way to one receiver, identified by (sender, sequence).
 *
 * What is measured but not transmitted (the version vector, times, counts)
 * travels here, beside the packets; so do the parameters, unless the payload
 * mode puts their bytes into the packets.
 */
struct ModelMessage : public SimpleRefCount<ModelMessage>
{
    uint32_t sender{0};        //!< learner id
    uint32_t receiver{0};      //!< learner id
    uint32_t sequence{0};      //!< counts the sender's messages from 0
    uint32_t senderVersion{0}; //!< the sender's own version when it sent

    /// Whose version it teaches a receiver whose mixer or peer selector lets it
    /// teach one source only; the sender, unless the selector says otherwise.
    uint32_t source{0};
    uint32_t sourceVersion{0}; //!< the version of that source
    bool sourceOnly{false};    //!< it teaches that source only, whatever the mixer says

    /// Sequence of the first of the copies that one broadcast carries, which also
    /// counts their bytes; negative if the message travels alone.
    int64_t transmission{-1};

    uint32_t payloadBytes{0};   //!< size of the encoded parameters
    uint64_t bytes{0};          //!< handed to the network so far, with our headers
    uint32_t packets{0};        //!< number of packets it is cut into
    uint32_t packetsArrived{0}; //!< of these, arrived at the receiver

    Time sent;      //!< when the sender took its snapshot
    Time concluded; //!< when the outcome became known

    MessageOutcome outcome{MessageOutcome::IN_FLIGHT}; //!< what became of it
    MessageReason reason{MessageReason::NONE};         //!< why, if not delivered
    double fraction{0};                                //!< share of the model that was mixed in
    uint32_t staleness{0}; //!< versions its sender had made since, when it was mixed in

    VersionVector versions;            //!< what the sender knew when it sent
    Ptr<const FloatBuffer> parameters; //!< the decoded model; null while it is in the packets
    /// The coordinates of `parameters` that are there, sorted and disjoint; none: all of them.
    std::vector<CoordinateRange> present;
    std::shared_ptr<const std::vector<uint8_t>> encoded; //!< bytes for the packets, or null

  private:
    friend class MessageLedger;

    ModelMessage* m_previous{nullptr}; //!< in flight, sent before this one
    ModelMessage* m_next{nullptr};     //!< in flight, sent after this one
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_MESSAGE_H
