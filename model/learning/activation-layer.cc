/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "activation-layer.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

ActivationLayer::ActivationLayer(uint32_t size, Activation activation)
    : m_size(size),
      m_activation(activation)
{
}

uint32_t
ActivationLayer::GetInputCount() const
{
    return m_size;
}

uint32_t
ActivationLayer::GetOutputCount() const
{
    return m_size;
}

bool
ActivationLayer::IsInPlace() const
{
    return true;
}

void
ActivationLayer::Forward(const LayerBlock& block) const
{
    const std::size_t count = std::size_t(m_size) * block.stride;
    float* out = block.output;
    if (m_activation == ACTIVATION_TANH)
    {
        if (block.input != out)
        {
            std::copy_n(block.input, count, out);
        }
        block.kernels->tanh(out, count);
        return;
    }
    for (std::size_t k = 0; k < count; ++k)
    {
        // Not max(): that would hide what is not a number.
        out[k] = block.input[k] < 0 ? 0 : block.input[k];
    }
}

void
ActivationLayer::MultiplyBySlope(const LayerBlock& block, const float* from, float* values) const
{
    const std::size_t count = std::size_t(m_size) * block.stride;
    const float* out = block.output;
    if (m_activation == ACTIVATION_TANH)
    {
        for (std::size_t k = 0; k < count; ++k)
        {
            values[k] = (1 - out[k] * out[k]) * from[k];
        }
        return;
    }
    for (std::size_t k = 0; k < count; ++k)
    {
        values[k] = out[k] > 0 ? from[k] : 0;
    }
}

void
ActivationLayer::Backward(const LayerBlock& block, const LayerGradients& gradients) const
{
    if (gradients.input)
    {
        MultiplyBySlope(block, gradients.output, gradients.input);
    }
}

void
ActivationLayer::ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const
{
    if (!tangent.input)
    {
        std::fill_n(tangent.output, std::size_t(m_size) * block.stride, 0.0f);
        return;
    }
    MultiplyBySlope(block, tangent.input, tangent.output);
}

void
ActivationLayer::BackwardTangent(const LayerBlock& block,
                                 const LayerTangent& tangent,
                                 const float* output,
                                 const LayerGradients& change) const
{
    if (!change.input)
    {
        return;
    }
    MultiplyBySlope(block, change.output, change.input);
    if (m_activation == ACTIVATION_TANH)
    {
        const std::size_t count = std::size_t(m_size) * block.stride;
        for (std::size_t k = 0; k < count; ++k)
        {
            change.input[k] -= 2 * block.output[k] * tangent.output[k] * output[k];
        }
    }
}

} // namespace stardust
} // namespace ns3
