/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dpsgd-mixer.h"


#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

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
    AddNeighbors(local, count, sent, received);
}

} // namespace stardust
} // namespace ns3
