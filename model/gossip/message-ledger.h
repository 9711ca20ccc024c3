/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_LEDGER_H
#define MESSAGE_LEDGER_H

#include "model-message.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Totals over all messages of a run.
struct MessageCounters
{
    uint64_t sent{0};          //!< messages
    uint64_t delivered{0};     //!< messages
    uint64_t lost{0};          //!< messages
    uint64_t expired{0};       //!< messages
    uint64_t rejected{0};      //!< messages
    uint64_t bytesSent{0};     //!< handed to the network, with our headers
    uint64_t packetsSent{0};   //!< handed to the network
    uint64_t latePackets{0};   //!< arrived after their message's outcome was known
    uint64_t strayPackets{0};  //!< not one of ours, or no fragment of the message they name
    uint64_t feedbackSent{0};  //!< acknowledgements and requests of receivers
    uint64_t feedbackBytes{0}; //!< of these, with our headers; also in bytesSent
    uint64_t pilotsSent{0};    //!< pilot signals of opportunistic gossip
    uint64_t pilotBytes{0};    //!< of these, with our headers
    uint64_t gossipsSkipped{0}; //!< times that a device wanted to send and had no neighbour
};

/**
 * @ingroup stardust
 * Keeps the messages in flight of one group of learners and sees to it that
 * each gets exactly one outcome.
 *
 * A message that has none MessageLifetime after it was sent is lost. When the
 * outcome is known the parameters and versions of the message are released.
 */
class MessageLedger : public Object
{
  public:
    /**
     * Asked before a message is lost. Whoever says yes gives it an outcome, in an event at
     * this time.
     */
    using RescueCallback = Callback<bool, Ptr<ModelMessage>, MessageReason>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Enter a message that is about to be sent.
     * @param message the message; gets its sequence number and sending time.
     * @param followed whether the ledger is to find it by its number and to end
     *        its lifetime; if not, its transport sees to both.
     */
    void Register(const Ptr<ModelMessage>& message, bool followed = true);

    /**
     * @param sender learner id, as a packet claims.
     * @param sequence its message, as a packet claims.
     * @return the message if it is in flight and followed, else null.
     */
    Ptr<ModelMessage> Find(uint32_t sender, uint32_t sequence) const;

    /**
     * @param sender learner id, as a packet claims.
     * @param sequence its message, as a packet claims.
     * @return whether such a message was ever sent.
     */
    bool WasSent(uint32_t sender, uint32_t sequence) const;

    /**
     * A message's outcome is known; once a message, while it is in flight.
     * @param message the message.
     * @param outcome what became of it.
     * @param reason why, if it was not delivered.
     */
    void Conclude(const Ptr<ModelMessage>& message, MessageOutcome outcome, MessageReason reason);

    /**
     * A message has arrived whole, and its receiver keeps it for later: its lifetime
     * does not end any more, and packets of it that still come are late.
     * @param message the message, in flight.
     */
    void Hold(const ModelMessage& message);

    /**
     * Mark packets from now on.
     * @param group what MessageTags call the learners.
     */
    void SetMark(uint64_t group);

    /**
     * Let a packet say which message it is of, if packets are to be marked; for transports.
     * @param packet about to be handed to the network.
     * @param message what it is a part of.
     */
    void Mark(const Ptr<Packet>& packet, const ModelMessage& message) const;

    /**
     * A message is lost, unless part of it can be used.
     * @param message the message, in flight.
     * @param reason why it is not delivered whole; RECEIVER_STOPPED stands in the trace if this
     *        one says no more than that it did not arrive, or that its sender stopped, and its
     *        receiver was down all the time.
     */
    void Lose(const Ptr<ModelMessage>& message, MessageReason reason);

    /** @param rescue asked by Lose(); null: nobody is. */
    void SetRescue(RescueCallback rescue);

    /**
     * @param sender learner id.
     * @return the sequence number of its next message.
     */
    uint32_t GetNextSequence(uint32_t sender) const;

    /**
     * A packet was handed to the network.
     * @param message what it is a part of.
     * @param bytes its size with our headers.
     */
    void CountPacket(const Ptr<ModelMessage>& message, uint32_t bytes);

