/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nesterov-optimizer.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(NesterovOptimizer);

TypeId
NesterovOptimizer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::NesterovOptimizer")
                            .SetParent<MomentumOptimizer>()
                            .SetGroupName("Stardust")
                            .AddConstructor<NesterovOptimizer>();
    return tid;
}

void
NesterovOptimizer::NotifyConstructionCompleted()
{
    MomentumOptimizer::NotifyConstructionCompleted();
    SetNesterov(true);
}

} // namespace stardust
} // namespace ns3
