/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STATION_ROWS_H
#define STATION_ROWS_H

#include "ns3/node-container.h"
#include "ns3/trace-rows.h"

#include <vector>

namespace ns3
{

class WifiNetDevice;

namespace stardust
{

/**
 * @ingroup stardust
 * @param node any node.
 * @return its Wi-Fi device that is an access point; null if there is none.
 */
Ptr<WifiNetDevice> FindAccessPoint(Ptr<Node> node);

/**
 * @ingroup stardust
 * @param nodes that serve the devices, LearnerNetwork::others.
 * @return a row of the table `station` for each that is an access point or an LTE base
 *         station and has a place.
 */
std::vector<StationRow> MakeStationRows(const NodeContainer& nodes);

} // namespace stardust
} // namespace ns3

#endif // STATION_ROWS_H
