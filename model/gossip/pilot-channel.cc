/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pilot-channel.h"

#include "learner-group.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PilotChannel);

TypeId
PilotChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::PilotChannel")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddTraceSource("StrayPacket",
                                            "A packet that is no sound pilot of another learner "
                                            "was dropped",
                                            MakeTraceSourceAccessor(&PilotChannel::m_strayTrace),
                                            "ns3::stardust::PilotChannel::StrayTracedCallback");
    return tid;
}

void
PilotChannel::Open(Ptr<LearnerGroup> group, uint32_t learner, ReceiveCallback receive)
{
    m_group = group;
    m_learner = learner;
    m_receive = receive;
    DoOpen();
}

void
PilotChannel::Close()
{
    if (m_group)
    {
        DoClose();
        m_group = nullptr;
    }
}

void
PilotChannel::DoDispose()
{
    Close();
    m_receive = ReceiveCallback();
    Object::DoDispose();
}

uint32_t
PilotChannel::GetLearner() const
{
    return m_learner;
}

void
PilotChannel::Take(Ptr<Packet> packet, const Address& from)
{
    PilotHeader pilot;
    bool sound = packet->GetSize() == PilotHeader::SIZE;
    if (sound)
    {
        packet->RemoveHeader(pilot);
        const uint32_t n = m_group->GetN();
        const auto now = static_cast<uint64_t>(Simulator::Now().GetNanoSeconds());
        sound = pilot.IsValid() && pilot.sender < n && pilot.owner < n &&
                pilot.sender != m_learner && pilot.updatedNs <= now &&
                ComesFrom(from, pilot.sender);
    }
    if (!sound)
    {
        m_group->GetLedger()->CountStrayPacket();
        m_strayTrace(m_learner, from);
        return;
    }
    m_receive(pilot);
}

} // namespace stardust
} // namespace ns3
