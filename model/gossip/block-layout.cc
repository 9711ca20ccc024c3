/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "block-layout.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

/// Bytes that are there, those that touch joined.
std::vector<ByteRange>
Join(const std::vector<ByteRange>& arrived)
{
    std::vector<ByteRange> joined;
    for (const ByteRange& range : arrived)
    {
        if (!joined.empty() && joined.back().end == range.begin)
        {
            joined.back().end = range.end;
        }
        else
        {
            joined.push_back(range);
        }
    }
    return joined;
}

} // namespace

uint64_t
BlockLayout::GetBlockBytes(uint32_t count) const
{
    return headerBytes + (uint64_t(count) * bitsPerValue + 7) / 8;
}

uint64_t
BlockLayout::GetBytes(uint32_t count) const
{
    const uint32_t rest = count % blockSize;
    return uint64_t(count / blockSize) * GetBlockBytes(blockSize) +
           (rest > 0 ? GetBlockBytes(rest) : 0);
}

std::vector<CoordinateRange>
BlockLayout::FindCoordinates(const std::vector<ByteRange>& arrived, uint32_t count) const
{
    const std::vector<ByteRange> there = Join(arrived);
    std::vector<CoordinateRange> present;
    std::size_t next = 0;
    uint64_t begin = 0;
    for (uint32_t first = 0; first < count;)
    {
        const uint32_t size = std::min(blockSize, count - first);
        const uint64_t values = begin + headerBytes;
        const uint64_t end = begin + GetBlockBytes(size);
        // Ranges that end before this block are done with.
        while (next < there.size() && there[next].end <= begin)
        {
            ++next;
        }
        const bool readable =
            headerBytes == 0 || (next < there.size() && there[next].begin <= begin &&
                                 there[next].end >= values);
        for (std::size_t i = next; readable && i < there.size() && there[i].begin < end; ++i)
        {
            const uint64_t from = std::max<uint64_t>(there[i].begin, values) - values;
            const uint64_t to = std::min<uint64_t>(there[i].end, end) - values;
            const uint64_t low = (8 * from + bitsPerValue - 1) / bitsPerValue;
            const uint64_t high = std::min<uint64_t>(8 * to / bitsPerValue, size);
            AppendCoordinates(present,
                              first + static_cast<uint32_t>(std::min(low, high)),
                              first + static_cast<uint32_t>(high));
        }
        begin = end;
        first += size;
    }
    return present;
}

} // namespace stardust
} // namespace ns3
