/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HALF_BYTES_H
#define HALF_BYTES_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Write values as little-endian IEEE 754 half-precision numbers, on any machine: rounded to
 * the nearest, ties to even. A finite value beyond the largest half, 65504, becomes that, with
 * its sign; infinities and NaN stay so (which NaN is lost).
 * @param values the values.
 * @param count number of values.
 * @param bytes receives 2 x count bytes.
 */
void WriteHalfBytes(const float* values, std::size_t count, uint8_t* bytes);

/**
 * @ingroup stardust
 * Read little-endian IEEE 754 half-precision numbers, on any machine; nothing is lost.
 * @param bytes 2 x count bytes.
 * @param count number of values.
 * @param values receives the values.
 */
void ReadHalfBytes(const uint8_t* bytes, std::size_t count, float* values);

} // namespace stardust
} // namespace ns3

#endif // HALF_BYTES_H
