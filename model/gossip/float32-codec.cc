/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "float32-codec.h"

#include "block-layout.h"

#include "ns3/float-bytes.h"

#include <algorithm>

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
    WriteFloatBytes(parameters, count, bytes.data());
    return bytes;
}

bool
Float32Codec::Decode(const uint8_t* bytes, uint32_t size, float* parameters, uint32_t count) const
{
    if (size != GetEncodedSize(count))
    {
        return false;
    }
    ReadFloatBytes(bytes, count, parameters);
    return true;
}

bool
Float32Codec::NamesCoordinates() const
{
    return true;
}

std::vector<CoordinateRange>
Float32Codec::FindCoordinates(const std::vector<ByteRange>& arrived, uint32_t count) const
{
    return BlockLayout{std::max(count, 1u), 0, 32}.FindCoordinates(arrived, count);
}

} // namespace stardust
} // namespace ns3
