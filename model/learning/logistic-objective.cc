/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "logistic-objective.h"

#include "dense-layer.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LogisticObjective);

TypeId
LogisticObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::LogisticObjective")
                            .SetParent<LayeredObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<LogisticObjective>();
    return tid;
}

std::string
LogisticObjective::FindProblem(const LabeledDataset& data) const
{
    const std::string problem = LayeredObjective::FindProblem(data);
    if (!problem.empty() || data.GetClasses() == 2)
    {
        return problem;
    }
    return GetTypeId().GetName() + " learns 2 classes, but the data have " +
           std::to_string(data.GetClasses());
}

LayeredObjective::Layers
LogisticObjective::MakeLayers() const
{
    Layers layers;
    layers.push_back(std::make_unique<DenseLayer>(GetFeatures(), 1));
    return layers;
}

WeightInitialization
LogisticObjective::GetDefaultInitialization(std::size_t /* layer */) const
{
    return WEIGHTS_ZERO;
}

} // namespace stardust
} // namespace ns3
