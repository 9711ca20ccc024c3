/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "update-variance.h"

#include "mixing-kernels.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

void
UpdateVariance::Add(const float* now,
                    const float* before,
                    float factor,
                    uint32_t count,
                    double beta)
{
    if (!m_mean)
    {
        m_mean = Create<FloatBuffer>(count);
    }
    m_left *= beta;
    const auto keep = static_cast<float>(beta);
    const auto take = static_cast<float>((1 - beta) * factor);
    m_meanSum = 0;
    double squares = 0;
    // Sums of single precision lose digits when they get long.
    constexpr uint32_t PIECE = 4096;
    for (uint32_t begin = 0; begin < count; begin += PIECE)
    {
        const uint32_t size = std::min(PIECE, count - begin);
        const LaneSums sums =
            MoveMean(m_mean->Data() + begin, now + begin, before + begin, size, keep, take);
        m_meanSum += sums.first;
        squares += sums.second;
    }
    m_squareSum = beta * m_squareSum + (1 - beta) * factor * factor * squares;
}

double
UpdateVariance::Compute(double epsilon) const
{
    if (!m_mean)
    {
        return 0;
    }
    const double weight = 1 - m_left;
    const double mean = m_meanSum / (weight * weight);
    // Of equal vectors, rounding may leave the difference below 0.
    return std::max(m_squareSum / weight - mean, 0.0) / (mean + epsilon);
}

void
UpdateVariance::Reset()
{
    *this = UpdateVariance();
}

uint64_t
UpdateVariance::CountKeptFloats() const
{
    return m_mean ? m_mean->Size() : 0;
}

} // namespace stardust
} // namespace ns3
