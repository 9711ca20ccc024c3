/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gradient-tracking-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"
#include "sparse-codec.h"
#include "vector-blocks.h"

#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(GradientTrackingMixer);

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
    return RoundAlgorithm::CountKeptFloats() +
           (m_tracker ? m_tracker->Size() + m_change->Size() : 0);
}

double
GradientTrackingMixer::EstimateKeptModels(double /* neighbors */) const
{
    return 2;
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
        ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
            Values model(local + begin, size);
            Values change(m_change->Data() + begin, size);
            const ConstValues old(before + begin, size);
            model -= old;
            Values(m_tracker->Data() + begin, size) += model - change;
            change = model;
            // The model moves by the tracker, in Combine().
            model = old;
        });
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
    const std::vector<double> weights = GetWeights(received);
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        float* model = local + begin;
        float* tracker = m_tracker->Data() + begin;
        const auto addTracker = [&] { Values(model, size) += ConstValues(tracker, size); };
        AddDifferences(model, sent.Data() + begin, size, received, begin, weights);
        if (m_order == ORDER_COMBINE_FIRST)
        {
            addTracker();
        }
        AddDifferences(tracker, tracker, size, received, count + begin, weights);
        if (m_order == ORDER_ADAPT_FIRST)
        {
            addTracker();
        }
    });
}

} // namespace stardust
} // namespace ns3
