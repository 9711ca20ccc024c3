/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GENERATED_GRAPH_H
#define GENERATED_GRAPH_H

#include "graph-sequence.h"

#include "ns3/graph-generator.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A sequence of graphs by their name: the one-peer exponential graphs, random matchings, or a
 * random graph that is drawn anew each time (MakeGraphSource()).
 *
 * With rounds (RoundAlgorithm), constant update times of one interval and no delay, each round has
 * one graph of its own. Otherwise devices are at different points of their rounds when the graph
 * changes; they then wait for new neighbours from the round on that those have not sent yet.
 */
class GeneratedGraph : public GraphSequence
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Assign fixed random variable stream numbers to the random variables; before Start().
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    Ptr<const CommunicationGraph> MakeNext(const LearnerGroup& group) override;

  private:
    std::string m_graph;  //!< see the attribute
    bool m_directed;      //!< see the attribute
    int64_t m_stream{-1}; //!< of the draws; -1: any
    GraphSource m_source; //!< gives the graphs
};

} // namespace stardust
} // namespace ns3

#endif // GENERATED_GRAPH_H
