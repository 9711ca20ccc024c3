/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "column-moments.h"

#include <algorithm>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ns3
{
namespace stardust
{

namespace
{

/**
 * counts += increments and moments += increments * time, element by element.
 * @param increments one a column.
 * @param counts changed in place.
 * @param moments changed in place.
 * @param count number of columns.
 * @param time the factor.
 * @return sum of the increments.
 */
uint64_t
AddScaled(const uint32_t* increments,
          uint32_t* counts,
          uint64_t* moments,
          uint32_t count,
          uint32_t time)
{
    uint64_t sum = 0;
    uint32_t k = 0;
#ifdef __SSE2__
    const __m128i zero = _mm_setzero_si128();
    const __m128i factor = _mm_set1_epi64x(time);
    __m128i sums = zero;
    for (; k + 4 <= count; k += 4)
    {
        const __m128i rise = _mm_loadu_si128(reinterpret_cast<const __m128i*>(increments + k));
        auto* counted = reinterpret_cast<__m128i*>(counts + k);
        _mm_storeu_si128(counted, _mm_add_epi32(_mm_loadu_si128(counted), rise));
        const __m128i low = _mm_unpacklo_epi32(rise, zero);
        const __m128i high = _mm_unpackhi_epi32(rise, zero);
        auto* first = reinterpret_cast<__m128i*>(moments + k);
        auto* second = first + 1;
        _mm_storeu_si128(first,
                         _mm_add_epi64(_mm_loadu_si128(first), _mm_mul_epu32(low, factor)));
        _mm_storeu_si128(second,
                         _mm_add_epi64(_mm_loadu_si128(second), _mm_mul_epu32(high, factor)));
        sums = _mm_add_epi64(sums, _mm_add_epi64(low, high));
    }
    uint64_t lanes[2];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes), sums);
    sum = lanes[0] + lanes[1];
#endif
    for (; k < count; ++k)
    {
        counts[k] += increments[k];
        moments[k] += uint64_t(increments[k]) * time;
        sum += increments[k];
    }
    return sum;
}

} // namespace

void
ColumnMoments::Resize(uint32_t columns)
{
    m_recentCount.resize(columns, 0);
    m_recentLow.resize(columns, 0);
    m_folded.resize(columns);
}

uint64_t
ColumnMoments::Add(uint32_t column, const uint32_t* increments, uint32_t count, uint64_t time)
{
    const uint64_t high = time >> 32;
    // Below 2^31 before and less than 2^31 more: no column's count reaches 2^32,
    // no sum of products 2^64.
    if (high != m_high || m_recentTotal >= (uint64_t(1) << 31))
    {
        Fold();
        m_high = high;
    }
    const uint64_t sum = AddScaled(increments,
                                   m_recentCount.data() + column,
                                   m_recentLow.data() + column,
                                   count,
                                   static_cast<uint32_t>(time));
    m_recentTotal += sum;
    return sum;
}

CountMoment
ColumnMoments::Get(uint32_t column) const
{
    CountMoment total = m_folded[column];
    const uint64_t count = m_recentCount[column];
    total.count += count;
    total.moment += m_recentLow[column] + (WideMoment(count * m_high) << 32);
    return total;
}

void
ColumnMoments::Fold()
{
    if (m_recentTotal == 0)
    {
        return;
    }
    for (uint32_t column = 0; column < m_folded.size(); ++column)
    {
        m_folded[column] = Get(column);
    }
    std::fill(m_recentCount.begin(), m_recentCount.end(), 0);
    std::fill(m_recentLow.begin(), m_recentLow.end(), 0);
    m_recentTotal = 0;
}

} // namespace stardust
} // namespace ns3
