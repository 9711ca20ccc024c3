/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-digest.h"

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace ns3
{
namespace stardust
{

namespace
{

/// The quiet NaN without sign and payload.
constexpr uint64_t NAN_WORD = 0x7FF8000000000000u;

/// One round of a multiply and xor-shift hash; every input bit reaches every output bit.
uint64_t
Absorb(uint64_t state, uint64_t word)
{
    state = (state ^ word) * 0x9E3779B97F4A7C15u;
    state ^= state >> 32;
    state *= 0xD6E8FEB86659FD93u;
    return state ^ (state >> 29);
}

} // namespace

RunDigest::RunDigest()
{
    for (uint64_t table = 0; table < m_state.size(); ++table)
    {
        m_state[table] = Absorb(0x5354415244555354u, table);
    }
}

void
RunDigest::Add(Table table, std::initializer_list<uint64_t> words)
{
    uint64_t state = m_state[table];
    for (const uint64_t word : words)
    {
        state = Absorb(state, word);
    }
    m_state[table] = state;
}

uint64_t
RunDigest::ToWord(double value)
{
    if (std::isnan(value))
    {
        return NAN_WORD;
    }
    uint64_t word;
    std::memcpy(&word, &value, sizeof(word));
    return word;
}

std::string
RunDigest::ToHex() const
{
    uint64_t state = 0;
    for (const uint64_t table : m_state)
    {
        state = Absorb(state, table);
    }
    char text[17];
    std::snprintf(text, sizeof(text), "%016" PRIx64, state);
    return text;
}

} // namespace stardust
} // namespace ns3
