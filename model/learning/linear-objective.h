/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEAR_OBJECTIVE_H
#define LINEAR_OBJECTIVE_H

#include "layered-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Linear regression: the prediction for a sample a is a . weights, plus a bias
 * if the attribute Bias is set.
 *
 * Parameters: one weight a feature, then the bias if there is one. Without
 * bias and penalty, as by default, the loss is sum of (a . theta - y)^2 over
 * 2 * samples, with nothing else to be learned. The parameters start at zero,
 * where the problem, being convex, needs no symmetry broken.
 */
class LinearObjective : public LayeredObjective
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
    bool m_bias; //!< whether there is a bias
};

} // namespace stardust
} // namespace ns3

#endif // LINEAR_OBJECTIVE_H
