/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pooling-layer.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

/// The four pixels, `stride` samples each, that an output is the largest of.
struct Window
{
    std::size_t at[4]; //!< where each begins
};

/// Calls visit(window, output) for each output, both as offsets into packed values.
template <typename Visitor>
void
VisitWindows(const ImageShape& in, std::size_t stride, Visitor visit)
{
    std::size_t output = 0;
    for (uint32_t c = 0; c < in.channels; ++c)
    {
        for (uint32_t y = 0; y + 1 < in.height; y += 2)
        {
            for (uint32_t x = 0; x + 1 < in.width; x += 2)
            {
                const std::size_t first =
                    ((std::size_t(c) * in.height + y) * in.width + x) * stride;
                const std::size_t below = first + std::size_t(in.width) * stride;
                visit(Window{{first, first + stride, below, below + stride}}, output);
                output += stride;
            }
        }
    }
}

} // namespace

PoolingLayer::PoolingLayer(const ImageShape& input)
    : m_input(input)
{
}

ImageShape
PoolingLayer::GetOutputShape() const
{
    return {m_input.channels, m_input.height / 2, m_input.width / 2};
}

uint32_t
PoolingLayer::GetInputCount() const
{
    return m_input.channels * m_input.height * m_input.width;
}

uint32_t
PoolingLayer::GetOutputCount() const
{
    const ImageShape out = GetOutputShape();
    return out.channels * out.height * out.width;
}

void
PoolingLayer::Forward(const LayerBlock& block) const
{
    const std::size_t stride = block.stride;
    const float* in = block.input;
    VisitWindows(m_input, stride, [&](const Window& w, std::size_t output) {
        float* out = block.output + output;
        for (std::size_t i = 0; i < stride; ++i)
        {
            const float a = in[w.at[0] + i];
            const float b = in[w.at[1] + i];
            const float c = in[w.at[2] + i];
            const float d = in[w.at[3] + i];
            const float top = b > a ? b : a;
            const float bottom = d > c ? d : c;
            out[i] = bottom > top ? bottom : top;
        }
    });
}

void
PoolingLayer::Scatter(const LayerBlock& block, const float* output, float* input) const
{
    const std::size_t stride = block.stride;
    const float* in = block.input;
    std::fill_n(input, std::size_t(GetInputCount()) * stride, 0.0f);
    VisitWindows(m_input, stride, [&](const Window& w, std::size_t at) {
        const float* values = output + at;
        const float* top = block.output + at;
        for (std::size_t i = 0; i < stride; ++i)
        {
            float left = values[i];
            for (const std::size_t begin : w.at)
            {
                const bool first = in[begin + i] == top[i];
                input[begin + i] = first ? left : 0;
                left = first ? 0 : left;
            }
        }
    });
}

void
PoolingLayer::Backward(const LayerBlock& block, const LayerGradients& gradients) const
{
    if (gradients.input)
    {
        Scatter(block, gradients.output, gradients.input);
    }
}

void
PoolingLayer::ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const
{
    const std::size_t stride = block.stride;
    if (!tangent.input)
    {
        std::fill_n(tangent.output, GetOutputCount() * stride, 0.0f);
        return;
    }
    VisitWindows(m_input, stride, [&](const Window& w, std::size_t at) {
        for (std::size_t i = 0; i < stride; ++i)
        {
            const auto* from = std::find_if(std::begin(w.at), std::end(w.at) - 1, [&](std::size_t begin) {
                return block.input[begin + i] == block.output[at + i];
            });
            tangent.output[at + i] = tangent.input[*from + i];
        }
    });
}

void
PoolingLayer::BackwardTangent(const LayerBlock& block,
                              const LayerTangent& /* tangent */,
                              const float* /* output */,
                              const LayerGradients& change) const
{
    if (change.input)
    {
        Scatter(block, change.output, change.input);
    }
}

} // namespace stardust
} // namespace ns3
