/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mean-distance.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace stardust
{

namespace
{
/// Parameters whose mean is held at once; it stays in the first-level cache.
constexpr std::size_t CHUNK = 1024;
} // namespace

std::vector<double>
ComputeMeanDistances(const std::vector<const float*>& models, std::size_t size)
{
    std::vector<double> squares(models.size(), 0);
    std::array<double, CHUNK> mean;
    for (std::size_t begin = 0; begin < size; begin += CHUNK)
    {
        const std::size_t count = std::min(CHUNK, size - begin);
        std::fill_n(mean.begin(), count, 0);
        for (const float* model : models)
        {
            for (std::size_t k = 0; k < count; ++k)
            {
                mean[k] += model[begin + k];
            }
        }
        for (std::size_t k = 0; k < count; ++k)
        {
            mean[k] /= models.size();
        }
        for (std::size_t m = 0; m < models.size(); ++m)
        {
            double square = 0;
            for (std::size_t k = 0; k < count; ++k)
            {
                const double difference = models[m][begin + k] - mean[k];
                square += difference * difference;
            }
            squares[m] += square;
        }
    }
    for (double& square : squares)
    {
        square = std::sqrt(square);
    }
    return squares;
}

} // namespace stardust
} // namespace ns3
