/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NESTEROV_OPTIMIZER_H
#define NESTEROV_OPTIMIZER_H

#include "momentum-optimizer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * MomentumOptimizer with Nesterov=true, under the name that the method has.
 */
class NesterovOptimizer : public MomentumOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    void NotifyConstructionCompleted() override;
};

} // namespace stardust
} // namespace ns3

#endif // NESTEROV_OPTIMIZER_H
