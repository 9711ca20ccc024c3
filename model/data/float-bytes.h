/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOAT_BYTES_H
#define FLOAT_BYTES_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Write float32 values as little-endian bytes, on any machine.
 * @param values the values.
 * @param count number of values.
 * @param bytes receives 4 x count bytes.
 */
void WriteFloatBytes(const float* values, std::size_t count, uint8_t* bytes);

/**
 * @ingroup stardust
 * Read float32 values from little-endian bytes, on any machine.
 * @param bytes 4 x count bytes.
 * @param count number of values.
 * @param values receives the values.
 */
void ReadFloatBytes(const uint8_t* bytes, std::size_t count, float* values);

/**
 * @ingroup stardust
 * Read float64 values from little-endian bytes, rounded to float32.
 * @param bytes 8 x count bytes.
 * @param count number of values.
 * @param values receives the values.
 */
void ReadDoubleBytes(const uint8_t* bytes, std::size_t count, float* values);

} // namespace stardust
} // namespace ns3

#endif // FLOAT_BYTES_H
