/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOAT32_CODEC_H
#define FLOAT32_CODEC_H

#include "model-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Every parameter as an IEEE 754 single-precision number, little endian: 4
 * bytes each, nothing lost.
 */
class Float32Codec : public ModelCodec
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

#endif // FLOAT32_CODEC_H
