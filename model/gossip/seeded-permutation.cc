/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "seeded-permutation.h"

namespace ns3
{
namespace stardust
{

SeededPermutation::SeededPermutation(uint64_t seed, uint32_t size)
    : m_size(size),
      m_halfBits(1)
{
    SeededBits bits(seed);
    for (uint64_t& key : m_keys)
    {
        key = bits.Next();
    }
    while ((uint64_t(1) << (2 * m_halfBits)) < size)
    {
        ++m_halfBits;
    }
}

uint32_t
SeededPermutation::Get(uint32_t place) const
{
    const uint32_t mask = (uint32_t(1) << m_halfBits) - 1;
    uint32_t number = place;
    // The network is one to one: this comes back to the place itself at the latest.
    do
    {
        uint32_t left = number >> m_halfBits;
        uint32_t right = number & mask;
        for (const uint64_t key : m_keys)
        {
            const auto mixed = static_cast<uint32_t>(SeededBits::Mix(key + right)) & mask;
            const uint32_t next = left ^ mixed;
            left = right;
            right = next;
        }
        number = (left << m_halfBits) | right;
    } while (number >= m_size);
    return number;
}

} // namespace stardust
} // namespace ns3
