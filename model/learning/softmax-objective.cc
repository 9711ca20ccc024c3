/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "softmax-objective.h"

#include "dense-layer.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SoftmaxObjective);

TypeId
SoftmaxObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::SoftmaxObjective")
                            .SetParent<LayeredObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<SoftmaxObjective>();
    return tid;
}

LayeredObjective::Layers
SoftmaxObjective::MakeLayers() const
{
    Layers layers;
    layers.push_back(std::make_unique<DenseLayer>(GetFeatures(), GetClasses()));
    return layers;
}

WeightInitialization
SoftmaxObjective::GetDefaultInitialization(std::size_t /* layer */) const
{
    return WEIGHTS_ZERO;
}

} // namespace stardust
} // namespace ns3
