/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "column-moments.h"

#include "ns3/version-kernels.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

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
    const uint64_t sum = AddCountsAndMoments(increments,
                                             m_recentCount.data() + column,
                                             m_recentLow.data() + column,
                                             count,
                                             static_cast<uint32_t>(time));
    m_recentTotal += sum;
    return sum;
}

uint64_t
ColumnMoments::Subtract(uint32_t column,
                        const uint32_t* decrements,
                        uint32_t count,
                        uint64_t time)
{
    uint64_t sum = 0;
    for (uint32_t k = 0; k < count; ++k)
    {
        // What recent rises are still missing here comes back when they are folded in.
        m_folded[column + k].Subtract(decrements[k], time);
        sum += decrements[k];
    }
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
