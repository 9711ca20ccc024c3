/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sgd-optimizer.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SgdOptimizer);

TypeId
SgdOptimizer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::SgdOptimizer")
                            .SetParent<LocalOptimizer>()
                            .SetGroupName("Stardust")
                            .AddConstructor<SgdOptimizer>();
    return tid;
}

void
SgdOptimizer::Step(float* parameters, const float* gradient, uint32_t size)
{
    const auto stepSize = static_cast<float>(GetStepSize());
    Eigen::Map<Eigen::ArrayXf>(parameters, size) -=
        stepSize * Eigen::Map<const Eigen::ArrayXf>(gradient, size);
}

} // namespace stardust
} // namespace ns3
