/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wifi-infrastructure-network-helper.h"

#include "cell-placement.h"
#include "neighbor-filler.h"
#include "radio-reach.h"
#include "stream-plan.h"

#include "ns3/ap-wifi-mac.h"
#include "ns3/boolean.h"
#include "ns3/csma-helper.h"
#include "ns3/input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/simulator.h"
#include "ns3/ssid.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-remote-station-manager.h"

#include <map>

namespace ns3
{
namespace stardust
{

namespace
{

/// Streams set apart for each node's device and, as many again, its stack.
constexpr int64_t STREAMS_A_NODE = 1024;
/// Bits of an address that tell a cell's hosts apart.
constexpr uint32_t HOST_BITS = 12;
/// The cells' networks begin here, 10.0.0.0.
constexpr uint32_t FIRST_CELL = 0x0a000000;
/// The backbone's network, 172.16.0.0.
constexpr uint32_t BACKBONE = 0xac100000;

/// How long after a station has heard that it is associated its access point must know it, too.
constexpr int64_t CONFIRM_MS = 10;

/// Which stations are associated.
class AssociationWatch : public SimpleRefCount<AssociationWatch>
{
  public:
    explicit AssociationWatch(uint32_t devices)
        : m_associated(devices, true),
          m_addresses(devices)
    {
    }

    /// Devices that are not told of need no association.
    static void Watch(Ptr<AssociationWatch> watch, uint32_t station, Ptr<WifiMac> mac)
    {
        watch->m_associated[station] = false;
        watch->m_addresses[station] = mac->GetAddress();
        mac->TraceConnectWithoutContext("Assoc",
                                        MakeBoundCallback(&AssociationWatch::NoteJoined, watch, station));
        mac->TraceConnectWithoutContext("DeAssoc",
                                        MakeBoundCallback(&AssociationWatch::NoteLeft, watch, station));
    }

    /// An access point, which stations may associate with.
    void AddPoint(Ptr<WifiNetDevice> point)
    {
        m_points[point->GetMac()->GetAddress()] = point;
    }

    static void NoteJoined(Ptr<AssociationWatch> watch, uint32_t station, Mac48Address point)
    {
        watch->m_associated[station] = true;
        Simulator::Schedule(MilliSeconds(CONFIRM_MS), &AssociationWatch::Confirm, watch, station, point);
    }

    /**
     * An access point of ns-3 gives a station up when its response is not acknowledged, before
     * ns-3.36 even if a repetition then is, and drops what the station sends without a word. A
     * real one would tell it that it is not associated.
     */
    void Confirm(uint32_t station, Mac48Address point)
    {
        const auto found = m_points.find(point);
        if (!m_associated[station] || found == m_points.end())
        {
            return;
        }
        const auto stations = found->second->GetRemoteStationManager();
        if (!stations->IsAssociated(m_addresses[station]) && !stations->IsWaitAssocTxOk(m_addresses[station]))
        {
            stations->RecordGotAssocTxOk(m_addresses[station]);
        }
    }

    static void NoteLeft(Ptr<AssociationWatch> watch, uint32_t station, Mac48Address)
    {
        watch->m_associated[station] = false;
    }

    static void Report(Ptr<AssociationWatch> watch)
    {
        std::vector<uint32_t> missing;
        for (uint32_t i = 0; i < watch->m_associated.size(); ++i)
        {
            if (!watch->m_associated[i])
            {
                missing.push_back(i);
            }
        }
        WarnOfDevices(missing,
                      "not associated with an access point when learning begins; smaller cells "
                      "or a later ready time may help");
    }

