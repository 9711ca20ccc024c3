/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gradient-tracking-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"
#include "sparse-codec.h"

#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

#include <Eigen/Core>
#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(GradientTrackingMixer);

namespace
{

using Values = Eigen::Map<Eigen::ArrayXf>;
using ConstValues = Eigen::Map<const Eigen::ArrayXf>;

} // namespace

TypeId
GradientTrackingMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::GradientTrackingMixer")
            .SetParent<RoundAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<GradientTrackingMixer>()
            .AddAttribute("Order",
                          "CombineFirst: models are averaged, the own y is added; AdaptFirst: "
                          "models with their y are averaged",
                          EnumValue(ORDER_COMBINE_FIRST),
                          MakePortableEnumAccessor<RoundOrder>(&GradientTrackingMixer::m_order, 0),
                          MakeEnumChecker(ORDER_COMBINE_FIRST,
                                          "CombineFirst",
                                          ORDER_ADAPT_FIRST,
                                          "AdaptFirst"));
    return tid;
}

std::string
GradientTrackingMixer::FindProblem(const GossipLearner& learner) const
{
    if (!HasBarrier())
    {
        return "without rounds nothing is tracked; expected Barrier=true";
    }
    if (learner.GetRejoin() != REJOIN_KEEP)
    {
        return "the others go on with what a device that has lost its memory has told them; "
               "expected --rejoin=keep";
    }
    if (DynamicCast<SparseCodec>(learner.GetCodec()))
    {
        return "--codec=" + learner.GetCodec()->GetInstanceTypeId().GetName() +
               " leaves parameters out; expected a codec of all";
    }
    return "";
}

bool
GradientTrackingMixer::SendsModel() const
{
    // More than a model: nobody can begin with it.
    return false;
}

uint32_t
GradientTrackingMixer::GetContentLength(uint32_t count) const
{
    return 2 * count;
}

uint64_t
GradientTrackingMixer::CountKeptFloats() const
{
    return m_tracker ? m_tracker->Size() + m_change->Size() : 0;
}

void
GradientTrackingMixer::Prepare(uint32_t count)
{
    if (!m_tracker)
    {
        m_tracker = Create<FloatBuffer>(count);
        m_change = Create<FloatBuffer>(count);
    }
}

bool
GradientTrackingMixer::ComparesUpdates() const
{
    return true;
}

void
GradientTrackingMixer::NotifyUpdated(float* local, const float* before, uint32_t count)
{
    if (count > 0)
    {
        Prepare(count);
        Values model(local, count);
        Values tracker(m_tracker->Data(), count);
        Values change(m_change->Data(), count);
        const ConstValues old(before, count);
        model -= old;
        tracker += model - change;
        change = model;
        // The model moves by the tracker, in Combine().
        model = old;
    }
    RoundAlgorithm::NotifyUpdated(local, before, count);
}

void
GradientTrackingMixer::Compose(uint32_t receiver, MessageContent& content)
{
    RoundAlgorithm::Compose(receiver, content);
    const auto count = static_cast<uint32_t>(content.values->Size());
    if (count == 0)
    {
        return;
    }
    Prepare(count);
    auto both = Create<FloatBuffer>(2 * count);
    std::copy_n(content.values->Data(), count, both->Data());
    std::copy_n(m_tracker->Data(), count, both->Data() + count);
    content.values = both;
}

void
GradientTrackingMixer::Combine(float* local,
                               uint32_t count,
                               const FloatBuffer& sent,
                               const std::vector<Ptr<const ModelMessage>>& received)
{
    if (count == 0)
    {
        return;
    }
    Prepare(count);
    // One a thread, reused from round to round.
    static thread_local Ptr<FloatBuffer> scratch;
    float* own = ReserveFloats(scratch, count);
    std::copy_n(m_tracker->Data(), count, own);
    for (const auto& message : received)
    {
        const double weight = GetWeight(message->sender);
        AddDifference(local, sent.Data(), count, *message, 0, weight);
        AddDifference(m_tracker->Data(), own, count, *message, count, weight);
    }
    Values(local, count) +=
        ConstValues(m_order == ORDER_COMBINE_FIRST ? own : m_tracker->Data(), count);
}

} // namespace stardust
} // namespace ns3
