/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_REASSEMBLER_H
#define MESSAGE_REASSEMBLER_H

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Puts the parts of messages together again, in any order, with repeats and
 * overlaps.
 *
 * 1. A message is known by (sender, sequence). It is complete when every byte
 *    from 0 to its size has arrived, wherever the cuts were.
 * 2. A part that contradicts the size first announced, or reaches beyond it, is
 *    refused and changes nothing.
 * 3. Unfinished messages are forgotten a lifetime after their first part, the
 *    oldest ones also when there are more than a limit, so that no sender can
 *    exhaust memory.
 *
 * A pure data structure: it takes the time as an argument and knows no network.
 */
class MessageReassembler
{
  public:
    /// What became of a part.
    enum class Result
    {
        REFUSED,   //!< it contradicts what is known of the message
        PARTIAL,   //!< taken; the message is not complete yet
        COMPLETE   //!< taken; the message is complete: call Take()
    };

    /// Sender and sequence.
    using Key = std::pair<uint32_t, uint32_t>;

    /// First byte and one past the last.
    using Range = std::pair<uint32_t, uint32_t>;

    /**
     * @param lifetime how long to wait for the rest of a message.
     * @param maxMessages how many unfinished messages to keep at most.
     */
    MessageReassembler(Time lifetime, uint32_t maxMessages);

    /**
     * A part has arrived.
     * @param key which message.
     * @param total size of the message in bytes.
     * @param offset where the part begins.
     * @param length its size.
     * @param bytes its content; null if contents are not kept.
     * @param now the time.
     * @return what became of it.
     */
    Result Add(const Key& key,
               uint32_t total,
               uint32_t offset,
               uint32_t length,
               const uint8_t* bytes,
               Time now);

    /**
     * Take a message out, complete or not.
     * @param key which message.
     * @return its bytes, zero where they have not arrived; empty if contents are not kept.
     */
    std::vector<uint8_t> Take(const Key& key);

    /**
     * Forget a message, if it is known.
     * @param key which message.
     */
    void Forget(const Key& key);

    /**
     * @param key which message.
     * @param most how many ranges to tell at most.
     * @return the first byte and one past the last of what has not arrived, in order;
     *         none if the message is not known.
     */
    std::vector<Range> GetMissing(const Key& key, std::size_t most) const;

    /**
     * @param key which message.
     * @return the first byte and one past the last of what has arrived, in order and apart;
     *         none if the message is not known.
     */
    std::vector<Range> GetArrived(const Key& key) const;

    /** @return number of unfinished messages. */
    uint32_t GetN() const;

  private:
    /// A message of which not all has arrived.
    struct Partial
    {
        uint32_t total{0};                     //!< its size
        uint32_t arrived{0};                   //!< bytes that are there
        std::map<uint32_t, uint32_t> ranges;   //!< begin and end of what is there, apart
        std::vector<uint8_t> bytes;            //!< its content, if kept
        Time first;                            //!< when the first part came
    };

    /**
     * Enter a range, merging it with those it touches.
     * @param partial the message.
     * @param begin first byte.
     * @param end one past the last byte.
     */
    static void Insert(Partial& partial, uint32_t begin, uint32_t end);

    /**
     * Forget what is too old or too much.
     * @param now the time.
     */
    void Purge(Time now);

    Time m_lifetime;                                //!< how long to wait
    uint32_t m_maxMessages;                         //!< how many to keep
    std::map<Key, Partial> m_partial;               //!< the unfinished messages
    std::deque<std::pair<Time, Key>> m_arrivals;    //!< by first part, may name finished ones
};

} // namespace stardust
} // namespace ns3

#endif // MESSAGE_REASSEMBLER_H
