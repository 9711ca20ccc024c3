/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "float16-codec.h"

#include "block-layout.h"

#include "ns3/half-bytes.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(Float16Codec);

TypeId
Float16Codec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::Float16Codec")
                            .SetParent<ModelCodec>()
                            .SetGroupName("Stardust")
                            .AddConstructor<Float16Codec>();
    return tid;
}

bool
Float16Codec::IsExact() const
{
    return false;
}

uint32_t
Float16Codec::GetEncodedSize(uint32_t count) const
{
    return 2 * count;
}

std::vector<uint8_t>
Float16Codec::Encode(const float* parameters, uint32_t count)
{
    std::vector<uint8_t> bytes(2 * std::size_t(count));
    WriteHalfBytes(parameters, count, bytes.data());
    return bytes;
}

bool
Float16Codec::Decode(const uint8_t* bytes, uint32_t size, float* parameters, uint32_t count) const
{
    if (size != 2 * uint64_t(count))
    {
        return false;
    }
    ReadHalfBytes(bytes, count, parameters);
    return true;
}

bool
Float16Codec::NamesCoordinates() const
{
    return true;
}

std::vector<CoordinateRange>
Float16Codec::FindCoordinates(const std::vector<ByteRange>& arrived, uint32_t count) const
{
    return BlockLayout{std::max(count, 1u), 0, 16}.FindCoordinates(arrived, count);
}

} // namespace stardust
} // namespace ns3
