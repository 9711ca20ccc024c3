/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SGD_OPTIMIZER_H
#define SGD_OPTIMIZER_H

#include "local-optimizer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Plain stochastic gradient descent: parameters -= StepSize * gradient.
 */
class SgdOptimizer : public LocalOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    void DoStep(float* parameters,
                const float* gradient,
                uint32_t size,
                double stepSize) override;
};

} // namespace stardust
} // namespace ns3

#endif // SGD_OPTIMIZER_H
