/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How GossipLearner makes its messages and hands them to the transport; the rest is in
// gossip-learner.cc.

#include "gossip-algorithm.h"
#include "gossip-learner.h"
#include "model-packing.h"

namespace ns3
{
namespace stardust
{

Ptr<ModelMessage>
GossipLearner::MakeMessage(uint32_t peer)
{
    NS_ASSERT_MSG(peer < m_group->GetN() && peer != m_id, "learner " << peer << " is no peer");
    VersionTable& versions = *m_group->GetVersions();
    auto message = Create<ModelMessage>();
    message->sender = m_id;
    message->receiver = peer;
    message->senderVersion = versions.GetMade(m_id);
    message->source = m_id;
    message->sourceVersion = message->senderVersion;
    message->versions = versions.TakeSnapshot(m_id);
    message->sequence = m_group->GetLedger()->GetNextSequence(m_id);
    m_algorithm ? ComposeContent(*message) : EncodeContent(m_parameters, *message);
    if (m_selectorFollows)
    {
        m_selector->PrepareMessage(*message);
    }
    return message;
}

void
GossipLearner::EncodeContent(const Ptr<const FloatBuffer>& values, ModelMessage& message)
{
    if (m_codecIsExact && !m_bytesInPackets && values->Size() == m_contentLength)
    {
        message.parameters = values;
        message.payloadBytes = m_exactSize;
        return;
    }
    PackModel(*values, *m_codec, m_bytesInPackets, message);
}

void
GossipLearner::ComposeContent(ModelMessage& message)
{
    MessageContent content{m_parameters, std::vector<uint8_t>(m_stateSize)};
    m_algorithm->Compose(message.receiver, content);
    NS_ASSERT_MSG(content.state.size() == m_stateSize &&
                      (content.values->Size() == m_contentLength || content.values->Size() == 0),
                  "content of another length than the algorithm says");
    message.state = std::move(content.state);
    EncodeContent(content.values, message);
    if (!m_algorithm->FollowsEncoding() || content.values->Size() == 0)
    {
        return;
    }
    if (message.parameters)
    {
        m_algorithm->NotifyEncoded(*message.parameters);
        return;
    }
    // The same as a receiver will make of the packets.
    ModelMessage echo(message);
    if (UnpackModel(*message.encoded, *m_codec, m_contentLength, m_stateSize, echo) ==
        MessageReason::NONE)
    {
        m_algorithm->NotifyEncoded(*echo.parameters);
    }
}

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
    std::vector<uint32_t> peers(graph.GetDegree(m_id));
    for (uint32_t k = 0; k < peers.size(); ++k)
    {
        peers[k] = graph.GetNeighbor(m_id, k);
    }
    SendToEach(peers);
}

void
GossipLearner::SendToEach(const std::vector<uint32_t>& peers)
{
    const Ptr<ModelMessage> first = MakeMessage(peers.front());
    std::vector<Ptr<ModelMessage>> messages{first};
    for (std::size_t k = 1; k < peers.size(); ++k)
    {
        auto copy = Create<ModelMessage>(*first);
        copy->receiver = peers[k];
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
