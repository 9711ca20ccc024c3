/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lte-network-helper.h"

#include "cell-placement.h"
#include "factory-parser.h"
#include "lte-connection-watch.h"
#include "radio-reach.h"
#include "stream-plan.h"

#include "ns3/config.h"
#include "ns3/input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-handover-algorithm.h"
#include "ns3/lte-helper.h"
#include "ns3/lte-rlc-um.h"
#include "ns3/mobility-model.h"
#include "ns3/okumura-hata-propagation-loss-model.h"
#include "ns3/point-to-point-epc-helper.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/simulator.h"
#include "ns3/spectrum-channel.h"
#include "ns3/spectrum-propagation-loss-model.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

namespace
{

/// Bytes of an IP packet.
constexpr uint16_t MTU = 1500;

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

/// Least SRS periodicity that is chosen, ns-3's default, ms.
constexpr uint32_t LEAST_PERIODICITY = 40;

/// What a path-loss model of a factory string is: LteHelper takes two kinds.
TypeId
FindPathlossKind(const std::string& spec)
{
    TypeId type;
    const TypeId spectrum = SpectrumPropagationLossModel::GetTypeId();
    const bool known = TypeId::LookupByNameFailSafe(spec.substr(0, spec.find('[')), &type);
    return known && type.IsChildOf(spectrum) ? spectrum : PropagationLossModel::GetTypeId();
}

ObjectFactory
ParsePathloss(const std::string& spec)
{
    // They lack their buildings, their losses or the conditions between vehicles.
    return ParseFactory(spec,
                        FindPathlossKind(spec),
                        "--ltePathloss",
                        {"ns3::HybridBuildingsPropagationLossModel",
                         "ns3::OhBuildingsPropagationLossModel",
                         "ns3::MatrixPropagationLossModel",
                         "ns3::ThreeGppV2vUrbanPropagationLossModel",
                         "ns3::ThreeGppV2vHighwayPropagationLossModel"});
}

/// The value that an attribute has in new objects, --NAME=VALUE and Config::SetDefault() included.
uint32_t
GetDefault(TypeId type, const std::string& name)
{
    TypeId::AttributeInformation info;
    type.LookupAttributeByName(name, &info);
    return DynamicCast<const UintegerValue>(info.initialValue)->Get();
}

/// Resource blocks of the wider direction.
uint32_t
GetResourceBlocks()
{
    const TypeId type = LteEnbNetDevice::GetTypeId();
    return std::max(GetDefault(type, "DlBandwidth"), GetDefault(type, "UlBandwidth"));
}

/// LteHelper leaves random path-loss models to ns-3's automatic streams.
void
AssignPathlossStreams(const LteHelper& lte)
{
    int64_t stream = STREAMS_FADING;
    for (const auto& channel : {lte.GetDownlinkSpectrumChannel(), lte.GetUplinkSpectrumChannel()})
    {
        if (const auto loss = channel->GetPropagationLossModel())
        {
            stream += loss->AssignStreams(stream);
        }
    }
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
LteNetworkHelper::SetHeights(const CellHeights& heights)
{
    m_heights = heights;
}

void
LteNetworkHelper::SetPathloss(const std::string& model)
{
    ParsePathloss(model);
    m_pathloss = model;
}

void
LteNetworkHelper::SetFadingTrace(const std::string& path)
{
    m_fadingSize = ReadFadingTrace(path, GetResourceBlocks());
    m_fading = path;
}

void
LteNetworkHelper::SetHandover(const std::string& algorithm)
{
    m_handover.clear();
    if (algorithm != "none")
    {
        ParseFactory(algorithm, LteHandoverAlgorithm::GetTypeId(), "--lteHandover");
        m_handover = algorithm;
    }
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

uint32_t
LteNetworkHelper::FindSrsPeriodicity(uint32_t ues, uint32_t enbs)
{
    for (uint32_t periodicity = LEAST_PERIODICITY; periodicity <= MOST_UES; periodicity *= 2)
    {
        if (ues <= periodicity)
        {
            return periodicity;
        }
    }
    throw InputError("--enbs=" + std::to_string(enbs) + ": " + std::to_string(ues) +
                     " devices are closest to one eNB, which serves " + std::to_string(MOST_UES) +
                     " (SRS periodicity " + std::to_string(MOST_UES) +
                     " ms); expected more eNBs");
}

uint32_t
LteNetworkHelper::ChooseSrsPeriodicity(const NodeContainer& ues, const NodeContainer& enbs) const
{
    const uint32_t now = FindSrsPeriodicity(CountBusiest(ues, enbs), m_enbs);
    if (m_handover.empty())
    {
        return now;
    }
    // One more than there are: ns-3 never gives the last of the indices that were freed again.
    return FindSrsPeriodicity(std::min(ues.GetN() + 1, MOST_UES), m_enbs);
}

void
LteNetworkHelper::CheckPathloss(const NodeContainer& ues, const NodeContainer& enbs) const
{
    const bool overSpectrum =
        !m_pathloss.empty() && FindPathlossKind(m_pathloss) != PropagationLossModel::GetTypeId();
    // ns-3.37 forgets the first of two such models in a row.
    if (overSpectrum && !m_fading.empty())
    {
        throw InputError("--lteFading=" + m_fading + ": would be without effect beside --ltePathloss=" +
                         m_pathloss + "; expected a PropagationLossModel without spectrum");
    }
    if (m_pathloss.empty() || overSpectrum)
    {
        return;
    }
    const auto loss = ParsePathloss(m_pathloss).Create<PropagationLossModel>();
    loss->AssignStreams(STREAMS_FADING);
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const auto from = ues.Get(i)->GetObject<MobilityModel>();
        const uint32_t k = i % enbs.GetN();
        const auto to = enbs.Get(k)->GetObject<MobilityModel>();
        // Where ns-3 has assertions it would end for this model without heights.
        const bool lacksHeight = DynamicCast<OkumuraHataPropagationLossModel>(loss) &&
                                 std::min(from->GetPosition().z, to->GetPosition().z) <= 0;
        if (lacksHeight || std::isnan(loss->CalcRxPower(0, from, to)))
        {
            throw InputError("--ltePathloss=" + m_pathloss + ": no path loss between device " +
                             std::to_string(i) + " and eNB " + std::to_string(k) +
                             "; expected --enbHeight and --ueHeight for which the model holds");
        }
    }
}

void
LteNetworkHelper::ConfigureFading(LteHelper& lte, uint32_t ues) const
{
    const auto length = MilliSeconds(m_fadingSize.samples);
    lte.SetFadingModel("ns3::TraceFadingLossModel");
    lte.SetFadingModelAttribute("TraceFilename", StringValue(m_fading));
    lte.SetFadingModelAttribute("TraceLength", TimeValue(length));
    lte.SetFadingModelAttribute("SamplesNum", UintegerValue(m_fadingSize.samples));
    lte.SetFadingModelAttribute("RbNum", UintegerValue(m_fadingSize.blocks));
    lte.SetFadingModelAttribute(
        "WindowSize",
        TimeValue(std::min<Time>(MilliSeconds(500), MilliSeconds(m_fadingSize.samples / 2))));
    // A stream for each direction between a UE and an eNB.
    lte.SetFadingModelAttribute("RngStreamSetSize", UintegerValue(uint64_t(2) * ues * m_enbs));
}

void
LteNetworkHelper::Configure(LteHelper& lte, uint32_t ues) const
{
    if (!m_pathloss.empty())
    {
        lte.SetPathlossModelType(ParsePathloss(m_pathloss).GetTypeId());
        for (const auto& [name, value] : ListFactoryAttributes(m_pathloss))
        {
            lte.SetPathlossModelAttribute(name, StringValue(value));
        }
    }
    if (!m_fading.empty())
    {
        ConfigureFading(lte, ues);
    }
    if (!m_handover.empty())
    {
        lte.SetHandoverAlgorithmType(m_handover.substr(0, m_handover.find('[')));
        for (const auto& [name, value] : ListFactoryAttributes(m_handover))
        {
            lte.SetHandoverAlgorithmAttribute(name, StringValue(value));
        }
    }
    for (const auto& [name, value] : m_lte)
    {
        lte.SetAttribute(name, *value);
    }
}

LearnerNetwork
LteNetworkHelper::Install(NodeContainer nodes) const
{
    if (!m_handover.empty() && m_enbs > MOST_HANDOVER_ENBS)
    {
        throw InputError("--enbs=" + std::to_string(m_enbs) + ": more than " +
                         std::to_string(MOST_HANDOVER_ENBS) +
                         " eNBs with handover, each joined with each by X2; expected fewer, or "
                         "--lteHandover=none");
    }
    EnlargeBuffers();
    LearnerNetwork network;
    network.nodes = nodes;
    network.others.Create(m_enbs);
    PlaceInCells(nodes, network.others, m_side, m_movement, m_heights);
    CheckPathloss(nodes, network.others);
    const uint32_t periodicity = ChooseSrsPeriodicity(nodes, network.others);

    auto lte = CreateObject<LteHelper>();
    auto epc = CreateObject<PointToPointEpcHelper>();
    Configure(*lte, nodes.GetN());
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
    AssignPathlossStreams(*lte);
    int64_t stream = STREAMS_NETWORK;
    stream += lte->AssignStreams(enbs, stream);
    stream += lte->AssignStreams(network.devices, stream);
    stack.AssignStreams(nodes, stream);
    lte->AttachToClosestEnb(network.devices, enbs);
    if (!m_handover.empty())
    {
        lte->AddX2Interface(network.others);
    }
    // Both keep what the devices need until the simulation is over.
    Simulator::ScheduleDestroy(&Object::Dispose, Ptr<Object>(lte));
    Simulator::ScheduleDestroy(&Object::Dispose, Ptr<Object>(epc));
    network.ready = m_ready;
    WatchConnections(network.devices, enbs, m_ready);
    return network;
}

} // namespace stardust
} // namespace ns3
