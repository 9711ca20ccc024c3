/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ampdu-guard.h"

#include "ns3/stardust-compat.h"

#if STARDUST_WIFI_DEFERS_AGREEMENTS
#include "ns3/ht-frame-exchange-manager.h"
#include "ns3/log.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-psdu.h"
#endif

namespace ns3
{
namespace stardust
{

#if STARDUST_WIFI_DEFERS_AGREEMENTS

NS_LOG_COMPONENT_DEFINE("StardustAmpduGuard");

namespace
{

/// From 3.38 on the MAC knows the agreements.
template <typename Mac>
auto
HasAgreement(const Mac& mac,
             HtFrameExchangeManager&,
             Mac48Address sender,
             uint8_t tid,
             int /* preferred */)
    -> decltype(mac.GetBaAgreementEstablishedAsRecipient(sender, tid).has_value())
{
    return mac.GetBaAgreementEstablishedAsRecipient(sender, tid).has_value();
}

/// At 3.37 it is the frame exchange manager.
template <typename Manager>
auto
HasAgreement(const WifiMac&,
             Manager& manager,
             Mac48Address sender,
             uint8_t tid,
             long /* fallback */) -> decltype(manager.GetBaAgreementEstablished(sender, tid))
{
    return manager.GetBaAgreementEstablished(sender, tid);
}

/// Whether ns-3 would look for an agreement that is not there.
bool
IsUnagreed(const WifiMac& mac, HtFrameExchangeManager& manager, const WifiPsdu& psdu)
{
    if (psdu.GetNMpdus() < 2 || psdu.GetAddr1() != manager.GetAddress())
    {
        return false;
    }
    const auto tids = psdu.GetTids();
    return tids.size() == 1 && !HasAgreement(mac, manager, psdu.GetAddr2(), *tids.begin(), 0);
}

/// What the physical layer calls; the last two types differ between releases.
template <typename Vector, typename Statuses>
void
ReceiveGuarded(HtFrameExchangeManager* manager,
               WifiMac* mac,
               Ptr<const WifiPsdu> psdu,
               RxSignalInfo signal,
               Vector vector,
               Statuses statuses)
{
    // One MPDU of an aggregate comes without statuses and needs no agreement.
    if (!statuses.empty() && IsUnagreed(*mac, *manager, *psdu))
    {
        NS_LOG_LOGIC(manager->GetAddress() << " has no agreement with " << psdu->GetAddr2());
        return;
    }
    manager->Receive(psdu, signal, vector, statuses);
}

/**
 * @tparam Arguments of the physical layer's callback.
 * @param manager takes what is received.
 * @param mac knows the device's agreements.
 * @return the callback.
 */
template <typename... Arguments>
Callback<void, Arguments...>
MakeGuard(HtFrameExchangeManager* manager, WifiMac* mac, const Callback<void, Arguments...>&)
{
    return Callback<void, Arguments...>(
        [manager, mac](Arguments... arguments) { ReceiveGuarded(manager, mac, arguments...); });
}

} // namespace

void
GuardAmpdus(const NetDeviceContainer& devices)
{
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const auto device = DynamicCast<WifiNetDevice>(devices.Get(i));
        const auto manager =
            device
                ? DynamicCast<HtFrameExchangeManager>(device->GetMac()->GetFrameExchangeManager())
                : nullptr;
        if (manager)
        {
            // Plain pointers: the physical layer belongs to the same device.
            device->GetPhy()->SetReceiveOkCallback(
                MakeGuard(PeekPointer(manager), PeekPointer(device->GetMac()), RxOkCallback()));
        }
    }
}

#else

void
GuardAmpdus(const NetDeviceContainer&)
{
}

#endif

} // namespace stardust
} // namespace ns3
