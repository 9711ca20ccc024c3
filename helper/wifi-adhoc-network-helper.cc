/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wifi-adhoc-network-helper.h"

#include "radio-reach.h"
#include "stream-plan.h"

#include "ns3/input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/position-allocator.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-helper.h"
#ifndef STARDUST_WITHOUT_AODV
#include "ns3/aodv-helper.h"
#endif
#ifndef STARDUST_WITHOUT_OLSR
#include "ns3/olsr-helper.h"
#endif

#include <set>

namespace ns3
{
namespace stardust
{

namespace
{
/// Streams set apart for each node's device and, as many again, its stack.
constexpr int64_t STREAMS_A_NODE = 1024;

/// Routing protocols of modules that this ns-3 lacks.
std::set<std::string>
GetMissingProtocols()
{
    return {
#ifdef STARDUST_WITHOUT_AODV
        "aodv",
#endif
#ifdef STARDUST_WITHOUT_OLSR
        "olsr",
#endif
    };
}

/// Install stacks with a routing protocol, whose streams are assigned too.
template <class Helper>
[[maybe_unused]] void
InstallRouting(InternetStackHelper& stack, NodeContainer nodes)
{
    Helper routing;
    stack.SetRoutingHelper(routing);
    stack.Install(nodes);
    routing.AssignStreams(nodes, STREAMS_ROUTING);
}

} // namespace

void
WifiAdhocNetworkHelper::SetArea(double side)
{
    m_side = side;
}

void
WifiAdhocNetworkHelper::SetDataMode(const std::string& mode)
{
    m_radio.SetDataMode(mode);
    m_radio.Check();
}

void
WifiAdhocNetworkHelper::SetMtu(uint16_t mtu)
{
    m_radio.SetMtu(mtu);
}

void
WifiAdhocNetworkHelper::SetPositionAllocator(Ptr<PositionAllocator> places)
{
    m_places = places;
}

void
WifiAdhocNetworkHelper::SetMovement(const MovementHelper& movement)
{
    m_movement = movement;
}

void
WifiAdhocNetworkHelper::SetRouting(const std::string& protocol)
{
    if (protocol != "none" && protocol != "aodv" && protocol != "olsr")
    {
        throw InputError("--routing=" + protocol +
                         ": unknown routing protocol; expected none, aodv or olsr");
    }
    if (GetMissingProtocols().count(protocol) > 0)
    {
        throw InputError("--routing=" + protocol + ": this ns-3 has no module " + protocol +
                         "; expected another protocol");
    }
    m_routing = protocol;
}

void
WifiAdhocNetworkHelper::InstallMobility(NodeContainer nodes) const
{
    if (!m_places)
    {
        m_movement.Install(nodes, m_side);
        return;
    }
    std::vector<DevicePlace> places;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        places.push_back({m_places->GetNext(), {0, m_side, 0, m_side}});
    }
    m_movement.Install(nodes, places);
}

void
WifiAdhocNetworkHelper::InstallStack(NodeContainer nodes) const
{
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
#ifndef STARDUST_WITHOUT_AODV
    if (m_routing == "aodv")
    {
        InstallRouting<AodvHelper>(stack, nodes);
        return;
    }
#endif
#ifndef STARDUST_WITHOUT_OLSR
    if (m_routing == "olsr")
    {
        InstallRouting<OlsrHelper>(stack, nodes);
        return;
    }
#endif
    stack.Install(nodes);
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
    m_radio.Check();
    WifiMacHelper mac;
    mac.SetType("ns3::AdhocWifiMac");
    network.devices = m_radio.Install(m_radio.MakeChannel(STREAMS_FADING), mac, nodes);
    InstallStack(nodes);
    Ipv4AddressHelper addresses;
    addresses.SetBase("10.0.0.0", "255.0.0.0");
    network.interfaces = addresses.Assign(network.devices);
    AssignStreams(nodes, network.devices);
    network.ready = m_routing == "olsr" ? Seconds(OLSR_READY) : Time();
    WarnOfSamePlaces(network.devices);
    if (nodes.GetN() > 1)
    {
        WarnOfDevices(FindDeafDevices(network.devices, network.devices, m_radio.MakeMeanLoss()),
                      m_movement.IsMoving() ? "hear no other device at the start"
                                            : "hear no other device");
    }
    return network;
}

} // namespace stardust
} // namespace ns3
