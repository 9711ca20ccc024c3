/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coordinate-range.h"

namespace ns3
{
namespace stardust
{

void
AppendCoordinates(std::vector<CoordinateRange>& ranges, uint32_t begin, uint32_t end)
{
    if (begin >= end)
    {
        return;
    }
    if (!ranges.empty() && ranges.back().end == begin)
    {
        ranges.back().end = end;
        return;
    }
    ranges.push_back({begin, end});
}

uint32_t
CountCoordinates(const std::vector<CoordinateRange>& ranges)
{
    uint32_t count = 0;
    for (const CoordinateRange& range : ranges)
    {
        count += range.end - range.begin;
    }
    return count;
}

} // namespace stardust
} // namespace ns3
