/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_FEEDBACK_HEADER_H
#define FRAGMENT_FEEDBACK_HEADER_H

#include "ns3/header.h"

#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What a receiver tells the sender of a message: that it is through with it, or
 * which bytes are missing. 16 bytes and 8 a range, network byte order:
 *
 *     0  magic 0x5346 (2)     2  format 1 (1)      3  number of ranges (1)
 *     4  sender id (4)        8  sequence (4)     12  receiver id (4)
 *    16  begin (4)           20  end (4)          of each range
 *
 * Without ranges it acknowledges the message.
 */
class FragmentFeedbackHeader : public Header
{
  public:
    /// First two bytes.
    static constexpr uint16_t MAGIC = 0x5346;
    /// Serialized size in bytes without ranges.
    static constexpr uint32_t SIZE = 16;
    /// Ranges in a packet, at most: it fits into the smallest IPv4 MTU, 576 bytes.
    static constexpr uint32_t MAX_RANGES = 64;

    /// First byte and one past the last.
    using Range = std::pair<uint32_t, uint32_t>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /**
     * @param messageBytes size of the message it names.
     * @return whether it was sound when it was deserialized, and its ranges are in
     *         order, apart and within the message.
     */
    bool IsValid(uint32_t messageBytes) const;

    uint32_t sender{0};           //!< learner id
    uint32_t sequence{0};         //!< the sender's message
    uint32_t receiver{0};         //!< learner id of who tells
    std::vector<Range> missing;   //!< bytes that have not arrived; none: all have
    bool usable{true};            //!< whether the receiver can use it; false only if all have

  private:
    bool m_valid{true}; //!< whether it could be read
};

} // namespace stardust
} // namespace ns3

#endif // FRAGMENT_FEEDBACK_HEADER_H
