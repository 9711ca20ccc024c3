/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pairwise-average-mixer.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/double.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PairwiseAverageMixer);

namespace
{

/// mine += weight * (received - mine)
void
Average(float* mine, const float* received, uint32_t count, float weight)
{
    if (count == 1)
    {
        // Sparse models come as many ranges of one: no set-up for each.
        *mine += weight * (*received - *mine);
        return;
    }
    Eigen::Map<Eigen::ArrayXf> target(mine, count);
    const Eigen::Map<const Eigen::ArrayXf> source(received, count);
    target += weight * (source - target);
}

} // namespace

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
    const auto weight = static_cast<float>(m_weight);
    const float* received = message.parameters->Data();
    if (message.present.empty())
    {
        Average(local, received, count, weight);
        return MixedKnowledge::RELAYED;
    }
    for (const CoordinateRange& range : message.present)
    {
        NS_ASSERT(range.begin < range.end && range.end <= count);
        Average(local + range.begin, received + range.begin, range.end - range.begin, weight);
    }
    return m_partialCounts ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
}

} // namespace stardust
} // namespace ns3
