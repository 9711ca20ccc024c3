/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wifi-preparation.h"

#include "ampdu-guard.h"

#include "ns3/nstime.h"
#include "ns3/pointer.h"
#include "ns3/qos-txop.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"

#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

/// How long to wait for the answer to a block ack request, if the user has not said so.
constexpr int64_t AGREEMENT_MS = 100;

/// What ns-3 waits when nobody has said anything.
Time
GetUsualWait()
{
    TypeId::AttributeInformation info;
    QosTxop::GetTypeId().LookupAttributeByName("AddBaResponseTimeout", &info);
    return DynamicCast<const TimeValue>(info.originalInitialValue)->Get();
}

/// Let the answer to a block ack request wait for its turn. ns-3.37 takes a late one for a
/// new agreement, and the receiver then waits for packets that it has had.
void
WaitForAgreements(const WifiNetDevice& device)
{
    const Time usual = GetUsualWait();
    for (const std::string name : {"BE_Txop", "BK_Txop", "VI_Txop", "VO_Txop"})
    {
        PointerValue value;
        device.GetMac()->GetAttribute(name, value);
        const auto txop = value.Get<QosTxop>();
        if (txop && txop->GetAddBaResponseTimeout() == usual)
        {
            txop->SetAddBaResponseTimeout(MilliSeconds(AGREEMENT_MS));
        }
    }
}

} // namespace

void
PrepareWifiDevices(const NetDeviceContainer& devices)
{
    GuardAmpdus(devices);
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        if (const auto device = DynamicCast<WifiNetDevice>(devices.Get(i)))
        {
            WaitForAgreements(*device);
        }
    }
}

} // namespace stardust
} // namespace ns3
