/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "station-rows.h"

#include "ns3/ap-wifi-mac.h"
#include "ns3/mobility-model.h"
#include "ns3/wifi-net-device.h"
#ifndef STARDUST_WITHOUT_LTE
#include "ns3/lte-enb-net-device.h"
#endif

namespace ns3
{
namespace stardust
{

namespace
{

bool
IsBaseStation([[maybe_unused]] Ptr<Node> node)
{
#ifdef STARDUST_WITHOUT_LTE
    return false;
#else
    for (uint32_t d = 0; d < node->GetNDevices(); ++d)
    {
        if (DynamicCast<LteEnbNetDevice>(node->GetDevice(d)))
        {
            return true;
        }
    }
    return false;
#endif
}

} // namespace

Ptr<WifiNetDevice>
FindAccessPoint(Ptr<Node> node)
{
    for (uint32_t d = 0; d < node->GetNDevices(); ++d)
    {
        const auto device = DynamicCast<WifiNetDevice>(node->GetDevice(d));
        if (device && DynamicCast<ApWifiMac>(device->GetMac()))
        {
            return device;
        }
    }
    return nullptr;
}

std::vector<StationRow>
MakeStationRows(const NodeContainer& nodes)
{
    std::vector<StationRow> rows;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const Ptr<Node> node = nodes.Get(i);
        const bool isAccessPoint = bool(FindAccessPoint(node));
        const auto mobility = node->GetObject<MobilityModel>();
        if (mobility && (isAccessPoint || IsBaseStation(node)))
        {
            const Vector place = mobility->GetPosition();
            const auto kind = isAccessPoint ? StationKind::ACCESS_POINT : StationKind::BASE_STATION;
            rows.push_back({node->GetId(), kind, place.x, place.y, place.z});
        }
    }
    return rows;
}

} // namespace stardust
} // namespace ns3
