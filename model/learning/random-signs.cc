/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-signs.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// A word of random bits (SplitMix64).
uint64_t
MixBits(uint64_t key, uint64_t counter)
{
    uint64_t x = key + counter * 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

} // namespace

int64_t
RandomSigns::AssignStreams(int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    const uint64_t high = random->GetInteger(0, UINT32_MAX - 1);
    m_key = (high << 32) | random->GetInteger(0, UINT32_MAX - 1);
    return 1;
}

void
RandomSigns::Draw(std::vector<float>& signs)
{
    uint64_t bits = 0;
    for (std::size_t k = 0; k < signs.size(); ++k)
    {
        if (k % 64 == 0)
        {
            bits = MixBits(m_key, ++m_counter);
        }
        signs[k] = (bits >> (k % 64)) & 1 ? 1.0f : -1.0f;
    }
}

} // namespace stardust
} // namespace ns3
