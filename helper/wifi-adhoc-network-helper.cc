/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wifi-adhoc-network-helper.h"

#include "ampdu-guard.h"
#include "stream-plan.h"

#include "ns3/input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/mobility-helper.h"
#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-net-device.h"
#include "ns3/yans-wifi-helper.h"

namespace ns3
{
namespace stardust
{

namespace
{
/// Streams set apart for each node's device and, as many again, its stack.
constexpr int64_t STREAMS_A_NODE = 1024;
} // namespace

void
WifiAdhocNetworkHelper::SetArea(double side)
{
    m_side = side;
}

void
WifiAdhocNetworkHelper::SetDataMode(const std::string& mode)
{
    // ns-3 aborts on a mode that it does not know.
    if (mode.size() != 6 || mode.compare(0, 5, "HtMcs") != 0 || mode[5] < '0' || mode[5] > '7')
    {
        throw InputError("--wifiMode=" + mode + ": expected HtMcs0 to HtMcs7");
    }
    m_dataMode = mode;
}

void
WifiAdhocNetworkHelper::SetMtu(uint16_t mtu)
{
    m_mtu = mtu;
}

void
WifiAdhocNetworkHelper::InstallMobility(NodeContainer nodes) const
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_POSITIONS);
    auto places = CreateObject<ListPositionAllocator>();
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const double x = random->GetValue(0, m_side);
        const double y = random->GetValue(0, m_side);
        places->Add(Vector(x, y, 0));
    }
    MobilityHelper mobility;
    mobility.SetPositionAllocator(places);
    mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
    mobility.Install(nodes);
}

NetDeviceContainer
WifiAdhocNetworkHelper::InstallDevices(NodeContainer nodes) const
{
    YansWifiChannelHelper channel = YansWifiChannelHelper::Default();
    YansWifiPhyHelper phy;
    phy.SetChannel(channel.Create());
#if STARDUST_WIFI_HAS_CHANNEL_SETTINGS
    phy.Set("ChannelSettings", StringValue("{36, 20, BAND_5GHZ, 0}"));
#endif
    WifiMacHelper mac;
    mac.SetType("ns3::AdhocWifiMac");
    WifiHelper wifi;
#if STARDUST_WIFI_HAS_CHANNEL_SETTINGS
    wifi.SetStandard(WIFI_STANDARD_80211n);
#else
    wifi.SetStandard(WIFI_STANDARD_80211n_5GHZ);
#endif
    wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager",
                                 "DataMode",
                                 StringValue(m_dataMode),
                                 "ControlMode",
                                 StringValue("HtMcs0"));
    NetDeviceContainer devices = wifi.Install(phy, mac, nodes);
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        devices.Get(i)->SetMtu(m_mtu);
    }
    GuardAmpdus(devices);
    return devices;
}

void
WifiAdhocNetworkHelper::AssignStreams(NodeContainer nodes, NetDeviceContainer devices)
{
    WifiHelper wifi;
    InternetStackHelper stack;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const int64_t first = STREAMS_NETWORK + 2 * STREAMS_A_NODE * i;
        wifi.AssignStreams(NetDeviceContainer(devices.Get(i)), first);
        stack.AssignStreams(NodeContainer(nodes.Get(i)), first + STREAMS_A_NODE);
    }
}

LearnerNetwork
WifiAdhocNetworkHelper::Install(NodeContainer nodes) const
{
    LearnerNetwork network;
    network.nodes = nodes;
    InstallMobility(nodes);
    network.devices = InstallDevices(nodes);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(nodes);
    Ipv4AddressHelper addresses;
    addresses.SetBase("10.0.0.0", "255.0.0.0");
    network.interfaces = addresses.Assign(network.devices);
    AssignStreams(nodes, network.devices);
    return network;
}

} // namespace stardust
} // namespace ns3
