/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANGE_GRAPH_H
#define RANGE_GRAPH_H

#include "ns3/communication-graph.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/**
 * @ingroup stardust
 * Keeps a group's communication graph such that devices may send to each other if,
 * and only if, their nodes are within a range (LearnerGroup::SetGraph()).
 *
 * Nodes need a MobilityModel, of any kind. Positions are looked at when it starts and
 * once an interval; links that come and go in between are seen then. A look costs n^2
 * distances.
 */
class RangeGraph : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Replace the graph at once, and begin to follow the nodes; after
     * LearnerHelper::Install() and before RecordHelper::Install(). Becomes part of the
     * group (Object aggregation), which may have one.
     * @param group the learners.
     * @throws InputError if a node has no mobility model.
     */
    void Start(Ptr<LearnerGroup> group);

  protected:
    void DoDispose() override;

  private:
    /** Look at the positions, and come back. */
    void Look();

    /** @return the links that hold now. */
    GraphEdges FindEdges() const;

    double m_range;                 //!< see the attribute
    Time m_interval;                //!< see the attribute
    LearnerGroup* m_group{nullptr}; //!< owns this
    GraphEdges m_edges;             //!< the links at the last look
};

} // namespace stardust
} // namespace ns3

#endif // RANGE_GRAPH_H
