/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VECTOR_MOMENTS_H
#define VECTOR_MOMENTS_H

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Mean and population variance of values that come in pieces, read once. Within a piece
 * sums are of single precision, and of distances to its first value; from piece to piece they are
 * of double precision. Equal values have variance 0.
 */
class VectorMoments
{
  public:
    /**
     * Take more values in.
     * @param values the values; at best a few thousand at a time.
     * @param count how many.
     */
    void Add(const float* values, uint32_t count);

    /** @return the mean so far; 0 without values. */
    double GetMean() const;

    /** @return the variance so far; 0 without values. */
    double GetVariance() const;

  private:
    double m_count{0};   //!< values
    double m_mean{0};    //!< of them
    double m_squares{0}; //!< sum of squared distances to the mean
};

} // namespace stardust
} // namespace ns3

#endif // VECTOR_MOMENTS_H
