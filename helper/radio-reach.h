/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RADIO_REACH_H
#define RADIO_REACH_H

#include "ns3/net-device-container.h"
#include "ns3/propagation-loss-model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Find Wi-Fi devices that hear none of some others: what reaches them is below
 * -82 dBm, where ns-3's receivers begin to detect preambles.
 * @param devices who shall hear.
 * @param others whom; a device does not count as another to itself.
 * @param loss of the channel, without fading.
 * @return places in the container, ascending.
 */
std::vector<uint32_t> FindDeafDevices(const NetDeviceContainer& devices,
                                      const NetDeviceContainer& others,
                                      Ptr<PropagationLossModel> loss);

/**
 * @ingroup stardust
 * Write one line about devices to std::cerr, unless there are none.
 * @param devices their ids; ten are named at most.
 * @param what is the matter with them, such as `hear no other device`.
 */
void WarnOfDevices(const std::vector<uint32_t>& devices, const std::string& what);

/**
 * @ingroup stardust
 * Write one line if two nodes stand at one place, which no radio does.
 * @param devices their nodes have places.
 */
void WarnOfSamePlaces(const NetDeviceContainer& devices);

} // namespace stardust
} // namespace ns3

#endif // RADIO_REACH_H
