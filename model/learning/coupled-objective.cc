/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coupled-objective.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(CoupledObjective);

TypeId
CoupledObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::CoupledObjective")
                            .SetParent<LearningObjective>()
                            .SetGroupName("Stardust");
    return tid;
}

} // namespace stardust
} // namespace ns3
