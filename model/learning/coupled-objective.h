/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COUPLED_OBJECTIVE_H
#define COUPLED_OBJECTIVE_H

#include "learning-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Two problems at once: parameters are [x | theta], where theta* minimises a loss h(theta) that
 * does not know x, and x* minimises f(x, theta*). As long as theta is not known, what is learned is
 * the optimum of a misspecified problem.
 *
 * ComputeGradient() gives [df/dx | dh/dtheta], which is the gradient of no function, and the
 * loss f.
 */
class CoupledObjective : public LearningObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return index of the first parameter that belongs to theta. */
    virtual uint32_t GetThetaBegin() const = 0;
};

} // namespace stardust
} // namespace ns3

#endif // COUPLED_OBJECTIVE_H
