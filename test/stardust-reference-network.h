/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_REFERENCE_NETWORK_H
#define STARDUST_REFERENCE_NETWORK_H

#include "ns3/learning-objective.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup stardust-tests
 * Networks in double precision, straight from their definitions: sample by
 * sample, without vectors, shared buffers or back-propagation.
 */

namespace ns3
{
namespace stardust
{
namespace tests
{

/// What a layer of the reference does.
struct ReferenceLayer
{
    /// Kinds of layers.
    enum Kind
    {
        DENSE,       //!< units of all inputs, with bias
        DENSE_PLAIN, //!< the same without bias
        RELU,        //!< max(x, 0)
        TANH,        //!< hyperbolic tangent
        CONVOLUTION, //!< filters without padding, with bias
        POOLING      //!< largest of 2 x 2 pixels
    };

    Kind kind;          //!< what it does
    uint32_t units{0};  //!< outputs of a dense layer, planes of a convolution
    uint32_t size{0};   //!< side of a filter
    ImageShape input{}; //!< shape of what goes into a convolution or pooling
};

/// A network of such layers with the loss that the data ask for.
class ReferenceNetwork
{
  public:
    /**
     * @param layers from the samples to the outputs; one output for two classes
     *        means that the score of class 0 is 0.
     * @param l2 strength of the penalty on weights.
     */
    ReferenceNetwork(std::vector<ReferenceLayer> layers, double l2);

    /**
     * @param parameters the model.
     * @param row a sample.
     * @param features values in it.
     * @return the outputs.
     */
    std::vector<double> Predict(const std::vector<double>& parameters,
                                const float* row,
                                uint32_t features) const;

    /**
     * @param parameters the model.
     * @param batch the samples.
     * @return their mean loss, with the penalty.
     */
    double ComputeLoss(const std::vector<double>& parameters, const SampleBatch& batch) const;

    /**
     * Derivative of the loss by a parameter, by central differences.
     * @param parameters the model.
     * @param batch the samples.
     * @param k index of the parameter.
     * @return the derivative.
     */
    double Differentiate(std::vector<double> parameters, const SampleBatch& batch, uint32_t k) const;

    /**
     * Element of the Hessian's product with a vector, by central differences.
     * @param parameters the model.
     * @param batch the samples.
     * @param direction the vector.
     * @param k index of the element.
     * @return the element.
     */
    double MultiplyHessian(const std::vector<double>& parameters,
                           const SampleBatch& batch,
                           const std::vector<double>& direction,
                           uint32_t k) const;

  private:
    std::vector<ReferenceLayer> m_layers; //!< from the samples to the outputs
    double m_l2;                          //!< strength of the penalty
};

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_REFERENCE_NETWORK_H
