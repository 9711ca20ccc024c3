/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "opportunistic-peer-selector.h"

#include "learner-group.h"

#include "ns3/stardust-compat.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(OpportunisticPeerSelector);

TypeId
OpportunisticPeerSelector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::OpportunisticPeerSelector")
            .SetParent<PeerSelector>()
            .SetGroupName("Stardust")
            .AddConstructor<OpportunisticPeerSelector>()
            .AddAttribute("Piggyback",
                          "What a message teaches. OwnerOnly: the version of the device whose "
                          "update began the round; All: everything that its sender knows",
                          EnumValue(PIGGYBACK_OWNER_ONLY),
                          MakePortableEnumAccessor<OpportunisticPiggyback>(
                              &OpportunisticPeerSelector::m_piggyback,
                              0),
                          MakeEnumChecker(PIGGYBACK_OWNER_ONLY, "OwnerOnly", PIGGYBACK_ALL, "All"));
    return tid;
}

void
OpportunisticPeerSelector::DoDispose()
{
    m_round = nullptr;
    PeerSelector::DoDispose();
}

uint32_t
OpportunisticPeerSelector::DrawBelow(uint32_t count)
{
    return m_random.DrawBelow(count);
}

uint32_t
OpportunisticPeerSelector::SelectPeer(uint32_t self, const CommunicationGraph& graph)
{
    return graph.GetNeighbor(self, DrawBelow(graph.GetDegree(self)));
}

bool
OpportunisticPeerSelector::PacesGossip() const
{
    return true;
}

void
OpportunisticPeerSelector::Start(Ptr<LearnerGroup> group, uint32_t self)
{
    m_self = self;
    m_round = OpportunisticRound::Get(group);
    m_round->Enter(self, this);
}

void
OpportunisticPeerSelector::Stop()
{
    if (m_round)
    {
        m_round->Leave(m_self);
        m_round = nullptr;
    }
}

bool
OpportunisticPeerSelector::FollowsLearner() const
{
    return true;
}

void
OpportunisticPeerSelector::NotifyUpdated(uint32_t version)
{
    m_round->Begin(m_self, version);
}

void
OpportunisticPeerSelector::NotifyMixed(const ModelMessage& message)
{
    m_round->Join(m_self, message.source, message.sourceVersion);
}

void
OpportunisticPeerSelector::PrepareMessage(ModelMessage& message)
{
    // A message sent by hand, by a device that does not hold the newest update,
    // is the sender's own news.
    if (m_round && m_round->Holds(m_self))
    {
        message.source = m_round->GetOwner();
        message.sourceVersion = m_round->GetVersion();
    }
    message.sourceOnly = m_piggyback == PIGGYBACK_OWNER_ONLY;
}

OpportunisticPiggyback
OpportunisticPeerSelector::GetPiggyback() const
{
    return m_piggyback;
}

std::string
OpportunisticPeerSelector::GetCoordination() const
{
    return "oracle";
}

int64_t
OpportunisticPeerSelector::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

} // namespace stardust
} // namespace ns3
