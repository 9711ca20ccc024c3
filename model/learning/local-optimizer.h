/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOCAL_OPTIMIZER_H
#define LOCAL_OPTIMIZER_H

#include "ns3/object.h"

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Turns gradients into steps on the parameters. Each learner has one of its
 * own, so that a subclass may hold state between steps.
 */
class LocalOptimizer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Make one step.
     * @param parameters the model, changed in place.
     * @param gradient gradient of the loss at the model.
     * @param size length of both.
     */
    virtual void Step(float* parameters, const float* gradient, uint32_t size) = 0;

    /** @return the step size. */
    double GetStepSize() const;

  private:
    double m_stepSize; //!< the step size
};

} // namespace stardust
} // namespace ns3

#endif // LOCAL_OPTIMIZER_H
