/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wired-network-helper.h"

#include "factory-parser.h"
#include "stream-plan.h"

#include "ns3/csma-channel.h"
#include "ns3/csma-net-device.h"
#include "ns3/input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/mac48-address.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue.h"
#include "ns3/string.h"
#include "ns3/unit-parser.h"

#include <algorithm>
#include <map>
#include <set>

namespace ns3
{
namespace stardust
{

namespace
{

/// Bytes of an IP packet on a link.
constexpr uint16_t MTU = 1500;
/// Streams set apart for each node's stack and, as many again, its device.
constexpr int64_t STREAMS_A_NODE = 1024;
/// Addresses begin after this one, 10.0.0.0.
constexpr uint32_t FIRST_NETWORK = 0x0a000000;

/// How a node reaches a neighbour.
struct Port
{
    uint32_t interface;   //!< own interface
    Ipv4Address neighbor; //!< address at the other end
};

/// Ports by (node, neighbour).
using Ports = std::map<std::pair<uint32_t, uint32_t>, Port>;

uint32_t
AddInterface(Ptr<Node> node, Ptr<NetDevice> device, Ipv4Address address, Ipv4Mask mask)
{
    const auto ipv4 = node->GetObject<Ipv4>();
    // No queueing discipline: what waits, waits in the device.
    const uint32_t interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, mask));
    ipv4->SetMetric(interface, 1);
    ipv4->SetUp(interface);
    return interface;
}

/// Routes of all nodes on the ways between devices that gossip.
void
AddRoutes(const NodeContainer& nodes,
          const CommunicationGraph& peers,
          const LinkTopology& topology,
          const Ports& ports,
          Time delay)
{
    std::vector<std::vector<uint32_t>> senders(nodes.GetN());
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        for (uint32_t k = 0; k < peers.GetDegree(i); ++k)
        {
            senders[peers.GetNeighbor(i, k)].push_back(i);
        }
    }
    Ipv4StaticRoutingHelper routing;
    for (uint32_t j = 0; j < nodes.GetN(); ++j)
    {
        const Ipv4Address address = nodes.Get(j)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
        const auto next = FindNextHops(topology, j, delay);
        std::set<uint32_t> routed{j};
        for (const uint32_t sender : senders[j])
        {
            if (next[sender] == sender)
            {
                throw InputError("--topology: no way from device " + std::to_string(sender) +
                                 " to device " + std::to_string(j) +
                                 ", which gossip; expected a connected one");
            }
            for (uint32_t at = sender; routed.insert(at).second; at = next[at])
            {
                const Port& port = ports.at({at, next[at]});
                routing.GetStaticRouting(nodes.Get(at)->GetObject<Ipv4>())
                    ->AddHostRouteTo(address, port.neighbor, port.interface);
            }
        }
    }
}

} // namespace

WiredNetworkHelper::WiredNetworkHelper()
{
    m_queue.SetTypeId("ns3::DropTailQueue<Packet>");
    m_queue.Set("MaxSize", StringValue("10000p"));
}

void
WiredNetworkHelper::SetKind(const std::string& kind)
{
    if (kind != "p2p" && kind != "csma")
    {
        throw InputError("--wiredKind=" + kind + ": unknown kind; expected p2p or csma");
    }
    m_segment = kind == "csma";
}

void
WiredNetworkHelper::SetRate(const std::string& rate)
{
    m_rate = ParseDataRate(rate, "--linkRate=" + rate);
}

void
WiredNetworkHelper::SetDelay(const std::string& delay)
{
    m_delay = ParseDuration(delay, "--linkDelay=" + delay);
}

void
WiredNetworkHelper::SetTopology(LinkTopology topology)
{
    m_topology = std::move(topology);
    m_topologyGiven = true;
}

void
WiredNetworkHelper::SetQueueAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_queue, name, value, "WiredNetworkHelper::SetQueueAttribute");
}