  private:
    std::vector<bool> m_associated;                      //!< by device
    std::vector<Mac48Address> m_addresses;               //!< of stations, by device
    std::map<Mac48Address, Ptr<WifiNetDevice>> m_points; //!< access points
};

/**
 * @param devices of the learners.
 * @param points of the access points.
 * @param ready when stations without one are named.
 */
void
WatchAssociations(const NetDeviceContainer& devices, const NetDeviceContainer& points, Time ready)
{
    auto watch = Create<AssociationWatch>(devices.GetN());
    for (uint32_t c = 0; c < points.GetN(); ++c)
    {
        watch->AddPoint(DynamicCast<WifiNetDevice>(points.Get(c)));
    }
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const auto mac = DynamicCast<WifiNetDevice>(devices.Get(i))->GetMac();
        if (!DynamicCast<ApWifiMac>(mac))
        {
            AssociationWatch::Watch(watch, i, mac);
        }
    }
    Simulator::Schedule(ready, &AssociationWatch::Report, watch);
}

Ptr<Ipv4Interface>
AddInterface(Ptr<NetDevice> device, uint32_t address, uint32_t hostBits)
{
    const auto ipv4 = device->GetNode()->GetObject<Ipv4L3Protocol>();
    const uint32_t interface = ipv4->AddInterface(device);
    const Ipv4Mask mask(~((1u << hostBits) - 1));
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(Ipv4Address(address), mask));
    ipv4->SetMetric(interface, 1);
    ipv4->SetUp(interface);
    return ipv4->GetInterface(interface);
}

/// Streams of nodes that come after the devices' in the plan, or of those.
void
AssignNodeStreams(Ptr<NetDevice> device, int64_t position)
{
    const int64_t first = STREAMS_NETWORK + 2 * STREAMS_A_NODE * position;
    WifiHelper wifi;
    wifi.AssignStreams(NetDeviceContainer(device), first);
    InternetStackHelper stack;
    stack.AssignStreams(NodeContainer(device->GetNode()), first + STREAMS_A_NODE);
}

} // namespace

void
WifiInfrastructureNetworkHelper::SetCells(uint32_t cells)
{
    m_cells = cells;
}

void
WifiInfrastructureNetworkHelper::SetCellSide(double side)
{
    m_side = side;
}

void
WifiInfrastructureNetworkHelper::SetSharedChannel(bool shared)
{
    m_shared = shared;
}

void
WifiInfrastructureNetworkHelper::SetMovement(const MovementHelper& movement)
{
    m_movement = movement;
}

void
WifiInfrastructureNetworkHelper::SetBackbone(DataRate rate, Time delay)
{
    m_backboneRate = rate;
    m_backboneDelay = delay;
}

void
WifiInfrastructureNetworkHelper::SetPointLearner(uint32_t learner)
{
    m_pointLearner = learner;
}

bool
WifiInfrastructureNetworkHelper::IsOnPoint(uint32_t learner) const
{
    return m_pointLearner == learner;
}

void
WifiInfrastructureNetworkHelper::SetReadyTime(Time ready)
{
    m_ready = ready;
}

std::vector<WifiInfrastructureNetworkHelper::Cell>
WifiInfrastructureNetworkHelper::DealNodes(const NodeContainer& nodes) const
{
    const uint32_t most = (nodes.GetN() + m_cells - 1) / m_cells;
    if (most > MOST_STATIONS)
    {
        throw InputError("--cells=" + std::to_string(m_cells) + ": " + std::to_string(most) +
                         " stations in a cell, an access point serves " +
                         std::to_string(MOST_STATIONS) + "; expected more cells");
    }
    if (m_pointLearner && *m_pointLearner >= nodes.GetN())
    {
        throw InputError("learner " + std::to_string(*m_pointLearner) +
                         " is to be on the access point, but there are " +
                         std::to_string(nodes.GetN()) + " devices");
    }
    if (m_pointLearner && m_movement.IsTraced(*m_pointLearner, nodes.GetN()))
    {
        throw InputError("--mobility: the trace moves device " + std::to_string(*m_pointLearner) +
                         ", which is on an access point and stands still");
    }
    std::vector<Cell> cells(m_cells);
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        if (!IsOnPoint(i))
        {
            cells[i % m_cells].stations.Add(nodes.Get(i));
        }
    }
    for (uint32_t c = 0; c < m_cells; ++c)
    {
        cells[c].accessPoint =
            c == 0 && m_pointLearner ? nodes.Get(*m_pointLearner) : CreateObject<Node>();
    }
    return cells;
}

