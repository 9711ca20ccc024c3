/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantizing-codec.h"

#include "ns3/boolean.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(QuantizingCodec);

namespace
{

bool
AreFinite(const std::vector<float>& values)
{
    return std::isfinite(FindLargestMagnitude(values.data(), values.size()));
}

} // namespace

float
FindLargestMagnitude(const float* values, uint32_t count)
{
    // Without its sign a float's bits order as its values do; infinity and NaN come last.
    uint32_t largest = 0;
    for (uint32_t i = 0; i < count; ++i)
    {
        uint32_t bits;
        std::memcpy(&bits, values + i, sizeof(bits));
        largest = std::max(largest, bits & 0x7fffffff);
    }
    float magnitude;
    std::memcpy(&magnitude, &largest, sizeof(magnitude));
    return magnitude;
}

TypeId
QuantizingCodec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::QuantizingCodec")
            .SetParent<ModelCodec>()
            .SetGroupName("Stardust")
            .AddAttribute("ErrorFeedback",
                          "Whether what an encoding leaves out is added to the next model that "
                          "is encoded",
                          BooleanValue(false),
                          MakeBooleanAccessor(&QuantizingCodec::m_errorFeedback),
                          MakeBooleanChecker());
    return tid;
}

bool
QuantizingCodec::IsExact() const
{
    return false;
}

uint32_t
QuantizingCodec::GetEncodedSize(uint32_t count) const
{
    return static_cast<uint32_t>(GetLayout().GetBytes(count));
}

int64_t
QuantizingCodec::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

std::vector<uint8_t>
QuantizingCodec::Encode(const float* parameters, uint32_t count)
{
    if (!m_errorFeedback)
    {
        return EncodeBlocks(parameters, count);
    }
    m_errors.resize(count, 0.0f);
    std::vector<float> input(parameters, parameters + count);
    std::transform(input.begin(), input.end(), m_errors.begin(), input.begin(), std::plus<>());
    if (!AreFinite(input))
    {
        m_errors.clear();
        return EncodeBlocks(parameters, count);
    }
    const std::vector<uint8_t> bytes = EncodeBlocks(input.data(), count);
    Decode(bytes.data(), bytes.size(), m_errors.data(), count);
    std::transform(input.begin(), input.end(), m_errors.begin(), m_errors.begin(), std::minus<>());
    return bytes;
}

std::vector<uint8_t>
QuantizingCodec::EncodeBlocks(const float* values, uint32_t count)
{
    const BlockLayout layout = GetLayout();
    SeededBits random(m_random.DrawSeed());
    std::vector<uint8_t> bytes(layout.GetBytes(count), 0);
    uint8_t* to = bytes.data();
    for (uint32_t first = 0; first < count;)
    {
        const uint32_t size = std::min(layout.blockSize, count - first);
        EncodeBlock(values + first, size, random, to);
        to += layout.GetBlockBytes(size);
        first += size;
    }
    return bytes;
}

bool
QuantizingCodec::Decode(const uint8_t* bytes,
                        uint32_t size,
                        float* parameters,
                        uint32_t count) const
{
    const BlockLayout layout = GetLayout();
    if (size != layout.GetBytes(count))
    {
        return false;
    }
    for (uint32_t first = 0; first < count;)
    {
        const uint32_t values = std::min(layout.blockSize, count - first);
        if (!DecodeBlock(bytes, values, parameters + first))
        {
            return false;
        }
        bytes += layout.GetBlockBytes(values);
        first += values;
    }
    return true;
}

bool
QuantizingCodec::NamesCoordinates() const
{
    return true;
}

std::vector<CoordinateRange>
QuantizingCodec::FindCoordinates(const std::vector<ByteRange>& arrived, uint32_t count) const
{
    return GetLayout().FindCoordinates(arrived, count);
}

} // namespace stardust
} // namespace ns3
