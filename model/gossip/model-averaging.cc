/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-averaging.h"

#include "mixing-kernels.h"
#include "vector-blocks.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

/// mine += weight * (received - mine)
void
Move(float* mine, const float* received, uint32_t count, float weight)
{
    if (count == 1)
    {
        // Sparse models come as many ranges of one: no set-up for each.
        *mine += weight * (*received - *mine);
        return;
    }
    Values target(mine, count);
    const ConstValues source(received, count);
    target += weight * (source - target);
}

} // namespace

void
MoveTowards(float* local, uint32_t count, const ModelMessage& message, float weight)
{
    const float* received = message.parameters->Data();
    if (message.present.empty())
    {
        Move(local, received, count, weight);
        return;
    }
    for (const CoordinateRange& range : message.present)
    {
        NS_ASSERT(range.begin < range.end && range.end <= count);
        Move(local + range.begin, received + range.begin, range.end - range.begin, weight);
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
        Values(model + begin, end - begin) +=
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

namespace
{

/// AddDifferences() with parts of models: x may be own, so own is copied.
void
AddParts(float* model,
         const float* own,
         uint32_t count,
         const std::vector<Ptr<const ModelMessage>>& messages,
         uint32_t first,
         const std::vector<double>& weights)
{
    const std::vector<float> before(own, own + count);
    for (std::size_t k = 0; k < messages.size(); ++k)
    {
        AddDifference(model, before.data(), count, *messages[k], first, weights[k]);
    }
}

} // namespace

void
AddDifferences(float* model,
               const float* own,
               uint32_t count,
               const std::vector<Ptr<const ModelMessage>>& messages,
               uint32_t first,
               const std::vector<double>& weights)
{
    const bool whole = std::all_of(messages.begin(), messages.end(), [](const auto& message) {
        return message->present.empty();
    });
    if (!whole)
    {
        AddParts(model, own, count, messages, first, weights);
        return;
    }
    BlockBuffer before;
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        const float* base = own + begin;
        if (own == model && messages.size() > 1)
        {
            base = std::copy_n(base, size, before.values) - size;
        }
        for (std::size_t k = 0; k < messages.size(); ++k)
        {
            const float* received = messages[k]->parameters->Data() + first + begin;
            Values(model + begin, size) += static_cast<float>(weights[k]) *
                                           (ConstValues(received, size) - ConstValues(base, size));
        }
    });
}

void
AddWeighted(float* model,
            uint32_t count,
            const std::vector<Ptr<const ModelMessage>>& messages,
            uint32_t first,
            const std::vector<double>& weights)
{
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        for (std::size_t k = 0; k < messages.size(); ++k)
        {
            const float* received = messages[k]->parameters->Data() + first + begin;
            Values(model + begin, size) +=
                static_cast<float>(weights[k]) * ConstValues(received, size);
        }
    });
}

void
Average(float* model,
        uint32_t count,
        double ownWeight,
        const std::vector<Ptr<const ModelMessage>>& messages,
        uint32_t first,
        double weight)
{
    const auto own = static_cast<float>(ownWeight);
    const auto other = static_cast<float>(weight);
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        float share = own;
        for (const auto& message : messages)
        {
            Blend(model + begin, message->parameters->Data() + first + begin, size, share, other);
            share = 1;
        }
    });
}

} // namespace stardust
} // namespace ns3
