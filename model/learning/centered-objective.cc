/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "centered-objective.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(CenteredObjective);

namespace
{

using Vector = Eigen::Map<Eigen::VectorXf>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

/// Loss of an output, and its derivative.
struct OutputLoss
{
    double loss;      //!< half the square, or the cross-entropy
    float derivative; //!< by the output
};

OutputLoss
ComputeSquare(float output, float target)
{
    const float error = output - target;
    return {0.5 * error * error, error};
}

OutputLoss
ComputeCrossEntropy(float output, uint32_t label)
{
    // The output is the score of class 1 against class 0.
    const double score = label == 1 ? output : -output;
    const double loss = score > 0 ? std::log1p(std::exp(-score)) : std::log1p(std::exp(score)) - score;
    return {loss, static_cast<float>(1 / (1 + std::exp(-double(output))) - label)};
}

} // namespace

TypeId
CenteredObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::CenteredObjective")
                            .SetParent<CoupledObjective>()
                            .SetGroupName("Stardust");
    return tid;
}

uint32_t
CenteredObjective::GetParameterCount() const
{
    return 2 * GetFeatures() + 1;
}

uint32_t
CenteredObjective::GetThetaBegin() const
{
    return GetFeatures() + (IsClassification() ? 1 : 0);
}

uint32_t
CenteredObjective::GetConstant() const
{
    return IsClassification() ? GetFeatures() : 2 * GetFeatures();
}

std::vector<ParameterBlock>
CenteredObjective::GetParameterBlocks() const
{
    std::vector<ParameterBlock> blocks{{0, GetFeatures(), true}};
    if (IsClassification())
    {
        blocks.push_back({GetFeatures(), GetThetaBegin(), false});
    }
    blocks.push_back({GetThetaBegin(), GetParameterCount(), false});
    return blocks;
}

void
CenteredObjective::Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const
{
    std::fill_n(parameters, GetParameterCount(), 0.0f);
}

float
CenteredObjective::ComputeOutput(const float* parameters, const float* row) const
{
    const uint32_t features = GetFeatures();
    const ConstVector means(parameters + GetThetaBegin(), features);
    const ConstVector weights(parameters, features);
    return (ConstVector(row, features) - means).dot(weights) + parameters[GetConstant()];
}

double
CenteredObjective::ComputeGradient(const float* parameters,
                                   const SampleBatch& batch,
                                   float* gradient) const
{
    const uint32_t features = GetFeatures();
    const float share = 1.0f / batch.size;
    const ConstVector means(parameters + GetThetaBegin(), features);
    Vector slope(gradient, features);
    Vector way(gradient + GetThetaBegin(), features);
    slope.setZero();
    way = means;
    float& constant = gradient[GetConstant()];
    constant = IsClassification() ? 0 : parameters[GetConstant()];
    double loss = 0;
    for (uint32_t at = 0; at < batch.size; ++at)
    {
        const uint32_t sample = batch.samples[at];
        const float* row = batch.data->GetRow(sample);
        const float output = ComputeOutput(parameters, row);
        const OutputLoss one = IsClassification()
                                   ? ComputeCrossEntropy(output, batch.data->GetLabel(sample))
                                   : ComputeSquare(output, batch.data->GetTarget(sample));
        loss += one.loss;
        slope += share * one.derivative * (ConstVector(row, features) - means);
        way -= share * ConstVector(row, features);
        // A bias belongs to x, the mean target to theta.
        constant += share * (IsClassification() ? one.derivative : -batch.data->GetTarget(sample));
    }
    return loss / batch.size + AddPenalty(parameters, gradient, features);
}

void
CenteredObjective::Predict(const float* parameters,
                           const float* const* rows,
                           uint32_t count,
                           float* outputs) const
{
    for (uint32_t i = 0; i < count; ++i)
    {
        const float output = ComputeOutput(parameters, rows[i]);
        if (IsClassification())
        {
            outputs[2 * i] = 0;
            outputs[2 * i + 1] = output;
            continue;
        }
        outputs[i] = output;
    }
}

} // namespace stardust
} // namespace ns3
