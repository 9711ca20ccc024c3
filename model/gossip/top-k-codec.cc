/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "top-k-codec.h"

#include "ns3/boolean.h"
#include "ns3/float-bytes.h"
#include "ns3/learning-objective.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(TopKCodec);

namespace
{

/// How coordinates are named.
enum Naming : uint8_t
{
    BY_INDEX,
    BY_BITMAP
};

uint64_t
GetBitmapBytes(uint32_t count)
{
    return (uint64_t(count) + 7) / 8;
}

void
WriteIndices(const std::vector<uint32_t>& indices, uint8_t* bytes)
{
    for (std::size_t i = 0; i < indices.size(); ++i)
    {
        for (uint32_t b = 0; b < 4; ++b)
        {
            bytes[4 * i + b] = static_cast<uint8_t>(indices[i] >> (8 * b));
        }
    }
}

/// Indices that ascend and stay below count; nothing if they do not.
std::vector<uint32_t>
ReadIndices(const uint8_t* bytes, uint64_t kept, uint32_t count)
{
    std::vector<uint32_t> indices(kept);
    for (std::size_t i = 0; i < kept; ++i)
    {
        const uint8_t* at = bytes + 4 * i;
        indices[i] = at[0] | (at[1] << 8) | (at[2] << 16) | (uint32_t(at[3]) << 24);
        if (indices[i] >= count || (i > 0 && indices[i] <= indices[i - 1]))
        {
            return {};
        }
    }
    return indices;
}

/// Indices of the bits that are set; nothing if one is set beyond count.
std::vector<uint32_t>
ReadBitmap(const uint8_t* bytes, uint32_t count)
{
    std::vector<uint32_t> indices;
    for (uint64_t i = 0; i < 8 * GetBitmapBytes(count); ++i)
    {
        if ((bytes[i / 8] >> (i % 8)) & 1)
        {
            if (i >= count)
            {
                return {};
            }
            indices.push_back(static_cast<uint32_t>(i));
        }
    }
    return indices;
}

/// Append the indices from begin to end of the `kept` largest sizes there; of equal ones, the first.
void
AppendLargest(const std::vector<uint32_t>& sizes,
              uint32_t begin,
              uint32_t end,
              uint32_t kept,
              std::vector<uint32_t>& indices)
{
    if (kept == 0)
    {
        return;
    }
    std::vector<uint32_t> ordered(sizes.begin() + begin, sizes.begin() + end);
    std::nth_element(ordered.begin(),
                     ordered.begin() + (kept - 1),
                     ordered.end(),
                     std::greater<>());
    const uint32_t smallest = ordered[kept - 1];
    const auto above = std::count_if(ordered.begin(), ordered.end(), [=](uint32_t size) {
        return size > smallest;
    });
    std::size_t equal = kept - above;
    for (uint32_t i = begin; i < end; ++i)
    {
        if (sizes[i] > smallest || (sizes[i] == smallest && equal > 0))
        {
            equal -= sizes[i] == smallest ? 1 : 0;
            indices.push_back(i);
        }
    }
}

} // namespace

TypeId
TopKCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::TopKCodec")
                            .SetParent<SparseCodec>()
                            .SetGroupName("Stardust")
                            .AddConstructor<TopKCodec>()
                            .AddAttribute("PerLayer",
                                          "Whether each layer's weights and its biases are compressed by "
                                          "themselves: Fraction or Count is of each",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&TopKCodec::m_perLayer),
                                          MakeBooleanChecker());
    return tid;
}

void
TopKCodec::SetBlocks(const std::vector<ParameterBlock>& blocks)
{
    m_ends.clear();
    for (const ParameterBlock& block : blocks)
    {
        m_ends.push_back(block.end);
    }
}

std::vector<uint32_t>
TopKCodec::FindEnds(uint32_t count) const
{
    const bool fits = !m_ends.empty() && m_ends.back() == count;
    return m_perLayer && fits ? m_ends : std::vector<uint32_t>{count};
}

uint32_t
TopKCodec::CountKept(uint32_t count) const
{
    uint32_t kept = 0;
    uint32_t begin = 0;
    for (const uint32_t end : FindEnds(count))
    {
        kept += GetKept(end - begin);
        begin = end;
    }
    return kept;
}

uint32_t
TopKCodec::GetEncodedSize(uint32_t count) const
{
    const uint64_t kept = CountKept(count);
    return static_cast<uint32_t>(1 + std::min(4 * kept, GetBitmapBytes(count)) + 4 * kept);
}

std::vector<uint32_t>
TopKCodec::Select(const float* parameters, uint32_t count) const
{
    // Without its sign a float's bits order as its values do.
    std::vector<uint32_t> sizes(count);
    for (uint32_t i = 0; i < count; ++i)
    {
        const float moved = parameters[i] - (m_sent.empty() ? 0 : m_sent[i]);
        std::memcpy(&sizes[i], &moved, sizeof(moved));
        sizes[i] &= 0x7fffffff;
    }
    std::vector<uint32_t> indices;
    uint32_t begin = 0;
    for (const uint32_t end : FindEnds(count))
    {
        AppendLargest(sizes, begin, end, GetKept(end - begin), indices);
        begin = end;
    }
    return indices;
}

std::vector<uint8_t>
TopKCodec::Encode(const float* parameters, uint32_t count)
{
    if (HasErrorFeedback())
    {
        m_sent.resize(count, 0.0f);
    }
    const std::vector<uint32_t> indices = Select(parameters, count);
    std::vector<uint8_t> bytes(GetEncodedSize(count), 0);
    const uint64_t names = bytes.size() - 1 - 4 * indices.size();
    if (names == 4 * indices.size())
    {
        bytes[0] = BY_INDEX;
        WriteIndices(indices, bytes.data() + 1);
    }
    else
    {
        bytes[0] = BY_BITMAP;
        for (const uint32_t i : indices)
        {
            bytes[1 + i / 8] |= 1 << (i % 8);
        }
    }
    uint8_t* to = bytes.data() + 1 + names;
    for (const uint32_t i : indices)
    {
        WriteFloatBytes(parameters + i, 1, to);
        to += 4;
        if (HasErrorFeedback())
        {
            m_sent[i] = parameters[i];
        }
    }
    return bytes;
}

bool
TopKCodec::DecodePresent(const uint8_t* bytes,
                         uint32_t size,
                         float* parameters,
                         uint32_t count,
                         std::vector<CoordinateRange>& present) const
{
    present.clear();
    if (size < 1 || bytes[0] > BY_BITMAP)
    {
        return false;
    }
    const bool byIndex = bytes[0] == BY_INDEX;
    const uint64_t names = byIndex ? (size - 1) / 2 : GetBitmapBytes(count);
    const uint64_t kept = size - 1 >= names ? (size - 1 - names) / 4 : 0;
    if (size != 1 + names + 4 * kept || kept > count || (byIndex && names != 4 * kept))
    {
        return false;
    }
    const std::vector<uint32_t> indices =
        byIndex ? ReadIndices(bytes + 1, kept, count) : ReadBitmap(bytes + 1, count);
    // Not one coordinate is no message, unless there are none.
    if (indices.size() != kept || (kept == 0) != (count == 0))
    {
        return false;
    }
    std::fill_n(parameters, count, 0.0f);
    const uint8_t* from = bytes + 1 + names;
    for (const uint32_t i : indices)
    {
        ReadFloatBytes(from, 1, parameters + i);
        from += 4;
        AppendCoordinates(present, i, i + 1);
    }
    if (kept == count)
    {
        present.clear();
    }
    return true;
}

} // namespace stardust
} // namespace ns3
