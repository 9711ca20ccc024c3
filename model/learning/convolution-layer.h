/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONVOLUTION_LAYER_H
#define CONVOLUTION_LAYER_H

#include "network-layer.h"

#include "ns3/labeled-dataset.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Filters that slide over an image of any number of channels, a pixel at a time
 * and without padding: output (f, y, x) is bias[f] + sum over c, v, u of
 * weights[f][c][v][u] * input(c, y + v, x + u).
 *
 * Products are made where the images lie: since the samples of a block are side
 * by side, so are the pixels of a row, and a row of outputs is one combination of
 * rows of inputs.
 */
class ConvolutionLayer : public LinearLayer
{
  public:
    /**
     * @param input shape of what goes in, at least `size` high and wide.
     * @param filters planes that come out.
     * @param size side of a filter.
     */
    ConvolutionLayer(const ImageShape& input, uint32_t filters, uint32_t size);

    /** @return shape of what comes out. */
    ImageShape GetOutputShape() const;

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

  private:
    /**
     * Where a filter placed at the start of a row sees the input: one pointer for
     * each of its weights.
     * @param input the packed input.
     * @param row of the input.
     * @param stride samples.
     * @param rows gets the pointers.
     */
    void PointToInputs(const float* input,
                       uint32_t row,
                       std::size_t stride,
                       const float** rows) const;

    ImageShape m_input; //!< shape of what goes in
    uint32_t m_size;    //!< side of a filter
};

} // namespace stardust
} // namespace ns3

#endif // CONVOLUTION_LAYER_H
