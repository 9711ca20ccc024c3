/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIRED_NETWORK_HELPER_H
#define WIRED_NETWORK_HELPER_H

#include "learner-network.h"

#include "ns3/link-topology.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A wired IPv4 network: a point-to-point cable for each link of a topology, or
 * one CSMA segment for all.
 *
 * - A cable has the delay and rate of its link, else those of the helper.
 * - Each node's address is that of its interface 1. Where a packet goes is fixed
 *   by static host routes for those pairs of devices that gossip: fewest links,
 *   among those the least total delay.
 * - A node that forwards does so at once; no traffic control, and queues of 10 000
 *   packets: what the wires can carry they deliver.
 * - The MTU is 1500.
 */
class WiredNetworkHelper
{
  public:
    WiredNetworkHelper();

    /**
     * @param kind `p2p` or `csma`.
     * @throws InputError if it is another one.
     */
    void SetKind(const std::string& kind);

    /**
     * @param rate of links that have none of their own, such as `100Mbps`.
     * @throws InputError if it is no data rate.
     */
    void SetRate(const std::string& rate);

    /**
     * @param delay of links that have none of their own, such as `1ms`.
     * @throws InputError if it is no duration.
     */
    void SetDelay(const std::string& delay);

    /**
     * @param topology where the cables lie; if not called, between any two devices of
     *        which one may send to the other. CSMA needs none.
     */
    void SetTopology(LinkTopology topology);

    /**
     * Set an attribute of every device's queue, a ns3::DropTailQueue<Packet>.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetQueueAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Build the network.
     * @param nodes without stacks and devices.
     * @param peers who may send to whom: what is routed.
     * @return the network, ready at once.
     * @throws InputError if the topology has another number of nodes, does not join
     *         two devices that gossip, or needs more cables than MOST_LINKS.
     */
    LearnerNetwork Install(NodeContainer nodes, const CommunicationGraph& peers) const;

    /// Most cables; a complete graph of more devices is better served by CSMA.
    static constexpr uint32_t MOST_LINKS = 100000;

  private:
    /** @param network gets one segment for all its nodes. */
    void InstallSegment(LearnerNetwork& network) const;

    /**
     * @param network gets its cables and routes.
     * @param peers who may send to whom.
     */
    void InstallCables(LearnerNetwork& network, const CommunicationGraph& peers) const;

    bool m_segment{false};                  //!< CSMA
    bool m_topologyGiven{false};            //!< else it follows the graph
    LinkTopology m_topology;                //!< the cables
    DataRate m_rate{"100Mbps"};             //!< of links without one
    Time m_delay{MilliSeconds(1)};          //!< of links without one
    ObjectFactory m_queue;                  //!< makes the devices' queues
};

} // namespace stardust
} // namespace ns3

#endif // WIRED_NETWORK_HELPER_H
