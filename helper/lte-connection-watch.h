/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LTE_CONNECTION_WATCH_H
#define LTE_CONNECTION_WATCH_H

#include "ns3/net-device-container.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Warn on the standard error, by name, of UEs that are not connected with an eNB by some time,
 * and of those that are but cannot talk with it: ns-3's ideal RRC connects at any distance.
 * A UE is out of reach where the mean SINR of the reference symbols that it hears, or of its
 * sounding signals that the eNB hears, is too low for any CQI but 0, for which ns-3's schedulers
 * give no resources.
 *
 * Both are measured until then; after it the watch costs nothing.
 *
 * @param ues LteUeNetDevice, by device.
 * @param enbs LteEnbNetDevice.
 * @param ready the time, s of the simulation, from now.
 */
void WatchConnections(const NetDeviceContainer& ues, const NetDeviceContainer& enbs, Time ready);

} // namespace stardust
} // namespace ns3

#endif // LTE_CONNECTION_WATCH_H
