/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "half-bytes.h"

#include <cstring>

namespace ns3
{
namespace stardust
{

namespace
{

// Bit patterns of float32. Both conversions choose by masks instead of branches, so that
// the compiler can make them in vector registers.
constexpr uint32_t SIGN = 0x80000000;
constexpr uint32_t INFINITE = 0x7f800000;
constexpr uint32_t LARGEST_HALF = 0x477fe000;         // 65504
constexpr uint32_t SMALLEST_NORMAL_HALF = 0x38800000; // 2^-14
constexpr uint32_t EXPONENT_SHIFT = (127 - 15) << 23; // between the two biases
constexpr uint32_t HALF_INFINITE = 0x7c00;
constexpr uint32_t HALF_QUIET = 0x0200;

float
ToFloat(uint32_t bits)
{
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

uint32_t
ToBits(float value)
{
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return bits;
}

/// The half that a float32 without its sign rounds to.
uint32_t
RoundToHalf(uint32_t magnitude)
{
    const uint32_t finite = magnitude < LARGEST_HALF ? magnitude : LARGEST_HALF;
    // Adding 0.5 leaves as many digits as a subnormal half has, rounded by the machine.
    const uint32_t subnormal = ToBits(ToFloat(finite) + 0.5f) - ToBits(0.5f);
    // Half of the last digit kept, less one if that digit is even: ties go to even.
    const uint32_t normal = (finite - EXPONENT_SHIFT + 0xfff + ((finite >> 13) & 1)) >> 13;
    const uint32_t rounded = finite < SMALLEST_NORMAL_HALF ? subnormal : normal;
    const uint32_t special = HALF_INFINITE | (magnitude > INFINITE ? HALF_QUIET : 0);
    return magnitude < INFINITE ? rounded : special;
}

/// The bits of the float32 that a half without its sign is.
uint32_t
ExpandHalf(uint32_t magnitude)
{
    const uint32_t shifted = magnitude << 13;
    const uint32_t normal = shifted + EXPONENT_SHIFT;
    // A subnormal half is its digits times 2^-24: as the tail of a number from 2^-14 on,
    // less that number.
    const uint32_t subnormal = ToBits(ToFloat(shifted + SMALLEST_NORMAL_HALF) -
                                      ToFloat(SMALLEST_NORMAL_HALF));
    const uint32_t special = INFINITE | shifted;
    const uint32_t finite = magnitude < 0x0400 ? subnormal : normal;
    return magnitude < HALF_INFINITE ? finite : special;
}

} // namespace

void
WriteHalfBytes(const float* values, std::size_t count, uint8_t* bytes)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        const uint32_t bits = ToBits(values[i]);
        const uint32_t half = RoundToHalf(bits & ~SIGN) | ((bits & SIGN) >> 16);
        bytes[2 * i] = static_cast<uint8_t>(half);
        bytes[2 * i + 1] = static_cast<uint8_t>(half >> 8);
    }
}

void
ReadHalfBytes(const uint8_t* bytes, std::size_t count, float* values)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        const uint32_t half = bytes[2 * i] | (uint32_t(bytes[2 * i + 1]) << 8);
        values[i] = ToFloat(ExpandHalf(half & 0x7fff) | ((half & 0x8000) << 16));
    }
}

} // namespace stardust
} // namespace ns3
