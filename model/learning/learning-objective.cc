/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learning-objective.h"

#include "ns3/abort.h"

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

bool
LearningObjective::IsClassification() const
{
    return true;
}

std::string
LearningObjective::FindProblem(const LabeledDataset& data) const
{
    const bool fits = IsClassification() != data.IsRegression();
    if (fits)
    {
        return "";
    }
    const std::string name = GetInstanceTypeId().GetName();
    return data.IsRegression()
               ? name + " learns classes, but the data have regression targets"
               : name + " learns regression targets, but the data have " +
                     std::to_string(data.GetClasses()) + " classes";
}

void
LearningObjective::SetShape(uint32_t features, uint32_t classes)
{
    NS_ABORT_MSG_IF(IsClassification() != (classes > 0),
                    GetInstanceTypeId().GetName() << " and " << classes << " classes");
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
