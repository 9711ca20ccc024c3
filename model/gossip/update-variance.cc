/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "update-variance.h"

#include <Eigen/Core>
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
        m_square = Create<FloatBuffer>(count);
    }
    m_left *= beta;
    const auto keep = static_cast<float>(beta);
    const auto take = static_cast<float>(1 - beta);
    m_meanSum = 0;
    m_squareSum = 0;
    // In pieces that stay in the cache from the moments to their sums.
    constexpr uint32_t PIECE = 1024;
    for (uint32_t begin = 0; begin < count; begin += PIECE)
    {
        const uint32_t size = std::min(PIECE, count - begin);
        const Eigen::Map<const Eigen::ArrayXf> end(now + begin, size);
        const Eigen::Map<const Eigen::ArrayXf> start(before + begin, size);
        Eigen::Map<Eigen::ArrayXf> mean(m_mean->Data() + begin, size);
        Eigen::Map<Eigen::ArrayXf> square(m_square->Data() + begin, size);
        square = keep * square + take * (factor * (end - start)).square();
        mean = keep * mean + take * (factor * (end - start));
        m_meanSum += mean.square().sum();
        m_squareSum += square.sum();
    }
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
    return m_mean ? m_mean->Size() + m_square->Size() : 0;
}

} // namespace stardust
} // namespace ns3
