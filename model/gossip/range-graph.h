/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANGE_GRAPH_H
#define RANGE_GRAPH_H

#include "graph-sequence.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Keeps a group's communication graph such that devices may send to each other if,
 * and only if, their nodes are within a range.
 *
 * Nodes need a MobilityModel, of any kind. Positions are looked at when it starts and
 * once an interval; links that come and go in between are seen then. A look costs n^2
 * distances.
 */
class RangeGraph : public GraphSequence
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /**
     * @param group the learners.
     * @throws InputError if a node has no mobility model.
     */
    void Check(const LearnerGroup& group) const override;
    Ptr<const CommunicationGraph> MakeNext(const LearnerGroup& group) override;

  private:
    /**
     * @param group the learners.
     * @return the links that hold now.
     */
    GraphEdges FindEdges(const LearnerGroup& group) const;

    double m_range;        //!< see the attribute
    bool m_looked{false};  //!< m_edges holds
    GraphEdges m_edges;    //!< the links at the last look
};

} // namespace stardust
} // namespace ns3

#endif // RANGE_GRAPH_H
