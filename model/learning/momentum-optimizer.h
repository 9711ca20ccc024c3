/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MOMENTUM_OPTIMIZER_H
#define MOMENTUM_OPTIMIZER_H

#include "local-optimizer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Steps with momentum: v = Momentum * v + gradient, from v = 0.
 *
 * 1. Heavy ball (Polyak 1964): parameters -= step size * v.
 * 2. Nesterov, in the form of Sutskever and others (ICML 2013) that needs the
 *    gradient at the model itself: parameters -= step size * (gradient +
 *    Momentum * v).
 *
 * Averaging with received models does not touch v, unless a mixer asks for it by
 * DampMomentum().
 */
class MomentumOptimizer : public LocalOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetStateVectors() const override;

  protected:
    void DoDampMomentum(double kept) override;
    void DoReset() override;
    void DoStep(float* parameters,
                const float* gradient,
                uint32_t size,
                double stepSize) override;

    /** @param nesterov whether the form is Nesterov's. */
    void SetNesterov(bool nesterov);

  private:
    double m_momentum;             //!< see the attribute
    bool m_nesterov;               //!< see the attribute
    std::vector<float> m_velocity; //!< v; empty before the first step
};

} // namespace stardust
} // namespace ns3

#endif // MOMENTUM_OPTIMIZER_H
