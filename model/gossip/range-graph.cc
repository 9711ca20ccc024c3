/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "range-graph.h"

#include "gossip-learner.h"

#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/mobility-model.h"

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
            .SetParent<GraphSequence>()
            .SetGroupName("Stardust")
            .AddConstructor<RangeGraph>()
            .AddAttribute("Range",
                          "Largest distance of two devices that may send to each other, m",
                          DoubleValue(50),
                          MakeDoubleAccessor(&RangeGraph::m_range),
                          MakeDoubleChecker<double>(0, std::numeric_limits<double>::max()));
    return tid;
}

void
RangeGraph::Check(const LearnerGroup& group) const
{
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        if (!group.GetLearner(i)->GetNode()->GetObject<MobilityModel>())
        {
            throw InputError("node " + std::to_string(group.GetNodeId(i)) +
                             " has no mobility model: install one (MobilityHelper) before "
                             "RangeGraph starts");
        }
    }
}

Ptr<const CommunicationGraph>
RangeGraph::MakeNext(const LearnerGroup& group)
{
    GraphEdges edges = FindEdges(group);
    if (m_looked && edges == m_edges)
    {
        return nullptr;
    }
    m_looked = true;
    m_edges = std::move(edges);
    return Create<CommunicationGraph>(group.GetN(), m_edges, false);
}

GraphEdges
RangeGraph::FindEdges(const LearnerGroup& group) const
{
    const uint32_t n = group.GetN();
    std::vector<Vector> places;
    places.reserve(n);
    for (uint32_t i = 0; i < n; ++i)
    {
        places.push_back(
            group.GetLearner(i)->GetNode()->GetObject<MobilityModel>()->GetPosition());
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
