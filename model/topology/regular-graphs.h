/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REGULAR_GRAPHS_H
#define REGULAR_GRAPHS_H

#include "communication-graph.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The ring: device i is linked with i-1 and i+1 (mod n).
 * @param n number of devices; 1 gives no link, 2 gives one.
 * @param directed whether device i sends to i+1 alone.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeRingGraph(uint32_t n, bool directed = false);

/**
 * @ingroup stardust
 * The torus: device r * columns + c is linked with those one row or one column
 * away, around the edges. Two rows or columns give one link between them, not two.
 * @param rows number of rows, at least 2.
 * @param columns number of columns, at least 2.
 * @return the graph; every device has 4 neighbours if both numbers are above 2.
 */
Ptr<CommunicationGraph> MakeTorusGraph(uint32_t rows, uint32_t columns);

/**
 * @ingroup stardust
 * The hypercube: devices are linked whose numbers differ in one bit.
 * @param dimensions bits of a number, at most 31; there are 2^dimensions devices.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeHypercubeGraph(uint32_t dimensions);

/**
 * @ingroup stardust
 * The static exponential graph (Assran et al., arXiv 1811.10792; Ying et al., arXiv
 * 2110.13363): device i sends to i + 1, i + 2, i + 4, ... (mod n), by all powers of 2 below n.
 * @param n number of devices.
 * @return the graph, directed.
 */
Ptr<CommunicationGraph> MakeExponentialGraph(uint32_t n);

/**
 * @ingroup stardust
 * A graph of the one-peer exponential sequence (Ying et al., arXiv 2110.13363): device i sends to
 * i + 2^(k mod m) (mod n) alone, m the number of powers of 2 below n. If n is a power of 2, m
 * rounds of averaging with weights of 1/2 bring all to the average.
 * @param n number of devices.
 * @param number k of the graph in the sequence, from 0.
 * @return the graph, directed; one link a device if n > 1.
 */
Ptr<CommunicationGraph> MakeOnePeerGraph(uint32_t n, uint64_t number);

/**
 * @ingroup stardust
 * The star: one device is linked with all others, which have no other links.
 * @param n number of devices.
 * @param hub the one in the middle, less than n.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeStarGraph(uint32_t n, uint32_t hub);

/**
 * @ingroup stardust
 * The complete bipartite graph: each of the first devices is linked with each of the rest.
 * @param n number of devices.
 * @param first how many are in the first part, at most n.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeBipartiteGraph(uint32_t n, uint32_t first);

} // namespace stardust
} // namespace ns3

#endif // REGULAR_GRAPHS_H
