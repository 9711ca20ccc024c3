/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIRED_LINK_METER_H
#define WIRED_LINK_METER_H

#include "link-meter.h"

#include "ns3/net-device.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Listen to a point-to-point or CSMA device.
 *
 * It tells of frames, not of times. On a CSMA segment all frames that pass are received.
 *
 * @param device any device.
 * @return its meter; null if it is of another kind.
 */
Ptr<LinkMeter> MakeWiredLinkMeter(const Ptr<NetDevice>& device);

} // namespace stardust
} // namespace ns3

#endif // WIRED_LINK_METER_H
