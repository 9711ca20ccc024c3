/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INT8_CODEC_H
#define INT8_CODEC_H

#include "quantizing-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Every parameter as a whole number of steps from -127 to 127; a step is 1/127 of the largest
 * magnitude m in its block of BlockSize. A block is m as a little-endian float32, then one
 * byte a parameter, in two's complement: 1 byte a parameter and 4 a block.
 *
 * Stochastic rounding goes up with the probability that makes the mean the value: unbiased,
 * with an error below one step, m/127. Otherwise values are rounded to the nearest: an error
 * of at most half a step, the same each time. To both comes the rounding of float32.
 */
class Int8Codec : public QuantizingCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    BlockLayout GetLayout() const override;
    void EncodeBlock(const float* values,
                     uint32_t count,
                     SeededBits& random,
                     uint8_t* bytes) const override;
    bool DecodeBlock(const uint8_t* bytes, uint32_t count, float* values) const override;

  private:
    uint32_t m_blockSize; //!< parameters in a block
    bool m_stochastic;    //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // INT8_CODEC_H
