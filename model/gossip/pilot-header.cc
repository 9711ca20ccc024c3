/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pilot-header.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PilotHeader);

namespace
{
constexpr uint16_t MAGIC = 0x5350;
constexpr uint8_t FORMAT = 1;
} // namespace

TypeId
PilotHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::PilotHeader")
                            .SetParent<Header>()
                            .SetGroupName("Stardust")
                            .AddConstructor<PilotHeader>();
    return tid;
}

TypeId
PilotHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
PilotHeader::GetSerializedSize() const
{
    return SIZE;
}

void
PilotHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(MAGIC);
    start.WriteU8(FORMAT);
    start.WriteU8(0);
    start.WriteHtonU32(sender);
    start.WriteHtonU32(owner);
    start.WriteHtonU32(version);
    start.WriteHtonU64(updatedNs);
}

uint32_t
PilotHeader::Deserialize(Buffer::Iterator start)
{
    const uint16_t magic = start.ReadNtohU16();
    const uint8_t format = start.ReadU8();
    const uint8_t reserved = start.ReadU8();
    m_valid = magic == MAGIC && format == FORMAT && reserved == 0;
    sender = start.ReadNtohU32();
    owner = start.ReadNtohU32();
    version = start.ReadNtohU32();
    updatedNs = start.ReadNtohU64();
    return SIZE;
}

void
PilotHeader::Print(std::ostream& os) const
{
    os << "sender=" << sender << " owner=" << owner << " version=" << version
       << " updated=" << updatedNs << "ns";
}

bool
PilotHeader::IsValid() const
{
    return m_valid;
}

} // namespace stardust
} // namespace ns3
