/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "network-sources.h"

#include "ns3/arp-cache.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/csma-net-device.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node-list.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/queue-disc.h"
#include "ns3/queue.h"
#include "ns3/stardust-compat.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-psdu.h"

#if STARDUST_WIFI_DEFERS_AGREEMENTS
#include "ns3/wifi-mpdu.h"
#else
// Up to 3.36 this is where WifiMacDropReason is, and a frame has another name.
#include "ns3/regular-wifi-mac.h"
#include "ns3/wifi-mac-queue-item.h"
#endif

namespace ns3
{
namespace stardust
{

namespace
{

#if STARDUST_WIFI_DEFERS_AGREEMENTS
using MacFrame = WifiMpdu;
#else
using MacFrame = WifiMacQueueItem;
#endif

MessageReason
Translate(Ipv4L3Protocol::DropReason reason)
{
    switch (reason)
    {
    case Ipv4L3Protocol::DROP_TTL_EXPIRED:
        return MessageReason::TTL;
    case Ipv4L3Protocol::DROP_NO_ROUTE:
        return MessageReason::NO_ROUTE;
    case Ipv4L3Protocol::DROP_INTERFACE_DOWN:
        return MessageReason::INTERFACE_DOWN;
    case Ipv4L3Protocol::DROP_ROUTE_ERROR:
        return MessageReason::ROUTE_ERROR;
    default:
        // Duplicates and what follows from another loss lose nothing themselves.
        return MessageReason::NONE;
    }
}

MessageReason
Translate(WifiMacDropReason reason)
{
    switch (reason)
    {
    case WIFI_MAC_DROP_FAILED_ENQUEUE:
        return MessageReason::QUEUE_FULL;
    case WIFI_MAC_DROP_EXPIRED_LIFETIME:
        return MessageReason::QUEUE_EXPIRED;
    case WIFI_MAC_DROP_REACHED_RETRY_LIMIT:
    // Under a block ack agreement a frame that is given up moves the window, and is
    // told of as old, with those sent before it that nobody acknowledged.
    case WIFI_MAC_DROP_QOS_OLD_PACKET:
        return MessageReason::RETRY_LIMIT;
    default:
        return MessageReason::NONE;
    }
}

void
HandleIpDrop(NetworkListener* listener,
             const Ipv4Header& /* header */,
             Ptr<const Packet> packet,
             Ipv4L3Protocol::DropReason reason,
             Ptr<Ipv4> ipv4,
             uint32_t /* interface */)
{
    const MessageReason translated = Translate(reason);
    if (translated != MessageReason::NONE)
    {
        listener->NoteIpDrop(*packet, translated, ipv4->GetObject<Node>()->GetId());
    }
}

/// Whether a Wi-Fi device of the node is without its access point.
bool
IsCutOff(uint32_t nodeId)
{
    const Ptr<Node> node = NodeList::GetNode(nodeId);
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        const auto device = DynamicCast<WifiNetDevice>(node->GetDevice(i));
        if (device && !device->IsLinkUp())
        {
            return true;
        }
    }
    return false;
}

void
HandleArpDrop(NetworkListener* listener, uint32_t nodeId, Ptr<const Packet> packet)
{
    // A station that loses its access point forgets all addresses, and cannot ask.
    listener->NoteDrop(*packet,
                       IsCutOff(nodeId) ? MessageReason::NOT_ASSOCIATED : MessageReason::ARP_FAILED);
}

void
HandleDiscDrop(NetworkListener* listener, Ptr<const QueueDiscItem> item)
{
    listener->NoteDrop(*item->GetPacket(), MessageReason::QUEUE_FULL);
}

void
HandleStoppedDrop(NetworkListener* listener, Ptr<const Packet> packet)
{
    listener->NoteDrop(*packet, MessageReason::QUEUE_FULL);
}

void
HandleQueueDrop(NetworkListener* listener, Ptr<const Packet> packet)
{
    listener->NoteFrameDrop(*packet, MessageReason::QUEUE_FULL);
}

void
HandleMediumDrop(NetworkListener* listener, Ptr<const Packet> packet)
{
    listener->NoteFrameDrop(*packet, MessageReason::RETRY_LIMIT);
}

void
HandleErrorDrop(NetworkListener* listener, Ptr<const Packet> packet)
{
    listener->NoteDrop(*packet, MessageReason::LINK_ERROR);
}

void
HandleStationDrop(NetworkListener* listener, Ptr<const Packet> packet)
{
    listener->NoteFrameDrop(*packet, MessageReason::NOT_ASSOCIATED);
}

void
HandleFrameDrop(NetworkListener* listener, WifiMacDropReason reason, Ptr<const MacFrame> frame)
{
    const MessageReason translated = Translate(reason);
    if (translated != MessageReason::NONE)
    {
        listener->NoteFrameDrop(*frame->GetPacket(), translated);
    }
}

void
HandleTransmission(NetworkListener* listener,
                   WifiConstPsduMap psdus,
                   WifiTxVector /* txVector */,
                   double /* power */)
{
    for (const auto& entry : psdus)
    {
        const WifiPsdu& psdu = *entry.second;
        for (std::size_t i = 0; i < psdu.GetNMpdus(); ++i)
        {
            if (psdu.GetHeader(i).IsRetry() && psdu.GetHeader(i).IsData())
            {
                listener->NoteRetry(*psdu.GetPayload(i));
            }
        }
    }
}

/// Connect IPv4 and address resolution, as far as the node has them.
void
ConnectInternet(NetworkListener* listener, const Ptr<Node>& node)
{
    const auto arpDrop = MakeBoundCallback(&HandleArpDrop, listener, node->GetId());
    if (const auto ipv4 = node->GetObject<Ipv4L3Protocol>())
    {
        ipv4->TraceConnectWithoutContext("Drop", MakeBoundCallback(&HandleIpDrop, listener));
        for (uint32_t i = 0; i < ipv4->GetNInterfaces(); ++i)
        {
            if (const Ptr<ArpCache> cache = ipv4->GetInterface(i)->GetArpCache())
            {
                cache->TraceConnectWithoutContext("Drop", arpDrop);
            }
        }
    }
    if (const auto arp = node->GetObject<ArpL3Protocol>())
    {
        arp->TraceConnectWithoutContext("Drop", arpDrop);
    }
}

NetworkTold
ConnectWifi(NetworkListener* listener, const Ptr<WifiNetDevice>& device)
{
    NetworkTold told;
    if (const Ptr<WifiMac> mac = device->GetMac())
    {
        told.drops = mac->TraceConnectWithoutContext("DroppedMpdu",
                                                     MakeBoundCallback(&HandleFrameDrop, listener));
        mac->TraceConnectWithoutContext("MacTxDrop",
                                        MakeBoundCallback(&HandleStationDrop, listener));
    }
    const auto transmission = MakeBoundCallback(&HandleTransmission, listener);
#if STARDUST_WIFI_DEFERS_AGREEMENTS
    for (const auto& phy : device->GetPhys())
    {
        told.retries = phy->TraceConnectWithoutContext("PhyTxPsduBegin", transmission);
    }
#else
    if (const Ptr<WifiPhy> phy = device->GetPhy())
    {
        told.retries = phy->TraceConnectWithoutContext("PhyTxPsduBegin", transmission);
    }
#endif
    return told;
}

NetworkTold
ConnectWired(NetworkListener* listener, const Ptr<NetDevice>& device)
{
    NetworkTold told;
    PointerValue value;
    if (device->GetAttributeFailSafe("TxQueue", value))
    {
        if (const auto queue = value.Get<Queue<Packet>>())
        {
            told.drops =
                queue->TraceConnectWithoutContext("Drop",
                                                  MakeBoundCallback(&HandleQueueDrop, listener));
        }
    }
    if (DynamicCast<CsmaNetDevice>(device))
    {
        device->TraceConnectWithoutContext("PhyTxDrop",
                                           MakeBoundCallback(&HandleMediumDrop, listener));
    }
    if (DynamicCast<PointToPointNetDevice>(device))
    {
        device->TraceConnectWithoutContext("PhyRxDrop",
                                           MakeBoundCallback(&HandleErrorDrop, listener));
    }
    return told;
}

} // namespace

NetworkTold
ConnectNetwork(NetworkListener* listener, const Ptr<Node>& node)
{
    NetworkTold told;
    ConnectInternet(listener, node);
    const auto control = node->GetObject<TrafficControlLayer>();
    if (control)
    {
        // Without a queue disc what comes while a device takes no more is dropped here.
        control->TraceConnectWithoutContext("TcDrop",
                                            MakeBoundCallback(&HandleStoppedDrop, listener));
    }
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        const Ptr<NetDevice> device = node->GetDevice(i);
        if (const auto disc = control ? control->GetRootQueueDiscOnDevice(device) : nullptr)
        {
            disc->TraceConnectWithoutContext("Drop", MakeBoundCallback(&HandleDiscDrop, listener));
        }
        const auto wifi = DynamicCast<WifiNetDevice>(device);
        const NetworkTold own = wifi ? ConnectWifi(listener, wifi) : ConnectWired(listener, device);
        told.retries |= own.retries;
        told.drops |= own.drops;
    }
    return told;
}

} // namespace stardust
} // namespace ns3
