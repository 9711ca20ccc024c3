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
SgdOptimizer::DoStep(float* parameters, const float* gradient, uint32_t size, double stepSize)
{
    Eigen::Map<Eigen::ArrayXf>(parameters, size) -=
        static_cast<float>(stepSize) * Eigen::Map<const Eigen::ArrayXf>(gradient, size);
}

} // namespace stardust
} // namespace ns3
