/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_TOPOLOGY_H
#define LINK_TOPOLOGY_H

#include "communication-graph.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// A cable between two nodes; what is absent is the network's default.
struct NetworkLink
{
    uint32_t first{0};            //!< node at one end
    uint32_t second{0};           //!< node at the other end
    std::optional<Time> delay;    //!< propagation delay
    std::optional<DataRate> rate; //!< in each direction
};

/// The cables between n nodes, each pair once at most.
struct LinkTopology
{
    uint32_t nodes{0};              //!< number of nodes
    std::vector<NetworkLink> links; //!< in ascending order of their ends
};

/// Names of the GraphML keys that hold what a link is like.
struct LinkKeys
{
    std::string delay{"delay"}; //!< seconds, or with a unit (s, ms, us, ns)
    std::string rate{"rate"};   //!< bit/s, or with a unit as in ns-3's DataRate
};

/**
 * @ingroup stardust
 * @param graph who may send to whom.
 * @return a link for each two devices of which one may send to the other.
 */
LinkTopology MakeLinkTopology(const CommunicationGraph& graph);

/**
 * @ingroup stardust
 * For every node the next one on its way to a destination: fewest links, among
 * those the least total delay, then the lowest number.
 * @param topology the links.
 * @param destination a node.
 * @param delay of links without one.
 * @return the next node, by node; the node itself for the destination and for
 *         nodes that cannot reach it.
 */
std::vector<uint32_t> FindNextHops(const LinkTopology& topology, uint32_t destination, Time delay);

} // namespace stardust
} // namespace ns3

#endif // LINK_TOPOLOGY_H
