/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-k-codec.h"

#include "seeded-permutation.h"

#include "ns3/float-bytes.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RandomKCodec);

namespace
{

/// Bytes before the values.
constexpr uint32_t SEED_AND_PLACE = 8 + 4;

/// What a message holds: so many numbers of an order from a place on, ascending.
std::vector<uint32_t>
Choose(uint64_t seed, uint32_t place, uint32_t kept, uint32_t count)
{
    std::vector<uint32_t> indices(kept);
    const SeededPermutation order(seed, std::max(count, 1u));
    for (uint32_t i = 0; i < kept; ++i)
    {
        indices[i] = order.Get((uint64_t(place) + i) % count);
    }
    std::sort(indices.begin(), indices.end());
    return indices;
}

} // namespace

TypeId
RandomKCodec::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::RandomKCodec")
                            .SetParent<SparseCodec>()
                            .SetGroupName("Stardust")
                            .AddConstructor<RandomKCodec>();
    return tid;
}

int64_t
RandomKCodec::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

uint32_t
RandomKCodec::GetEncodedSize(uint32_t count) const
{
    return SEED_AND_PLACE + 4 * GetKept(count);
}

std::vector<uint8_t>
RandomKCodec::Encode(const float* parameters, uint32_t count)
{
    if (!HasErrorFeedback() || !m_underWay || m_next >= count)
    {
        m_seed = m_random.DrawSeed();
        m_next = 0;
        m_underWay = true;
    }
    const uint32_t kept = GetKept(count);
    std::vector<uint8_t> bytes(GetEncodedSize(count));
    for (uint32_t b = 0; b < 8; ++b)
    {
        bytes[b] = static_cast<uint8_t>(m_seed >> (8 * b));
    }
    for (uint32_t b = 0; b < 4; ++b)
    {
        bytes[8 + b] = static_cast<uint8_t>(m_next >> (8 * b));
    }
    uint8_t* to = bytes.data() + SEED_AND_PLACE;
    for (const uint32_t i : Choose(m_seed, m_next, kept, count))
    {
        WriteFloatBytes(parameters + i, 1, to);
        to += 4;
    }
    m_next += kept;
    return bytes;
}

bool
RandomKCodec::DecodePresent(const uint8_t* bytes,
                            uint32_t size,
                            float* parameters,
                            uint32_t count,
                            std::vector<CoordinateRange>& present) const
{
    present.clear();
    if (size < SEED_AND_PLACE || size % 4 != 0)
    {
        return false;
    }
    uint64_t seed = 0;
    for (uint32_t b = 0; b < 8; ++b)
    {
        seed |= uint64_t(bytes[b]) << (8 * b);
    }
    uint32_t place = 0;
    for (uint32_t b = 0; b < 4; ++b)
    {
        place |= uint32_t(bytes[8 + b]) << (8 * b);
    }
    const uint32_t kept = (size - SEED_AND_PLACE) / 4;
    if (kept > count || (kept == 0) != (count == 0) || place >= std::max(count, 1u))
    {
        return false;
    }
    std::fill_n(parameters, count, 0.0f);
    const uint8_t* from = bytes + SEED_AND_PLACE;
    for (const uint32_t i : Choose(seed, place, kept, count))
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