void
WifiInfrastructureNetworkHelper::InstallRadio(std::vector<Cell>& cells) const
{
    Ptr<Channel> channel;
    for (uint32_t c = 0; c < cells.size(); ++c)
    {
        Cell& cell = cells[c];
        if (!channel || !m_shared)
        {
            channel = m_radio.MakeChannel(STREAMS_FADING + 16 * c);
        }
        const SsidValue ssid(Ssid("cell-" + std::to_string(c)));
        WifiMacHelper station;
        station.SetType("ns3::StaWifiMac", "Ssid", ssid, "ActiveProbing", BooleanValue(false));
        cell.devices = m_radio.Install(channel, station, cell.stations);
        WifiMacHelper point;
        point.SetType("ns3::ApWifiMac", "Ssid", ssid);
        cell.device = m_radio.Install(channel, point, NodeContainer(cell.accessPoint)).Get(0);
        WarnOfSamePlaces(cell.devices);
    }
}

NetDeviceContainer
WifiInfrastructureNetworkHelper::InstallBackbone(const NodeContainer& points) const
{
    CsmaHelper csma;
    csma.SetChannelAttribute("DataRate", DataRateValue(m_backboneRate));
    csma.SetChannelAttribute("Delay", TimeValue(m_backboneDelay));
    const NetDeviceContainer devices = csma.Install(points);
    csma.AssignStreams(devices, STREAMS_ROUTING);
    return devices;
}

void
WifiInfrastructureNetworkHelper::InstallInternet(std::vector<Cell>& cells,
                                                 const NodeContainer& points) const
{
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(points);
    TrafficControlHelper queues = TrafficControlHelper::Default();
    Ipv4StaticRoutingHelper routing;
    for (uint32_t c = 0; c < cells.size(); ++c)
    {
        Cell& cell = cells[c];
        stack.Install(cell.stations);
        const uint32_t network = FIRST_CELL + (c << HOST_BITS);
        queues.Install(cell.device);
        queues.Install(cell.devices);
        const auto gateway = AddInterface(cell.device, network + 1, HOST_BITS);
        for (uint32_t k = 0; k < cell.devices.GetN(); ++k)
        {
            const auto own = AddInterface(cell.devices.Get(k), network + 2 + k, HOST_BITS);
            IntroduceNeighbors(gateway, own);
            routing.GetStaticRouting(cell.stations.Get(k)->GetObject<Ipv4>())
                ->SetDefaultRoute(Ipv4Address(network + 1), 1);
        }
    }
    if (cells.size() == 1)
    {
        return;
    }
    const NetDeviceContainer backbone = InstallBackbone(points);
    std::vector<Ptr<Ipv4Interface>> interfaces;
    for (uint32_t c = 0; c < cells.size(); ++c)
    {
        interfaces.push_back(AddInterface(backbone.Get(c), BACKBONE + 1 + c, 16));
    }
    for (uint32_t c = 0; c < cells.size(); ++c)
    {
        const auto routes = routing.GetStaticRouting(points.Get(c)->GetObject<Ipv4>());
        for (uint32_t other = 0; other < cells.size(); ++other)
        {
            if (other != c)
            {
                IntroduceNeighbors(interfaces[c], interfaces[other]);
                routes->AddNetworkRouteTo(Ipv4Address(FIRST_CELL + (other << HOST_BITS)),
                                          Ipv4Mask(~((1u << HOST_BITS) - 1)),
                                          Ipv4Address(BACKBONE + 1 + other),
                                          2);
            }
        }
    }
}

LearnerNetwork
WifiInfrastructureNetworkHelper::Install(NodeContainer nodes) const
{
    m_radio.Check();
    std::vector<Cell> cells = DealNodes(nodes);
    LearnerNetwork network;
    network.nodes = nodes;
    for (const Cell& cell : cells)
    {
        network.others.Add(cell.accessPoint);
    }
    PlaceInCells(nodes, network.others, m_side, m_movement);
    InstallRadio(cells);
    InstallInternet(cells, network.others);
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        network.devices.Add(nodes.Get(i)->GetDevice(0));
        network.interfaces.Add(nodes.Get(i)->GetObject<Ipv4>(), 1);
        AssignNodeStreams(network.devices.Get(i), i);
    }
    for (uint32_t c = m_pointLearner ? 1 : 0; c < m_cells; ++c)
    {
        AssignNodeStreams(cells[c].device, int64_t(nodes.GetN()) + c);
    }
    network.ready = m_ready;
    NetDeviceContainer points;
    for (const Cell& cell : cells)
    {
        points.Add(cell.device);
    }
    WatchAssociations(network.devices, points, m_ready);
    return network;
}

} // namespace stardust
} // namespace ns3
