/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "push-sum-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"
#include "vector-blocks.h"

#include "ns3/double.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PushSumMixer);

namespace
{

/// Weights below are not divided: they would lose digits, then be zero.
constexpr double SMALLEST_WEIGHT = 1e-300;
/// Weights below SmallestDivisor by this factor take nothing of what has been put off.
constexpr double POOR = 4;

} // namespace

TypeId
PushSumMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::PushSumMixer")
                            .SetParent<GossipAlgorithm>()
                            .SetGroupName("Stardust")
                            .AddConstructor<PushSumMixer>()
                            .AddAttribute("SmallestDivisor",
                                          "Weight below which a local update enters the sum in "
                                          "parts",
                                          DoubleValue(0.5),
                                          MakeDoubleAccessor(&PushSumMixer::m_smallestDivisor),
                                          MakeDoubleChecker<double>(1e-6));
    return tid;
}

std::string
PushSumMixer::FindProblem(const GossipLearner& learner) const
{
    return learner.GetRejoin() == REJOIN_KEEP
               ? ""
               : "a device that loses its model would lose its weight; expected --rejoin=keep";
}

uint64_t
PushSumMixer::CountKeptFloats() const
{
    return m_pending ? m_pending->Size() : 0;
}

double
PushSumMixer::EstimateKeptModels(double /* neighbors */) const
{
    return 1;
}

double
PushSumMixer::GetWeight() const
{
    return m_weight;
}

uint32_t
PushSumMixer::GetStateSize() const
{
    return sizeof(m_weight);
}

bool
PushSumMixer::WantsToSend()
{
    return m_weight > SMALLEST_WEIGHT;
}

void
PushSumMixer::Compose(uint32_t /* receiver */, MessageContent& content)
{
    const uint32_t receivers =
        GetLearner().SendsToAll() ? GetGroup().GetGraph().GetDegree(GetSelf()) : 1;
    const double part = m_weight / (receivers + 1);
    std::memcpy(content.state.data(), &part, sizeof(part));
    m_weight = part;
}

bool
PushSumMixer::NeedsWholeModels() const
{
    return true;
}

MixedKnowledge
PushSumMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    double part;
    std::memcpy(&part, message.state.data(), sizeof(part));
    if (!std::isfinite(part) || part <= 0 || !message.present.empty() ||
        message.parameters->Size() != count)
    {
        return MixedKnowledge::NONE;
    }
    m_weight += part;
    MoveTowards(local, count, message, static_cast<float>(part / m_weight));
    return MixedKnowledge::RELAYED;
}

bool
PushSumMixer::ComparesUpdates() const
{
    return true;
}

void
PushSumMixer::NotifyUpdated(float* local, const float* before, uint32_t count)
{
    if (count == 0)
    {
        return;
    }
    if (!m_pending)
    {
        m_pending = Create<FloatBuffer>(count);
    }
    if (m_weight < m_smallestDivisor / POOR)
    {
        // What has been put off would be added again by each update. Messages may have taken
        // the weight along for good: the device trains as it would alone.
        const auto part = static_cast<float>(1 - m_weight);
        ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
            Values(m_pending->Data() + begin, size) +=
                part * (ConstValues(local + begin, size) - ConstValues(before + begin, size));
        });
        return;
    }
    const double divisor = std::max(m_weight, m_smallestDivisor);
    const auto part = static_cast<float>(1 / divisor);
    const auto left = static_cast<float>(1 - m_weight / divisor);
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        Values model(local + begin, size);
        Values pending(m_pending->Data() + begin, size);
        const ConstValues old(before + begin, size);
        pending += model - old;
        model = old + part * pending;
        pending *= left;
    });
}

} // namespace stardust
} // namespace ns3
