/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BYZANTINE_SENDERS_H
#define BYZANTINE_SENDERS_H

#include "ns3/gossip-learner.h"
#include "ns3/object-factory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read how Byzantine senders behave.
 * @param behavior `sign-flip`, `noise:S` (S the standard deviation, above 0), `scale:F` (F the
 *        factor) or factory string of a ByzantineCodec or a subclass.
 * @return makes their codecs.
 * @throws InputError with one line that names `--byzantine` and the value.
 */
ObjectFactory ParseByzantineBehavior(const std::string& behavior);

/**
 * @ingroup stardust
 * Read which devices are Byzantine.
 * @param devices how many, the last ones; or `ids:` and their ids, separated by commas.
 * @param n number of devices.
 * @return their ids, sorted, fewer than n.
 * @throws InputError with one line that names `--byzantineDevices` and the value.
 */
std::vector<uint32_t> ParseByzantineDevices(const std::string& devices, uint32_t n);

/**
 * @ingroup stardust
 * Let a learner that has not joined a group yet send what a Byzantine sender does.
 * @param learner with all its parts; its codec becomes that of what is sent.
 * @param codec makes the codec.
 */
void MakeByzantine(GossipLearner& learner, const ObjectFactory& codec);

} // namespace stardust
} // namespace ns3

#endif // BYZANTINE_SENDERS_H
