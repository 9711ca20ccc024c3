/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CENTERED_RIDGE_OBJECTIVE_H
#define CENTERED_RIDGE_OBJECTIVE_H

#include "centered-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Ridge regression of centred data by devices that learn the means meanwhile, see
 * CenteredObjective. Parameters: x, one weight a feature; theta, the mean of each feature, then
 * that of the target. The prediction for a sample a is (a - mean) . weights + mean target.
 */
class CenteredRidgeObjective : public CenteredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsClassification() const override;
};

} // namespace stardust
} // namespace ns3

#endif // CENTERED_RIDGE_OBJECTIVE_H
