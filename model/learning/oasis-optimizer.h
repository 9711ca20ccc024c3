/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OASIS_OPTIMIZER_H
#define OASIS_OPTIMIZER_H

#include "local-optimizer.h"
#include "random-signs.h"

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
 *     D = Beta2 * D + (1 - Beta2) * v; before the first step the mean of WarmUp draws of v
 *     parameters -= step size * gradient / max(Alpha, |D|)
 *
 * The Hessian is that of the batch at hand, without weight decay. One v is mostly
 * noise: off-diagonal elements enter it with random signs. The source's rule for
 * the step size itself is left out; the schedule's is used. A product with the
 * Hessian takes about twice what a gradient does.
 */
class OasisOptimizer : public LocalOptimizer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetStateVectors() const override;
    bool ObservesCurvature() const override;
    double GetGradientsPerStep() const override;
    int64_t AssignStreams(int64_t stream) override;

    /** @return the estimate D of the Hessian's diagonal; empty before the first step. */
    const std::vector<float>& GetDiagonal() const;

  protected:
    void ObserveCurvature(const HessianProbe& probe) override;
    void DoReset() override;
    void DoStep(float* parameters,
                const float* gradient,
                uint32_t count,
                double stepSize) override;

  private:
    /**
     * Draw a v into m_product.
     * @param probe the loss's curvature.
     */
    void DrawEstimate(const HessianProbe& probe);
    /**
     * Make the diagonal the mean of WarmUp draws.
     * @param probe the loss's curvature.
     */
    void BeginDiagonal(const HessianProbe& probe);

    double m_beta2;                //!< see the attribute
    double m_alpha;                //!< see the attribute
    uint64_t m_interval;           //!< see the attribute
    uint32_t m_warmUp;             //!< see the attribute
    RandomSigns m_random;          //!< draws z
    uint64_t m_steps{0};           //!< steps at which curvature could be observed
    std::vector<float> m_diagonal; //!< D
    std::vector<float> m_signs;    //!< z
    std::vector<float> m_product;  //!< Hessian z, then v
};

} // namespace stardust
} // namespace ns3

#endif // OASIS_OPTIMIZER_H
