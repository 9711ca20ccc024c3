/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/message-reassembler.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

constexpr uint32_t MOST_MESSAGES = 3;
constexpr int64_t LIFETIME = 1000;
/// Contents are kept of messages up to this size; larger ones are followed by their ranges.
constexpr uint32_t MOST_BYTES = 300;

/// What the reassembler knows of a message, byte by byte.
struct Known
{
    MessageReassembler::Key key; //!< which message
    uint32_t total;              //!< its size
    int64_t first;               //!< when its first part came, ns
    std::string bytes;           //!< its content
    std::vector<bool> there;     //!< which bytes have arrived
};

/// The simplest reassembler: a map of bytes.
class ByteMaps
{
  public:
    Known* Find(const MessageReassembler::Key& key)
    {
        const auto found = std::find_if(m_known.begin(), m_known.end(), [&](const Known& one) {
            return one.key == key;
        });
        return found == m_known.end() ? nullptr : &*found;
    }

    void Forget(const MessageReassembler::Key& key)
    {
        m_known.erase(std::remove_if(m_known.begin(),
                                     m_known.end(),
                                     [&](const Known& one) { return one.key == key; }),
                      m_known.end());
    }

    /// Drops what is too old, and the oldest of what is too much.
    void Purge(int64_t now)
    {
        while (!m_known.empty() &&
               (m_known.front().first + LIFETIME <= now || m_known.size() > MOST_MESSAGES))
        {
            m_known.erase(m_known.begin());
        }
    }

    Known& Get(const MessageReassembler::Key& key, uint32_t total, int64_t now)
    {
        if (!Find(key))
        {
            m_known.push_back({key, total, now, std::string(total, '\0'), std::vector<bool>(total)});
        }
        return *Find(key);
    }

    std::size_t GetN() const
    {
        return m_known.size();
    }

  private:
    std::vector<Known> m_known; //!< by their first part
};

/// A part as an input describes it.
struct Part
{
    MessageReassembler::Key key; //!< of which message
    uint32_t total;              //!< what it says of the size
    uint32_t offset;             //!< where it begins
    std::string bytes;           //!< its content
};

Part
TakePart(ByteSource& source)
{
    const uint8_t key = source.TakeByte();
    Part part;
    part.key = {key & 3, key >> 2 & 3};
    part.total = source.TakeShort() % (MOST_BYTES + 1);
    part.offset = source.TakeShort();
    // Now and then an offset near the end of what 32 bits hold.
    part.offset = key & 0x40 ? ~part.offset : part.offset % (MOST_BYTES + 1);
    part.bytes = source.Take(source.TakeByte());
    return part;
}

using Ranges = std::vector<MessageReassembler::Range>;

/// Runs of bytes that are there, or are not.
Ranges
ListRuns(const std::vector<bool>& there, bool wanted)
{
    Ranges runs;
    for (uint32_t i = 0; i < there.size(); ++i)
    {
        if (there[i] != wanted)
        {
            continue;
        }
        if (runs.empty() || runs.back().second != i)
        {
            runs.emplace_back(i, i);
        }
        runs.back().second = i + 1;
    }
    return runs;
}

/// Both know the same of a message.
void
Compare(const MessageReassembler& reassembler, ByteMaps& maps, const MessageReassembler::Key& key)
{
    Require(reassembler.GetN() == maps.GetN(), "as many messages");
    const Known* known = maps.Find(key);
    const std::vector<bool> there = known ? known->there : std::vector<bool>();
    Require(reassembler.GetArrived(key) == ListRuns(there, true), "the same bytes have arrived");
    const Ranges missing = ListRuns(there, false);
    Require(reassembler.GetMissing(key, missing.size()) == missing, "the same bytes are missing");
    Require(reassembler.GetMissing(key, 1).size() == std::min<std::size_t>(missing.size(), 1),
            "no more ranges than asked for");
}

