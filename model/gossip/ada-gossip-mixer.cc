/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ada-gossip-mixer.h"

#include "mixing-kernels.h"

#include "ns3/boolean.h"
#include "ns3/double.h"

#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(AdaGossipMixer);

TypeId
AdaGossipMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::AdaGossipMixer")
            .SetParent<ChocoMixer>()
            .SetGroupName("Stardust")
            .AddConstructor<AdaGossipMixer>()
            .AddAttribute("Beta",
                          "Share of the running mean square that stays at each step",
                          DoubleValue(0.999),
                          MakeDoubleAccessor(&AdaGossipMixer::m_beta),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Epsilon",
                          "Added to the root of the mean square",
                          DoubleValue(1e-8),
                          MakeDoubleAccessor(&AdaGossipMixer::m_epsilon),
                          MakeDoubleChecker<double>(1e-30))
            .AddAttribute("BiasCorrection",
                          "Whether the mean square is divided by 1 - Beta^t",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AdaGossipMixer::m_correctBias),
                          MakeBooleanChecker())
            .AddAttribute("Bounded",
                          "Whether a step is at most the whole error",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AdaGossipMixer::m_bounded),
                          MakeBooleanChecker());
    return tid;
}

uint64_t
AdaGossipMixer::CountKeptFloats() const
{
    return ChocoMixer::CountKeptFloats() + (m_squares ? m_squares->Size() : 0);
}

double
AdaGossipMixer::EstimateKeptModels(double neighbors) const
{
    return ChocoMixer::EstimateKeptModels(neighbors) + 1;
}

void
AdaGossipMixer::BeginStep(uint32_t count)
{
    if (!m_squares)
    {
        m_squares = Create<FloatBuffer>(count);
    }
    ++m_steps;
    const double correction = m_correctBias ? 1 - std::pow(m_beta, double(m_steps)) : 1;
    m_scale = static_cast<float>(1 / correction);
}

void
AdaGossipMixer::Step(float* local, const GossipError& error, uint32_t begin, uint32_t size)
{
    const AdaptiveStep step{static_cast<float>(m_beta),
                            static_cast<float>(1 - m_beta),
                            m_scale,
                            static_cast<float>(m_epsilon),
                            static_cast<float>(GetGamma()),
                            m_bounded ? 1 : std::numeric_limits<float>::max()};
    StepAdaptively(local,
                   m_squares->Data() + begin,
                   error.neighbors,
                   error.own,
                   size,
                   error.weight,
                   step);
}

} // namespace stardust
} // namespace ns3
