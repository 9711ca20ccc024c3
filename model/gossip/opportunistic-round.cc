/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "opportunistic-round.h"

#include "gossip-learner.h"
#include "opportunistic-peer-selector.h"
#include "wait-source.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(OpportunisticRound);

TypeId
OpportunisticRound::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::OpportunisticRound")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<OpportunisticRound>();
    return tid;
}

Ptr<OpportunisticRound>
OpportunisticRound::Get(Ptr<LearnerGroup> group)
{
    auto round = group->GetObject<OpportunisticRound>();
    if (!round)
    {
        round = CreateObject<OpportunisticRound>();
        round->m_group = PeekPointer(group);
        round->m_selectors.resize(group->GetN(), nullptr);
        round->m_holds.resize(group->GetN(), false);
        group->AggregateObject(round);
    }
    return round;
}

void
OpportunisticRound::DoDispose()
{
    m_next.Cancel();
    m_group = nullptr;
    m_selectors.clear();
    Object::DoDispose();
}

void
OpportunisticRound::Enter(uint32_t device, OpportunisticPeerSelector* selector)
{
    m_selectors[device] = selector;
}

void
OpportunisticRound::Leave(uint32_t device)
{
    if (m_selectors.empty())
    {
        return;
    }
    m_selectors[device] = nullptr;
    if (m_holds[device])
    {
        m_holds[device] = false;
        m_holders.erase(std::find(m_holders.begin(), m_holders.end(), device));
    }
}

void
OpportunisticRound::Begin(uint32_t owner, uint32_t version)
{
    for (const uint32_t holder : m_holders)
    {
        m_holds[holder] = false;
    }
    m_owner = owner;
    m_version = version;
    m_holders.assign(1, owner);
    m_holds[owner] = true;
    // Waits have no memory: one that is under way serves the new round as well.
    if (m_next.IsExpired())
    {
        Schedule();
    }
}

void
OpportunisticRound::Join(uint32_t device, uint32_t source, uint32_t version)
{
    if (source == m_owner && version == m_version && !m_holds[device])
    {
        m_holds[device] = true;
        m_holders.push_back(device);
    }
}

uint32_t
OpportunisticRound::GetOwner() const
{
    return m_owner;
}

uint32_t
OpportunisticRound::GetVersion() const
{
    return m_version;
}

bool
OpportunisticRound::Holds(uint32_t device) const
{
    return m_holds[device];
}

void
OpportunisticRound::Schedule()
{
    const double wait = m_group->GetLearner(m_owner)->DrawGossipInterval() / m_group->GetN();
    m_next = Simulator::Schedule(MakeWait(wait), &OpportunisticRound::Fire, this);
}

void
OpportunisticRound::Fire()
{
    if (m_holders.empty())
    {
        // All have stopped; the next update begins the waits again.
        return;
    }
    const uint32_t first = m_holders.front();
    const uint32_t sender = m_holders[m_selectors[first]->DrawBelow(m_holders.size())];
    const CommunicationGraph& graph = m_group->GetGraph();
    if (graph.GetDegree(sender) > 0)
    {
        const uint32_t peer = m_selectors[sender]->SelectPeer(sender, graph);
        m_group->GetLearner(sender)->SendModel(peer);
    }
    Schedule();
}

} // namespace stardust
} // namespace ns3
