/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-reassembler.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

MessageReassembler::MessageReassembler(Time lifetime, uint32_t maxMessages)
    : m_lifetime(lifetime),
      m_maxMessages(maxMessages)
{
}

void
MessageReassembler::Insert(Partial& partial, uint32_t begin, uint32_t end)
{
    auto& ranges = partial.ranges;
    auto at = ranges.upper_bound(begin);
    if (at != ranges.begin() && std::prev(at)->second >= begin)
    {
        --at;
        begin = at->first;
    }
    while (at != ranges.end() && at->first <= end)
    {
        end = std::max(end, at->second);
        partial.arrived -= at->second - at->first;
        at = ranges.erase(at);
    }
    ranges.emplace_hint(at, begin, end);
    partial.arrived += end - begin;
}

void
MessageReassembler::Purge(Time now)
{
    while (!m_arrivals.empty())
    {
        const auto& [first, key] = m_arrivals.front();
        const auto found = m_partial.find(key);
        // A key can come back after Forget(); only its own entry may purge it.
        const bool current = found != m_partial.end() && found->second.first == first;
        if (current && first + m_lifetime > now && m_partial.size() <= m_maxMessages)
        {
            return;
        }
        if (current)
        {
            m_partial.erase(found);
        }
        m_arrivals.pop_front();
    }
}

MessageReassembler::Result
MessageReassembler::Add(const Key& key,
                        uint32_t total,
                        uint32_t offset,
                        uint32_t length,
                        const uint8_t* bytes,
                        Time now)
{
    if (total == 0 || length == 0 || offset >= total || length > total - offset)
    {
        return Result::REFUSED;
    }
    // Also forgets the arrival of messages that are through.
    Purge(now);
    auto found = m_partial.find(key);
    if (found == m_partial.end())
    {
        found = m_partial.emplace(key, Partial()).first;
        found->second.total = total;
        found->second.first = now;
        m_arrivals.emplace_back(now, key);
    }
    Partial& partial = found->second;
    if (partial.total != total)
    {
        return Result::REFUSED;
    }
    if (bytes)
    {
        partial.bytes.resize(total);
        std::copy_n(bytes, length, partial.bytes.begin() + offset);
    }
    Insert(partial, offset, offset + length);
    if (partial.arrived == total)
    {
        return Result::COMPLETE;
    }
    Purge(now);
    return Result::PARTIAL;
}

std::vector<uint8_t>
MessageReassembler::Take(const Key& key)
{
    const auto found = m_partial.find(key);
    if (found == m_partial.end())
    {
        return {};
    }
    std::vector<uint8_t> bytes = std::move(found->second.bytes);
    m_partial.erase(found);
    return bytes;
}

void
MessageReassembler::Forget(const Key& key)
{
    m_partial.erase(key);
}

std::vector<MessageReassembler::Range>
MessageReassembler::GetMissing(const Key& key, std::size_t most) const
{
    std::vector<Range> missing;
    const auto found = m_partial.find(key);
    if (found == m_partial.end())
    {
        return missing;
    }
    uint32_t last = 0;
    for (const auto& [begin, end] : found->second.ranges)
    {
        if (begin > last)
        {
            missing.emplace_back(last, begin);
        }
        last = end;
    }
    if (last < found->second.total)
    {
        missing.emplace_back(last, found->second.total);
    }
    missing.resize(std::min(missing.size(), most));
    return missing;
}

std::vector<MessageReassembler::Range>
MessageReassembler::GetArrived(const Key& key) const
{
    const auto found = m_partial.find(key);
    return found == m_partial.end()
               ? std::vector<Range>()
               : std::vector<Range>(found->second.ranges.begin(), found->second.ranges.end());
}

uint32_t
MessageReassembler::GetN() const
{
    return m_partial.size();
}

} // namespace stardust
} // namespace ns3
