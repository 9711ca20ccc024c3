/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linear-objective.h"

#include "dense-layer.h"

#include "ns3/boolean.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LinearObjective);

TypeId
LinearObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::LinearObjective")
                            .SetParent<LayeredObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<LinearObjective>()
                            .AddAttribute("Bias",
                                          "Whether a bias is learned beside the weights",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&LinearObjective::m_bias),
                                          MakeBooleanChecker());
    return tid;
}

bool
LinearObjective::IsClassification() const
{
    return false;
}

LayeredObjective::Layers
LinearObjective::MakeLayers() const
{
    Layers layers;
    layers.push_back(std::make_unique<DenseLayer>(GetFeatures(), 1, m_bias));
    return layers;
}

WeightInitialization
LinearObjective::GetDefaultInitialization(std::size_t /* layer */) const
{
    return WEIGHTS_ZERO;
}

} // namespace stardust
} // namespace ns3
