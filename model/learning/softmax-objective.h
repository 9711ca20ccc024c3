/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SOFTMAX_OBJECTIVE_H
#define SOFTMAX_OBJECTIVE_H

#include "learning-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Softmax (multinomial logistic) regression with cross-entropy loss.
 *
 * Parameters: the weights, classes x features, row by row, then one bias a
 * class; (features + 1) * classes values. They start at zero, where the problem,
 * being convex, needs no symmetry broken.
 */
class SoftmaxObjective : public LearningObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetParameterCount() const override;
    void Initialize(float* parameters, Ptr<UniformRandomVariable> random) const override;
    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override;
    void Predict(const float* parameters,
                 const float* const* rows,
                 uint32_t count,
                 float* outputs) const override;
};

} // namespace stardust
} // namespace ns3

#endif // SOFTMAX_OBJECTIVE_H
