/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cdsa-mixer.h"

#include "gossip-learner.h"

#include "ns3/coupled-objective.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/sgd-optimizer.h"
#include "ns3/stardust-compat.h"
#include "ns3/uinteger.h"

#include <Eigen/Core>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(CdsaMixer);

TypeId
CdsaMixer::GetTypeId()
{
    const double least = std::numeric_limits<double>::min();
    static TypeId tid =
        TypeId("ns3::stardust::CdsaMixer")
            .SetParent<RoundAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<CdsaMixer>()
            .AddAttribute("Steps",
                          "Diminishing: Beta / (Mu (k + Offset)) in round k; Optimizer: the "
                          "optimizer's own",
                          EnumValue(STEPS_DIMINISHING),
                          MakePortableEnumAccessor<CdsaSteps>(&CdsaMixer::m_steps, 0),
                          MakeEnumChecker(STEPS_DIMINISHING,
                                          "Diminishing",
                                          STEPS_OPTIMIZER,
                                          "Optimizer"))
            .AddAttribute("Beta",
                          "Numerator of both steps; above 1 for the rate 1 / (n k)",
                          DoubleValue(2),
                          MakeDoubleAccessor(&CdsaMixer::m_beta),
                          MakeDoubleChecker<double>(least))
            .AddAttribute("Offset",
                          "What is added to the number of the round: the larger, the smaller are "
                          "the first steps",
                          DoubleValue(10),
                          MakeDoubleAccessor(&CdsaMixer::m_offset),
                          MakeDoubleChecker<double>(least))
            .AddAttribute("MuX",
                          "Strong convexity of f in x",
                          DoubleValue(1),
                          MakeDoubleAccessor(&CdsaMixer::m_muX),
                          MakeDoubleChecker<double>(least))
            .AddAttribute("MuTheta",
                          "Strong convexity of h",
                          DoubleValue(1),
                          MakeDoubleAccessor(&CdsaMixer::m_muTheta),
                          MakeDoubleChecker<double>(least));
    return tid;
}

std::string
CdsaMixer::FindProblem(const GossipLearner& learner) const
{
    const Ptr<LocalOptimizer> optimizer = learner.GetOptimizer();
    if (m_steps == STEPS_OPTIMIZER || !optimizer)
    {
        return "";
    }
    UintegerValue steps;
    learner.GetAttribute("LocalSteps", steps);
    if (steps.Get() != 1)
    {
        return "takes one gradient an update; expected --localSteps=1, or Steps=Optimizer";
    }
    bool constant = optimizer->GetInstanceTypeId() == SgdOptimizer::GetTypeId() &&
                    optimizer->GetStepSize() > 0;
    for (const uint64_t step : {0, 1, 10, 1000, 100000})
    {
        constant = constant && optimizer->ComputeStepSize(step) == optimizer->GetStepSize();
    }
    return constant ? ""
                    : "sets the steps itself; expected --optimizer=ns3::stardust::SgdOptimizer with "
                      "a constant step, or Steps=Optimizer";
}

bool
CdsaMixer::ComparesUpdates() const
{
    return m_steps == STEPS_DIMINISHING;
}

uint32_t
CdsaMixer::CountX(uint32_t count) const
{
    const auto coupled = DynamicCast<const CoupledObjective>(GetGroup().GetObjective());
    return coupled ? coupled->GetThetaBegin() : count;
}

void
CdsaMixer::NotifyUpdated(float* local, const float* before, uint32_t count)
{
    if (before && count > 0)
    {
        const double k = HasBarrier() ? GetRound() : m_updates;
        const double step = m_beta / (k + m_offset) / GetLearner().GetOptimizer()->GetStepSize();
        const auto scale = [&](uint32_t begin, uint32_t end, double factor) {
            Eigen::Map<Eigen::ArrayXf> model(local + begin, end - begin);
            const Eigen::Map<const Eigen::ArrayXf> old(before + begin, end - begin);
            model = old + static_cast<float>(factor) * (model - old);
        };
        const uint32_t middle = CountX(count);
        scale(0, middle, step / m_muX);
        scale(middle, count, step / m_muTheta);
    }
    ++m_updates;
    RoundAlgorithm::NotifyUpdated(local, before, count);
}

void
CdsaMixer::Combine(float* local,
                   uint32_t count,
                   const FloatBuffer& sent,
                   const std::vector<Ptr<const ModelMessage>>& received)
{
    AddNeighbors(local, count, sent, received);
}

} // namespace stardust
} // namespace ns3
