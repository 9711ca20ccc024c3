/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANDOM_GRAPHS_H
#define RANDOM_GRAPHS_H

#include "communication-graph.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace stardust
{

/**
 * @file
 * @ingroup stardust
 * Random graphs. Draws are ns-3's alone: those of Boost's generators differ between its
 * releases. All but the scale-free one may come out disconnected.
 */

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

/**
 * @ingroup stardust
 * Erdos and Renyi's G(n, p): each link is there with the same probability,
 * independently. Takes time in proportion to devices and links.
 * @param n number of devices.
 * @param probability of a link, 0 to 1.
 * @param directed whether the two directions of a pair are drawn each for itself.
 * @param random source of the draws.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeErdosRenyiGraph(uint32_t n,
                                            double probability,
                                            bool directed,
                                            Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Watts and Strogatz' small world (Nature 393, 1998): a ring in which each device is
 * linked with the degree / 2 next ones on either side, and each link (i, i + k) then moves with
 * some probability to (i, a device drawn among those that i is not linked with).
 * @param n number of devices.
 * @param degree mean number of neighbours, even, less than n.
 * @param probability that a link moves, 0 to 1.
 * @param random source of the draws.
 * @return the graph; it has n * degree / 2 links.
 */
Ptr<CommunicationGraph> MakeSmallWorldGraph(uint32_t n,
                                            uint32_t degree,
                                            double probability,
                                            Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * The random geometric graph: devices are drawn in the unit square, and those
 * that are at most a radius apart are linked.
 * @param n number of devices.
 * @param radius of a device's reach, above 0, in sides of the square.
 * @param random source of the draws: x and y of device 0, of device 1, and so on.
 * @return the graph.
 */
Ptr<CommunicationGraph> MakeGeometricGraph(uint32_t n,
                                           double radius,
                                           Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Barabasi and Albert's scale-free graph (Science 286, 1999): links + 1 devices that
 * are all linked begin; each one that is added is linked with some of those there,
 * drawn one after the other with chances that are in proportion to their degrees.
 * @param n number of devices, above links.
 * @param links of a device that is added, at least 1.
 * @param random source of the draws.
 * @return the graph, connected; it has links * (links + 1) / 2 + links * (n - links - 1) links.
 */
Ptr<CommunicationGraph> MakeScaleFreeGraph(uint32_t n,
                                           uint32_t links,
                                           Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * A random matching: devices are paired, each with one other, all pairings equally likely (the
 * graphs of randomised gossip in rounds). Of an odd number one stays alone.
 * @param n number of devices.
 * @param random source of the draws.
 * @return the graph; disconnected for n > 2.
 */
Ptr<CommunicationGraph> MakeMatchingGraph(uint32_t n, Ptr<UniformRandomVariable> random);

} // namespace stardust
} // namespace ns3

#endif // RANDOM_GRAPHS_H
