/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-feedback-header.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(FragmentFeedbackHeader);

namespace
{
constexpr uint8_t FORMAT = 1;
constexpr uint32_t RANGE_SIZE = 8;
/// In place of the number of ranges: all has arrived and is of no use.
constexpr uint8_t NOT_USABLE = 0xff;
} // namespace

TypeId
FragmentFeedbackHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::FragmentFeedbackHeader")
                            .SetParent<Header>()
                            .SetGroupName("Stardust")
                            .AddConstructor<FragmentFeedbackHeader>();
    return tid;
}

TypeId
FragmentFeedbackHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
FragmentFeedbackHeader::GetSerializedSize() const
{
    return SIZE + RANGE_SIZE * missing.size();
}

void
FragmentFeedbackHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(MAGIC);
    start.WriteU8(FORMAT);
    start.WriteU8(usable ? missing.size() : NOT_USABLE);
    start.WriteHtonU32(sender);
    start.WriteHtonU32(sequence);
    start.WriteHtonU32(receiver);
    for (const auto& [begin, end] : missing)
    {
        start.WriteHtonU32(begin);
        start.WriteHtonU32(end);
    }
}

uint32_t
FragmentFeedbackHeader::Deserialize(Buffer::Iterator start)
{
    missing.clear();
    m_valid = start.GetRemainingSize() >= SIZE;
    if (!m_valid)
    {
        return 0;
    }
    m_valid = start.ReadNtohU16() == MAGIC;
    m_valid &= start.ReadU8() == FORMAT;
    const uint8_t number = start.ReadU8();
    usable = number != NOT_USABLE;
    const uint32_t ranges = usable ? number : 0;
    sender = start.ReadNtohU32();
    sequence = start.ReadNtohU32();
    receiver = start.ReadNtohU32();
    m_valid &= ranges <= MAX_RANGES && start.GetRemainingSize() == ranges * RANGE_SIZE;
    for (uint32_t i = 0; m_valid && i < ranges; ++i)
    {
        const uint32_t begin = start.ReadNtohU32();
        missing.emplace_back(begin, start.ReadNtohU32());
    }
    return SIZE + RANGE_SIZE * missing.size();
}

void
FragmentFeedbackHeader::Print(std::ostream& os) const
{
    os << "sender=" << sender << " sequence=" << sequence << " receiver=" << receiver
       << " missing=" << missing.size();
}

bool
FragmentFeedbackHeader::IsValid(uint32_t messageBytes) const
{
    uint32_t last = 0;
    if (!usable && !missing.empty())
    {
        return false;
    }
    for (const auto& [begin, end] : missing)
    {
        if (begin < last || end <= begin || end > messageBytes)
        {
            return false;
        }
        last = end;
    }
    return m_valid;
}

} // namespace stardust
} // namespace ns3
