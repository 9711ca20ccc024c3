/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QSGD_CODEC_H
#define QSGD_CODEC_H

#include "quantizing-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * QSGD (Alistarh et al., arXiv 1610.02132, section 3): a parameter becomes its sign and a
 * whole number of levels from 0 to s = Levels; a level is 1/s of the Euclidean norm of its
 * bucket of BucketSize. The number of levels is rounded at random, so that the mean is the
 * value: unbiased, with an error below one level, norm/s, plus the rounding of float32; the
 * expected squared error of a bucket of d is at most min(d/s^2, sqrt(d)/s) norm^2 (Lemma 3.1).
 *
 * A bucket is the norm as a little-endian float32, then sign and level as one number from 0
 * to 2s, in ceil(log2(2s + 1)) bits each, the lowest first, filled up to whole bytes. The
 * width is fixed; the paper's Elias code would be shorter where s is small.
 *
 * ErrorFeedback needs an error smaller than the model, or it may grow from message to
 * message: Levels above the square root of BucketSize, else it is refused.
 */
class QsgdCodec : public QuantizingCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem() const override;

  protected:
    BlockLayout GetLayout() const override;
    void EncodeBlock(const float* values,
                     uint32_t count,
                     SeededBits& random,
                     uint8_t* bytes) const override;
    bool DecodeBlock(const uint8_t* bytes, uint32_t count, float* values) const override;

  private:
    /** @return bits of a sign and a level. */
    uint32_t GetBits() const;

    uint32_t m_levels;     //!< s: levels from zero to the norm
    uint32_t m_bucketSize; //!< parameters that share a norm
};

} // namespace stardust
} // namespace ns3

#endif // QSGD_CODEC_H
