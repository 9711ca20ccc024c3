/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CENTERED_LOGISTIC_OBJECTIVE_H
#define CENTERED_LOGISTIC_OBJECTIVE_H

#include "centered-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Logistic regression of two classes on centred features by devices that learn the means
 * meanwhile, see CenteredObjective. Parameters: x, one weight a feature and the bias; theta, the
 * mean of each feature. The score of class 1 is (a - mean) . weights + bias, that of class 0 is 0.
 */
class CenteredLogisticObjective : public CenteredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const LabeledDataset& data) const override;
};

} // namespace stardust
} // namespace ns3

#endif // CENTERED_LOGISTIC_OBJECTIVE_H
