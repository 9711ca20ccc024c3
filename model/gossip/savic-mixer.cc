/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "savic-mixer.h"

#include "gossip-learner.h"
#include "sparse-codec.h"

#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

#include <Eigen/Core>
#include <algorithm>

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
               "; expected --optimizer=ns3::stardust::ScaledOptimizer";
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
    const Ptr<const FloatBuffer> own = optimizer.GetAccumulator();
    auto average = Create<FloatBuffer>(count);
    Eigen::Map<Eigen::ArrayXf> sum(average->Data(), count);
    double others = 0;
    for (const auto& message : received)
    {
        const double weight = GetWeight(message->sender);
        if (message->state[RoundAlgorithm::GetStateSize()] == 0 || weight == 0)
        {
            continue;
        }
        const float* theirs = message->parameters->Data() + count;
        sum += static_cast<float>(weight) * Eigen::Map<const Eigen::ArrayXf>(theirs, count);
        others += weight;
    }
    if (others == 0)
    {
        return;
    }
    if (own)
    {
        sum += static_cast<float>(1 - others) * Eigen::Map<const Eigen::ArrayXf>(own->Data(), count);
    }
    else
    {
        // Without updates of its own a device passes on what it hears.
        sum *= static_cast<float>(1 / others);
    }
    optimizer.SetAccumulator(average);
}

} // namespace stardust
} // namespace ns3
