/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ACTIVATION_LAYER_H
#define ACTIVATION_LAYER_H

#include "network-layer.h"

namespace ns3
{
namespace stardust
{

/// What a hidden unit makes of its sum.
enum Activation
{
    ACTIVATION_RELU, //!< max(x, 0); its derivative at 0 is 0
    ACTIVATION_TANH  //!< hyperbolic tangent
};

/**
 * @ingroup stardust
 * Applies a function to each value, in place.
 */
class ActivationLayer : public NetworkLayer
{
  public:
    /**
     * @param size values that go in and come out.
     * @param activation the function.
     */
    ActivationLayer(uint32_t size, Activation activation);

    uint32_t GetInputCount() const override;
    uint32_t GetOutputCount() const override;
    bool IsInPlace() const override;
    void Forward(const LayerBlock& block) const override;
    void Backward(const LayerBlock& block, const LayerGradients& gradients) const override;
    void ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const override;
    void BackwardTangent(const LayerBlock& block,
                         const LayerTangent& tangent,
                         const float* output,
                         const LayerGradients& change) const override;

  private:
    /**
     * values[k] = slope at k * from[k].
     * @param block after Forward().
     * @param from a value an output.
     * @param values gets the products.
     */
    void MultiplyBySlope(const LayerBlock& block, const float* from, float* values) const;

    uint32_t m_size;         //!< values that go in
    Activation m_activation; //!< the function
};

} // namespace stardust
} // namespace ns3

#endif // ACTIVATION_LAYER_H
