/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "exchange-mixer.h"

#include "gossip-learner.h"
#include "graph-check.h"
#include "model-averaging.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ExchangeMixer);

namespace
{

/// What a message is; its one byte of state.
enum MessageKind : uint8_t
{
    KIND_REQUEST, //!< wants an answer
    KIND_ANSWER   //!< is one
};

} // namespace

TypeId
ExchangeMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ExchangeMixer")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<ExchangeMixer>()
            .AddAttribute("Mode",
                          "Pull: requests have no model; PushPull: they have the asker's",
                          EnumValue(EXCHANGE_PUSH_PULL),
                          MakePortableEnumAccessor<ExchangeMode>(&ExchangeMixer::m_mode, 0),
                          MakeEnumChecker(EXCHANGE_PULL, "Pull", EXCHANGE_PUSH_PULL, "PushPull"))
            .AddAttribute("Weight",
                          "Weight of the other's model, 0 to 1",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&ExchangeMixer::m_weight),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("SumPreserving",
                          "Whether both move by the difference of the models exchanged, not of "
                          "those that they have by then; with PushPull only",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ExchangeMixer::m_sumPreserving),
                          MakeBooleanChecker())
            .AddAttribute("AfterUpdates",
                          "Whether an exchange begins after each local update, not by the gossip "
                          "clock",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ExchangeMixer::m_afterUpdates),
                          MakeBooleanChecker());
    return tid;
}

std::string
ExchangeMixer::FindProblem(const GossipLearner& learner) const
{
    if (learner.GetTransport()->IsBroadcast())
    {
        return "an exchange is between two devices; expected a transport that is no broadcast";
    }
    if (m_sumPreserving && m_mode == EXCHANGE_PULL)
    {
        return "SumPreserving needs Mode=PushPull: in a pull one device alone moves";
    }
    return "";
}

std::string
ExchangeMixer::FindGraphProblem(const CommunicationGraph& graph, bool /* changes */) const
{
    return FindOneWayProblem(graph);
}

bool
ExchangeMixer::PacesGossip() const
{
    return m_afterUpdates;
}

uint32_t
ExchangeMixer::GetStateSize() const
{
    return 1;
}

uint64_t
ExchangeMixer::CountKeptFloats() const
{
    return m_open.empty() ? 0 : m_open.size() * m_open.begin()->second->Size();
}

void
ExchangeMixer::Stop()
{
    m_open.clear();
}

void
ExchangeMixer::NotifyUpdated(float* /* local */, const float* /* before */, uint32_t /* count */)
{
    if (m_afterUpdates && GetGroup().GetGraph().GetDegree(GetSelf()) > 0)
    {
        GetLearner().SendToSelectedPeer();
    }
}

void
ExchangeMixer::Compose(uint32_t receiver, MessageContent& content)
{
    content.state[0] = m_answering ? KIND_ANSWER : KIND_REQUEST;
    if (m_answering)
    {
        return;
    }
    if (m_sumPreserving)
    {
        m_open[receiver] = content.values;
    }
    if (m_mode == EXCHANGE_PULL)
    {
        content.values = Create<FloatBuffer>(0);
    }
}

void
ExchangeMixer::Answer(uint32_t asker)
{
    m_answering = true;
    GetLearner().SendModel(asker);
    m_answering = false;
}

MixedKnowledge
ExchangeMixer::Take(float* local,
                    uint32_t count,
                    const ModelMessage& message,
                    const FloatBuffer* own) const
{
    if (m_weight == 0)
    {
        return MixedKnowledge::NONE;
    }
    if (!own || !message.present.empty())
    {
        MoveTowards(local, count, message, static_cast<float>(m_weight));
        return message.present.empty() ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
    }
    AddDifference(local, own->Data(), count, message, 0, m_weight);
    return MixedKnowledge::RELAYED;
}

MixedKnowledge
ExchangeMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    const bool empty = message.parameters->Size() == 0 && count > 0;
    const uint8_t kind = message.state[0];
    if (kind > KIND_ANSWER || (kind == KIND_ANSWER && empty))
    {
        return MixedKnowledge::NONE;
    }
    if (kind == KIND_ANSWER)
    {
        const auto open = m_open.find(message.sender);
        if (open == m_open.end())
        {
            return Take(local, count, message, nullptr);
        }
        const Ptr<const FloatBuffer> sent = open->second;
        m_open.erase(open);
        return Take(local, count, message, PeekPointer(sent));
    }
    Answer(message.sender);
    if (m_mode == EXCHANGE_PULL || empty)
    {
        return MixedKnowledge::CONTROL;
    }
    // The answer shares the model as it was: what changes now is a copy.
    return GetLearner().IsRunning() ? Take(GetLearner().EditModel(), count, message, nullptr)
                                    : MixedKnowledge::NONE;
}

} // namespace stardust
} // namespace ns3
