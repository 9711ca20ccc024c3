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
 *
 * The optional penalty L2/2 * |weights|^2 leaves biases alone and is part of
 * the training loss, not of the evaluated one.
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
    std::vector<ModelScore> Evaluate(const std::vector<const float*>& models,
                                     const LabeledDataset& data) const override;

  protected:
    /**
     * What a model says of some samples.
     * @param parameters the model.
     * @param rows the samples.
     * @param count number of samples.
     * @param predictions receives one value a sample.
     */
    virtual void Predict(const float* parameters,
                         const float* const* rows,
                         uint32_t count,
                         float* predictions) const = 0;

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

    /**
     * Add the penalty's part for some weights.
     * @param weights the weights.
     * @param gradient of the loss by them, added to.
     * @param count number of weights.
     * @return the penalty.
     */
    double AddPenalty(const float* weights, float* gradient, std::size_t count) const;

  private:
    double m_l2; //!< strength of the penalty
};

} // namespace stardust
} // namespace ns3

#endif // REGRESSION_OBJECTIVE_H
