/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "float32-codec.h"

#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(Float32Codec);

TypeId
Float32Codec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::Float32Codec")
                            .SetParent<ModelCodec>()
                            .SetGroupName("Stardust")
                            .AddConstructor<Float32Codec>();
    return tid;
}

bool
Float32Codec::IsExact() const
{
    return true;
}

uint32_t
Float32Codec::GetEncodedSize(uint32_t count) const
{
    return 4 * count;
}

std::vector<uint8_t>
Float32Codec::Encode(const float* parameters, uint32_t count)
{
    std::vector<uint8_t> bytes(4 * std::size_t(count));
    for (uint32_t i = 0; i < count; ++i)
    {
        uint32_t bits;
        std::memcpy(&bits, parameters + i, 4);
        for (uint32_t b = 0; b < 4; ++b)
        {
            bytes[4 * std::size_t(i) + b] = static_cast<uint8_t>(bits >> (8 * b));
        }
    }
    return bytes;
}

bool
Float32Codec::Decode(const uint8_t* bytes, uint32_t size, float* parameters, uint32_t count) const
{
    if (size != GetEncodedSize(count))
    {
        return false;
    }
    for (uint32_t i = 0; i < count; ++i)
    {
        const uint8_t* at = bytes + 4 * std::size_t(i);
        const uint32_t bits = at[0] | (uint32_t(at[1]) << 8) | (uint32_t(at[2]) << 16) |
                              (uint32_t(at[3]) << 24);
        std::memcpy(parameters + i, &bits, 4);
    }
    return true;
}

} // namespace stardust
} // namespace ns3
