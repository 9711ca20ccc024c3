/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UPDATE_VARIANCE_H
#define UPDATE_VARIANCE_H

#include "ns3/float-buffer.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * How much a sequence of vectors varies, relative to their mean, by exponential moving
 * moments of each element, corrected for their start at 0:
 *
 *     m = beta m + (1 - beta) delta,  q = beta q + (1 - beta) delta^2  (after t vectors / (1 - beta^t))
 *     nu = sum(q - m^2) / (sum(m^2) + epsilon)
 *
 * Of q its sum alone is wanted, which follows the sums of delta^2: it takes no vector.
 * nu is 0 for equal vectors. For independent ones of mean mu and variance s^2 an element
 * it goes to r s^2 / (mu^2 + (1 - r) s^2) with r = 2 beta / (1 + beta), if there are many elements.
 */
class UpdateVariance
{
  public:
    /**
     * Take one more vector, `(now - before) * factor`.
     * @param now a model.
     * @param before another.
     * @param factor above 0.
     * @param count length of both, the same at each call.
     * @param beta share of the moments that stays, 0 to below 1.
     */
    void Add(const float* now, const float* before, float factor, uint32_t count, double beta);

    /**
     * @param epsilon added to the squared mean.
     * @return nu; 0 before the first vector.
     */
    double Compute(double epsilon) const;

    /** Forget all. */
    void Reset();

    /** @return floats kept. */
    uint64_t CountKeptFloats() const;

  private:
    Ptr<FloatBuffer> m_mean;   //!< m, not corrected; null before the first
    double m_left{1};          //!< beta^t
    double m_meanSum{0};       //!< sum of m^2
    double m_squareSum{0};     //!< sum of q, not corrected
};

} // namespace stardust
} // namespace ns3

#endif // UPDATE_VARIANCE_H
