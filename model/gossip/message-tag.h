/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_TAG_H
#define MESSAGE_TAG_H

#include "ns3/tag.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Says of bytes on their way which message they are of, so that what the network
 * does to a packet can be booked to it. A byte tag: unlike a packet tag it survives
 * aggregation, fragmentation and the buffers of TCP. It has no size on the air.
 */
class MessageTag : public Tag
{
  public:
    MessageTag() = default;

    /**
     * @param group see NetworkListener.
     * @param sender learner id.
     * @param sequence the sender's message.
     */
    MessageTag(uint64_t group, uint32_t sender, uint32_t sequence);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;

    /**
     * @param other a tag.
     * @return whether both name the same message.
     */
    bool operator==(const MessageTag& other) const;

    uint64_t group{0};    //!< of learners, among those of the simulation
    uint32_t sender{0};   //!< learner id
    uint32_t sequence{0}; //!< the sender's message; of a broadcast the first copy
};

} // namespace stardust
} // namespace ns3

#endif // MESSAGE_TAG_H