/// A message is taken out of both; its content is the same.
void
TakeOut(MessageReassembler& reassembler, ByteMaps& maps, const MessageReassembler::Key& key)
{
    const Known* known = maps.Find(key);
    const std::string expected = known ? known->bytes : "";
    const auto bytes = reassembler.Take(key);
    Require(std::string(bytes.begin(), bytes.end()) == expected, "the content is what arrived");
    maps.Forget(key);
}

/// Enter a part into the map of bytes.
MessageReassembler::Result
Enter(ByteMaps& maps, const Part& part, int64_t now)
{
    using Result = MessageReassembler::Result;
    const uint64_t end = uint64_t(part.offset) + part.bytes.size();
    if (part.total == 0 || part.bytes.empty() || end > part.total)
    {
        return Result::REFUSED;
    }
    maps.Purge(now);
    Known& known = maps.Get(part.key, part.total, now);
    if (known.total != part.total)
    {
        return Result::REFUSED;
    }
    std::copy(part.bytes.begin(), part.bytes.end(), known.bytes.begin() + part.offset);
    std::fill_n(known.there.begin() + part.offset, part.bytes.size(), true);
    if (std::find(known.there.begin(), known.there.end(), false) == known.there.end())
    {
        return Result::COMPLETE;
    }
    maps.Purge(now);
    return Result::PARTIAL;
}

/// Parts in any order, as a list of instructions.
bool
RunReassembler(const uint8_t* data, std::size_t size)
{
    ByteSource source(data, size);
    MessageReassembler reassembler(NanoSeconds(LIFETIME), MOST_MESSAGES);
    ByteMaps maps;
    int64_t now = 0;
    bool complete = false;
    while (source.GetLeft() > 0)
    {
        // Two first parts never come at once, so that there is an oldest.
        const uint8_t step = source.TakeByte();
        now += 1 + (step & 0x3f) * 4;
        const Part part = TakePart(source);
        if (step >> 6 == 3)
        {
            TakeOut(reassembler, maps, part.key);
        }
        else if (step >> 6 == 2)
        {
            reassembler.Forget(part.key);
            maps.Forget(part.key);
        }
        else
        {
            const auto result = reassembler.Add(part.key,
                                                part.total,
                                                part.offset,
                                                part.bytes.size(),
                                                reinterpret_cast<const uint8_t*>(part.bytes.data()),
                                                NanoSeconds(now));
            Require(result == Enter(maps, part, now), "the same becomes of a part");
            if (result == MessageReassembler::Result::COMPLETE)
            {
                complete = true;
                TakeOut(reassembler, maps, part.key);
            }
        }
        Compare(reassembler, maps, part.key);
    }
    return complete;
}

/// An instruction: a part of message 0 of sender 0.
std::string
MakePart(uint16_t total, uint16_t offset, const std::string& bytes)
{
    return std::string(2, '\0') + MakeWord(uint32_t(total) << 16 | offset) +
           static_cast<char>(bytes.size()) + bytes;
}

} // namespace

/** @return the target: parts of messages in any order. */
Target
MakeReassemblerTarget()
{
    return {"reassembler",
            &RunReassembler,
            [] {
                return std::vector<std::string>{
                    MakePart(5, 0, "whole"),
                    MakePart(8, 4, "part") + MakePart(8, 0, "some"),
                    MakePart(6, 2, "cd") + MakePart(6, 2, "cd") + MakePart(6, 0, "abcd") +
                        MakePart(6, 3, "def"),
                    MakePart(9, 0, "abc") + MakePart(9, 6, "ghi") + MakePart(9, 1, "bcdefgh")};
            },
            [] {
                return std::vector<std::string>{"",
                                                MakePart(0, 0, "lies"),
                                                MakePart(3, 0, "lies"),
                                                MakePart(4, 4, "lies"),
                                                MakePart(8, 0, "lies") + MakePart(9, 4, "again"),
                                                MakePart(8, 0, "")};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
