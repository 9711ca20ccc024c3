/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dpsgd-mixer.h"

#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(DpsgdMixer);

TypeId
DpsgdMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::DpsgdMixer")
            .SetParent<RoundAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<DpsgdMixer>()
            .AddAttribute("Order",
                          "CombineFirst: models are sent and averaged as they were before the "
                          "round's update, whose change is added; AdaptFirst: updated models are "
                          "sent and averaged",
                          EnumValue(ORDER_COMBINE_FIRST),
                          MakePortableEnumAccessor<RoundOrder>(&DpsgdMixer::m_order, 0),
                          MakeEnumChecker(ORDER_COMBINE_FIRST,
                                          "CombineFirst",
                                          ORDER_ADAPT_FIRST,
                                          "AdaptFirst"));
    return tid;
}

bool
DpsgdMixer::CombinesFirst() const
{
    return m_order == ORDER_COMBINE_FIRST;
}

void
DpsgdMixer::Combine(float* local,
                    uint32_t count,
                    const FloatBuffer& sent,
                    const std::vector<Ptr<const ModelMessage>>& received)
{
    Eigen::Map<Eigen::ArrayXf> model(local, count);
    // Adapting first, what was sent may be the model itself.
    const Eigen::ArrayXf own = Eigen::Map<const Eigen::ArrayXf>(sent.Data(), count);
    for (const auto& message : received)
    {
        const auto weight = static_cast<float>(GetWeight(message->sender));
        model += weight * (Eigen::Map<const Eigen::ArrayXf>(message->parameters->Data(), count) - own);
    }
}

} // namespace stardust
} // namespace ns3
