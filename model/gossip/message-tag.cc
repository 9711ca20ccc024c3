/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-tag.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(MessageTag);

MessageTag::MessageTag(uint64_t ofGroup, uint32_t ofSender, uint32_t number)
    : group(ofGroup),
      sender(ofSender),
      sequence(number)
{
}

TypeId
MessageTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::MessageTag")
                            .SetParent<Tag>()
                            .SetGroupName("Stardust")
                            .AddConstructor<MessageTag>();
    return tid;
}

TypeId
MessageTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
MessageTag::GetSerializedSize() const
{
    return sizeof(group) + sizeof(sender) + sizeof(sequence);
}

void
MessageTag::Serialize(TagBuffer buffer) const
{
    buffer.WriteU64(group);
    buffer.WriteU32(sender);
    buffer.WriteU32(sequence);
}

void
MessageTag::Deserialize(TagBuffer buffer)
{
    group = buffer.ReadU64();
    sender = buffer.ReadU32();
    sequence = buffer.ReadU32();
}

void
MessageTag::Print(std::ostream& os) const
{
    os << "group=" << group << " sender=" << sender << " sequence=" << sequence;
}

bool
MessageTag::operator==(const MessageTag& other) const
{
    return group == other.group && sender == other.sender && sequence == other.sequence;
}

} // namespace stardust
} // namespace ns3
