/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adam-optimizer.h"

#include "ns3/double.h"

#include <Eigen/Core>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(AdamOptimizer);

TypeId
AdamOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::AdamOptimizer")
            .SetParent<LocalOptimizer>()
            .SetGroupName("Stardust")
            .AddConstructor<AdamOptimizer>()
            .AddAttribute("Beta1",
                          "Share of the mean gradient that a step keeps, 0 to below 1",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&AdamOptimizer::m_beta1),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Beta2",
                          "Share of the mean squared gradient that a step keeps, 0 to below 1",
                          DoubleValue(0.999),
                          MakeDoubleAccessor(&AdamOptimizer::m_beta2),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Epsilon",
                          "Added to the root, above 0",
                          DoubleValue(1e-8),
                          MakeDoubleAccessor(&AdamOptimizer::m_epsilon),
                          MakeDoubleChecker<double>(std::numeric_limits<float>::min()));
    return tid;
}

uint32_t
AdamOptimizer::GetStateVectors() const
{
    return 2;
}

void
AdamOptimizer::DoReset()
{
    m_mean.clear();
    m_square.clear();
    m_power1 = 1;
    m_power2 = 1;
}

void
AdamOptimizer::DoStep(float* parameters, const float* gradient, uint32_t size, double stepSize)
{
    m_mean.resize(size, 0);
    m_square.resize(size, 0);
    m_power1 *= m_beta1;
    m_power2 *= m_beta2;
    Eigen::Map<Eigen::ArrayXf> mean(m_mean.data(), size);
    Eigen::Map<Eigen::ArrayXf> square(m_square.data(), size);
    const Eigen::Map<const Eigen::ArrayXf> slope(gradient, size);
    mean = static_cast<float>(m_beta1) * mean + static_cast<float>(1 - m_beta1) * slope;
    square = static_cast<float>(m_beta2) * square +
             static_cast<float>(1 - m_beta2) * slope.square();
    const auto meanFactor = static_cast<float>(stepSize / (1 - m_power1));
    const auto squareFactor = static_cast<float>(1 / (1 - m_power2));
    Eigen::Map<Eigen::ArrayXf>(parameters, size) -=
        meanFactor * mean / ((squareFactor * square).sqrt() + static_cast<float>(m_epsilon));
}

} // namespace stardust
} // namespace ns3
