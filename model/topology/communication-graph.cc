/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "communication-graph.h"

#include "ns3/abort.h"
#include "ns3/assert.h"

#include <algorithm>
#include <map>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>

namespace ns3
{
namespace stardust
{

/// The neighbours, in Boost's compressed sparse row form.
struct CommunicationGraph::Storage
{
    /// The graph type.
    using Graph = boost::compressed_sparse_row_graph<boost::directedS,
                                                     boost::no_property,
                                                     boost::no_property,
                                                     boost::no_property,
                                                     uint32_t,
                                                     uint64_t>;

    /**
     * @param arcs sorted (sender, receiver) pairs.
     * @param n number of devices.
     */
    Storage(const GraphEdges& arcs, uint32_t n)
        : graph(boost::edges_are_sorted, arcs.begin(), arcs.end(), n)
    {
    }

    Graph graph; //!< the neighbours
};

namespace
{

/// Links as written, in both directions if they hold in both.
GraphEdges
MakeArcs(uint32_t n, const GraphEdges& edges, bool directed)
{
    GraphEdges arcs;
    arcs.reserve(edges.size() * (directed ? 1 : 2));
    for (const auto& [from, to] : edges)
    {
        NS_ASSERT_MSG(from < n && to < n, "link " << from << "-" << to << " of " << n << " devices");
        if (from == to)
        {
            continue;
        }
        arcs.emplace_back(from, to);
        if (!directed)
        {
            arcs.emplace_back(to, from);
        }
    }
    return arcs;
}

GraphEdges
SortArcs(GraphEdges arcs)
{
    std::sort(arcs.begin(), arcs.end());
    arcs.erase(std::unique(arcs.begin(), arcs.end()), arcs.end());
    return arcs;
}

/// Weights in the order of the sorted arcs, those of repeated arcs added up.
std::vector<double>
SortWeights(uint32_t n,
            const GraphEdges& edges,
            const std::vector<double>& weights,
            bool directed)
{
    std::map<std::pair<uint32_t, uint32_t>, double> sums;
    for (std::size_t k = 0; k < edges.size(); ++k)
    {
        for (const auto& arc : MakeArcs(n, {edges[k]}, directed))
        {
            sums[arc] += weights[k];
        }
    }
    std::vector<double> sorted;
    sorted.reserve(sums.size());
    for (const auto& [arc, weight] : sums)
    {
        sorted.push_back(weight);
    }
    return sorted;
}

} // namespace

CommunicationGraph::CommunicationGraph(uint32_t n)
    : m_n(n),
      m_directed(false)
{
}

CommunicationGraph::CommunicationGraph(uint32_t n, const GraphEdges& edges, bool directed)
    : m_n(n),
      m_directed(directed),
      m_storage(std::make_unique<Storage>(SortArcs(MakeArcs(n, edges, directed)), n))
{
}

CommunicationGraph::CommunicationGraph(uint32_t n,
                                       const GraphEdges& edges,
                                       const std::vector<double>& weights,
                                       bool directed)
    : CommunicationGraph(n, edges, directed)
{
    NS_ABORT_MSG_IF(weights.size() != edges.size(), "one weight a link");
    m_weights = SortWeights(n, edges, weights, directed);
}

CommunicationGraph::~CommunicationGraph() = default;

uint32_t
CommunicationGraph::GetN() const
{
    return m_n;
}

bool
CommunicationGraph::IsComplete() const
{
    return !m_storage;
}

bool
CommunicationGraph::IsDirected() const
{
    return m_directed;
}

uint32_t
CommunicationGraph::GetDegree(uint32_t device) const
{
    return m_storage ? boost::out_degree(device, m_storage->graph) : m_n - 1;
}

uint32_t
CommunicationGraph::GetNeighbor(uint32_t device, uint32_t position) const
{
    NS_ASSERT(position < GetDegree(device));
    if (!m_storage)
    {
        return position < device ? position : position + 1;
    }
    const auto first = boost::adjacent_vertices(device, m_storage->graph).first;
    return *(first + position);
}

bool
CommunicationGraph::HasArc(uint32_t sender, uint32_t receiver) const
{
    if (!m_storage)
    {
        return sender != receiver;
    }
    const auto [first, last] = boost::adjacent_vertices(sender, m_storage->graph);
    return std::binary_search(first, last, receiver);
}

bool
CommunicationGraph::IsWeighted() const
{
    return !m_weights.empty();
}

double
CommunicationGraph::GetWeight(uint32_t device, uint32_t position) const
{
    NS_ASSERT(position < GetDegree(device));
    if (m_weights.empty())
    {
        return 1;
    }
    // Arcs are stored in the order of their senders, then of their receivers.
    const auto first = *boost::out_edges(device, m_storage->graph).first;
    return m_weights[first.idx + position];
}

uint64_t
CommunicationGraph::GetArcCount() const
{
    return m_storage ? boost::num_edges(m_storage->graph) : uint64_t(m_n) * (m_n - 1);
}

uint32_t
CommunicationGraph::CountComponents() const
{
    if (!m_storage)
    {
        return m_n > 0 ? 1 : 0;
    }
    std::vector<uint32_t> component(m_n);
    const auto index = boost::get(boost::vertex_index, m_storage->graph);
    return boost::strong_components(m_storage->graph,
                                    boost::make_iterator_property_map(component.begin(), index));
}

} // namespace stardust
} // namespace ns3
