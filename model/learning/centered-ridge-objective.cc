/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "centered-ridge-objective.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(CenteredRidgeObjective);

TypeId
CenteredRidgeObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::CenteredRidgeObjective")
                            .SetParent<CenteredObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<CenteredRidgeObjective>();
    return tid;
}

bool
CenteredRidgeObjective::IsClassification() const
{
    return false;
}

} // namespace stardust
} // namespace ns3
