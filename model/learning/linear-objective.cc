/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linear-objective.h"

#include "row-kernels.h"

#include "ns3/boolean.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LinearObjective);

TypeId
LinearObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::LinearObjective")
                            .SetParent<RegressionObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<LinearObjective>()
                            .AddAttribute("Bias",
                                          "Whether a bias is learned beside the weights",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&LinearObjective::m_bias),
                                          MakeBooleanChecker());
    return tid;
}

uint32_t
LinearObjective::GetParameterCount() const
{
    return GetFeatures() + (m_bias ? 1 : 0);
}

void
LinearObjective::Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const
{
    std::fill_n(parameters, GetParameterCount(), 0.0f);
}

void
LinearObjective::Predict(const float* parameters,
                         const float* const* rows,
                         uint32_t count,
                         float* predictions) const
{
    const float bias = m_bias ? parameters[GetFeatures()] : 0.0f;
    ScoreRows(rows, count, parameters, &bias, GetFeatures(), 1, predictions);
}

double
LinearObjective::ComputeGradient(const float* parameters,
                                 const SampleBatch& batch,
                                 float* gradient) const
{
    const uint32_t features = GetFeatures();
    const auto [rows, values] = GatherRows(batch);
    Predict(parameters, rows, batch.size, values);
    const double loss = TurnIntoErrors(batch, values);
    SumRows(rows, batch.size, values, features, 1, gradient);
    if (m_bias)
    {
        gradient[features] = std::accumulate(values, values + batch.size, 0.0f);
    }
    return loss + AddPenalty(parameters, gradient, features);
}

} // namespace stardust
} // namespace ns3
