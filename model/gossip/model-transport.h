/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_TRANSPORT_H
#define MODEL_TRANSPORT_H

#include "model-message.h"
#include "pilot-channel.h"

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <string>

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/**
 * @ingroup stardust
 * Carries messages from one learner to another. Each learner has one of its own.
 *
 * A transport counts every packet in the group's ledger, hands complete
 * messages to its owner, in the receiver's context, and may conclude a message
 * as lost before its lifetime ends if it knows better.
 */
class ModelTransport : public Object
{
  public:
    /**
     * A complete message has arrived. `message` is the ledger's; `bytes` is
     * what the packets carried, empty if the model travels beside them.
     */
    typedef Callback<void, Ptr<ModelMessage>, const std::vector<uint8_t>&> ReceiveCallback;

    /// Whether the owner can use a message that is all there: the message and its bytes.
    typedef Callback<bool, const ModelMessage&, const std::vector<uint8_t>&> JudgeCallback;

    /// The receiver (first) has told of the message (second) whether it can use it (third).
    typedef Callback<void, uint32_t, uint32_t, bool> FeedbackCallback;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Tell the transport whom it serves; called once, before Start().
     * @param group the learners and their ledger.
     * @param learner id of the owner.
     * @param node the owner's node.
     * @param receive takes complete messages.
     */
    void Setup(Ptr<LearnerGroup> group,
               uint32_t learner,
               Ptr<Node> node,
               ReceiveCallback receive);

    /**
     * Have receivers tell their senders whether they can use what arrives; called once,
     * before Start(), for all learners of a group; only if GivesFeedback().
     * @param judge answers for the owner as a receiver.
     * @param feedback hears the answers that the owner gets as a sender.
     */
    void SetFeedback(JudgeCallback judge, FeedbackCallback feedback);

    /**
     * Whether a sender hears, in packets that count, which of its messages have arrived.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool GivesFeedback() const;

    /**
     * Whether part of a message that would be lost is delivered.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool DeliversParts() const;

    /**
     * A message to the owner would be lost: deliver what has arrived of it, in an event of
     * the owner's node at this time, or conclude it there.
     * @param message the message, in flight.
     * @param reason why it is not delivered whole.
     * @return false if nothing of it has arrived or parts are not delivered.
     */
    virtual bool TakePart(Ptr<ModelMessage> message, MessageReason reason);

    /**
     * What the node lacks to be used by this transport.
     * @param node the owner's node.
     * @return one line, or empty if it lacks nothing.
     */
    virtual std::string FindProblem(Ptr<Node> node) const = 0;

    /** Begin to receive. */
    virtual void Start() = 0;

    /** Stop sending and receiving. */
    virtual void Stop() = 0;

    /**
     * Send a message; it is in the ledger.
     * @param message the message.
     */
    virtual void Send(Ptr<ModelMessage> message) = 0;

    /**
     * Whether one transmission reaches all neighbours: the owner's gossip then goes to all
     * of them, by SendToAll().
     * @return false, unless a subclass says otherwise.
     */
    virtual bool IsBroadcast() const;

    /**
     * Send copies of one model, one for each of its receivers; they are in the ledger,
     * with consecutive sequence numbers.
     * @param messages the copies; at least one.
     */
    virtual void SendToAll(const std::vector<Ptr<ModelMessage>>& messages);

    /** @return where other transports of this kind reach the owner. */
    virtual Address GetAddress() const;

    /**
     * Whether this transport tells every message's outcome itself, within the
     * message's lifetime, and never asks the ledger for one by its number; the
     * ledger then keeps less.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool ConcludesAll() const;

    /** @return whether CreatePilotChannel() makes one; false, unless a subclass says otherwise. */
    virtual bool CanBroadcast() const;

    /**
     * Make a channel for pilot signals on the same network.
     * @return the channel, not open; null if the network has no broadcast.
     */
    virtual Ptr<PilotChannel> CreatePilotChannel() const;

    /**
     * How much longer the owner is occupied by what it has sent: its next gossip
     * interval begins only then.
     * @return zero, unless a subclass says otherwise.
     */
    virtual Time GetBusyTime() const;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 4
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

    /** @return the learners and their ledger. */
    const Ptr<LearnerGroup>& GetGroup() const
    {
        return m_group;
    }

    /** @return id of the owner. */
    uint32_t GetLearner() const;
    /** @return the owner's node. */
    Ptr<Node> GetNode() const;

    /**
     * Hand a complete message to the owner.
     * @param message the message.
     * @param bytes what the packets carried; empty if the model travels beside them.
     */
    void Deliver(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes);

    /** @return whether receivers tell their senders what they can use. */
    bool IsJudged() const;

    /**
     * @param message a message to the owner that is all there.
     * @param bytes what the packets carried.
     * @return whether the owner can use it; true if receivers do not tell.
     */
    bool CanUse(const ModelMessage& message, const std::vector<uint8_t>& bytes) const;

    /** @return hears what receivers tell the owner; null if they do not. */
    const FeedbackCallback& GetFeedback() const;

  private:
    Ptr<LearnerGroup> m_group;   //!< the learners and their ledger
    uint32_t m_learner{0};       //!< id of the owner
    Ptr<Node> m_node;            //!< the owner's node
    ReceiveCallback m_receive;   //!< takes complete messages
    JudgeCallback m_judge;       //!< what the owner can use; null: receivers do not tell
    FeedbackCallback m_feedback; //!< hears what receivers tell
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_TRANSPORT_H
