/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learning-objective.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LearningObjective);

TypeId
LearningObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::LearningObjective")
                            .SetParent<Object>()
                            .SetGroupName("Stardust");
    return tid;
}

void
LearningObjective::SetShape(uint32_t features, uint32_t classes)
{
    m_features = features;
    m_classes = classes;
}

uint32_t
LearningObjective::GetFeatures() const
{
    return m_features;
}

uint32_t
LearningObjective::GetClasses() const
{
    return m_classes;
}

} // namespace stardust
} // namespace ns3
