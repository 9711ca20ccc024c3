/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-schedule.h"

#include "learner-group.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LinkSchedule);

TypeId
LinkSchedule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::LinkSchedule")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<LinkSchedule>();
    return tid;
}

void
LinkSchedule::DoDispose()
{
    m_group = nullptr;
    m_base = nullptr;
    m_changes.clear();
    Object::DoDispose();
}

void
LinkSchedule::Start(Ptr<LearnerGroup> group, std::vector<LinkChange> changes)
{
    NS_ABORT_MSG_IF(m_group || group->GetObject<LinkSchedule>(), "one schedule for one group");
    m_group = PeekPointer(group);
    m_base = &group->GetGraph();
    group->AggregateObject(this);
    m_changes = std::move(changes);
    if (!m_changes.empty())
    {
        Simulator::Schedule(m_changes.front().when, &LinkSchedule::Play, this);
    }
}

void
LinkSchedule::Play()
{
    if (!m_group)
    {
        return;
    }
    for (; m_next < m_changes.size() && m_changes[m_next].when <= Simulator::Now(); ++m_next)
    {
        const LinkChange& change = m_changes[m_next];
        const std::pair<uint32_t, uint32_t> link{change.sender, change.receiver};
        const bool known = m_base->HasArc(link.first, link.second);
        auto& links = known ? m_failed : m_added;
        if (change.up == known)
        {
            links.erase(link);
        }
        else
        {
            links.insert(link);
        }
    }
    m_group->SetGraph(MakeGraph());
    if (m_next < m_changes.size())
    {
        Simulator::Schedule(m_changes[m_next].when - Simulator::Now(), &LinkSchedule::Play, this);
    }
}

Ptr<const CommunicationGraph>
LinkSchedule::MakeGraph() const
{
    const uint32_t n = m_base->GetN();
    GraphEdges edges(m_added.begin(), m_added.end());
    std::vector<double> weights(edges.size(), 1);
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t k = 0; k < m_base->GetDegree(i); ++k)
        {
            const std::pair<uint32_t, uint32_t> link{i, m_base->GetNeighbor(i, k)};
            if (m_failed.count(link) == 0)
            {
                edges.push_back(link);
                weights.push_back(m_base->GetWeight(i, k));
            }
        }
    }
    if (!m_base->IsWeighted())
    {
        return Create<CommunicationGraph>(n, edges, true);
    }
    return Create<CommunicationGraph>(n, edges, weights, true);
}

} // namespace stardust
} // namespace ns3
