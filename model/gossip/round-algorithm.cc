/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "round-algorithm.h"

#include "gossip-learner.h"
#include "model-averaging.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RoundAlgorithm);

TypeId
RoundAlgorithm::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::RoundAlgorithm")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddAttribute("Barrier",
                          "Whether devices wait for one another in rounds; else updates and "
                          "gossip follow the learners' clocks, and each message is combined alone",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RoundAlgorithm::m_barrier),
                          MakeBooleanChecker())
            .AddAttribute("Weights",
                          "How much a device takes of what each neighbour sends",
                          EnumValue(MIXING_METROPOLIS),
                          MakePortableEnumAccessor<MixingRule>(&RoundAlgorithm::m_rule, 0),
                          MakeMixingRuleChecker())
            .AddAttribute("RoundTimeout",
                          "How long a device waits for its neighbours' messages after its own "
                          "part of a round is done, before it goes on without them; 0: for ever",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&RoundAlgorithm::m_timeout),
                          MakeTimeChecker(Time(0)));
    return tid;
}

void
RoundAlgorithm::DoDispose()
{
    m_timeoutEvent.Cancel();
    m_finishEvent.Cancel();
    m_waiting.clear();
    m_sent = nullptr;
    GossipAlgorithm::DoDispose();
}

bool
RoundAlgorithm::PacesUpdates() const
{
    return m_barrier;
}

bool
RoundAlgorithm::PacesGossip() const
{
    return m_barrier;
}

bool
RoundAlgorithm::SendsToAll() const
{
    return true;
}

bool
RoundAlgorithm::HasBarrier() const
{
    return m_barrier;
}

bool
RoundAlgorithm::CombinesFirst() const
{
    return false;
}

MixedKnowledge
RoundAlgorithm::GetTaught() const
{
    return MixedKnowledge::RELAYED;
}

uint32_t
RoundAlgorithm::GetRound() const
{
    return m_round;
}

uint32_t
RoundAlgorithm::GetStateSize() const
{
    return sizeof(uint32_t);
}

void
RoundAlgorithm::AddNeighbors(float* local,
                             uint32_t count,
                             const FloatBuffer& sent,
                             const std::vector<Ptr<const ModelMessage>>& received)
{
    AddDifferences(local, sent.Data(), count, received, 0, GetWeights(received));
}

std::vector<double>
RoundAlgorithm::GetWeights(const std::vector<Ptr<const ModelMessage>>& received)
{
    std::vector<double> weights;
    for (const auto& message : received)
    {
        weights.push_back(GetWeight(message->sender));
    }
    return weights;
}

void
RoundAlgorithm::Start()
{
    if (m_barrier)
    {
        BeginRound();
    }
}

void
RoundAlgorithm::Stop()
{
    m_timeoutEvent.Cancel();
    m_finishEvent.Cancel();
    m_waiting.clear();
    m_sent = nullptr;
}

void
RoundAlgorithm::Reset()
{
    // Rounds count on: those of the others do.
}

void
RoundAlgorithm::BeginRound()
{
    m_updated = false;
    m_sent = nullptr;
    if (CombinesFirst())
    {
        SendRound();
    }
    if (GetLearner().IsRunning() && !GetLearner().BeginNextUpdate())
    {
        FinishUpdate();
    }
}

void
RoundAlgorithm::SendRound()
{
    m_sent = GetLearner().GetParameters();
    // A round has the graph in which its messages are sent.
    m_neighborsKnown = m_neighborsKnown && !m_graphChanged;
    m_graphChanged = false;
    GetInNeighbors();
    if (GetGroup().GetGraph().GetDegree(GetSelf()) > 0)
    {
        GetLearner().SendToNeighbors();
    }
}

void
RoundAlgorithm::Compose(uint32_t /* receiver */, MessageContent& content)
{
    std::memcpy(content.state.data(), &m_round, sizeof(m_round));
}

void
RoundAlgorithm::NotifyUpdated(float* /* local */, const float* /* before */, uint32_t /* count */)
{
    if (m_barrier)
    {
        FinishUpdate();
    }
}

uint64_t
RoundAlgorithm::CountKeptFloats() const
{
    uint64_t kept = m_sent && m_sent != GetLearner().GetParameters() ? m_sent->Size() : 0;
    for (const Waiting& waiting : m_waiting)
    {
        kept += waiting.message->parameters->Size();
    }
    return kept;
}

void
RoundAlgorithm::FinishUpdate()
{
    m_updated = true;
    if (!CombinesFirst())
    {
        SendRound();
    }
    if (!GetLearner().IsRunning())
    {
        return;
    }
    if (!m_timeout.IsZero())
    {
        m_timeoutEvent = Simulator::Schedule(m_timeout, &RoundAlgorithm::FinishRound, this);
    }
    CombineIfComplete();
}

