/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "network-layer.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

namespace
{

double
FindBound(WeightInitialization how, double fanIn, double fanOut)
{
    switch (how)
    {
    case WEIGHTS_FAN_IN:
        return std::sqrt(1 / fanIn);
    case WEIGHTS_GLOROT:
        return std::sqrt(6 / (fanIn + fanOut));
    case WEIGHTS_HE:
        return std::sqrt(6 / fanIn);
    case WEIGHTS_AUTO:
    case WEIGHTS_ZERO:
        break;
    }
    return 0;
}

} // namespace

uint32_t
NetworkLayer::GetWeightCount() const
{
    return 0;
}

uint32_t
NetworkLayer::GetParameterCount() const
{
    return GetWeightCount();
}

double
NetworkLayer::GetFlops() const
{
    return GetOutputCount();
}

bool
NetworkLayer::IsInPlace() const
{
    return false;
}

void
NetworkLayer::Initialize(float* /* parameters */,
                         WeightInitialization /* how */,
                         Ptr<UniformRandomVariable> /* random */) const
{
}

LinearLayer::LinearLayer(uint32_t units, uint32_t fanIn, bool bias)
    : m_units(units),
      m_fanIn(fanIn),
      m_bias(bias)
{
}

uint32_t
LinearLayer::GetUnits() const
{
    return m_units;
}

uint32_t
LinearLayer::GetFanIn() const
{
    return m_fanIn;
}

uint32_t
LinearLayer::GetWeightCount() const
{
    return m_units * m_fanIn;
}

uint32_t
LinearLayer::GetParameterCount() const
{
    return GetWeightCount() + (m_bias ? m_units : 0);
}

void
LinearLayer::Initialize(float* parameters,
                        WeightInitialization how,
                        Ptr<UniformRandomVariable> random) const
{
    // A unit of a convolution has as many weights to each of its outputs' inputs.
    const double fanOut = double(m_units) * m_fanIn / GetInputCount();
    const double bound = FindBound(how, m_fanIn, std::max<double>(fanOut, m_units));
    std::fill_n(parameters, GetParameterCount(), 0.0f);
    for (uint32_t k = 0; bound > 0 && k < GetWeightCount(); ++k)
    {
        parameters[k] = static_cast<float>(random->GetValue(-bound, bound));
    }
}

void
LinearLayer::Forward(const LayerBlock& block) const
{
    const float* biases = m_bias ? block.parameters + GetWeightCount() : nullptr;
    Apply(block, block.parameters, biases, block.input, block.output, false);
}

void
LinearLayer::Backward(const LayerBlock& block, const LayerGradients& gradients) const
{
    if (gradients.parameters)
    {
        AddProducts(block, gradients.output, block.input, block.rows, gradients.parameters);
        AddSums(block, gradients.output, gradients.parameters + GetWeightCount());
    }
    if (gradients.input)
    {
        ApplyTransposed(block, block.parameters, gradients.output, gradients.input, false);
    }
}

void
LinearLayer::ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const
{
    const float* biases = m_bias ? tangent.direction + GetWeightCount() : nullptr;
    Apply(block, tangent.direction, biases, block.input, tangent.output, false);
    if (tangent.input)
    {
        Apply(block, block.parameters, nullptr, tangent.input, tangent.output, true);
    }
}

void
LinearLayer::BackwardTangent(const LayerBlock& block,
                             const LayerTangent& tangent,
                             const float* output,
                             const LayerGradients& change) const
{
    AddProducts(block, change.output, block.input, block.rows, change.parameters);
    AddSums(block, change.output, change.parameters + GetWeightCount());
    if (tangent.input)
    {
        AddProducts(block, output, tangent.input, nullptr, change.parameters);
    }
    if (change.input)
    {
        ApplyTransposed(block, block.parameters, change.output, change.input, false);
        ApplyTransposed(block, tangent.direction, output, change.input, true);
    }
}

void
LinearLayer::AddSums(const LayerBlock& block, const float* output, float* biases) const
{
    const std::size_t length = std::size_t(GetOutputCount()) / m_units * block.stride;
    for (uint32_t u = 0; m_bias && u < m_units; ++u)
    {
        // Four sums at a time, in an order that does not depend on the kernels.
        float sums[4] = {0, 0, 0, 0};
        for (std::size_t k = 0; k < length; k += 4)
        {
            for (int lane = 0; lane < 4; ++lane)
            {
                sums[lane] += output[u * length + k + lane];
            }
        }
        biases[u] += (sums[0] + sums[2]) + (sums[1] + sums[3]);
    }
}

} // namespace stardust
} // namespace ns3
