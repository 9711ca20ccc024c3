/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "convolution-layer.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// Buffers reused from call to call, one set a thread; they carry no information.
struct Scratch
{
    std::vector<const float*> rows;    //!< one a weight of a filter
    std::vector<const float*> outputs; //!< one a filter
    std::vector<float> padded;         //!< outputs between columns of zeros
    std::vector<float> turned;         //!< weights in the order in which inputs see them
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

} // namespace

ConvolutionLayer::ConvolutionLayer(const ImageShape& input, uint32_t filters, uint32_t size)
    : LinearLayer(filters, input.channels * size * size, true),
      m_input(input),
      m_size(size)
{
}

ImageShape
ConvolutionLayer::GetOutputShape() const
{
    return {GetUnits(), m_input.height - m_size + 1, m_input.width - m_size + 1};
}

uint32_t
ConvolutionLayer::GetInputCount() const
{
    return m_input.channels * m_input.height * m_input.width;
}

uint32_t
ConvolutionLayer::GetOutputCount() const
{
    const ImageShape out = GetOutputShape();
    return out.channels * out.height * out.width;
}

double
ConvolutionLayer::GetFlops() const
{
    return 2.0 * GetOutputCount() * GetFanIn();
}

void
ConvolutionLayer::PointToInputs(const float* input,
                                uint32_t row,
                                std::size_t stride,
                                const float** rows) const
{
    for (uint32_t c = 0; c < m_input.channels; ++c)
    {
        for (uint32_t v = 0; v < m_size; ++v)
        {
            const std::size_t line = std::size_t(c) * m_input.height + row + v;
            for (uint32_t u = 0; u < m_size; ++u)
            {
                *rows++ = input + (line * m_input.width + u) * stride;
            }
        }
    }
}

void
ConvolutionLayer::Apply(const LayerBlock& block,
                        const float* weights,
                        const float* biases,
                        const float* input,
                        float* output,
                        bool accumulate) const
{
    const ImageShape out = GetOutputShape();
    Scratch& scratch = GetScratch();
    scratch.rows.resize(GetFanIn());
    RowCombination task{};
    task.rows = scratch.rows.data();
    task.depth = GetFanIn();
    task.width = out.width * block.stride;
    task.factors = weights;
    task.outputStride = GetFanIn();
    task.depthStride = 1;
    task.start = biases;
    task.accumulate = accumulate;
    task.outputs = GetUnits();
    task.stride = std::size_t(out.height) * task.width;
    for (uint32_t y = 0; y < out.height; ++y)
    {
        PointToInputs(input, y, block.stride, scratch.rows.data());
        task.out = output + std::size_t(y) * task.width;
        block.kernels->combine(task);
    }
}

void
ConvolutionLayer::ApplyTransposed(const LayerBlock& block,
                                  const float* weights,
                                  const float* output,
                                  float* input,
                                  bool accumulate) const
{
    const ImageShape out = GetOutputShape();
    const uint32_t filters = GetUnits();
    const uint32_t border = m_size - 1;
    const std::size_t stride = block.stride;
    const std::size_t width = (out.width + 2 * border) * stride;
    Scratch& scratch = GetScratch();

    // Zeros left and right of the outputs' rows: no input is a special case.
    scratch.padded.assign(std::size_t(filters) * out.height * width, 0.0f);
    const std::size_t line = out.width * stride;
    for (std::size_t row = 0; row < std::size_t(filters) * out.height; ++row)
    {
        std::copy_n(output + row * line, line, scratch.padded.data() + row * width + border * stride);
    }
    // turned[c][v][f][u]: the filter rows v that an input row sees are consecutive.
    const std::size_t depth = std::size_t(m_size) * filters * m_size;
    scratch.turned.resize(m_input.channels * depth);
    for (uint32_t f = 0; f < filters; ++f)
    {
        for (uint32_t c = 0; c < m_input.channels; ++c)
        {
            for (uint32_t v = 0; v < m_size; ++v)
            {
                const float* from = weights + ((std::size_t(f) * m_input.channels + c) * m_size + v) * m_size;
                std::copy_n(from, m_size, &scratch.turned[c * depth + (v * filters + f) * m_size]);
            }
        }
    }
    scratch.rows.resize(depth);
    RowCombination task{};
    task.rows = scratch.rows.data();
    task.width = m_input.width * block.stride;
    task.outputStride = depth;
    task.depthStride = 1;
    task.accumulate = accumulate;
    task.outputs = m_input.channels;
    task.stride = std::size_t(m_input.height) * task.width;
    for (uint32_t y = 0; y < m_input.height; ++y)
    {
        const uint32_t first = y >= out.height ? y - out.height + 1 : 0;
        const uint32_t last = std::min(border, y);
        task.depth = 0;
        for (uint32_t v = first; v <= last; ++v)
        {
            for (uint32_t f = 0; f < filters; ++f)
            {
                const float* row =
                    scratch.padded.data() + (std::size_t(f) * out.height + y - v) * width;
                for (uint32_t u = 0; u < m_size; ++u)
                {
                    scratch.rows[task.depth++] = row + (border - u) * stride;
                }
            }
        }
        task.factors = scratch.turned.data() + std::size_t(first) * filters * m_size;
        task.out = input + std::size_t(y) * task.width;
        block.kernels->combine(task);
    }
}

void
ConvolutionLayer::AddProducts(const LayerBlock& block,
                              const float* output,
                              const float* input,
                              const float* const* /* rows */,
                              float* weights) const
{
    const ImageShape out = GetOutputShape();
    Scratch& scratch = GetScratch();
    scratch.rows.resize(GetFanIn());
    scratch.outputs.resize(GetUnits());
    PointToInputs(input, 0, block.stride, scratch.rows.data());
    RowProducts task{};
    task.length = out.width * block.stride;
    task.segments = out.height;
    task.leftStep = task.length;
    task.rightStep = std::size_t(m_input.width) * block.stride;
    for (uint32_t f = 0; f < GetUnits(); ++f)
    {
        scratch.outputs[f] = output + std::size_t(f) * out.height * task.length;
    }
    task.left = scratch.outputs.data();
    task.leftCount = GetUnits();
    task.right = scratch.rows.data();
    task.rightCount = GetFanIn();
    task.out = weights;
    task.stride = GetFanIn();
    block.kernels->multiply(task);
}

} // namespace stardust
} // namespace ns3