MixedKnowledge
RoundAlgorithm::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    if (message.parameters->Size() != GetContentLength(count))
    {
        return MixedKnowledge::NONE;
    }
    if (!m_barrier)
    {
        Combine(local, count, *GetLearner().GetParameters(), {&message});
        return GetTaught();
    }
    uint32_t round;
    std::memcpy(&round, message.state.data(), sizeof(round));
    if (round < m_round)
    {
        return MixedKnowledge::LATE;
    }
    uint32_t ahead = 0;
    for (const Waiting& other : m_waiting)
    {
        if (other.message->sender == message.sender)
        {
            if (other.round == round)
            {
                return MixedKnowledge::LATE;
            }
            ++ahead;
        }
    }
    if (ahead >= GetMostAhead())
    {
        return MixedKnowledge::OVER_LIMIT;
    }
    m_waiting.push_back({round, &message});
    return MixedKnowledge::HELD;
}

bool
RoundAlgorithm::MixesAtOnce() const
{
    return !m_barrier;
}

uint32_t
RoundAlgorithm::GetMostAhead() const
{
    // Who waits for ever must refuse none: the length of a circle of links is the furthest ahead.
    return m_timeout.IsZero() ? std::max(MAX_AHEAD, GetGroup().GetN()) : MAX_AHEAD;
}

void
RoundAlgorithm::NotifyHeld()
{
    CombineIfComplete();
}

void
RoundAlgorithm::CombineIfComplete()
{
    if (!m_updated)
    {
        return;
    }
    const auto& neighbors = GetInNeighbors();
    for (std::size_t k = 0; k < neighbors.size(); ++k)
    {
        if (m_awaitedFrom[k] > m_round)
        {
            continue;
        }
        const uint32_t neighbor = neighbors[k];
        const bool here = std::any_of(m_waiting.begin(), m_waiting.end(), [&](const Waiting& one) {
            return one.round == m_round && one.message->sender == neighbor;
        });
        if (!here)
        {
            return;
        }
    }
    // Not at once: whoever is told of this round's messages should find the round over.
    if (m_finishEvent.IsExpired())
    {
        m_finishEvent = Simulator::ScheduleNow(&RoundAlgorithm::FinishRound, this);
    }
}

std::vector<Ptr<const ModelMessage>>
RoundAlgorithm::TakeRound()
{
    std::vector<Ptr<const ModelMessage>> taken;
    const auto rest =
        std::remove_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting& waiting) {
            if (waiting.round != m_round)
            {
                return false;
            }
            taken.push_back(waiting.message);
            return true;
        });
    m_waiting.erase(rest, m_waiting.end());
    std::sort(taken.begin(), taken.end(), [](const auto& a, const auto& b) {
        return a->sender < b->sender;
    });
    return taken;
}

void
RoundAlgorithm::FinishRound()
{
    m_timeoutEvent.Cancel();
    m_finishEvent.Cancel();
    GossipLearner& learner = GetLearner();
    const auto received = TakeRound();
    const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
    if (m_sent == learner.GetParameters())
    {
        // Nothing has changed it: Combine() may take the model itself for it, without a copy.
        m_sent = nullptr;
    }
    float* model = learner.EditModel();
    Combine(model, count, m_sent ? *m_sent : *learner.GetParameters(), received);
    for (const auto& message : received)
    {
        // Whoever hears of it may stop the learner, which gives the rest their outcome.
        if (learner.IsRunning())
        {
            const bool counts = GetWeight(message->sender) > 0;
            learner.SettleHeld(*message, counts ? GetTaught() : MixedKnowledge::NONE);
        }
    }
    ++m_round;
    // Without a timeout the others wait for each of this device's rounds.
    for (const Waiting& waiting : m_waiting)
    {
        m_round = m_timeout.IsZero() ? m_round : std::max(m_round, waiting.round);
    }
    DropOld();
    if (learner.IsRunning())
    {
        BeginRound();
    }
}

void
RoundAlgorithm::DropOld()
{
    std::vector<Ptr<const ModelMessage>> old;
    const auto rest =
        std::remove_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting& waiting) {
            if (waiting.round >= m_round)
            {
                return false;
            }
            old.push_back(waiting.message);
            return true;
        });
    m_waiting.erase(rest, m_waiting.end());
    for (const auto& message : old)
    {
        if (GetLearner().IsRunning())
        {
            GetLearner().SettleHeld(*message, MixedKnowledge::LATE);
        }
    }
}

} // namespace stardust
} // namespace ns3
