/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "draco-mixer.h"

#include "codec-random.h"
#include "gossip-learner.h"
#include "model-averaging.h"
#include "vector-blocks.h"

#include "ns3/mixing-matrix.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace ns3
{
namespace stardust
{

namespace
{

/// What a message is; the first byte of its state.
enum MessageKind : uint8_t
{
    KIND_DIFFERENCE, //!< what updates of the sender have changed
    KIND_MODEL       //!< the hub's model
};

bool
HoldsAnything(const FloatBuffer& buffer)
{
    return (ConstValues(buffer.Data(), buffer.Size()) != 0).any();
}

} // namespace

void
DracoMixer::DoDispose()
{
    Stop();
    GossipAlgorithm::DoDispose();
}

bool
DracoMixer::SendsToAll() const
{
    return true;
}

bool
DracoMixer::SendsModel() const
{
    return false;
}

bool
DracoMixer::FollowsEncoding() const
{
    return true;
}

bool
DracoMixer::ComparesUpdates() const
{
    return true;
}

uint32_t
DracoMixer::GetStateSize() const
{
    return m_deadline.IsZero() ? 1 : 1 + sizeof(int64_t);
}

uint64_t
DracoMixer::CountKeptFloats() const
{
    return std::accumulate(m_waiting.begin(),
                           m_waiting.end(),
                           uint64_t(m_difference ? m_difference->Size() : 0),
                           [](uint64_t sum, const auto& message) {
                               return sum + message->parameters->Size();
                           });
}

double
DracoMixer::EstimateKeptModels(double /* neighbors */) const
{
    return 1;
}

void
DracoMixer::Start()
{
    AwaitPeriod();
}

void
DracoMixer::Stop()
{
    m_periodEvent.Cancel();
    m_windowEvent.Cancel();
    m_waiting.clear();
}

void
DracoMixer::Reset()
{
    m_difference = nullptr;
    m_madeVersion = false;
}

void
DracoMixer::NotifyGraphChanged()
{
    m_inDegreeKnown = false;
}

bool
DracoMixer::Unifies() const
{
    return m_hub != DRACO_HUB_NONE && !m_period.IsZero();
}

int64_t
DracoMixer::GetPeriod() const
{
    return m_period.IsZero()
               ? 0
               : Simulator::Now().GetNanoSeconds() / m_period.GetNanoSeconds();
}

uint32_t
DracoMixer::FindHub(int64_t period) const
{
    const uint32_t n = GetGroup().GetN();
    if (m_hub == DRACO_HUB_ROTATING)
    {
        return static_cast<uint32_t>((period - 1) % n);
    }
    // All devices draw the same without a word: from what the run has in common.
    SeededBits run(uint64_t(RngSeedManager::GetSeed()) << 32 ^ RngSeedManager::GetRun());
    return static_cast<uint32_t>(SeededBits(run.Next() + uint64_t(period)).Next() % n);
}

void
DracoMixer::AwaitPeriod()
{
    if (Unifies() && GetGroup().GetN() > 1)
    {
        const Time next = NanoSeconds((GetPeriod() + 1) * m_period.GetNanoSeconds());
        m_periodEvent =
            Simulator::Schedule(next - Simulator::Now(), &DracoMixer::BeginPeriod, this);
    }
}

void
DracoMixer::BeginPeriod()
{
    AwaitPeriod();
    if (FindHub(GetPeriod()) != GetSelf())
    {
        return;
    }
    std::vector<uint32_t> others(GetGroup().GetN() - 1);
    std::iota(others.begin(), others.begin() + GetSelf(), 0);
    std::iota(others.begin() + GetSelf(), others.end(), GetSelf() + 1);
    m_unifying = true;
    GetLearner().SendToEach(others);
    m_unifying = false;
}

bool
DracoMixer::WantsToSend()
{
    return m_difference ? HoldsAnything(*m_difference) : m_madeVersion;
}

void
DracoMixer::Compose(uint32_t /* receiver */, MessageContent& content)
{
    content.state[0] = m_unifying ? KIND_MODEL : KIND_DIFFERENCE;
    if (!m_deadline.IsZero())
    {
        const int64_t now = Simulator::Now().GetNanoSeconds();
        std::memcpy(content.state.data() + 1, &now, sizeof(now));
    }
    if (m_unifying)
    {
        return;
    }
    m_madeVersion = false;
    const std::size_t count = content.values->Size();
    if (count > 0)
    {
        m_sent = m_difference ? m_difference : Create<FloatBuffer>(count);
        m_difference = nullptr;
        content.values = m_sent;
    }
}

void
DracoMixer::NotifyEncoded(const FloatBuffer& decoded)
{
    if (m_unifying)
    {
        return;
    }
    const std::size_t count = decoded.Size();
    const ConstValues taken(decoded.Data(), count);
    if (!m_applyLocal)
    {
        Values(GetLearner().EditModel(), count) += GetOwnWeight() * taken;
    }
    if (PeekPointer(m_sent) != &decoded)
    {
        // What is sent is in flight too: the rest needs a place of its own.
        auto rest = Create<FloatBuffer>(count);
        Values(rest->Data(), count) = ConstValues(m_sent->Data(), count) - taken;
        m_difference = HoldsAnything(*rest) ? rest : nullptr;
    }
    m_sent = nullptr;
}

void
DracoMixer::NotifyUpdated(float* local, const float* before, uint32_t count)
{
    m_madeVersion = count == 0;
    if (count == 0)
    {
        return;
    }
    if (!m_applyLocal && GetGroup().GetGraph().GetDegree(GetSelf()) == 0)
    {
        const ConstValues old(before, count);
        Values(local, count) = old + GetOwnWeight() * (ConstValues(local, count) - old);
        return;
    }
    if (!m_difference)
    {
        m_difference = Create<FloatBuffer>(count);
    }
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        Values model(local + begin, size);
        const ConstValues old(before + begin, size);
        Values(m_difference->Data() + begin, size) += model - old;
        if (!m_applyLocal)
        {
            model = old;
        }
    });
}

