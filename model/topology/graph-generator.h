/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRAPH_GENERATOR_H
#define GRAPH_GENERATOR_H

#include "communication-graph.h"

#include "ns3/random-variable-stream.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The ring: device i is linked with i-1 and i+1 (mod n).
 * @param n number of devices; 1 gives no link, 2 gives one.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeRingGraph(uint32_t n);

/**
 * @ingroup stardust
 * A random graph in which every device has the same number of neighbours, by
 * random pairing of stubs in which unsuitable pairs are drawn again (Steger
 * and Wormald 1999: asymptotically uniform over such graphs).
 * @param n number of devices.
 * @param degree neighbours a device; less than n, n * degree even.
 * @param random source of the draws.
 * @return the graph; it may be disconnected, rarely for degree >= 3.
 * @throws InputError if no such graph exists.
 */
Ptr<CommunicationGraph> MakeRandomRegularGraph(uint32_t n,
                                               uint32_t degree,
                                               Ptr<UniformRandomVariable> random);

/// How a graph is made from its name.
struct GraphOptions
{
    bool directed{false};          //!< links of a file hold in one direction only
    bool allowDisconnected{false}; //!< take a graph in which some cannot reach others
};

/**
 * @ingroup stardust
 * Make the graph that a command line names.
 * @param spec `complete`, `ring`, `random-regular:K` or `file:PATH` (GraphML).
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

} // namespace stardust
} // namespace ns3

#endif // GRAPH_GENERATOR_H
