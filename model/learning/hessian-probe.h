/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HESSIAN_PROBE_H
#define HESSIAN_PROBE_H

#include "learning-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Lets an optimizer ask for the curvature of the loss of the batch at hand. Plain
 * data: a worker thread may hold it.
 */
class HessianProbe
{
  public:
    /**
     * @param objective what is minimised.
     * @param parameters the model.
     * @param batch the samples.
     */
    HessianProbe(const LearningObjective& objective,
                 const float* parameters,
                 const SampleBatch& batch)
        : m_objective(objective),
          m_parameters(parameters),
          m_batch(batch)
    {
    }

    /** @return length of the parameter vector. */
    uint32_t GetSize() const
    {
        return m_objective.GetParameterCount();
    }

    /**
     * @param direction a vector.
     * @param product receives the Hessian times that vector.
     */
    void Multiply(const float* direction, float* product) const
    {
        m_objective.ComputeHessianProduct(m_parameters, m_batch, direction, product);
    }

  private:
    const LearningObjective& m_objective; //!< what is minimised
    const float* m_parameters;            //!< the model
    SampleBatch m_batch;                  //!< the samples
};

} // namespace stardust
} // namespace ns3

#endif // HESSIAN_PROBE_H
