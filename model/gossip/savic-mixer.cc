/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "savic-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"
#include "sparse-codec.h"
#include "vector-blocks.h"

#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SavicMixer);

TypeId
SavicMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::SavicMixer")
            .SetParent<RoundAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<SavicMixer>()
            .AddAttribute("Scaling",
                          "Whose observations the scaling is made of: Global, accumulators are sent "
                          "and averaged with the models; Local, the device's own",
                          EnumValue(SCALING_GLOBAL),
                          MakePortableEnumAccessor<ScalingScope>(&SavicMixer::m_scope, 0),
                          MakeEnumChecker(SCALING_GLOBAL, "Global", SCALING_LOCAL, "Local"));
    return tid;
}

std::string
SavicMixer::FindProblem(const GossipLearner& learner) const
{
    if (learner.GetOptimizer() && !DynamicCast<ScaledOptimizer>(learner.GetOptimizer()))
    {
        return "the scaling is frozen and averaged in ns3::stardust::ScaledOptimizer alone, not in " +
               learner.GetOptimizer()->GetInstanceTypeId().GetName() +
               "; expected --optimizer=ns3::stardust::ScaledOptimizer[Rule=Adam], or another Rule";
    }
    if (DynamicCast<SparseCodec>(learner.GetCodec()))
    {
        return "rounds average whole models, which " +
               learner.GetCodec()->GetInstanceTypeId().GetName() +
               " does not send; expected another --codec";
    }
    if (m_scope == SCALING_GLOBAL && learner.GetRejoin() == REJOIN_ASK)
    {
        return "with Scaling=Global a message is no model alone that a device could begin with; "
               "expected --rejoin=keep or reset";
    }
    return "";
}

uint32_t
SavicMixer::GetContentLength(uint32_t count) const
{
    return m_scope == SCALING_GLOBAL ? 2 * count : count;
}

uint32_t
SavicMixer::GetStateSize() const
{
    return RoundAlgorithm::GetStateSize() + (m_scope == SCALING_GLOBAL ? 1 : 0);
}

Ptr<ScaledOptimizer>
SavicMixer::GetOptimizer() const
{
    return DynamicCast<ScaledOptimizer>(GetLearner().GetOptimizer());
}

void
SavicMixer::Compose(uint32_t receiver, MessageContent& content)
{
    RoundAlgorithm::Compose(receiver, content);
    if (m_scope == SCALING_LOCAL || content.values->Size() == 0)
    {
        return;
    }
    const std::size_t count = content.values->Size();
    auto both = Create<FloatBuffer>(2 * count);
    std::copy_n(content.values->Data(), count, both->Data());
    if (const auto scaling = GetOptimizer()->GetAccumulator())
    {
        std::copy_n(scaling->Data(), count, both->Data() + count);
        content.state[RoundAlgorithm::GetStateSize()] = 1;
    }
    content.values = both;
}

MixedKnowledge
SavicMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    return message.present.empty() ? RoundAlgorithm::Mix(local, count, message)
                                   : MixedKnowledge::NONE;
}

void
SavicMixer::NotifyUpdated(float* local, const float* before, uint32_t count)
{
    if (const auto optimizer = GetOptimizer())
    {
        optimizer->TakeObservation();
    }
    RoundAlgorithm::NotifyUpdated(local, before, count);
}

void
SavicMixer::Combine(float* local,
                    uint32_t count,
                    const FloatBuffer& sent,
                    const std::vector<Ptr<const ModelMessage>>& received)
{
    AddNeighbors(local, count, sent, received);
    if (m_scope == SCALING_GLOBAL && count > 0)
    {
        AverageScaling(*GetOptimizer(), count, received);
    }
}

void
SavicMixer::AverageScaling(ScaledOptimizer& optimizer,
                           uint32_t count,
                           const std::vector<Ptr<const ModelMessage>>& received)
{
    std::vector<Ptr<const ModelMessage>> scaled;
    std::vector<double> weights;
    for (const auto& message : received)
    {
        const double weight = GetWeight(message->sender);
        if (message->state[RoundAlgorithm::GetStateSize()] != 0 && weight != 0)
        {
            scaled.push_back(message);
            weights.push_back(weight);
        }
    }
    const double others = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (others == 0)
    {
        return;
    }
    const bool hasOwn = optimizer.GetAccumulator() ? true : false;
    float* average = optimizer.EditAccumulator(count);
    BlockBuffer buffer;
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        Values sum(buffer.values, size);
        Values own(average + begin, size);
        sum.setZero();
        AddWeighted(buffer.values, size, scaled, count + begin, weights);
        if (hasOwn)
        {
            own = sum + static_cast<float>(1 - others) * own;
        }
        else
        {
            // Without updates of its own a device passes on what it hears.
            own = sum * static_cast<float>(1 / others);
        }
    });
}

} // namespace stardust
} // namespace ns3
