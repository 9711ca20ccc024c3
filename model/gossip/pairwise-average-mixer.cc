/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pairwise-average-mixer.h"

#include "ns3/double.h"

#include <Eigen/Core>

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
                                          MakeDoubleChecker<double>(0.0, 1.0));
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
    Eigen::Map<Eigen::ArrayXf> mine(local, count);
    const Eigen::Map<const Eigen::ArrayXf> received(message.parameters->Data(), count);
    mine += static_cast<float>(m_weight) * (received - mine);
    return MixedKnowledge::RELAYED;
}

} // namespace stardust
} // namespace ns3
