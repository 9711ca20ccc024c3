/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PEER_SELECTOR_H
#define PEER_SELECTOR_H

#include "ns3/communication-graph.h"
#include "ns3/object.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Says to which neighbour a learner sends next. Each learner has one of its own.
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
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 1
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace stardust
} // namespace ns3

#endif // PEER_SELECTOR_H
