/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REGRESSION_OBJECTIVE_H
#define REGRESSION_OBJECTIVE_H

#include "learning-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What regressions have in common: the loss is half the mean squared error,
 * sum of (prediction - target)^2 over 2 * samples, and a model's accuracy is
 * NaN.
 */
class RegressionObjective : public LearningObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsClassification() const override;

  protected:
    /// The samples of a batch and a value for each, in buffers of the thread.
    struct BatchRows
    {
        const float* const* rows; //!< of the samples
        float* values;            //!< one a sample: predictions, then errors
    };

    /**
     * Find a batch's rows; the buffers are the thread's until its next call.
     * @param batch the samples.
     * @return their rows, and room for a value each.
     */
    static BatchRows GatherRows(const SampleBatch& batch);

    /**
     * Turn predictions into the derivatives of the batch's mean loss by them.
     * @param batch the samples.
     * @param values the predictions, changed in place.
     * @return the mean loss.
     */
    static double TurnIntoErrors(const SampleBatch& batch, float* values);
};

} // namespace stardust
} // namespace ns3

#endif // REGRESSION_OBJECTIVE_H
