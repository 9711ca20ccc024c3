/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-fragment-header.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelFragmentHeader);

namespace
{
constexpr uint16_t MAGIC = 0x5344;
constexpr uint8_t FORMAT = 1;
} // namespace

TypeId
ModelFragmentHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::ModelFragmentHeader")
                            .SetParent<Header>()
                            .SetGroupName("Stardust")
                            .AddConstructor<ModelFragmentHeader>();
    return tid;
}

TypeId
ModelFragmentHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
ModelFragmentHeader::GetSerializedSize() const
{
    return SIZE;
}

void
ModelFragmentHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(MAGIC);
    start.WriteU8(FORMAT);
    start.WriteU8(0);
    start.WriteHtonU32(sender);
    start.WriteHtonU32(sequence);
    start.WriteHtonU32(senderVersion);
    start.WriteHtonU32(messageBytes);
    start.WriteHtonU32(offset);
}

uint32_t
ModelFragmentHeader::Deserialize(Buffer::Iterator start)
{
    const uint16_t magic = start.ReadNtohU16();
    const uint8_t format = start.ReadU8();
    const uint8_t reserved = start.ReadU8();
    m_valid = magic == MAGIC && format == FORMAT && reserved == 0;
    sender = start.ReadNtohU32();
    sequence = start.ReadNtohU32();
    senderVersion = start.ReadNtohU32();
    messageBytes = start.ReadNtohU32();
    offset = start.ReadNtohU32();
    return SIZE;
}

void
ModelFragmentHeader::Print(std::ostream& os) const
{
    os << "sender=" << sender << " sequence=" << sequence << " version=" << senderVersion
       << " bytes=" << messageBytes << " offset=" << offset;
}

bool
ModelFragmentHeader::IsValid() const
{
    return m_valid;
}

} // namespace stardust
} // namespace ns3
