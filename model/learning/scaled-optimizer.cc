/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scaled-optimizer.h"

#include "hessian-probe.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/stardust-compat.h"
#include "ns3/uinteger.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ScaledOptimizer);

namespace
{

using Array = Eigen::Map<Eigen::ArrayXf>;
using ConstArray = Eigen::Map<const Eigen::ArrayXf>;

} // namespace

TypeId
ScaledOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ScaledOptimizer")
            .SetParent<LocalOptimizer>()
            .SetGroupName("Stardust")
            .AddConstructor<ScaledOptimizer>()
            .AddAttribute("Rule",
                          "How the scaling D follows what is observed: Adam, RmsProp by squared "
                          "gradients, Oasis, AdaHessian by the Hessian's diagonal",
                          EnumValue(SCALING_ADAM),
                          MakePortableEnumAccessor<ScalingRule>(&ScaledOptimizer::m_rule, 0),
                          MakeEnumChecker(SCALING_ADAM,
                                          "Adam",
                                          SCALING_RMS_PROP,
                                          "RmsProp",
                                          SCALING_OASIS,
                                          "Oasis",
                                          SCALING_ADA_HESSIAN,
                                          "AdaHessian"))
            .AddAttribute("Floor",
                          "How D is kept away from 0: Max, max(Alpha, |D|); Sum, |D| + Alpha",
                          EnumValue(FLOOR_MAX),
                          MakePortableEnumAccessor<ScalingFloor>(&ScaledOptimizer::m_floor, 0),
                          MakeEnumChecker(FLOOR_MAX, "Max", FLOOR_SUM, "Sum"))
            .AddAttribute("Beta",
                          "Share of the accumulator that a change keeps, 0 to below 1",
                          DoubleValue(0.999),
                          MakeDoubleAccessor(&ScaledOptimizer::m_beta),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Alpha",
                          "Least value that a step is divided by, above 0",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&ScaledOptimizer::m_alpha),
                          MakeDoubleChecker<double>(std::numeric_limits<float>::min()))
            .AddAttribute("Draws",
                          "Estimates of the Hessian's diagonal that one observation is the mean of",
                          UintegerValue(1),
                          MakeUintegerAccessor(&ScaledOptimizer::m_draws),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("WarmUp",
                          "The same of the first observation",
                          UintegerValue(50),
                          MakeUintegerAccessor(&ScaledOptimizer::m_warmUp),
                          MakeUintegerChecker<uint32_t>(1, 1000000));
    return tid;
}

bool
ScaledOptimizer::ObservesCurvature() const
{
    return m_rule == SCALING_OASIS || m_rule == SCALING_ADA_HESSIAN;
}

double
ScaledOptimizer::GetGradientsPerStep() const
{
    // A product with the Hessian takes about twice what a gradient does.
    return ObservesCurvature() ? 1 + 2.0 * m_draws / std::max(m_updateSteps, 1u) : 1;
}

int64_t
ScaledOptimizer::AssignStreams(int64_t stream)
{
    return m_random.AssignStreams(stream);
}

Ptr<const FloatBuffer>
ScaledOptimizer::GetAccumulator() const
{
    return m_accumulator;
}

const std::vector<float>&
ScaledOptimizer::GetDivisor() const
{
    return m_divisor;
}

float*
ScaledOptimizer::EditAccumulator(uint32_t count)
{
    if (!m_accumulator)
    {
        m_accumulator = Create<FloatBuffer>(count);
    }
    m_changed = true;
    return MakeWritable(m_accumulator);
}

bool
ScaledOptimizer::Observes() const
{
    return m_divisor.empty() || m_step + 1 >= m_updateSteps;
}

double
ScaledOptimizer::ComputeKept() const
{
    if (m_rule == SCALING_RMS_PROP || m_rule == SCALING_OASIS)
    {
        return m_beta;
    }
    // The first accumulator is change 0, of which nothing is kept.
    const double power = std::pow(m_beta, double(m_changes + 2));
    return (m_beta - power) / (1 - power);
}

