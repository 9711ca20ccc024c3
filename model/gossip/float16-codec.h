/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOAT16_CODEC_H
#define FLOAT16_CODEC_H

#include "model-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Every parameter as an IEEE 754 half-precision number, little endian: 2 bytes each.
 *
 * Rounded to the nearest, ties to even: an error of at most 2^-11 of the value, or 2^-25
 * below 2^-14. A finite value beyond 65504 becomes that, with its sign, and stays finite;
 * infinities and NaN stay what they are, so that a receiver refuses a model that has
 * diverged, as with Float32Codec.
 */
class Float16Codec : public ModelCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsExact() const override;
    uint32_t GetEncodedSize(uint32_t count) const override;
    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override;
    bool Decode(const uint8_t* bytes,
                uint32_t size,
                float* parameters,
                uint32_t count) const override;
    bool NamesCoordinates() const override;
    std::vector<CoordinateRange> FindCoordinates(const std::vector<ByteRange>& arrived,
                                                 uint32_t count) const override;
};

} // namespace stardust
} // namespace ns3

#endif // FLOAT16_CODEC_H
