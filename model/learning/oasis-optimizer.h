/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */


#ifndef OASIS_OPTIMIZER_H
#define OASIS_OPTIMIZER_H

#include "local-optimizer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * OASIS: steps scaled by a running estimate of the Hessian's diagonal (Jahani et
 * al., arXiv 2109.05198), with the step size of the schedule.
 *
 *     v = z * (Hessian z), element by element, with z of independent random signs
 *     D = Beta2 * D + (1 - Beta2) * v; D = v at the first step
 *     parameters -= step size * gradient / max(Alpha, |D|)
 *
 * The Hessian is that of the batch at hand, without weight decay. That D begins
 * with the first v, and that the step size does not adapt itself, are this
 * project's choices.
 */
class OasisOptimizer : public LocalOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool ObservesCurvature() const override;
    int64_t AssignStreams(int64_t stream) override;

    /** @return the estimate D of the Hessian's diagonal; empty before the first step. */
    const std::vector<float>& GetDiagonal() const;

  protected:
    void ObserveCurvature(const HessianProbe& probe) override;
    void DoReset() override;
    void DoStep(float* parameters,
                const float* gradient,
                uint32_t size,
                double stepSize) override;

  private:
    /** Draw the next signs. */
    void DrawSigns();

    double m_beta2;                //!< see the attribute
    double m_alpha;                //!< see the attribute
    uint64_t m_interval;           //!< see the attribute
    uint64_t m_key{0};             //!< where the signs come from
    uint64_t m_counter{0};         //!< words of signs drawn
    uint64_t m_steps{0};           //!< steps at which curvature could be observed
    std::vector<float> m_diagonal; //!< D
    std::vector<float> m_signs;    //!< z
    std::vector<float> m_product;  //!< Hessian z
};

} // namespace stardust
} // namespace ns3

#endif // OASIS_OPTIMIZER_H
