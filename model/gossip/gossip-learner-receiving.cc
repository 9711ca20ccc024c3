/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What GossipLearner does with messages that arrive; the rest is in gossip-learner.cc.

#include "gossip-algorithm.h"
#include "gossip-learner.h"
#include "model-packing.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipLearnerReceiving");

bool
GossipLearner::CanDecode(const ModelMessage& message, const std::vector<uint8_t>& bytes)
{
    return m_codec->HasReference(bytes.data(), bytes.size(), message.sender);
}

void
GossipLearner::ReceiveModel(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes)
{
    if (!m_running)
    {
        m_group->GetLedger()->Conclude(message,
                                       MessageOutcome::LOST,
                                       MessageReason::RECEIVER_STOPPED);
        return;
    }
    const MessageReason problem =
        UnpackModel(bytes, *m_codec, m_contentLength, m_stateSize, *message);
    if (problem != MessageReason::NONE)
    {
        NS_LOG_LOGIC("learner " << m_id << " rejects a model of " << message->sender << ": "
                                << ToString(problem));
        m_group->GetLedger()->Conclude(message, MessageOutcome::REJECTED, problem);
        return;
    }
    if (m_algorithm && !m_algorithm->SendsModel())
    {
        message->present.clear();
    }
    MixModel(message);
}

void
GossipLearner::MixModel(const Ptr<ModelMessage>& message)
{
    const bool edits = m_lost || !m_algorithm || m_algorithm->MixesAtOnce();
    const MixedKnowledge knowledge = TakeModel(edits ? EditModel() : nullptr, *message);
    if (knowledge != MixedKnowledge::HELD)
    {
        Settle(message, knowledge);
        return;
    }
    m_group->GetLedger()->Hold(*message);
    m_held.push_back(message);
    m_algorithm->NotifyHeld();
}

MixedKnowledge
GossipLearner::TakeModel(float* parameters, const ModelMessage& message)
{
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    // Part of a model does not make up for a lost one.
    if (!m_lost || !message.present.empty() || message.parameters->Size() != count)
    {
        return m_mixer->Mix(parameters, count, message);
    }
    m_lost = false;
    std::copy_n(message.parameters->Data(), count, parameters);
    return MixedKnowledge::RELAYED;
}

float*
GossipLearner::EditModel()
{
    // Shared parameters that are none need no copy.
    return m_parameters->Size() > 0 ? MakeWritable(m_parameters) : m_parameters->Data();
}

void
GossipLearner::Settle(const Ptr<ModelMessage>& message, MixedKnowledge knowledge)
{
    MessageLedger& ledger = *m_group->GetLedger();
    switch (knowledge)
    {
    case MixedKnowledge::NONE:
        ledger.Conclude(message, MessageOutcome::REJECTED, MessageReason::REFUSED);
        return;
    case MixedKnowledge::OVER_LIMIT:
        ledger.Conclude(message, MessageOutcome::REJECTED, MessageReason::OVER_LIMIT);
        return;
    case MixedKnowledge::LATE:
        ledger.Conclude(message, MessageOutcome::EXPIRED, MessageReason::SUPERSEDED);
        return;
    case MixedKnowledge::CONTROL:
        ledger.Conclude(message, MessageOutcome::DELIVERED, MessageReason::NONE);
        return;
    default:
        FinishMixing(message, knowledge);
    }
}

void
GossipLearner::LearnVersions(const ModelMessage& message, MixedKnowledge knowledge)
{
    VersionTable& versions = *m_group->GetVersions();
    if (knowledge == MixedKnowledge::SENDER_ONLY)
    {
        versions.LearnOne(m_id, message.sender, message.senderVersion);
    }
    else if (knowledge == MixedKnowledge::RELAYED && message.sourceOnly)
    {
        versions.LearnOne(m_id, message.source, message.sourceVersion);
    }
    else if (knowledge == MixedKnowledge::RELAYED)
    {
        versions.LearnAll(m_id, message.versions);
    }
}

void
GossipLearner::FinishMixing(const Ptr<ModelMessage>& message, MixedKnowledge knowledge)
{
    NS_ASSERT_MSG(knowledge != MixedKnowledge::HELD, "a message is held once");
    LearnVersions(*message, knowledge);
    message->fraction = message->present.empty()
                            ? 1
                            : double(CountCoordinates(message->present)) / m_contentLength;
    message->staleness =
        m_group->GetVersions()->GetMade(message->sender) - message->senderVersion;
    if (m_selectorFollows && knowledge != MixedKnowledge::PARTIAL)
    {
        m_selector->NotifyMixed(*message);
    }
    m_receivedTrace(message);
    m_group->GetLedger()->Conclude(message, MessageOutcome::DELIVERED, MessageReason::NONE);
    if (m_running && MakesUpdates() && m_clock.NoteMixed())
    {
        BeginUpdate(1);
    }
}

Ptr<ModelMessage>
GossipLearner::TakeHeld(const ModelMessage& message)
{
    const auto found = std::find_if(m_held.begin(), m_held.end(), [&](const auto& held) {
        return PeekPointer(held) == &message;
    });
    NS_ABORT_MSG_IF(found == m_held.end(), "the learner holds no such message");
    Ptr<ModelMessage> taken = *found;
    m_held.erase(found);
    return taken;
}

void
GossipLearner::SettleHeld(const ModelMessage& message, MixedKnowledge knowledge)
{
    Settle(TakeHeld(message), knowledge);
}

void
GossipLearner::DropHeld()
{
    const auto held = std::move(m_held);
    m_held.clear();
    for (const auto& message : held)
    {
        m_group->GetLedger()->Conclude(message,
                                       MessageOutcome::LOST,
                                       MessageReason::RECEIVER_STOPPED);
    }
}

} // namespace stardust
} // namespace ns3
