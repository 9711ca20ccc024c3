/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-averaging.h"

#include "ns3/assert.h"

#include <Eigen/Core>
#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

/// mine += weight * (received - mine)
void
Average(float* mine, const float* received, uint32_t count, float weight)
{
    if (count == 1)
    {
        // Sparse models come as many ranges of one: no set-up for each.
        *mine += weight * (*received - *mine);
        return;
    }
    Eigen::Map<Eigen::ArrayXf> target(mine, count);
    const Eigen::Map<const Eigen::ArrayXf> source(received, count);
    target += weight * (source - target);
}

} // namespace

void
MoveTowards(float* local, uint32_t count, const ModelMessage& message, float weight)
{
    const float* received = message.parameters->Data();
    if (message.present.empty())
    {
        Average(local, received, count, weight);
        return;
    }
    for (const CoordinateRange& range : message.present)
    {
        NS_ASSERT(range.begin < range.end && range.end <= count);
        Average(local + range.begin, received + range.begin, range.end - range.begin, weight);
    }
}

void
AddDifference(float* model,
              const float* own,
              uint32_t count,
              const ModelMessage& message,
              uint32_t first,
              double weight)
{
    const float* received = message.parameters->Data() + first;
    const auto add = [&](uint32_t begin, uint32_t end) {
        using ConstValues = Eigen::Map<const Eigen::ArrayXf>;
        Eigen::Map<Eigen::ArrayXf>(model + begin, end - begin) +=
            static_cast<float>(weight) * (ConstValues(received + begin, end - begin) -
                                          ConstValues(own + begin, end - begin));
    };
    if (message.present.empty())
    {
        add(0, count);
        return;
    }
    for (const CoordinateRange& range : message.present)
    {
        const uint32_t begin = std::max(range.begin, first);
        const uint32_t end = std::min(range.end, first + count);
        if (begin < end)
        {
            add(begin - first, end - first);
        }
    }
}

} // namespace stardust
} // namespace ns3
