/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vector-moments.h"

#include <Eigen/Core>
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
    // As many lanes as hide the latency of an addition.
    constexpr uint32_t WIDTH = 16;
    using Lanes = Eigen::Array<float, WIDTH, 1>;
    const float origin = values[0];
    Lanes sums = Lanes::Zero();
    Lanes squares = Lanes::Zero();
    uint32_t at = 0;
    for (; at + WIDTH <= count; at += WIDTH)
    {
        const Lanes distance = Eigen::Map<const Lanes>(values + at) - origin;
        sums += distance;
        squares += distance * distance;
    }
    double sum = sums.sum();
    double square = squares.sum();
    for (; at < count; ++at)
    {
        const float distance = values[at] - origin;
        sum += distance;
        square += distance * distance;
    }
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
