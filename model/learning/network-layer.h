/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NETWORK_LAYER_H
#define NETWORK_LAYER_H

#include "matrix-kernels.h"

#include "ns3/random-variable-stream.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace stardust
{

/// How weights are drawn; biases start at zero.
enum WeightInitialization
{
    WEIGHTS_AUTO,   //!< as the objective says
    WEIGHTS_ZERO,   //!< not drawn: all zero
    WEIGHTS_FAN_IN, //!< uniform in (-1, 1) / sqrt(fan-in)
    WEIGHTS_GLOROT, //!< uniform in (-1, 1) * sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010)
    WEIGHTS_HE      //!< uniform in (-1, 1) * sqrt(6 / fan-in) (He et al., arXiv 1502.01852)
};

/// A block of samples at a layer. Values are packed: see matrix-kernels.h.
struct LayerBlock
{
    const MatrixKernels* kernels; //!< make the products
    uint32_t count;               //!< samples
    uint32_t stride;              //!< samples with padding, a multiple of the kernels' lanes
    const float* const* rows;     //!< the inputs, sample by sample; null if they are packed only
    const float* parameters;      //!< of this layer
    const float* input;           //!< inputs x stride
    float* output;                //!< outputs x stride
};

/// Derivatives of the loss at a layer.
struct LayerGradients
{
    const float* output; //!< by the outputs, outputs x stride; zero for padding
    float* input;        //!< receives those by the inputs; null if nobody wants them
    float* parameters;   //!< those by the layer's parameters are added to it, unless null
};

/// How a block changes with a direction in the space of parameters.
struct LayerTangent
{
    const float* direction; //!< of this layer's parameters
    const float* input;     //!< derivative of the inputs; null for none
    float* output;          //!< derivative of the outputs
};

/**
 * @ingroup stardust
 * One layer of a feed-forward network, const and reentrant.
 *
 * Tangents are derivatives along a direction in the space of parameters; with
 * them a network computes products of its Hessian with a vector (Pearlmutter,
 * Neural Computation 6, 1994).
 */
class NetworkLayer
{
  public:
    virtual ~NetworkLayer() = default;

    /** @return values that go in. */
    virtual uint32_t GetInputCount() const = 0;
    /** @return values that come out. */
    virtual uint32_t GetOutputCount() const = 0;
    /** @return number of weights, which come first among the parameters. */
    virtual uint32_t GetWeightCount() const;
    /** @return length of the layer's part of the parameter vector. */
    virtual uint32_t GetParameterCount() const;
    /** @return floating-point operations of a sample's outputs. */
    virtual double GetFlops() const;
    /** @return whether outputs may take the place of the inputs. */
    virtual bool IsInPlace() const;

    /**
     * Write the initial parameters.
     * @param parameters of this layer.
     * @param how weights are drawn, not WEIGHTS_AUTO.
     * @param random source of the draws.
     */
    virtual void Initialize(float* parameters,
                            WeightInitialization how,
                            Ptr<UniformRandomVariable> random) const;

    /** @param block gets its outputs. */
    virtual void Forward(const LayerBlock& block) const = 0;

    /**
     * @param block after Forward().
     * @param gradients get those by inputs and parameters.
     */
    virtual void Backward(const LayerBlock& block, const LayerGradients& gradients) const = 0;

    /**
     * @param block after Forward().
     * @param tangent gets the derivative of the outputs.
     */
    virtual void ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const = 0;

    /**
     * Differentiate Backward(), which comes after this.
     * @param block after Forward().
     * @param tangent after ForwardTangent().
     * @param output the derivatives of the loss by the outputs.
     * @param change the derivatives of the gradients: by the outputs given, by
     *        inputs and parameters to be computed.
     */
    virtual void BackwardTangent(const LayerBlock& block,
                                 const LayerTangent& tangent,
                                 const float* output,
                                 const LayerGradients& change) const = 0;
};

/**
 * @ingroup stardust
 * A layer whose outputs are linear in its inputs and in its parameters: weights,
 * then one bias a unit.
 */
class LinearLayer : public NetworkLayer
{
  public:
    uint32_t GetWeightCount() const override;
    uint32_t GetParameterCount() const override;
    void Initialize(float* parameters,
                    WeightInitialization how,
                    Ptr<UniformRandomVariable> random) const override;
    void Forward(const LayerBlock& block) const override;
    void Backward(const LayerBlock& block, const LayerGradients& gradients) const override;
    void ForwardTangent(const LayerBlock& block, const LayerTangent& tangent) const override;
    void BackwardTangent(const LayerBlock& block,
                         const LayerTangent& tangent,
                         const float* output,
                         const LayerGradients& change) const override;

  protected:
    /**
     * @param units that share their inputs' weights.
     * @param fanIn weights of a unit.
     * @param bias whether units have one.
     */
    LinearLayer(uint32_t units, uint32_t fanIn, bool bias);

    /** @return number of units. */
    uint32_t GetUnits() const;
    /** @return weights of a unit. */
    uint32_t GetFanIn() const;

    /**
     * @param block says kernels and stride.
     * @param weights units x fan-in.
     * @param biases one a unit; null for zero.
     * @param input the inputs.
     * @param output gets the outputs.
     * @param accumulate whether they are added to what is there; without biases then.
     */
    virtual void Apply(const LayerBlock& block,
                       const float* weights,
                       const float* biases,
                       const float* input,
                       float* output,
                       bool accumulate) const = 0;

    /**
     * @param block says kernels and stride.
     * @param weights units x fan-in.
     * @param output values by output.
     * @param input gets the sums over outputs, each times its weight.
     * @param accumulate whether they are added to what is there.
     */
    virtual void ApplyTransposed(const LayerBlock& block,
                                 const float* weights,
                                 const float* output,
                                 float* input,
                                 bool accumulate) const = 0;

    /**
     * @param block says kernels, count and stride.
     * @param output values by output, zero for padding.
     * @param input values by input.
     * @param rows the same sample by sample, or null.
     * @param weights gets the sums over samples of output times input added.
     */
    virtual void AddProducts(const LayerBlock& block,
                             const float* output,
                             const float* input,
                             const float* const* rows,
                             float* weights) const = 0;

  private:
    /**
     * @param block says the stride.
     * @param output values by output, zero for padding.
     * @param biases get the sums of their unit's values added.
     */
    void AddSums(const LayerBlock& block, const float* output, float* biases) const;

    uint32_t m_units; //!< number of units
    uint32_t m_fanIn; //!< weights of a unit
    bool m_bias;      //!< whether units have a bias
};

} // namespace stardust
} // namespace ns3

#endif // NETWORK_LAYER_H
