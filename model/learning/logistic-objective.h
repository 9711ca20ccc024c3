/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOGISTIC_OBJECTIVE_H
#define LOGISTIC_OBJECTIVE_H

#include "layered-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Logistic regression of two classes: the probability of class 1 is
 * 1 / (1 + exp(-(bias + a . weights))) for a sample a, the loss the cross-entropy.
 *
 * Parameters: one weight a feature, then the bias. They start at zero.
 */
class LogisticObjective : public LayeredObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(const LabeledDataset& data) const override;

  protected:
    Layers MakeLayers() const override;
    WeightInitialization GetDefaultInitialization(std::size_t layer) const override;
};

} // namespace stardust
} // namespace ns3

#endif // LOGISTIC_OBJECTIVE_H
