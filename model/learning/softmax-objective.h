/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SOFTMAX_OBJECTIVE_H
#define SOFTMAX_OBJECTIVE_H

#include "layered-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Softmax (multinomial logistic) regression with cross-entropy loss.
 *
 * Parameters: the weights, classes x features, row by row, then one bias a
 * class; (features + 1) * classes values. They start at zero, where the problem,
 * being convex, needs no symmetry broken.
 */
class SoftmaxObjective : public LayeredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    Layers MakeLayers() const override;
    WeightInitialization GetDefaultInitialization(std::size_t layer) const override;
};

} // namespace stardust
} // namespace ns3

#endif // SOFTMAX_OBJECTIVE_H
