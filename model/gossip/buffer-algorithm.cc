/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "buffer-algorithm.h"

#include "gossip-learner.h"
#include "model-averaging.h"

#include "ns3/mixing-matrix.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(BufferAlgorithm);

TypeId
BufferAlgorithm::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::BufferAlgorithm")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddAttribute("BufferSize",
                          "Models that wait at most; 0: as many as there are neighbours",
                          UintegerValue(0),
                          MakeUintegerAccessor(&BufferAlgorithm::m_bufferSize),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

void
BufferAlgorithm::DoDispose()
{
    m_waiting.clear();
    m_replaced.clear();
    GossipAlgorithm::DoDispose();
}

void
BufferAlgorithm::Stop()
{
    m_waiting.clear();
    m_replaced.clear();
}

void
BufferAlgorithm::Reset()
{
    Stop();
}

void
BufferAlgorithm::NotifyGraphChanged()
{
    m_inDegree = 0;
}

uint64_t
BufferAlgorithm::CountKeptFloats() const
{
    return m_waiting.empty() ? 0 : m_waiting.size() * m_waiting.front()->parameters->Size();
}

uint32_t
BufferAlgorithm::GetCapacity()
{
    if (m_bufferSize > 0)
    {
        return m_bufferSize;
    }
    if (m_inDegree == 0)
    {
        m_inDegree = FindInNeighbors(GetGroup().GetGraph(), GetSelf()).size();
    }
    return std::max(m_inDegree, 1u);
}

bool
BufferAlgorithm::NeedsWholeModels() const
{
    return true;
}

MixedKnowledge
BufferAlgorithm::Mix(float* /* local */, uint32_t count, const ModelMessage& message)
{
    if (message.parameters->Size() != count || !message.present.empty())
    {
        return MixedKnowledge::NONE;
    }
    const auto same = std::find_if(m_waiting.begin(), m_waiting.end(), [&](const auto& other) {
        return other->sender == message.sender;
    });
    if (same != m_waiting.end())
    {
        if ((*same)->sequence > message.sequence)
        {
            return MixedKnowledge::LATE;
        }
        m_replaced.push_back(*same);
        *same = &message;
        return MixedKnowledge::HELD;
    }
    if (m_waiting.size() >= GetCapacity())
    {
        return MixedKnowledge::OVER_LIMIT;
    }
    m_waiting.push_back(&message);
    return MixedKnowledge::HELD;
}

bool
BufferAlgorithm::MixesAtOnce() const
{
    return false;
}

void
BufferAlgorithm::NotifyHeld()
{
    const auto replaced = std::move(m_replaced);
    m_replaced.clear();
    for (const auto& message : replaced)
    {
        GetLearner().SettleHeld(*message, MixedKnowledge::LATE);
    }
    if (GetTrigger() == BUFFER_FULL && GetLearner().IsRunning() && m_waiting.size() >= GetCapacity())
    {
        Flush();
    }
}

void
BufferAlgorithm::NotifyUpdated(float* /* local */, const float* /* before */, uint32_t /* count */)
{
    if (GetTrigger() == BUFFER_UPDATE &&
        m_waiting.size() >= std::min(GetLeastModels(), GetCapacity()))
    {
        Flush();
    }
}

void
BufferAlgorithm::Flush()
{
    if (m_waiting.empty())
    {
        return;
    }
    GossipLearner& learner = GetLearner();
    auto received = std::move(m_waiting);
    m_waiting.clear();
    std::sort(received.begin(), received.end(), [](const auto& a, const auto& b) {
        return a->sender < b->sender;
    });
    // Not in one call with EditModel(), which copies what it finds shared.
    const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
    const std::vector<bool> entered = Combine(learner.EditModel(), count, received);
    for (std::size_t k = 0; k < received.size(); ++k)
    {
        // Whoever hears of it may stop the learner, which gives the rest their outcome.
        if (learner.IsRunning())
        {
            const bool taken = entered.empty() || entered[k];
            learner.SettleHeld(*received[k],
                               taken ? MixedKnowledge::RELAYED : MixedKnowledge::NONE);
        }
    }
}

std::vector<bool>
BufferAlgorithm::Combine(float* local,
                         uint32_t count,
                         const std::vector<Ptr<const ModelMessage>>& received) const
{
    const double own = GetSelfWeight(received.size());
    Average(local, count, own, received, 0, (1 - own) / received.size());
    return {};
}

uint32_t
BufferAlgorithm::GetLeastModels() const
{
    return 1;
}

uint32_t
BufferAlgorithm::GetBufferSize() const
{
    return m_bufferSize;
}

} // namespace stardust
} // namespace ns3
