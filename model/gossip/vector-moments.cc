/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vector-moments.h"

#include "mixing-kernels.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

void
VectorMoments::Add(const float* values, uint32_t count)
{
    if (count == 0)
    {
        return;
    }
    const float origin = values[0];
    const LaneSums sums = SumDistances(values, count, origin);
    const double sum = sums.first;
    const double square = sums.second;
    // The sums of two sets, each about its own mean (Chan, Golub and LeVeque).
    const double mean = origin + sum / count;
    const double all = m_count + count;
    const double way = mean - m_mean;
    m_squares += std::max(square - sum * sum / count, 0.0) + way * way * m_count * count / all;
    m_mean += way * count / all;
    m_count = all;
}

double
VectorMoments::GetMean() const
{
    return m_mean;
}

double
VectorMoments::GetVariance() const
{
    return m_count > 0 ? m_squares / m_count : 0;
}

} // namespace stardust
} // namespace ns3
