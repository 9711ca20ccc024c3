/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LTE_LINK_METER_H
#define LTE_LINK_METER_H

#include "link-meter.h"

#include "ns3/net-device.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Listen to the radio of an LTE device.
 *
 * LTE sends and receives by subframes of 1 ms: the times are those of the subframes in
 * which the device has been granted the uplink, or in which the downlink holds something
 * for it. Control channels and reference signals do not count. Frames are transport
 * blocks, repeats included; received ones are those that could be decoded.
 *
 * @param device any device.
 * @return its meter; null if it is of another kind.
 */
Ptr<LinkMeter> MakeLteLinkMeter(const Ptr<NetDevice>& device);

} // namespace stardust
} // namespace ns3

#endif // LTE_LINK_METER_H
