/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "range-graph.h"

#include "gossip-learner.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/mobility-model.h"
#include "ns3/simulator.h"

#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RangeGraph);

TypeId
RangeGraph::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::RangeGraph")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<RangeGraph>()
            .AddAttribute("Range",
                          "Largest distance of two devices that may send to each other, m",
                          DoubleValue(50),
                          MakeDoubleAccessor(&RangeGraph::m_range),
                          MakeDoubleChecker<double>(0, std::numeric_limits<double>::max()))
            .AddAttribute("Interval",
                          "Time from one look at the positions to the next",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&RangeGraph::m_interval),
                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

void
RangeGraph::DoDispose()
{
    m_group = nullptr;
    Object::DoDispose();
}

void
RangeGraph::Start(Ptr<LearnerGroup> group)
{
    NS_ABORT_MSG_IF(m_group || group->GetObject<RangeGraph>(), "one range for one group");
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        if (!group->GetLearner(i)->GetNode()->GetObject<MobilityModel>())
        {
            throw InputError("node " + std::to_string(group->GetNodeId(i)) +
                             " has no mobility model: install one (MobilityHelper) before "
                             "RangeGraph starts");
        }
    }
    m_group = PeekPointer(group);
    group->AggregateObject(this);
    m_edges = FindEdges();
    group->SetGraph(Create<CommunicationGraph>(group->GetN(), m_edges, false));
    Simulator::Schedule(m_interval, &RangeGraph::Look, this);
}

void
RangeGraph::Look()
{
    if (!m_group)
    {
        return;
    }
    GraphEdges edges = FindEdges();
    if (edges != m_edges)
    {
        m_edges = std::move(edges);
        m_group->SetGraph(Create<CommunicationGraph>(m_group->GetN(), m_edges, false));
    }
    Simulator::Schedule(m_interval, &RangeGraph::Look, this);
}

GraphEdges
RangeGraph::FindEdges() const
{
    const uint32_t n = m_group->GetN();
    std::vector<Vector> places;
    places.reserve(n);
    for (uint32_t i = 0; i < n; ++i)
    {
        places.push_back(
            m_group->GetLearner(i)->GetNode()->GetObject<MobilityModel>()->GetPosition());
    }
    GraphEdges edges;
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t j = i + 1; j < n; ++j)
        {
            if (CalculateDistance(places[i], places[j]) <= m_range)
            {
                edges.emplace_back(i, j);
            }
        }
    }
    return edges;
}

} // namespace stardust
} // namespace ns3
