/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DENSE_LAYER_H
#define DENSE_LAYER_H

#include "network-layer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Every unit sees every input: output u is bias[u] + weights[u] . input. The
 * weights are units x inputs, row by row, then come the biases.
 */
class DenseLayer : public LinearLayer
{
  public:
    /**
     * @param inputs values that go in.
     * @param units values that come out.
     * @param bias whether units have one.
     */
    DenseLayer(uint32_t inputs, uint32_t units, bool bias = true);

    uint32_t GetInputCount() const override;
    uint32_t GetOutputCount() const override;
    double GetFlops() const override;

  protected:
    void Apply(const LayerBlock& block,
               const float* weights,
               const float* biases,
               const float* input,
               float* output,
               bool accumulate) const override;
    void ApplyTransposed(const LayerBlock& block,
                         const float* weights,
                         const float* output,
                         float* input,
                         bool accumulate) const override;
    void AddProducts(const LayerBlock& block,
                     const float* output,
                     const float* input,
                     const float* const* rows,
                     float* weights) const override;
};

} // namespace stardust
} // namespace ns3

#endif // DENSE_LAYER_H
