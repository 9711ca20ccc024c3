/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CENTERED_OBJECTIVE_H
#define CENTERED_OBJECTIVE_H

#include "coupled-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A linear model of features that are to be centred, by devices that do not know the
 * mean of all devices' features: theta has it, learned by h(theta) = mean of |theta - a|^2 / 2
 * over samples a, while x has the weights for a - theta. With the same number of samples at each
 * device theta* is the mean of the pooled samples, and x* the model that the pooled, centred
 * data give.
 *
 * The strength of the penalty, L2, is what makes f strongly convex in x.
 */
class CenteredObjective : public CoupledObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetParameterCount() const override;
    std::vector<ParameterBlock> GetParameterBlocks() const override;
    uint32_t GetThetaBegin() const override;
    void Initialize(float* parameters, Ptr<UniformRandomVariable> random) const override;
    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override;
    void Predict(const float* parameters,
                 const float* const* rows,
                 uint32_t count,
                 float* outputs) const override;

  private:
    /**
     * @param parameters the model.
     * @param row a sample.
     * @return the weighted sum of the centred features, and the constant.
     */
    float ComputeOutput(const float* parameters, const float* row) const;

    /** @return index of the constant that is added, a mean target or a bias. */
    uint32_t GetConstant() const;
};

} // namespace stardust
} // namespace ns3

#endif // CENTERED_OBJECTIVE_H