void
ScaledOptimizer::TakeObservation()
{
    if (!m_first.empty() && !m_accumulator)
    {
        m_accumulator = Create<FloatBuffer>(m_first.size());
        std::copy(m_first.begin(), m_first.end(), m_accumulator->Data());
    }
    // An empty list in its place would keep the memory.
    std::vector<float>().swap(m_first);
    if (!m_fresh)
    {
        return;
    }
    const auto size = static_cast<Eigen::Index>(m_observation.size());
    const auto kept = static_cast<float>(ComputeKept());
    Array accumulator(MakeWritable(m_accumulator), size);
    accumulator = kept * accumulator + (1 - kept) * ConstArray(m_observation.data(), size);
    ++m_changes;
    m_fresh = false;
    m_changed = true;
}

void
ScaledOptimizer::ComputeDivisor(const float* accumulator)
{
    const auto size = static_cast<Eigen::Index>(m_divisor.size());
    const ConstArray values(accumulator, size);
    Array divisor(m_divisor.data(), size);
    if (m_rule == SCALING_OASIS)
    {
        divisor = values.abs();
    }
    else
    {
        // Codecs may make a small square negative.
        divisor = (values < 0).select(0, values).sqrt();
    }
    const auto alpha = static_cast<float>(m_alpha);
    if (m_floor == FLOOR_SUM)
    {
        divisor += alpha;
    }
    else
    {
        // Written so that a value that is not a number shows.
        divisor = (divisor < alpha).select(alpha, divisor);
    }
}

void
ScaledOptimizer::Renew()
{
    TakeObservation();
    if (m_changed)
    {
        m_divisor.resize(m_accumulator->Size());
        ComputeDivisor(m_accumulator->Data());
        m_changed = false;
    }
}

void
ScaledOptimizer::DoBeginUpdate(uint32_t steps)
{
    m_updateSteps = steps;
    m_step = 0;
    Renew();
}

void
ScaledOptimizer::ObserveCurvature(const HessianProbe& probe)
{
    if (!Observes())
    {
        return;
    }
    const uint32_t draws = m_divisor.empty() ? m_warmUp : m_draws;
    const auto size = static_cast<Eigen::Index>(probe.GetSize());
    m_signs.resize(size);
    m_product.resize(size);
    m_observation.resize(size);
    Array observation(m_observation.data(), size);
    // Made of steps without updates, it is still to be taken in.
    if (m_updateSteps == 0)
    {
        Renew();
    }
    observation.setZero();
    for (uint32_t draw = 0; draw < draws; ++draw)
    {
        m_random.Draw(m_signs);
        probe.Multiply(m_signs.data(), m_product.data());
        observation += ConstArray(m_signs.data(), size) * ConstArray(m_product.data(), size) /
                       static_cast<float>(draws);
    }
    if (m_rule == SCALING_ADA_HESSIAN)
    {
        observation = observation.square();
    }
}

void
ScaledOptimizer::DoStep(float* parameters, const float* gradient, uint32_t count, double stepSize)
{
    const ConstArray slope(gradient, count);
    if (m_updateSteps == 0 && !ObservesCurvature())
    {
        Renew();
    }
    const bool observes = Observes();
    if (observes && !ObservesCurvature())
    {
        m_observation.resize(count);
        Array(m_observation.data(), count) = slope.square();
    }
    if (m_divisor.empty())
    {
        m_first = m_observation;
        m_divisor.resize(count);
        ComputeDivisor(m_first.data());
    }
    else
    {
        m_fresh = m_fresh || observes;
    }
    Array(parameters, count) -=
        static_cast<float>(stepSize) * slope / ConstArray(m_divisor.data(), count);
    ++m_step;
}

uint32_t
ScaledOptimizer::GetStateVectors() const
{
    // Accumulator, divisor and what was observed; signs and their product with the Hessian.
    return ObservesCurvature() ? 5 : 3;
}

void
ScaledOptimizer::DoReset()
{
    m_updateSteps = 0;
    m_step = 0;
    m_changes = 0;
    m_fresh = false;
    m_changed = false;
    m_accumulator = nullptr;
    m_first.clear();
    m_divisor.clear();
}

} // namespace stardust
} // namespace ns3
