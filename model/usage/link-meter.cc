/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-meter.h"

#include "wifi-link-meter.h"
#include "wired-link-meter.h"
#ifndef STARDUST_WITHOUT_LTE
#include "lte-link-meter.h"
#endif

namespace ns3
{
namespace stardust
{

void
LinkUsage::Add(const LinkUsage& other)
{
    AddKnown(sentFrames, other.sentFrames);
    AddKnown(receivedFrames, other.receivedFrames);
    AddKnown(transmit, other.transmit);
    AddKnown(receive, other.receive);
    AddKnown(busy, other.busy);
}

std::vector<Ptr<LinkMeter>>
MakeLinkMeters(const Ptr<Node>& node)
{
    std::vector<Ptr<LinkMeter>> meters;
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        const Ptr<NetDevice> device = node->GetDevice(i);
        for (const auto make : {&MakeWifiLinkMeter,
#ifndef STARDUST_WITHOUT_LTE
                                &MakeLteLinkMeter,
#endif
                                &MakeWiredLinkMeter})
        {
            if (const Ptr<LinkMeter> meter = make(device))
            {
                meters.push_back(meter);
            }
        }
    }
    return meters;
}

} // namespace stardust
} // namespace ns3
