/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ADAM_OPTIMIZER_H
#define ADAM_OPTIMIZER_H

#include "local-optimizer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1): running means of gradient
 * and squared gradient, both corrected for their start at 0.
 *
 *     m = Beta1 * m + (1 - Beta1) * gradient
 *     q = Beta2 * q + (1 - Beta2) * gradient^2
 *     parameters -= step size * m / (1 - Beta1^t) / (sqrt(q / (1 - Beta2^t)) + Epsilon)
 *
 * with t = 1 at the first step. With DecoupledWeightDecay it is AdamW.
 */
class AdamOptimizer : public LocalOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetStateVectors() const override;

  protected:
    void DoReset() override;
    void DoStep(float* parameters,
                const float* gradient,
                uint32_t size,
                double stepSize) override;

  private:
    double m_beta1;              //!< see the attribute
    double m_beta2;              //!< see the attribute
    double m_epsilon;            //!< see the attribute
    double m_power1{1};          //!< Beta1^t
    double m_power2{1};          //!< Beta2^t
    std::vector<float> m_mean;   //!< m; empty before the first step
    std::vector<float> m_square; //!< q; empty before the first step
};

} // namespace stardust
} // namespace ns3

#endif // ADAM_OPTIMIZER_H
