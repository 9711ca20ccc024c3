/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-topology.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <tuple>

namespace ns3
{
namespace stardust
{

LinkTopology
MakeLinkTopology(const CommunicationGraph& graph)
{
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            pairs.insert(std::minmax<uint32_t>({i, graph.GetNeighbor(i, k)}));
        }
    }
    LinkTopology topology;
    topology.nodes = graph.GetN();
    for (const auto& [first, second] : pairs)
    {
        topology.links.push_back({first, second, std::nullopt, std::nullopt});
    }
    return topology;
}

std::vector<uint32_t>
FindNextHops(const LinkTopology& topology, uint32_t destination, Time delay)
{
    std::vector<std::vector<std::pair<uint32_t, int64_t>>> neighbors(topology.nodes);
    for (const auto& link : topology.links)
    {
        const int64_t length = link.delay.value_or(delay).GetNanoSeconds();
        neighbors[link.first].emplace_back(link.second, length);
        neighbors[link.second].emplace_back(link.first, length);
    }
    // Hops, delay, node, next node: the least first.
    using Way = std::tuple<uint32_t, int64_t, uint32_t, uint32_t>;
    std::priority_queue<Way, std::vector<Way>, std::greater<>> ways;
    std::vector<uint32_t> next(topology.nodes);
    std::vector<bool> settled(topology.nodes, false);
    for (uint32_t i = 0; i < topology.nodes; ++i)
    {
        next[i] = i;
    }
    ways.emplace(0, 0, destination, destination);
    while (!ways.empty())
    {
        const auto [hops, length, node, via] = ways.top();
        ways.pop();
        if (settled[node])
        {
            continue;
        }
        settled[node] = true;
        next[node] = via;
        for (const auto& [neighbor, step] : neighbors[node])
        {
            if (!settled[neighbor])
            {
                ways.emplace(hops + 1, length + step, neighbor, node);
            }
        }
    }
    return next;
}

} // namespace stardust
} // namespace ns3
