/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rms-prop-optimizer.h"

#include "ns3/double.h"

#include <Eigen/Core>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RmsPropOptimizer);

TypeId
RmsPropOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::RmsPropOptimizer")
            .SetParent<LocalOptimizer>()
            .SetGroupName("Stardust")
            .AddConstructor<RmsPropOptimizer>()
            .AddAttribute("Decay",
                          "Share of the mean square that a step keeps, 0 to below 1",
                          DoubleValue(0.99),
                          MakeDoubleAccessor(&RmsPropOptimizer::m_decay),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Epsilon",
                          "Added to the root, above 0",
                          DoubleValue(1e-8),
                          MakeDoubleAccessor(&RmsPropOptimizer::m_epsilon),
                          MakeDoubleChecker<double>(std::numeric_limits<float>::min()));
    return tid;
}

uint32_t
RmsPropOptimizer::GetStateVectors() const
{
    return 1;
}

void
RmsPropOptimizer::DoReset()
{
    m_square.clear();
}

void
RmsPropOptimizer::DoStep(float* parameters, const float* gradient, uint32_t size, double stepSize)
{
    m_square.resize(size, 0);
    Eigen::Map<Eigen::ArrayXf> square(m_square.data(), size);
    const Eigen::Map<const Eigen::ArrayXf> slope(gradient, size);
    square = static_cast<float>(m_decay) * square +
             static_cast<float>(1 - m_decay) * slope.square();
    Eigen::Map<Eigen::ArrayXf>(parameters, size) -=
        static_cast<float>(stepSize) * slope / (square.sqrt() + static_cast<float>(m_epsilon));
}

} // namespace stardust
} // namespace ns3
