/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lte-network-helper.h"

#include "cell-placement.h"
#include "factory-parser.h"
#include "radio-reach.h"
#include "stream-plan.h"

#include "ns3/config.h"
#include "ns3/input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-helper.h"
#include "ns3/lte-rlc-um.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/mobility-model.h"
#include "ns3/point-to-point-epc-helper.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace stardust
{

namespace
{

/// Bytes of an IP packet.
constexpr uint16_t MTU = 1500;

/// Which UEs are connected, and who is not when it is time.
class ConnectionWatch : public SimpleRefCount<ConnectionWatch>
{
  public:
    explicit ConnectionWatch(uint32_t ues)
        : m_connected(ues, false)
    {
    }

    static void NoteConnected(Ptr<ConnectionWatch> watch, uint32_t ue, uint64_t, uint16_t, uint16_t)
    {
        watch->m_connected[ue] = true;
    }

    static void Report(Ptr<ConnectionWatch> watch)
    {
        std::vector<uint32_t> missing;
        for (uint32_t i = 0; i < watch->m_connected.size(); ++i)
        {
            if (!watch->m_connected[i])
            {
                missing.push_back(i);
            }
        }
        WarnOfDevices(missing,
                      "not connected with an eNB when learning begins; smaller cells or a later "
                      "ready time may help");
    }

  private:
    std::vector<bool> m_connected; //!< by UE
};

void
WatchConnections(const NetDeviceContainer& devices, Time ready)
{
    auto watch = Create<ConnectionWatch>(devices.GetN());
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        DynamicCast<LteUeNetDevice>(devices.Get(i))
            ->GetRrc()
            ->TraceConnectWithoutContext(
                "ConnectionEstablished",
                MakeBoundCallback(&ConnectionWatch::NoteConnected, watch, i));
    }
    Simulator::Schedule(ready, &ConnectionWatch::Report, watch);
}

/// Let models fit RLC's buffers, unless the user has chosen their size.
void
EnlargeBuffers()
{
    TypeId::AttributeInformation info;
    LteRlcUm::GetTypeId().LookupAttributeByName("MaxTxBufferSize", &info);
    if (!HasNewDefault(info))
    {
        Config::SetDefault("ns3::LteRlcUm::MaxTxBufferSize",
                           UintegerValue(LteNetworkHelper::RLC_BUFFER));
    }
}

/// Most UEs that have the same closest eNB.
uint32_t
CountBusiest(const NodeContainer& ues, const NodeContainer& enbs)
{
    std::vector<uint32_t> counts(enbs.GetN(), 0);
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const auto place = ues.Get(i)->GetObject<MobilityModel>();
        uint32_t closest = 0;
        double least = std::numeric_limits<double>::max();
        for (uint32_t k = 0; k < enbs.GetN(); ++k)
        {
            const double distance = place->GetDistanceFrom(enbs.Get(k)->GetObject<MobilityModel>());
            closest = distance < least ? k : closest;
            least = std::min(least, distance);
        }
        ++counts[closest];
    }
    return *std::max_element(counts.begin(), counts.end());
}

/// The least SRS periodicity of ns-3's that serves so many UEs, ms.
uint32_t
FindSrsPeriodicity(uint32_t ues, uint32_t enbs)
{
    for (const uint32_t periodicity : {40u, 80u, 160u, 320u})
    {
        if (ues <= periodicity)
        {
            return periodicity;
        }
    }
    throw InputError("--enbs=" + std::to_string(enbs) + ": " + std::to_string(ues) +
                     " devices are closest to one eNB, which serves " +
                     std::to_string(LteNetworkHelper::MOST_UES) +
                     " (SRS periodicity 320 ms); expected more eNBs");
}

} // namespace

void
LteNetworkHelper::SetEnbs(uint32_t enbs)
{
    m_enbs = enbs;
}

void
LteNetworkHelper::SetCellSide(double side)
{
    m_side = side;
}

void
LteNetworkHelper::SetLteAttribute(const std::string& name, const AttributeValue& value)
{
    m_lte.emplace_back(name, value.Copy());
}

void
LteNetworkHelper::SetEpcAttribute(const std::string& name, const AttributeValue& value)
{
    m_epc.emplace_back(name, value.Copy());
}

void
LteNetworkHelper::SetMovement(const MovementHelper& movement)
{
    m_movement = movement;
}

void
LteNetworkHelper::SetReadyTime(Time ready)
{
    m_ready = ready;
}

LearnerNetwork
LteNetworkHelper::Install(NodeContainer nodes) const
{
    EnlargeBuffers();
    LearnerNetwork network;
    network.nodes = nodes;
    network.others.Create(m_enbs);
    PlaceInCells(nodes, network.others, m_side, m_movement);
    const uint32_t periodicity =
        FindSrsPeriodicity(CountBusiest(nodes, network.others), m_enbs);

    auto lte = CreateObject<LteHelper>();
    auto epc = CreateObject<PointToPointEpcHelper>();
    for (const auto& [name, value] : m_lte)
    {
        lte->SetAttribute(name, *value);
    }
    for (const auto& [name, value] : m_epc)
    {
        epc->SetAttribute(name, *value);
    }
    lte->SetEpcHelper(epc);
    const NetDeviceContainer enbs = lte->InstallEnbDevice(network.others);
    for (uint32_t k = 0; k < enbs.GetN(); ++k)
    {
        DynamicCast<LteEnbNetDevice>(enbs.Get(k))
            ->GetRrc()
            ->SetAttribute("SrsPeriodicity", UintegerValue(periodicity));
    }
    network.devices = lte->InstallUeDevice(nodes);
    WarnOfSamePlaces(network.devices);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(nodes);
    network.interfaces = epc->AssignUeIpv4Address(network.devices);
    Ipv4StaticRoutingHelper routing;
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        network.devices.Get(i)->SetMtu(MTU);
        routing.GetStaticRouting(nodes.Get(i)->GetObject<Ipv4>())
            ->SetDefaultRoute(epc->GetUeDefaultGatewayAddress(), 1);
    }
    int64_t stream = STREAMS_NETWORK;
    stream += lte->AssignStreams(enbs, stream);
    stream += lte->AssignStreams(network.devices, stream);
    stack.AssignStreams(nodes, stream);
    lte->AttachToClosestEnb(network.devices, enbs);
    // Both keep what the devices need until the simulation is over.
    Simulator::ScheduleDestroy(&Object::Dispose, Ptr<Object>(lte));
    Simulator::ScheduleDestroy(&Object::Dispose, Ptr<Object>(epc));
    network.ready = m_ready;
    WatchConnections(network.devices, m_ready);
    return network;
}

} // namespace stardust
} // namespace ns3
