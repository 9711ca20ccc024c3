/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-schedule.h"

#include "gossip-algorithm.h"
#include "gossip-learner.h"
#include "graph-check.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LinkSchedule);

namespace
{

/// Whether all links are there in both directions.
bool
IsSymmetric(const std::set<std::pair<uint32_t, uint32_t>>& links)
{
    return std::all_of(links.begin(), links.end(), [&](const auto& link) {
        return links.count({link.second, link.first}) > 0;
    });
}

} // namespace

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
    m_base = &group->GetGraph();
    m_changes = std::move(changes);
    m_group = PeekPointer(group);
    CheckGraphs();
    group->AggregateObject(this);
    if (!m_changes.empty())
    {
        Simulator::Schedule(m_changes.front().when, &LinkSchedule::Play, this);
    }
}

void
LinkSchedule::CheckGraphs() const
{
    // All learners have the same parts, as LearnerHelper makes them.
    const GossipLearner& learner = *m_group->GetLearner(0);
    if (!m_changes.empty())
    {
        CheckGraph(learner, *m_base, true);
    }
    Difference difference;
    // Changes in both directions at one time leave an undirected graph undirected.
    for (std::size_t next = 0; next < m_changes.size() && DynamicCast<GossipAlgorithm>(learner.GetMixer());)
    {
        next = Apply(difference, next);
        if (m_base->IsDirected() || !IsSymmetric(difference.failed) || !IsSymmetric(difference.added))
        {
            CheckGraph(learner, *MakeGraph(difference), true);
        }
    }
}

std::size_t
LinkSchedule::Apply(Difference& difference, std::size_t next) const
{
    const Time when = m_changes[next].when;
    for (; next < m_changes.size() && m_changes[next].when <= when; ++next)
    {
        const LinkChange& change = m_changes[next];
        const std::pair<uint32_t, uint32_t> link{change.sender, change.receiver};
        const bool known = m_base->HasArc(link.first, link.second);
        auto& links = known ? difference.failed : difference.added;
        if (change.up == known)
        {
            links.erase(link);
        }
        else
        {
            links.insert(link);
        }
    }
    return next;
}

void
LinkSchedule::Play()
{
    if (!m_group)
    {
        return;
    }
    m_next = Apply(m_difference, m_next);
    m_group->SetGraph(MakeGraph(m_difference));
    if (m_next < m_changes.size())
    {
        Simulator::Schedule(m_changes[m_next].when - Simulator::Now(), &LinkSchedule::Play, this);
    }
}

Ptr<const CommunicationGraph>
LinkSchedule::MakeGraph(const Difference& difference) const
{
    const uint32_t n = m_base->GetN();
    const bool directed =
        m_base->IsDirected() || !IsSymmetric(difference.failed) || !IsSymmetric(difference.added);
    GraphEdges edges;
    std::vector<double> weights;
    const auto add = [&](const std::pair<uint32_t, uint32_t>& link, double weight) {
        // An undirected link is named once.
        if (directed || link.first < link.second)
        {
            edges.push_back(link);
            weights.push_back(weight);
        }
    };
    for (const auto& link : difference.added)
    {
        add(link, 1);
    }
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t k = 0; k < m_base->GetDegree(i); ++k)
        {
            const std::pair<uint32_t, uint32_t> link{i, m_base->GetNeighbor(i, k)};
            if (difference.failed.count(link) == 0)
            {
                add(link, m_base->GetWeight(i, k));
            }
        }
    }
    if (!m_base->IsWeighted())
    {
        return Create<CommunicationGraph>(n, edges, directed);
    }
    return Create<CommunicationGraph>(n, edges, weights, directed);
}

} // namespace stardust
} // namespace ns3
