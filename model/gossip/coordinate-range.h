/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COORDINATE_RANGE_H
#define COORDINATE_RANGE_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Parameters of a model that lie next to each other.
struct CoordinateRange
{
    uint32_t begin; //!< index of the first
    uint32_t end;   //!< one past the index of the last
};

/// Bytes of an encoded model that lie next to each other.
struct ByteRange
{
    uint32_t begin; //!< offset of the first
    uint32_t end;   //!< one past the offset of the last
};

/**
 * @ingroup stardust
 * Append coordinates to a list, joining those that touch.
 * @param ranges sorted and disjoint; stays so.
 * @param begin index of the first, not before the end of the last range.
 * @param end one past the index of the last; nothing is appended if it is not above begin.
 */
void AppendCoordinates(std::vector<CoordinateRange>& ranges, uint32_t begin, uint32_t end);

/**
 * @ingroup stardust
 * @param ranges disjoint.
 * @return number of coordinates in them.
 */
uint32_t CountCoordinates(const std::vector<CoordinateRange>& ranges);

} // namespace stardust
} // namespace ns3

#endif // COORDINATE_RANGE_H
