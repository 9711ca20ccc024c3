/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nonlinear-objective.h"

#include "activation-layer.h"
#include "dense-layer.h"

#include "ns3/uinteger.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(NonlinearObjective);

TypeId
NonlinearObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::NonlinearObjective")
                            .SetParent<LayeredObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<NonlinearObjective>()
                            .AddAttribute("Hidden",
                                          "Number of hidden units",
                                          UintegerValue(16),
                                          MakeUintegerAccessor(&NonlinearObjective::m_hidden),
                                          MakeUintegerChecker<uint32_t>(1, 65536));
    return tid;
}

bool
NonlinearObjective::IsClassification() const
{
    return false;
}

LayeredObjective::Layers
NonlinearObjective::MakeLayers() const
{
    Layers layers;
    layers.push_back(std::make_unique<DenseLayer>(GetFeatures(), m_hidden));
    layers.push_back(std::make_unique<ActivationLayer>(m_hidden, ACTIVATION_TANH));
    layers.push_back(std::make_unique<DenseLayer>(m_hidden, 1));
    return layers;
}

WeightInitialization
NonlinearObjective::GetDefaultInitialization(std::size_t /* layer */) const
{
    return WEIGHTS_FAN_IN;
}

} // namespace stardust
} // namespace ns3
