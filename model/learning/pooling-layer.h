/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POOLING_LAYER_H
#define POOLING_LAYER_H

#include "network-layer.h"

#include "ns3/labeled-dataset.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The largest of each 2 x 2 pixels of a plane, without overlap; an odd last row
 * or column is left out. Of equals the first counts, row by row.
 */
class PoolingLayer : public NetworkLayer
{
  public:
    /** @param input shape of what goes in, at least 2 x 2. */
    explicit PoolingLayer(const ImageShape& input);

    /** @return shape of what comes out. */
    ImageShape GetOutputShape() const;

    uint32_t GetInputCount() const override;
    uint32_t GetOutputCount() const override;
    void Forward(const LayerBlock& block) const override;
    void Backward(const LayerBlock& block, const LayerGradients& gradients) const override;
    void ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const override;
    void BackwardTangent(const LayerBlock& block,
                         const LayerTangent& tangent,
                         const float* output,
                         const LayerGradients& change) const override;

  private:
    /**
     * Give each output's value to the input that it came from, zero to the others.
     * @param block after Forward().
     * @param output a value an output.
     * @param input gets a value an input.
     */
    void Scatter(const LayerBlock& block, const float* output, float* input) const;

    ImageShape m_input; //!< shape of what goes in
};

} // namespace stardust
} // namespace ns3

#endif // POOLING_LAYER_H
