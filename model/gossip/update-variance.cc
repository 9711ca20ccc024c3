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

namespace
{

/// Sums of squares.
struct Sums
{
    double mean;   //!< of the mean
    double change; //!< of the vector that entered it
};

/// mean = keep * mean + take * (now - before), in one pass with both sums.
Sums
MoveMean(float* mean,
         const float* now,
         const float* before,
         uint32_t count,
         float keep,
         float take)
{
    using Lanes = Eigen::Array<float, 8, 1>;
    Lanes means = Lanes::Zero();
    Lanes changes = Lanes::Zero();
    uint32_t at = 0;
    for (; at + 8 <= count; at += 8)
    {
        const Lanes change = Eigen::Map<const Lanes>(now + at) - Eigen::Map<const Lanes>(before + at);
        Eigen::Map<Lanes> target(mean + at);
        const Lanes moved = keep * target + take * change;
        target = moved;
        means += moved * moved;
        changes += change * change;
    }
    Sums sums{means.sum(), changes.sum()};
    for (; at < count; ++at)
    {
        const float change = now[at] - before[at];
        mean[at] = keep * mean[at] + take * change;
        sums.mean += mean[at] * mean[at];
        sums.change += change * change;
    }
    return sums;
}

} // namespace

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
        const Sums sums =
            MoveMean(m_mean->Data() + begin, now + begin, before + begin, size, keep, take);
        m_meanSum += sums.mean;
        squares += sums.change;
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