    /**
     * A receiver's acknowledgement or request was handed to the network.
     * @param message what it is about; null if that has an outcome.
     * @param bytes its size with our headers.
     * @param learner id of who sends it.
     */
    void CountFeedback(const Ptr<ModelMessage>& message, uint32_t bytes, uint32_t learner);

    /**
     * A packet of ours has reached a device, whatever becomes of it.
     * @param learner id of the device.
     * @param bytes its size with our headers.
     */
    void CountReceived(uint32_t learner, uint32_t bytes)
    {
        m_packetReceivedTrace(learner, bytes);
    }

    /**
     * A learner goes down or comes back. A message is lost by that if its receiver was down
     * from its sending on.
     * @param learner its id.
     * @param up whether it runs now.
     */
    void NoteState(uint32_t learner, bool up);

    /** A packet arrived after its message's outcome was known. */
    void CountLatePacket();
    /** A packet arrived that is no fragment of any message. */
    void CountStrayPacket();

    /**
     * A pilot was handed to the network.
     * @param bytes its size with our header.
     * @param learner id of who sends it.
     */
    void CountPilot(uint32_t bytes, uint32_t learner);

    /** A device wanted to send, but had no neighbour. */
    void CountSkippedGossip();

    /** @return the totals so far. */
    const MessageCounters& GetCounters() const;

    /** @return the messages in flight, by sending time, then sender, then sequence. */
    std::vector<Ptr<const ModelMessage>> GetInFlight() const;

    /** @return number of messages in flight. */
    uint64_t CountInFlight() const;

    /** @return how long a message may take before it counts as lost. */
    Time GetMessageLifetime() const;

    /**
     * TracedCallback signature for messages.
     * @param message the message; its parameters are already released.
     */
    typedef void (*MessageTracedCallback)(Ptr<const ModelMessage> message);

    /**
     * TracedCallback signature for packets of models, of receivers' answers and of pilots.
     * @param learner id of the device that sends or has received it.
     * @param bytes its size with our headers.
     */
    typedef void (*PacketTracedCallback)(uint32_t learner, uint32_t bytes);

  protected:
    void DoDispose() override;

  private:
    /// When a message's lifetime ends.
    struct Deadline
    {
        Time when;    //!< the end
        uint64_t key; //!< the message
    };

    /// Whether a learner runs.
    struct Absence
    {
        bool down{false}; //!< it is not running now
        Time since;       //!< if not: from when on
    };

    /**
     * @param message one that is lost.
     * @return whether its receiver was down from its sending on.
     */
    bool WasAbsent(const ModelMessage& message) const;

    /**
     * @param sender learner id.
     * @param sequence its message.
     * @return the key of the message.
     */
    static uint64_t MakeKey(uint32_t sender, uint32_t sequence);

    /**
     * Append a message to those in flight.
     * @param message the message.
     */
    void Link(ModelMessage* message);

    /**
     * Take a message from those in flight.
     * @param message the message.
     */
    void Unlink(ModelMessage* message);

    /** Conclude the messages whose lifetime is over and wait for the next. */
    void ExpireLifetimes();

    Time m_lifetime;                                           //!< see the attribute
    std::optional<uint64_t> m_mark;                            //!< see SetMark()
    RescueCallback m_rescue;                                   //!< asked before a message is lost
    MessageCounters m_counters;                                //!< the totals
    ModelMessage* m_first{nullptr};                            //!< in flight, sent first
    ModelMessage* m_last{nullptr};                             //!< in flight, sent last
    std::unordered_map<uint64_t, Ptr<ModelMessage>> m_followed; //!< of these, the followed, by key
    std::deque<Deadline> m_deadlines;                          //!< in the order of their end
    std::vector<uint32_t> m_nextSequence;                      //!< of each sender
    std::vector<Absence> m_absences;                           //!< by learner, as far as needed
    EventId m_expiry;                                          //!< at the first deadline
    TracedCallback<Ptr<const ModelMessage>> m_concludedTrace;  //!< an outcome is known
    TracedCallback<uint32_t, uint32_t> m_packetSentTrace;      //!< by learner, bytes
    TracedCallback<uint32_t, uint32_t> m_packetReceivedTrace;  //!< by learner, bytes
};

} // namespace stardust
} // namespace ns3

#endif // MESSAGE_LEDGER_H
