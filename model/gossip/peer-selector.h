/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PEER_SELECTOR_H
#define PEER_SELECTOR_H

#include "model-message.h"

#include "ns3/communication-graph.h"
#include "ns3/object.h"

#include <string>

namespace ns3
{
namespace stardust
{

class LearnerGroup;
class ModelTransport;

/**
 * @ingroup stardust
 * Says to which neighbour a learner sends next. Each learner has one of its own.
 *
 * A rule that also says when to send keeps the time itself (PacesGossip());
 * what happens to its learner is told to it.
 */
class PeerSelector : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Choose a neighbour.
     * @param self id of the learner that is about to send.
     * @param graph who may send to whom; self has at least one neighbour.
     * @return id of the receiver.
     */
    virtual uint32_t SelectPeer(uint32_t self, const CommunicationGraph& graph) = 0;

    /**
     * What is missing for the rule to work with a transport.
     * @param transport of the learner.
     * @return one line, or empty if nothing is.
     */
    virtual std::string FindProblem(const ModelTransport& transport) const;

    /**
     * Whether the rule itself makes its learner send (GossipLearner::SendModel());
     * the learner's gossip clock then stands still.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool PacesGossip() const;

    /**
     * The learner starts.
     * @param group its group.
     * @param self its id.
     */
    virtual void Start(Ptr<LearnerGroup> group, uint32_t self);

    /** The learner stops. */
    virtual void Stop();

    /**
     * Whether the rule wants NotifyUpdated(), NotifyMixed() and PrepareMessage()
     * to be called.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool FollowsLearner() const;

    /**
     * The learner has completed an update.
     * @param version its own version now.
     */
    virtual void NotifyUpdated(uint32_t version);

    /**
     * The learner has mixed a model in.
     * @param message the message.
     */
    virtual void NotifyMixed(const ModelMessage& message);

    /**
     * A message is about to be sent; the rule may say what it teaches.
     * @param message the message.
     */
    virtual void PrepareMessage(ModelMessage& message);

    /**
     * Links have come or gone: what was kept about the graph holds no more.
     */
    virtual void NotifyGraphChanged();

    /**
     * How devices come to know what the rule needs to know of others.
     * @return `none` if it needs nothing; else for instance `oracle`, if the
     *         simulation tells them free of charge.
     */
    virtual std::string GetCoordination() const;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 1
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace stardust
} // namespace ns3

#endif // PEER_SELECTOR_H
