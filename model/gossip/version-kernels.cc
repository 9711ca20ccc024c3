/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "version-kernels.h"

#include "vector-unit.h"

namespace ns3
{
namespace stardust
{

namespace
{

const VectorUnit g_unit = FindVectorUnit();

__attribute__((always_inline)) inline uint32_t
Merge(uint32_t* __restrict row,
      const uint32_t* __restrict learned,
      uint32_t* __restrict increments,
      uint32_t count)
{
    uint32_t any = 0;
    for (uint32_t k = 0; k < count; ++k)
    {
        // Signed: below 2^31 it is the same, and SSE2 can compare it.
        const auto mine = static_cast<int32_t>(row[k]);
        const auto theirs = static_cast<int32_t>(learned[k]);
        const int32_t rise = theirs > mine ? theirs - mine : 0;
        row[k] = mine + rise;
        increments[k] = rise;
        any |= rise;
    }
    return any;
}

__attribute__((always_inline)) inline uint64_t
AddBoth(const uint32_t* __restrict increments,
        uint32_t* __restrict counts,
        uint64_t* __restrict moments,
        uint32_t count,
        uint32_t time)
{
    uint64_t sum = 0;
    for (uint32_t k = 0; k < count; ++k)
    {
        counts[k] += increments[k];
        moments[k] += uint64_t(increments[k]) * time;
        sum += increments[k];
    }
    return sum;
}

__attribute__((always_inline)) inline void
Add(const uint32_t* __restrict increments,
    uint64_t* __restrict moments,
    uint32_t count,
    uint64_t time)
{
    const uint64_t low = static_cast<uint32_t>(time);
    const uint64_t high = time >> 32;
    for (uint32_t k = 0; k < count; ++k)
    {
        const uint64_t rise = increments[k];
        moments[k] += rise * low + ((rise * high) << 32);
    }
}

#ifdef STARDUST_WIDE_KERNELS

STARDUST_AVX2 uint32_t
MergeAvx2(uint32_t* row, const uint32_t* learned, uint32_t* increments, uint32_t count)
{
    return Merge(row, learned, increments, count);
}

STARDUST_AVX512 uint32_t
MergeAvx512(uint32_t* row, const uint32_t* learned, uint32_t* increments, uint32_t count)
{
    return Merge(row, learned, increments, count);
}

STARDUST_AVX2 uint64_t
AddBothAvx2(const uint32_t* increments,
            uint32_t* counts,
            uint64_t* moments,
            uint32_t count,
            uint32_t time)
{
    return AddBoth(increments, counts, moments, count, time);
}

STARDUST_AVX512 uint64_t
AddBothAvx512(const uint32_t* increments,
              uint32_t* counts,
              uint64_t* moments,
              uint32_t count,
              uint32_t time)
{
    return AddBoth(increments, counts, moments, count, time);
}

STARDUST_AVX2 void
AddAvx2(const uint32_t* increments, uint64_t* moments, uint32_t count, uint64_t time)
{
    Add(increments, moments, count, time);
}

STARDUST_AVX512 void
AddAvx512(const uint32_t* increments, uint64_t* moments, uint32_t count, uint64_t time)
{
    Add(increments, moments, count, time);
}

#endif

} // namespace

uint32_t
MergeVersions(uint32_t* row, const uint32_t* learned, uint32_t* increments, uint32_t count)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_unit == VectorUnit::AVX512)
    {
        return MergeAvx512(row, learned, increments, count);
    }
    if (g_unit == VectorUnit::AVX2)
    {
        return MergeAvx2(row, learned, increments, count);
    }
#endif
    return Merge(row, learned, increments, count);
}

uint64_t
AddCountsAndMoments(const uint32_t* increments,
                    uint32_t* counts,
                    uint64_t* moments,
                    uint32_t count,
                    uint32_t time)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_unit == VectorUnit::AVX512)
    {
        return AddBothAvx512(increments, counts, moments, count, time);
    }
    if (g_unit == VectorUnit::AVX2)
    {
        return AddBothAvx2(increments, counts, moments, count, time);
    }
#endif
    return AddBoth(increments, counts, moments, count, time);
}

void
AddMoments(const uint32_t* increments, uint64_t* moments, uint32_t count, uint64_t time)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_unit == VectorUnit::AVX512)
    {
        return AddAvx512(increments, moments, count, time);
    }
    if (g_unit == VectorUnit::AVX2)
    {
        return AddAvx2(increments, moments, count, time);
    }
#endif
    Add(increments, moments, count, time);
}

} // namespace stardust
} // namespace ns3
