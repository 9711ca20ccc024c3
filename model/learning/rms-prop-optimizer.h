/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RMS_PROP_OPTIMIZER_H
#define RMS_PROP_OPTIMIZER_H

#include "local-optimizer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * RMSProp (Hinton's lecture 6e, 2012): each parameter's step is divided by a
 * running root mean square of its gradients.
 *
 *     q = Decay * q + (1 - Decay) * gradient^2, from q = 0
 *     parameters -= step size * gradient / (sqrt(q) + Epsilon)
 */
class RmsPropOptimizer : public LocalOptimizer
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
    double m_decay;              //!< see the attribute
    double m_epsilon;            //!< see the attribute
    std::vector<float> m_square; //!< q; empty before the first step
};

} // namespace stardust
} // namespace ns3

#endif // RMS_PROP_OPTIMIZER_H
