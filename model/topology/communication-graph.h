/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMMUNICATION_GRAPH_H
#define COMMUNICATION_GRAPH_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Links of a communication graph, as (sender, receiver).
using GraphEdges = std::vector<std::pair<uint32_t, uint32_t>>;

/**
 * @ingroup stardust
 * Who may send to whom. Devices are 0 .. n-1, in the order in which learners
 * are installed. Immutable.
 *
 * A complete graph stores no neighbours, so that it costs nothing at any size.
 * Self loops and repeated links are dropped. In an undirected graph each link
 * counts in both directions. Links may have weights; those of repeated links
 * are added up.
 */
class CommunicationGraph : public SimpleRefCount<CommunicationGraph>
{
  public:
    /**
     * The complete graph.
     * @param n number of devices.
     */
    explicit CommunicationGraph(uint32_t n);

    /**
     * A graph from its links.
     * @param n number of devices.
     * @param edges the links; indices less than n.
     * @param directed whether a link holds in one direction only.
     */
    CommunicationGraph(uint32_t n, const GraphEdges& edges, bool directed);

    /**
     * A graph from its links and their weights.
     * @param n number of devices.
     * @param edges the links; indices less than n.
     * @param weights one a link, above 0.
     * @param directed whether a link holds in one direction only.
     */
    CommunicationGraph(uint32_t n,
                       const GraphEdges& edges,
                       const std::vector<double>& weights,
                       bool directed);

    ~CommunicationGraph();

    /** @return number of devices. */
    uint32_t GetN() const;
    /** @return whether this is the complete graph without stored neighbours. */
    bool IsComplete() const;
    /** @return whether links hold in one direction only. */
    bool IsDirected() const;

    /**
     * @param device index of the sender.
     * @return number of devices it may send to.
     */
    uint32_t GetDegree(uint32_t device) const;

    /**
     * @param device index of the sender.
     * @param position 0 .. GetDegree(device)-1.
     * @return the device at that position, in ascending order.
     */
    uint32_t GetNeighbor(uint32_t device, uint32_t position) const;

    /**
     * @param sender index of the sender.
     * @param receiver index of the receiver.
     * @return whether one may send to the other.
     */
    bool HasArc(uint32_t sender, uint32_t receiver) const;

    /** @return whether links have weights. */
    bool IsWeighted() const;

    /**
     * @param device index of the sender.
     * @param position 0 .. GetDegree(device)-1.
     * @return the weight of the link to the neighbour at that position; 1 if links have none.
     */
    double GetWeight(uint32_t device, uint32_t position) const;

    /** @return number of (sender, receiver) pairs; an undirected link counts twice. */
    uint64_t GetArcCount() const;

    /** @return number of strongly connected components (Boost.Graph). */
    uint32_t CountComponents() const;

  private:
    struct Storage; //!< Boost.Graph, kept out of this header

    uint32_t m_n;                       //!< number of devices
    bool m_directed;                    //!< whether links hold in one direction only
    std::unique_ptr<Storage> m_storage; //!< the neighbours; null if complete
    std::vector<double> m_weights;      //!< of the arcs, in the order of the storage; or none
};

} // namespace stardust
} // namespace ns3

#endif // COMMUNICATION_GRAPH_H
