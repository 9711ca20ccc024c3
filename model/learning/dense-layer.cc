/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dense-layer.h"

#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// Pointers to rows that lie one after the other, in a buffer of the thread.
const float* const*
PointToRows(const float* first, uint32_t count, std::size_t stride)
{
    static thread_local std::vector<const float*> rows;
    rows.resize(count);
    for (uint32_t r = 0; r < count; ++r)
    {
        rows[r] = first + r * stride;
    }
    return rows.data();
}

/// A buffer of the thread for inputs sample by sample.
float*
GetRowScratch(std::size_t size)
{
    static thread_local std::vector<float> values;
    if (values.size() < size)
    {
        values.resize(size);
    }
    return values.data();
}

} // namespace

DenseLayer::DenseLayer(uint32_t inputs, uint32_t units, bool bias)
    : LinearLayer(units, inputs, bias)
{
}

uint32_t
DenseLayer::GetInputCount() const
{
    return GetFanIn();
}

uint32_t
DenseLayer::GetOutputCount() const
{
    return GetUnits();
}

double
DenseLayer::GetFlops() const
{
    return 2.0 * GetWeightCount();
}

void
DenseLayer::Apply(const LayerBlock& block,
                  const float* weights,
                  const float* biases,
                  const float* input,
                  float* output,
                  bool accumulate) const
{
    RowCombination task{};
    task.rows = PointToRows(input, GetFanIn(), block.stride);
    task.depth = GetFanIn();
    task.width = block.stride;
    task.factors = weights;
    task.outputStride = GetFanIn();
    task.depthStride = 1;
    task.start = biases;
    task.accumulate = accumulate;
    task.outputs = GetUnits();
    task.out = output;
    task.stride = block.stride;
    block.kernels->combine(task);
}

void
DenseLayer::ApplyTransposed(const LayerBlock& block,
                            const float* weights,
                            const float* output,
                            float* input,
                            bool accumulate) const
{
    RowCombination task{};
    task.rows = PointToRows(output, GetUnits(), block.stride);
    task.depth = GetUnits();
    task.width = block.stride;
    task.factors = weights;
    task.outputStride = 1;
    task.depthStride = GetFanIn();
    task.accumulate = accumulate;
    task.outputs = GetFanIn();
    task.out = input;
    task.stride = block.stride;
    block.kernels->combine(task);
}

void
DenseLayer::AddProducts(const LayerBlock& block,
                        const float* output,
                        const float* input,
                        const float* const* rows,
                        float* weights) const
{
    if (!rows)
    {
        float* values = GetRowScratch(std::size_t(block.count) * GetFanIn());
        UnpackRows(input, block.count, GetFanIn(), block.stride, values);
        rows = PointToRows(values, block.count, GetFanIn());
    }
    RowCombination task{};
    task.rows = rows;
    task.depth = block.count;
    task.width = GetFanIn();
    task.factors = output;
    task.outputStride = block.stride;
    task.depthStride = 1;
    task.accumulate = true;
    task.outputs = GetUnits();
    task.out = weights;
    task.stride = GetFanIn();
    block.kernels->combine(task);
}

} // namespace stardust
} // namespace ns3
