/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "centered-logistic-objective.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(CenteredLogisticObjective);

TypeId
CenteredLogisticObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::CenteredLogisticObjective")
                            .SetParent<CenteredObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<CenteredLogisticObjective>();
    return tid;
}

std::string
CenteredLogisticObjective::FindProblem(const LabeledDataset& data) const
{
    const std::string problem = CenteredObjective::FindProblem(data);
    if (!problem.empty() || data.GetClasses() == 2)
    {
        return problem;
    }
    return GetTypeId().GetName() + " learns 2 classes, but the data have " +
           std::to_string(data.GetClasses());
}

} // namespace stardust
} // namespace ns3
