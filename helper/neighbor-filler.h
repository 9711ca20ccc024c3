/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NEIGHBOR_FILLER_H
#define NEIGHBOR_FILLER_H

#include "ns3/ipv4-interface.h"
#include "ns3/learner-group.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Keep address resolution from losing models.
 *
 * While ns-3 resolves an IPv4 address it holds 3 packets for it and drops the
 * others: of the first model to each neighbour all but 3 packets would be
 * lost, and again whenever an entry ages. Real hosts resolve once and rarely.
 * Hence, for learners with an Ipv4Transport:
 *
 * 1. the ARP caches of two neighbours in the communication graph that share a
 *    channel get permanent entries for each other;
 * 2. the queue for addresses that are still to be resolved (of gateways, for
 *    instance) takes a whole model.
 *
 * @param group the learners, installed.
 */
void FillNeighborCaches(Ptr<LearnerGroup> group);

/**
 * @ingroup stardust
 * Let two interfaces on one link know each other's hardware address for good.
 * @param one interface with an address.
 * @param other interface with an address.
 */
void IntroduceNeighbors(Ptr<Ipv4Interface> one, Ptr<Ipv4Interface> other);

} // namespace stardust
} // namespace ns3

#endif // NEIGHBOR_FILLER_H