Time
DracoMixer::GetAge(const ModelMessage& message) const
{
    if (m_deadline.IsZero())
    {
        return Time(0);
    }
    int64_t sent;
    std::memcpy(&sent, message.state.data() + 1, sizeof(sent));
    // Subtracting any number that is not a time might overflow.
    return sent < 0 ? Time(-1) : Simulator::Now() - NanoSeconds(sent);
}

bool
DracoMixer::TakeReception()
{
    if (m_countedPeriod != GetPeriod())
    {
        m_countedPeriod = GetPeriod();
        m_receptions = 0;
    }
    if (m_receptionLimit > 0 && m_receptions >= m_receptionLimit)
    {
        return false;
    }
    ++m_receptions;
    return true;
}

float
DracoMixer::GetOwnWeight()
{
    if (!m_inDegreeKnown)
    {
        m_inDegree = FindInNeighbors(GetGroup().GetGraph(), GetSelf()).size();
        m_inDegreeKnown = true;
    }
    return 1.0f / (1 + m_inDegree);
}

float
DracoMixer::GetWeight(uint32_t sender)
{
    return m_weights == DRACO_SENDER ? 1.0f / (1 + GetGroup().GetGraph().GetDegree(sender))
                                     : GetOwnWeight();
}

MixedKnowledge
DracoMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    const uint8_t kind = message.state[0];
    const Time age = GetAge(message);
    if (message.parameters->Size() != count || !message.present.empty() || kind > KIND_MODEL ||
        age.IsStrictlyNegative())
    {
        return MixedKnowledge::NONE;
    }
    if (!m_deadline.IsZero() && age > m_deadline)
    {
        return MixedKnowledge::LATE;
    }
    if (kind == KIND_MODEL)
    {
        std::copy_n(message.parameters->Data(), count, local);
        return MixedKnowledge::RELAYED;
    }
    if (!GetGroup().GetGraph().HasArc(message.sender, GetSelf()))
    {
        return MixedKnowledge::NONE;
    }
    if (!TakeReception())
    {
        return MixedKnowledge::OVER_LIMIT;
    }
    if (!m_window.IsZero())
    {
        m_waiting.push_back(&message);
        return MixedKnowledge::HELD;
    }
    Values(local, count) += GetWeight(message.sender) *
                            ConstValues(message.parameters->Data(), count);
    return MixedKnowledge::SENDER_ONLY;
}

void
DracoMixer::NotifyHeld()
{
    if (m_windowEvent.IsExpired())
    {
        m_windowEvent = Simulator::Schedule(m_window, &DracoMixer::CloseWindow, this);
    }
}

void
DracoMixer::CloseWindow()
{
    GossipLearner& learner = GetLearner();
    const auto received = std::move(m_waiting);
    m_waiting.clear();
    const float shared = 1.0f / (1 + received.size());
    // Not in one call with EditModel(), which copies what it finds shared.
    const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
    float* model = learner.EditModel();
    std::vector<double> weights;
    for (const auto& message : received)
    {
        weights.push_back(m_weights == DRACO_WINDOW ? shared : GetWeight(message->sender));
    }
    AddWeighted(model, count, received, 0, weights);
    for (const auto& message : received)
    {
        // Whoever hears of it may stop the learner, which gives the rest their outcome.
        if (learner.IsRunning())
        {
            learner.SettleHeld(*message, MixedKnowledge::SENDER_ONLY);
        }
    }
}

} // namespace stardust
} // namespace ns3
