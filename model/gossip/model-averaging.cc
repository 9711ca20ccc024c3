/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-averaging.h"

#include "ns3/assert.h"

#include <Eigen/Core>

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

} // namespace stardust
} // namespace ns3
