/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How GossipLearner hands its messages to the transport; the rest is in gossip-learner.cc.

#include "gossip-learner.h"

namespace ns3
{
namespace stardust
{

void
GossipLearner::Register(const Ptr<ModelMessage>& message)
{
    m_group->GetLedger()->Register(message, !m_transportConcludes);
    m_sentTrace(message);
}

void
GossipLearner::SendModel(uint32_t peer)
{
    const Ptr<ModelMessage> message = MakeMessage(peer);
    Register(message);
    // Whoever heard of it may have stopped the learner.
    if (m_running)
    {
        m_transport->Send(message);
        return;
    }
    m_group->GetLedger()->Conclude(message, MessageOutcome::LOST, MessageReason::SENDER_STOPPED);
}

void
GossipLearner::SendToNeighbors()
{
    const CommunicationGraph& graph = m_group->GetGraph();
    const Ptr<ModelMessage> first = MakeMessage(graph.GetNeighbor(m_id, 0));
    std::vector<Ptr<ModelMessage>> messages{first};
    for (uint32_t k = 1; k < graph.GetDegree(m_id); ++k)
    {
        auto copy = Create<ModelMessage>(*first);
        copy->receiver = graph.GetNeighbor(m_id, k);
        messages.push_back(copy);
    }
    for (const auto& message : messages)
    {
        Register(message);
    }
    if (m_running)
    {
        m_transport->SendToAll(messages);
        return;
    }
    for (const auto& message : messages)
    {
        m_group->GetLedger()->Conclude(message,
                                       MessageOutcome::LOST,
                                       MessageReason::SENDER_STOPPED);
    }
}

} // namespace stardust
} // namespace ns3
