/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRAPH_GENERATOR_H
#define GRAPH_GENERATOR_H

#include "random-graphs.h"
#include "regular-graphs.h"

#include <functional>
#include <string>

namespace ns3
{
namespace stardust
{

/// How a graph is made from its name.
struct GraphOptions
{
    bool directed{false};          //!< links hold in one direction only, where the kind allows it
    bool allowDisconnected{false}; //!< take a graph in which some cannot reach others
};

/**
 * @ingroup stardust
 * @return the forms that MakeGraph() takes, as a list in words.
 */
std::string GetGraphForms();

/**
 * @ingroup stardust
 * Make the graph that a command line names.
 * @param spec one of GetGraphForms(), see regular-graphs.h and random-graphs.h; a file is
 *        GraphML or an edge list (graphml-reader.h, edge-list-reader.h). The exponential and the
 *        one-peer graph are always directed. Of a kind that changes it is the first graph.
 * @param n number of devices; 0 takes it from the file.
 * @param options see GraphOptions.
 * @param stream random stream of the draws.
 * @return the graph.
 * @throws InputError if the spec is unknown, its number is out of range, the
 *         file is bad or has another number of nodes, or the graph is
 *         disconnected and that is not allowed.
 */
Ptr<CommunicationGraph> MakeGraph(const std::string& spec,
                                  uint32_t n,
                                  const GraphOptions& options,
                                  int64_t stream);

/// Gives a graph at each call.
using GraphSource = std::function<Ptr<CommunicationGraph>()>;

/**
 * @ingroup stardust
 * @param spec as of MakeGraph().
 * @return whether it names a sequence of graphs: one-peer or matching.
 */
bool IsGraphSequence(const std::string& spec);

/**
 * @ingroup stardust
 * A sequence of graphs: the next one-peer graph or matching, or a random graph drawn anew. None
 * need be connected.
 * @param spec as of MakeGraph(), of a kind that is random or a sequence.
 * @param n number of devices.
 * @param directed links hold in one direction only, where the kind allows it.
 * @param stream random stream of the draws.
 * @return the source, which gives the first graph at its first call.
 * @throws InputError as MakeGraph() does, or if all graphs of this kind are the same; its source
 *         too, where the kind's numbers are out of range.
 */
GraphSource MakeGraphSource(const std::string& spec, uint32_t n, bool directed, int64_t stream);

} // namespace stardust
} // namespace ns3

#endif // GRAPH_GENERATOR_H
