/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NONLINEAR_OBJECTIVE_H
#define NONLINEAR_OBJECTIVE_H

#include "regression-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Nonlinear regression with a network of one hidden layer of tanh units: the
 * prediction for a sample a is
 * bias + sum over k of output[k] * tanh(hiddenBias[k] + a . hiddenWeight[k]).
 *
 * Parameters: the hidden weights, Hidden x features, row by row, the hidden
 * biases, the output weights, the output bias; Hidden * (features + 2) + 1
 * values. Weights start uniform in (-1, 1) / sqrt(fan-in), with fan-in the
 * features for the hidden and Hidden for the output weights; biases start at
 * zero. The penalty is on both kinds of weights.
 */
class NonlinearObjective : public RegressionObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetParameterCount() const override;
    void Initialize(float* parameters, Ptr<UniformRandomVariable> random) const override;
    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override;
    void Predict(const float* parameters,
                 const float* const* rows,
                 uint32_t count,
                 float* predictions) const override;

  private:
    /// Where the parts of a parameter vector begin.
    struct Layout
    {
        std::size_t hiddenBiases;  //!< after the hidden weights
        std::size_t outputWeights; //!< after the hidden biases
        std::size_t outputBias;    //!< after the output weights
    };

    /** @return where the parts of a parameter vector begin. */
    Layout GetLayout() const;

    uint32_t m_hidden; //!< number of hidden units
};

} // namespace stardust
} // namespace ns3

#endif // NONLINEAR_OBJECTIVE_H
