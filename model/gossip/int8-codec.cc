/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "int8-codec.h"

#include "ns3/boolean.h"
#include "ns3/float-bytes.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(Int8Codec);

namespace
{
/// Steps from zero to the largest magnitude.
constexpr float STEPS = 127;
} // namespace

TypeId
Int8Codec::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::Int8Codec")
            .SetParent<QuantizingCodec>()
            .SetGroupName("Stardust")
            .AddConstructor<Int8Codec>()
            .AddAttribute("BlockSize",
                          "Parameters that share a scale",
                          UintegerValue(256),
                          MakeUintegerAccessor(&Int8Codec::m_blockSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Stochastic",
                          "Whether values are rounded up or down at random, so that the mean is "
                          "right; else to the nearest",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Int8Codec::m_stochastic),
                          MakeBooleanChecker());
    return tid;
}

BlockLayout
Int8Codec::GetLayout() const
{
    return {m_blockSize, 4, 8};
}

void
Int8Codec::EncodeBlock(const float* values,
                       uint32_t count,
                       SeededBits& random,
                       uint8_t* bytes) const
{
    // The largest magnitude itself is sent, not the step, which would vanish if that is tiny.
    const float largest = FindLargestMagnitude(values, count);
    WriteFloatBytes(&largest, 1, bytes);
    if (largest == 0 || !std::isfinite(largest))
    {
        return;
    }
    for (uint32_t i = 0; i < count; ++i)
    {
        const float steps = values[i] / largest * STEPS;
        const float below = std::floor(steps);
        const float threshold = m_stochastic ? random.NextUniform() : 0.5f;
        const int whole = static_cast<int>(below) + (threshold < steps - below ? 1 : 0);
        bytes[4 + i] = static_cast<uint8_t>(whole);
    }
}

bool
Int8Codec::DecodeBlock(const uint8_t* bytes, uint32_t count, float* values) const
{
    float largest;
    ReadFloatBytes(bytes, 1, &largest);
    if (!(largest >= 0 && largest <= std::numeric_limits<float>::max()))
    {
        return false;
    }
    bool good = true;
    for (uint32_t i = 0; i < count; ++i)
    {
        const auto whole = static_cast<int8_t>(bytes[4 + i]);
        good &= whole != -128;
        values[i] = static_cast<float>(whole) / STEPS * largest;
    }
    return good;
}

} // namespace stardust
} // namespace ns3
