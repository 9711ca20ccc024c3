/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-digest.h"

#include "ns3/assert.h"
#include "ns3/simulator.h"

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iterator>

namespace ns3
{
namespace stardust
{

namespace
{

/// The quiet NaN without sign and payload.
constexpr uint64_t NAN_WORD = 0x7FF8000000000000u;

/// Odd factors of the words of a row, as many as the longest row has and more.
constexpr uint64_t FACTORS[] = {
    0x9E3779B97F4A7C15u, 0xBF58476D1CE4E5B9u, 0x94D049BB133111EBu, 0xD6E8FEB86659FD93u,
    0xA0761D6478BD642Fu, 0xE7037ED1A0B428DBu, 0x8EBC6AF09C88C6E3u, 0x589965CC75374CC3u,
    0x1D8E4E27C47D124Fu, 0xEB44ACCAB455D165u, 0xC2B2AE3D27D4EB4Fu, 0x165667B19E3779F9u,
    0x27D4EB2F165667C5u, 0x85EBCA77C2B2AE63u, 0xFF51AFD7ED558CCDu, 0xC4CEB9FE1A85EC53u};

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
    NS_ASSERT_MSG(words.size() <= std::size(FACTORS), "a longer row than there are factors");
    if (!m_interval.IsZero())
    {
        EndIntervals();
    }
    // Products that do not wait for each other; the sum changes with any one word.
    uint64_t row = words.size();
    const uint64_t* factor = FACTORS;
    for (const uint64_t word : words)
    {
        row += (word ^ (word >> 32)) * *factor++;
    }
    m_state[table] = Absorb(m_state[table], row);
}

void
RunDigest::Add(const EvaluationRow& row)
{
    Add(EVALUATION,
        {uint64_t(row.evaluatedNs),
         row.learner,
         row.version,
         uint64_t(row.cause),
         ToWord(row.score.loss),
         ToWord(row.score.accuracy),
         ToWord(row.score.error),
         ToWord(row.distance)});
}

void
RunDigest::Add(const MessageRow& row)
{
    Add(MODEL_MESSAGE,
        {row.sender,
         row.sequence,
         row.receiver,
         row.senderVersion,
         row.payloadBytes,
         row.bytes,
         row.packets,
         row.packetsArrived,
         uint64_t(row.sentNs),
         uint64_t(row.concludedNs),
         uint64_t(row.outcome),
         uint64_t(row.reason),
         ToWord(row.fraction),
         row.staleness,
         uint64_t(row.transmission)});
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
    return ToHex(state);
}

std::string
RunDigest::ToHex(uint64_t word)
{
    char text[17];
    std::snprintf(text, sizeof(text), "%016" PRIx64, word);
    return text;
}

const char*
RunDigest::GetName(Table table)
{
    static const char* const names[TABLES] = {
        "edge", "membership", "local_update", "model_message", "evaluation", "staleness"};
    return names[table];
}

void
RunDigest::SetInterval(Time interval)
{
    m_interval = interval;
}

void
RunDigest::EndIntervals()
{
    const int64_t interval = m_interval.GetNanoSeconds();
    int64_t until = interval * int64_t(m_partials.size() + 1);
    for (; Simulator::Now().GetNanoSeconds() >= until; until += interval)
    {
        m_partials.push_back({NanoSeconds(until), {m_state.begin(), m_state.end()}});
    }
}

std::vector<PartialDigest>
RunDigest::GetPartials() const
{
    std::vector<PartialDigest> partials = m_partials;
    if (!m_interval.IsZero())
    {
        partials.push_back({Simulator::Now(), {m_state.begin(), m_state.end()}});
    }
    return partials;
}

} // namespace stardust
} // namespace ns3
