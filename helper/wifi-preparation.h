/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIFI_PREPARATION_H
#define WIFI_PREPARATION_H

#include "ns3/net-device-container.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Cure Wi-Fi devices of a script's own of two faults of ns-3's block acks, which leave links
 * dead, or end a run, where several devices want to send. WifiAdhocNetworkHelper and
 * WifiInfrastructureNetworkHelper do it for theirs.
 *
 * 1. A sender waits 100 ms for the answer to its block ack request, in place of 1 ms
 *    (5 ms from ns-3.41 on). On a channel with other traffic the answer comes later; the sender
 *    then goes on without an agreement that the receiver believes in, and what it sends is
 *    acknowledged and dropped for the rest of the run. A time that the script or its user has
 *    set (attribute `ns3::QosTxop::AddBaResponseTimeout`, by default or on the device) stays.
 * 2. An aggregate that a device has not agreed to is not answered, GuardAmpdus().
 *
 * Call it after WifiHelper::Install(), before the run:
 * @code
 *   NetDeviceContainer devices = wifi.Install(phy, mac, nodes);
 *   PrepareWifiDevices(devices);
 * @endcode
 *
 * @param devices the devices; what is no WifiNetDevice, or has no QoS (802.11a, b, g), is left
 *        alone.
 */
void PrepareWifiDevices(const NetDeviceContainer& devices);

} // namespace stardust
} // namespace ns3

#endif // WIFI_PREPARATION_H
