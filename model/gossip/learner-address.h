/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNER_ADDRESS_H
#define LEARNER_ADDRESS_H

#include "ns3/address.h"
#include "ns3/ipv4-address.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/**
 * @ingroup stardust
 * Whether a packet can be a learner's, going by where it comes from. Who may forge the source
 * address of IP packets deceives it.
 * @param group some learners.
 * @param from address and port that a packet came from (InetSocketAddress).
 * @param learner id that the packet names, which may be nobody's.
 * @return whether there is such a learner, and its node has the address on any interface.
 */
bool ComesFromLearner(const LearnerGroup& group, const Address& from, uint32_t learner);

/**
 * @ingroup stardust
 * @param group some learners.
 * @return ids of learners by each of their nodes' IPv4 addresses, without the loopback; of learners
 *         that share a node the last.
 */
std::map<Ipv4Address, uint32_t> MapAddresses(const LearnerGroup& group);

/**
 * @ingroup stardust
 * @param address an address.
 * @return it as text, such as 10.1.0.7.
 */
std::string ToText(const Ipv4Address& address);

} // namespace stardust
} // namespace ns3

#endif // LEARNER_ADDRESS_H
