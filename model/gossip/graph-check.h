/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRAPH_CHECK_H
#define GRAPH_CHECK_H

#include "ns3/communication-graph.h"
#include "ns3/mixing-matrix.h"

namespace ns3
{
namespace stardust
{

class GossipLearner;

/**
 * @ingroup stardust
 * Make sure that a learner's algorithm can work on a graph.
 * @param learner with all its parts.
 * @param graph who may send to whom, at some time of the run.
 * @param changes whether the graph changes during the run.
 * @throws InputError with one line that names the algorithm, if not.
 */
void CheckGraph(const GossipLearner& learner, const CommunicationGraph& graph, bool changes);

/**
 * @ingroup stardust
 * What is wrong with a graph for an algorithm that keeps the average of all models, which
 * weights do that add up to 1 by rows and by columns.
 * @param graph who may send to whom.
 * @param rule gives the weights.
 * @return one line, or empty if nothing: always for undirected graphs.
 */
std::string FindAverageProblem(const CommunicationGraph& graph, MixingRule rule);

/**
 * @ingroup stardust
 * What is wrong with a graph for an algorithm whose links must hold in both directions.
 * @param graph who may send to whom.
 * @return one line, or empty if nothing.
 */
std::string FindOneWayProblem(const CommunicationGraph& graph);

} // namespace stardust
} // namespace ns3

#endif // GRAPH_CHECK_H
