/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "momentum-optimizer.h"

#include "ns3/boolean.h"
#include "ns3/double.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(MomentumOptimizer);

TypeId
MomentumOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::MomentumOptimizer")
            .SetParent<LocalOptimizer>()
            .SetGroupName("Stardust")
            .AddConstructor<MomentumOptimizer>()
            .AddAttribute("Momentum",
                          "Share of the velocity that a step keeps, 0 to below 1",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&MomentumOptimizer::m_momentum),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Nesterov",
                          "Nesterov's form; false: heavy ball",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MomentumOptimizer::m_nesterov),
                          MakeBooleanChecker());
    return tid;
}

void
MomentumOptimizer::SetNesterov(bool nesterov)
{
    m_nesterov = nesterov;
}

void
MomentumOptimizer::DoDampMomentum(double kept)
{
    for (float& value : m_velocity)
    {
        value *= static_cast<float>(kept);
    }
}

uint32_t
MomentumOptimizer::GetStateVectors() const
{
    return 1;
}

void
MomentumOptimizer::DoReset()
{
    m_velocity.clear();
}

void
MomentumOptimizer::DoStep(float* parameters, const float* gradient, uint32_t size, double stepSize)
{
    m_velocity.resize(size, 0);
    Eigen::Map<Eigen::ArrayXf> model(parameters, size);
    Eigen::Map<Eigen::ArrayXf> velocity(m_velocity.data(), size);
    const Eigen::Map<const Eigen::ArrayXf> slope(gradient, size);
    const auto momentum = static_cast<float>(m_momentum);
    const auto eta = static_cast<float>(stepSize);
    velocity = momentum * velocity + slope;
    if (m_nesterov)
    {
        model -= eta * (slope + momentum * velocity);
    }
    else
    {
        model -= eta * velocity;
    }
}

} // namespace stardust
} // namespace ns3