void
WiredNetworkHelper::InstallSegment(LearnerNetwork& network) const
{
    auto channel = CreateObject<CsmaChannel>();
    channel->SetAttribute("DataRate", DataRateValue(m_rate));
    channel->SetAttribute("Delay", TimeValue(m_delay));
    for (uint32_t i = 0; i < network.nodes.GetN(); ++i)
    {
        const Ptr<Node> node = network.nodes.Get(i);
        auto device = CreateObject<CsmaNetDevice>();
        device->SetAddress(Mac48Address::Allocate());
        device->SetMtu(MTU);
        device->SetQueue(m_queue.Create<Queue<Packet>>());
        node->AddDevice(device);
        device->Attach(channel);
        device->AssignStreams(STREAMS_NETWORK + STREAMS_A_NODE * (2 * i + 1));
        AddInterface(node, device, Ipv4Address(FIRST_NETWORK + 1 + i), Ipv4Mask("255.0.0.0"));
    }
}

void
WiredNetworkHelper::InstallCables(LearnerNetwork& network, const CommunicationGraph& peers) const
{
    const LinkTopology topology = m_topologyGiven ? m_topology : MakeLinkTopology(peers);
    Ports ports;
    uint32_t address = FIRST_NETWORK;
    const auto addDevice = [&](uint32_t i, const NetworkLink& link) {
        auto device = CreateObject<PointToPointNetDevice>();
        device->SetAttribute("DataRate", DataRateValue(link.rate.value_or(m_rate)));
        device->SetAddress(Mac48Address::Allocate());
        device->SetMtu(MTU);
        device->SetQueue(m_queue.Create<Queue<Packet>>());
        network.nodes.Get(i)->AddDevice(device);
        return device;
    };
    for (const auto& link : topology.links)
    {
        auto channel = CreateObject<PointToPointChannel>();
        channel->SetAttribute("Delay", TimeValue(link.delay.value_or(m_delay)));
        const auto first = addDevice(link.first, link);
        const auto second = addDevice(link.second, link);
        first->Attach(channel);
        second->Attach(channel);
        const Ipv4Mask mask("255.255.255.252");
        const Ipv4Address one(address + 1);
        const Ipv4Address two(address + 2);
        address += 4;
        const uint32_t at = AddInterface(network.nodes.Get(link.first), first, one, mask);
        ports[{link.first, link.second}] = {at, two};
        const uint32_t to = AddInterface(network.nodes.Get(link.second), second, two, mask);
        ports[{link.second, link.first}] = {to, one};
    }
    for (uint32_t i = 0; i < network.nodes.GetN(); ++i)
    {
        if (network.nodes.Get(i)->GetObject<Ipv4>()->GetNInterfaces() == 1)
        {
            // Without a cable, but a learner needs an address.
            AddInterface(network.nodes.Get(i),
                         addDevice(i, NetworkLink()),
                         Ipv4Address(address + 1),
                         Ipv4Mask("255.255.255.252"));
            address += 4;
        }
    }
    AddRoutes(network.nodes, peers, topology, ports, m_delay);
}

LearnerNetwork
WiredNetworkHelper::Install(NodeContainer nodes, const CommunicationGraph& peers) const
{
    const uint64_t links = m_topologyGiven ? m_topology.links.size() : peers.GetArcCount() / 2;
    if (!m_segment && links > MOST_LINKS)
    {
        throw InputError("--network=wired: the graph has " + std::to_string(links) +
                         " links, more than " + std::to_string(MOST_LINKS) +
                         " cables; expected --wiredKind=csma, a --topology or a sparser --graph");
    }
    if (!m_segment && m_topologyGiven && m_topology.nodes != nodes.GetN())
    {
        throw InputError("--topology: " + std::to_string(m_topology.nodes) +
                         " nodes for " + std::to_string(nodes.GetN()) + " devices (--learners)");
    }
    LearnerNetwork network;
    network.nodes = nodes;
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(nodes);
    if (m_segment)
    {
        InstallSegment(network);
    }
    else
    {
        InstallCables(network, peers);
    }
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        stack.AssignStreams(NodeContainer(nodes.Get(i)), STREAMS_NETWORK + STREAMS_A_NODE * 2 * i);
        const auto ipv4 = nodes.Get(i)->GetObject<Ipv4>();
        network.devices.Add(ipv4->GetNetDevice(1));
        network.interfaces.Add(ipv4, 1);
    }
    return network;
}

} // namespace stardust
} // namespace ns3
