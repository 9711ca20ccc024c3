/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NONLINEAR_OBJECTIVE_H
#define NONLINEAR_OBJECTIVE_H

#include "layered-objective.h"

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
class NonlinearObjective : public LayeredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsClassification() const override;

  protected:
    Layers MakeLayers() const override;
    WeightInitialization GetDefaultInitialization(std::size_t layer) const override;

  private:
    uint32_t m_hidden; //!< number of hidden units
};

} // namespace stardust
} // namespace ns3

#endif // NONLINEAR_OBJECTIVE_H
