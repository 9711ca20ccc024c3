/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "opportunistic-peer-selector.h"

#include "gossip-learner.h"

#include "ns3/abort.h"
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
                          MakeEnumChecker(PIGGYBACK_OWNER_ONLY, "OwnerOnly", PIGGYBACK_ALL, "All"))
            .AddAttribute("Coordination",
                          "How devices know who holds the newest update. Oracle: the simulation "
                          "tells them, at no cost; Pilot: by broadcast pilot signals, which cost "
                          "airtime and may be lost",
                          EnumValue(COORDINATION_ORACLE),
                          MakePortableEnumAccessor<OpportunisticCoordination>(
                              &OpportunisticPeerSelector::m_coordination,
                              0),
                          MakeEnumChecker(COORDINATION_ORACLE,
                                          "Oracle",
                                          COORDINATION_PILOT,
                                          "Pilot"));
    return tid;
}

void
OpportunisticPeerSelector::DoDispose()
{
    Stop();
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

std::string
OpportunisticPeerSelector::FindProblem(const ModelTransport& transport) const
{
    if (m_coordination == COORDINATION_PILOT && !transport.CanBroadcast())
    {
        return "OpportunisticPeerSelector with Coordination=Pilot needs a network with broadcast; "
               "expected Coordination=Oracle, or another network";
    }
    return "";
}

void
OpportunisticPeerSelector::Start(Ptr<LearnerGroup> group, uint32_t self)
{
    m_self = self;
    m_group = group;
    if (m_coordination == COORDINATION_PILOT)
    {
        StartPilots();
        return;
    }
    m_round = OpportunisticRound::Get(group);
    m_round->Enter(self, this);
}

void
OpportunisticPeerSelector::StartPilots()
{
    PilotRound::Actions actions;
    actions.send = [this] {
        const CommunicationGraph& graph = m_group->GetGraph();
        if (graph.GetDegree(m_self) > 0)
        {
            m_group->GetLearner(m_self)->SendModel(SelectPeer(m_self, graph));
        }
    };
    actions.drawWait = [this] {
        return m_group->GetLearner(m_self)->DrawGossipInterval() / m_group->GetN();
    };
    actions.announce = [this](const PilotHeader& pilot) { m_channel->Send(pilot); };
    m_pilots = std::make_unique<PilotRound>(m_self, actions);
    m_channel = m_group->GetTransport(m_self)->CreatePilotChannel();
    NS_ABORT_MSG_IF(!m_channel, "pilots need a network with broadcast");
    m_channel->Open(m_group,
                    m_self,
                    MakeCallback(&OpportunisticPeerSelector::HearPilot, this));
}

void
OpportunisticPeerSelector::HearPilot(const PilotHeader& pilot)
{
    m_pilots->Hear(pilot);
}

void
OpportunisticPeerSelector::Stop()
{
    if (m_round)
    {
        m_round->Leave(m_self);
        m_round = nullptr;
    }
    if (m_channel)
    {
        m_channel->Dispose();
        m_channel = nullptr;
    }
    m_pilots.reset();
    m_group = nullptr;
}

bool
OpportunisticPeerSelector::FollowsLearner() const
{
    return true;
}

void
OpportunisticPeerSelector::NotifyUpdated(uint32_t version)
{
    if (m_pilots)
    {
        m_pilots->Begin(version);
        return;
    }
    m_round->Begin(m_self, version);
}

void
OpportunisticPeerSelector::NotifyMixed(const ModelMessage& message)
{
    if (m_pilots)
    {
        m_pilots->Receive(message.sender);
        return;
    }
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
    if (m_pilots && m_pilots->Holds())
    {
        // A lost or false pilot may have the device believe to hold more than it
        // does; what the message teaches is what it has.
        const VersionTable& versions = *m_group->GetVersions();
        const uint32_t owner = m_pilots->GetOwner();
        const uint32_t column = versions.GetColumn(owner);
        message.source = owner;
        message.sourceVersion =
            column == VersionTable::NOT_TRACKED ? 0 : versions.GetRow(m_self)[column];
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
    return m_coordination == COORDINATION_PILOT ? "pilot" : "oracle";
}

int64_t
OpportunisticPeerSelector::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

} // namespace stardust
} // namespace ns3
