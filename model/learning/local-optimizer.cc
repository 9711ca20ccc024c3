/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-optimizer.h"

#include "hessian-probe.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
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

NS_OBJECT_ENSURE_REGISTERED(LocalOptimizer);

TypeId
LocalOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::LocalOptimizer")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddAttribute("StepSize",
                          "Step size that the schedule starts from, above 0",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&LocalOptimizer::m_stepSize),
                          MakeDoubleChecker<double>(std::numeric_limits<double>::min()))
            .AddAttribute("Schedule",
                          "How the step size falls with the number t = 0, 1, ... of the step. "
                          "Constant; InverseSqrt: StepSize / sqrt(1 + t / Period); Step: StepSize "
                          "x Factor^floor(t / Period); Cosine: from StepSize to Factor x StepSize "
                          "along half a cosine in Period steps, then constant",
                          EnumValue(SCHEDULE_CONSTANT),
                          MakePortableEnumAccessor<StepSchedule>(&LocalOptimizer::m_schedule, 0),
                          MakeEnumChecker(SCHEDULE_CONSTANT,
                                          "Constant",
                                          SCHEDULE_INVERSE_SQRT,
                                          "InverseSqrt",
                                          SCHEDULE_STEP,
                                          "Step",
                                          SCHEDULE_COSINE,
                                          "Cosine"))
            .AddAttribute("Period",
                          "Number of steps that sets the schedule's pace",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&LocalOptimizer::m_period),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("Factor",
                          "Factor of the schedules Step and Cosine, 0 to 1",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&LocalOptimizer::m_factor),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("WarmUpSteps",
                          "Number of first steps in which the step size rises linearly: step t "
                          "has (t + 1) / WarmUpSteps of what the schedule gives",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LocalOptimizer::m_warmUpSteps),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("WeightDecay",
                          "Factor of the weight decay, 0 for none",
                          DoubleValue(0),
                          MakeDoubleAccessor(&LocalOptimizer::m_weightDecay),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("DecoupledWeightDecay",
                          "Whether weight decay acts on the parameters beside the step, not "
                          "through the gradient",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LocalOptimizer::m_decoupled),
                          MakeBooleanChecker());
    return tid;
}

bool
LocalOptimizer::IsThreadSafe() const
{
    return true;
}

double
LocalOptimizer::GetStepSize() const
{
    return m_stepSize;
}

double
LocalOptimizer::ComputeStepSize(uint64_t step) const
{
    const auto t = static_cast<double>(step);
    const auto period = static_cast<double>(m_period);
    double share = 1;
    switch (m_schedule)
    {
    case SCHEDULE_CONSTANT:
        break;
    case SCHEDULE_INVERSE_SQRT:
        share = 1 / std::sqrt(1 + t / period);
        break;
    case SCHEDULE_STEP:
        share = std::pow(m_factor, std::floor(t / period));
        break;
    case SCHEDULE_COSINE:
        share = m_factor +
                (1 - m_factor) * (1 + std::cos(M_PI * std::min(t / period, 1.0))) / 2;
        break;
    }
    if (step < m_warmUpSteps)
    {
        share *= (t + 1) / static_cast<double>(m_warmUpSteps);
    }
    return m_stepSize * share;
}

uint32_t
LocalOptimizer::GetStateVectors() const
{
    return 0;
}

bool
LocalOptimizer::ObservesCurvature() const
{
    return false;
}

double
LocalOptimizer::GetGradientsPerStep() const
{
    return 1;
}

int64_t
LocalOptimizer::AssignStreams(int64_t /* stream */)
{
    return 0;
}

void
LocalOptimizer::ObserveCurvature(const HessianProbe& /* probe */)
{
}

void
LocalOptimizer::Step(float* parameters, const float* gradient, const HessianProbe& probe)
{
    if (ObservesCurvature())
    {
        ObserveCurvature(probe);
    }
    Step(parameters, gradient, probe.GetSize());
}

void
LocalOptimizer::SetStepScale(double scale)
{
    m_nextScale = scale;
}

void
LocalOptimizer::DampMomentum(double kept)
{
    m_momentumKept *= kept;
}

void
LocalOptimizer::BeginUpdate(uint32_t steps)
{
    m_scale = m_nextScale;
    if (m_momentumKept != 1)
    {
        DoDampMomentum(m_momentumKept);
        m_momentumKept = 1;
    }
    DoBeginUpdate(steps);
}

void
LocalOptimizer::DoBeginUpdate(uint32_t /* steps */)
{
}

void
LocalOptimizer::DoDampMomentum(double /* kept */)
{
}

void
LocalOptimizer::Reset()
{
    m_steps = 0;
    m_nextScale = 1;
    m_scale = 1;
    m_momentumKept = 1;
    DoReset();
}

void
LocalOptimizer::DoReset()
{
}

void
LocalOptimizer::Step(float* parameters, const float* gradient, uint32_t size)
{
    const double stepSize = m_scale * ComputeStepSize(m_steps++);
    if (m_weightDecay == 0)
    {
        DoStep(parameters, gradient, size, stepSize);
        return;
    }
    Eigen::Map<Eigen::ArrayXf> model(parameters, size);
    if (m_decoupled)
    {
        model *= static_cast<float>(1 - stepSize * m_weightDecay);
        DoStep(parameters, gradient, size, stepSize);
        return;
    }
    m_decayed.resize(size);
    Eigen::Map<Eigen::ArrayXf>(m_decayed.data(), size) =
        Eigen::Map<const Eigen::ArrayXf>(gradient, size) +
        static_cast<float>(m_weightDecay) * model;
    DoStep(parameters, m_decayed.data(), size, stepSize);
}

} // namespace stardust
} // namespace ns3
