/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "float-bytes.h"

#include <cstring>

namespace ns3
{
namespace stardust
{

namespace
{

/// The whole number that some bytes are, the least significant first.
template <typename Word>
Word
ReadWord(const uint8_t* bytes)
{
    Word word = 0;
    for (std::size_t b = 0; b < sizeof(Word); ++b)
    {
        word |= Word(bytes[b]) << (8 * b);
    }
    return word;
}

} // namespace

void
WriteFloatBytes(const float* values, std::size_t count, uint8_t* bytes)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        uint32_t bits;
        std::memcpy(&bits, values + i, sizeof(bits));
        for (uint32_t b = 0; b < 4; ++b)
        {
            bytes[4 * i + b] = static_cast<uint8_t>(bits >> (8 * b));
        }
    }
}

void
ReadFloatBytes(const uint8_t* bytes, std::size_t count, float* values)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto bits = ReadWord<uint32_t>(bytes + 4 * i);
        std::memcpy(values + i, &bits, sizeof(bits));
    }
}

void
ReadDoubleBytes(const uint8_t* bytes, std::size_t count, float* values)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto bits = ReadWord<uint64_t>(bytes + 8 * i);
        double value;
        std::memcpy(&value, &bits, sizeof(bits));
        values[i] = static_cast<float>(value);
    }
}

} // namespace stardust
} // namespace ns3
