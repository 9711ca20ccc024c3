/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pairwise-average-mixer.h"

#include "model-averaging.h"

#include "ns3/boolean.h"
#include "ns3/double.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PairwiseAverageMixer);

TypeId
PairwiseAverageMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::PairwiseAverageMixer")
                            .SetParent<ModelMixer>()
                            .SetGroupName("Stardust")
                            .AddConstructor<PairwiseAverageMixer>()
                            .AddAttribute("Weight",
                                          "Weight of the received model, 0 to 1",
                                          DoubleValue(0.5),
                                          MakeDoubleAccessor(&PairwiseAverageMixer::m_weight),
                                          MakeDoubleChecker<double>(0.0, 1.0))
                            .AddAttribute("PartialCounts",
                                          "Whether a model of which some coordinates are absent "
                                          "teaches versions as a whole one does",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(
                                              &PairwiseAverageMixer::m_partialCounts),
                                          MakeBooleanChecker());
    return tid;
}

double
PairwiseAverageMixer::GetWeight() const
{
    return m_weight;
}

MixedKnowledge
PairwiseAverageMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    if (m_weight == 0)
    {
        return MixedKnowledge::NONE;
    }
    MoveTowards(local, count, message, static_cast<float>(m_weight));
    if (message.present.empty())
    {
        return MixedKnowledge::RELAYED;
    }
    return m_partialCounts ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
}

} // namespace stardust
} // namespace ns3
