/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIFI_LINK_METER_H
#define WIFI_LINK_METER_H

#include "link-meter.h"

#include "ns3/net-device.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Listen to the state of a Wi-Fi device's radio.
 *
 * Times of sending and receiving are exact at any time, also in the middle of a frame.
 * The time in which the medium is busy is that of ns-3's state CCA_BUSY, during which
 * neither happens; a busy spell that is over enters with the radio's next change of
 * state. Frames are what the radio sends, or begins to receive, at one go (PPDUs); an
 * aggregate is one. Of a device with several links the first counts.
 *
 * @param device any device.
 * @return its meter; null if it is of another kind.
 */
Ptr<LinkMeter> MakeWifiLinkMeter(const Ptr<NetDevice>& device);

} // namespace stardust
} // namespace ns3

#endif // WIFI_LINK_METER_H
