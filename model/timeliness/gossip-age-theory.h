/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOSSIP_AGE_THEORY_H
#define GOSSIP_AGE_THEORY_H

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * @param m number of terms.
 * @return the harmonic number H_m = 1 + 1/2 + ... + 1/m; H_0 = 0.
 */
double HarmonicNumber(uint32_t m);

/**
 * @ingroup stardust
 * Expected staleness of one device's information at another, E[S_i^j].
 *
 * Valid for uniform push gossip on the complete graph, the same gossip rate at
 * every device, exponential waits, delivery at once and without loss, and
 * messages that carry all versions their sender knows. The update process may
 * be any stationary one that is independent of the gossip.
 *
 * E[S] = (r / lambda) H_{n-1}: the first-passage time from i to j is that of a
 * pure birth process, k -> k+1 informed devices at rate lambda k (n-k)/(n-1).
 * Derived for this module; the version-age recursion it solves is that of Yates
 * (arXiv 2102.02893) for the setting of Mitra and Ulukus (arXiv 2404.19749).
 *
 * @param n number of devices; for n < 2 there are no pairs, the result is 0.
 * @param updateRate r, updates a second of the source: 1 / mean duration.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @return the expected staleness, in versions.
 */
double CompleteGraphStaleness(uint32_t n, double updateRate, double gossipRate);

} // namespace stardust
} // namespace ns3

#endif // GOSSIP_AGE_THEORY_H
