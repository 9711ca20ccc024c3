/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-networks.h"

#include "ns3/draco-mixer.h"
#include "ns3/edge-list-reader.h"
#include "ns3/factory-parser.h"
#include "ns3/graph-generator.h"
#include "ns3/graphml-reader.h"
#include "ns3/input-error.h"
#include "ns3/server-device.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wired-network-helper.h"

#ifndef STARDUST_WITHOUT_LTE
#include "ns3/lte-network-helper.h"
#endif

#include <limits>
#include <utility>

using namespace ns3;
using namespace ns3::stardust;

namespace
{

const std::string FILE_WORD = "file:";

void
ConfigureRadio(const Experiment& e, WifiDeviceFactory& radio)
{
    radio.SetStandard(e.wifiStandard);
    radio.SetWidth(e.wifiWidth);
    radio.SetRateControl(e.wifiRate);
    radio.SetDataMode(e.wifiMode);
    radio.SetLoss(e.loss);
    radio.SetChannelModel(e.wifiChannel);
    radio.Check();
}

WifiAdhocNetworkHelper
MakeAdhoc(const Experiment& e)
{
    WifiAdhocNetworkHelper network;
    ConfigureRadio(e, network.GetRadio());
    network.SetArea(e.area);
    network.SetMovement(MakeMovement(e));
    network.SetRouting(e.routing);
    return network;
}

WifiInfrastructureNetworkHelper
MakeInfrastructure(const Experiment& e)
{
    WifiInfrastructureNetworkHelper network;
    ConfigureRadio(e, network.GetRadio());
    network.SetCells(e.cells);
    network.SetCellSide(e.area);
    network.SetMovement(MakeMovement(e));
    network.SetSharedChannel(e.sharedChannel);
    if (e.server == "access-point")
    {
        network.SetPointLearner(FindServer(e.mixer).value());
    }
    return network;
}

/// A key that was given must be in the file.
void
CheckKey(const std::string& option,
         const std::string& key,
         const std::string& usual,
         bool found)
{
    if (key != usual && !found)
    {
        throw InputError("--" + option + "=" + key +
                         ": no edge of the network's GraphML file says it; expected the "
                         "attr.name of a key that edges have");
    }
}

WiredNetworkHelper
MakeWired(const Experiment& e)
{
    WiredNetworkHelper network;
    network.SetKind(e.wiredKind);
    network.SetRate(e.linkRate);
    network.SetDelay(e.linkDelay);
    // The graph's own file says what its links are like, too.
    const std::string& spec = e.topology.empty() ? e.graph : e.topology;
    bool saysDelay = false;
    bool saysRate = false;
    const bool isFile = spec.rfind(FILE_WORD, 0) == 0;
    if (isFile && !IsGraphMl(spec.substr(FILE_WORD.size())))
    {
        const uint32_t nodes = e.topology.empty() ? e.learners : 0;
        network.SetTopology(MakeLinkTopology(*ReadEdgeList(spec.substr(FILE_WORD.size()), nodes, false)));
    }
    else if (isFile)
    {
        LinkTopology topology =
            ReadLinkTopology(spec.substr(FILE_WORD.size()), {e.delayKey, e.rateKey});
        for (const auto& link : topology.links)
        {
            saysDelay = saysDelay || link.delay;
            saysRate = saysRate || link.rate;
        }
        network.SetTopology(std::move(topology));
    }
    CheckKey("delayKey", e.delayKey, Experiment().delayKey, saysDelay);
    CheckKey("rateKey", e.rateKey, Experiment().rateKey, saysRate);
    return network;
}

#ifndef STARDUST_WITHOUT_LTE
LteNetworkHelper
MakeLte(const Experiment& e)
{
    LteNetworkHelper network;
    network.SetEnbs(e.enbs);
    network.SetCellSide(e.area);
    network.SetMovement(MakeMovement(e));
    network.SetHeights({e.ueHeight, e.enbHeight});
    if (!e.ltePathloss.empty())
    {
        network.SetPathloss(e.ltePathloss);
    }
    if (!e.lteFading.empty())
    {
        network.SetFadingTrace(e.lteFading);
    }
    network.SetHandover(e.lteHandover);
    return network;
}

void
CheckLte(const Experiment& e)
{
    MakeLte(e);
}

LearnerNetwork
InstallLte(const Experiment& e, NodeContainer nodes)
{
    return MakeLte(e).Install(nodes);
}
#else
void
CheckLte(const Experiment& e)
{
    throw InputError("--network=" + e.network + ": this ns-3 has no module lte; expected another");
}

LearnerNetwork
InstallLte(const Experiment& e, NodeContainer)
{
    CheckLte(e);
    return LearnerNetwork();
}
#endif

} // namespace

const std::vector<std::string>&
GetNetworkNames()
{
    static const std::vector<std::string> names{"direct",
                                                "wifi-adhoc",
                                                "wifi-infrastructure",
                                                "wired",
                                                "lte"};
    return names;
}

void
AddStackOptions(ScriptOptions& options, Experiment& e)
{
    options.Add("area",
                "Wi-Fi, LTE and --channel: side of the square in which devices stand, of each cell, m",
                e.area,
                std::numeric_limits<double>::min());
    options.Add("mobility",
                "Wi-Fi and LTE: factory string of a mobility model, or ns2:PATH (a movement "
                "trace); empty: devices stand still",
                e.mobility);
    options.Add("wifiStandard",
                "Wi-Fi: 80211n, 80211ac, 80211ax (5 GHz), 80211n-2.4GHz or 80211ax-2.4GHz",
                e.wifiStandard);
    options.Add("wifiWidth", "Wi-Fi: channel width, MHz: 20, 40 or 80", e.wifiWidth, 20, 80);
    options.Add("wifiRate", "Wi-Fi: rate control: constant, minstrel or ideal", e.wifiRate);
    options.Add("wifiMode",
                "Wi-Fi: WifiMode of data packets at a constant rate, such as HtMcs7; empty: "
                "index 3 of the standard",
                e.wifiMode);
    options.Add("wifiChannel", "Wi-Fi: channel model: yans or spectrum", e.wifiChannel);
    options.Add("loss", "Wi-Fi: log-distance, friis, nakagami or range:METERS", e.loss);
    options.Add("routing", "Wi-Fi ad hoc: none (one hop), aodv or olsr", e.routing);
    options.Add("cells",
                "Wi-Fi infrastructure: access points, joined by a wire",
                e.cells,
                1,
                WifiInfrastructureNetworkHelper::MOST_CELLS);
    options.Add("sharedChannel",
                "Wi-Fi infrastructure: all cells use one channel",
                e.sharedChannel);
    options.Add("enbs", "LTE: number of eNBs, each in a cell of its own", e.enbs, 1, 1000);
    options.Add("enbHeight", "LTE: height of the eNBs, m", e.enbHeight, 0, 10000);
    options.Add("ueHeight", "LTE: height of the devices, m", e.ueHeight, 0, 10000);
    options.Add("ltePathloss",
                "LTE: factory string of the path-loss model; empty: ns-3's choice, Friis",
                e.ltePathloss);
    options.Add("lteFading",
                "LTE: file of a fading trace, a line a resource block of gains in dB, one a ms; "
                "empty: none",
                e.lteFading);
    options.Add("lteHandover",
                "LTE: none, or factory string of a handover algorithm, such as "
                "ns3::A3RsrpHandoverAlgorithm",
                e.lteHandover);
    options.Add("wiredKind", "Wired: p2p (a cable a link) or csma (one segment)", e.wiredKind);
    options.Add("linkRate", "Wired: data rate of links that say none, such as 10Mbps", e.linkRate);
    options.Add("linkDelay", "Wired: delay of links that say none, such as 5ms", e.linkDelay);
    options.Add("topology",
                "Wired: where the cables lie, file:PATH (GraphML or lines u v); empty: along the graph",
                e.topology);
    options.Add("delayKey", "Wired: GraphML key of edges that holds the delay, s", e.delayKey);
    options.Add("rateKey", "Wired: GraphML key of edges that holds the rate, bit/s", e.rateKey);
}

void
CheckNetwork(const Experiment& e)
{
    if (e.network == "wifi-adhoc")
    {
        MakeAdhoc(e);
    }
    else if (e.network == "wifi-infrastructure")
    {
        MakeInfrastructure(e);
    }
    else if (e.network == "wired")
    {
        if (!e.topology.empty() && e.topology.rfind(FILE_WORD, 0) != 0)
        {
            throw InputError("--topology=" + e.topology + ": expected file:PATH (GraphML)");
        }
        MakeWired(e);
    }
    else if (e.network == "lte")
    {
        CheckLte(e);
    }
}

MovementHelper
MakeMovement(const Experiment& e)
{
    MovementHelper movement;
    if (!e.mobility.empty())
    {
        movement.SetModel(e.mobility);
    }
    return movement;
}

namespace
{

LearnerNetwork
InstallWired(const Experiment& e, const NodeContainer& nodes, const CommunicationGraph& graph)
{
    WiredNetworkHelper network = MakeWired(e);
    const auto draco =
        DynamicCast<DracoMixer>(ParseFactory(e.mixer, ModelMixer::GetTypeId(), "--mixer").Create<Object>());
    if (!draco && !FindServer(e.mixer))
    {
        return network.Install(nodes, graph);
    }
    // Hubs and servers send beyond the graph: cables lie along it, but all reach all.
    if (e.topology.empty() && e.graph.rfind(FILE_WORD, 0) != 0 && !graph.IsComplete())
    {
        network.SetTopology(MakeLinkTopology(graph));
    }
    return network.Install(nodes, CommunicationGraph(nodes.GetN()));
}

} // namespace

LearnerNetwork
InstallNetwork(const Experiment& e, NodeContainer nodes, const CommunicationGraph& graph)
{
    if (e.network == "wired")
    {
        return InstallWired(e, nodes, graph);
    }
    if (e.network == "wifi-infrastructure")
    {
        return MakeInfrastructure(e).Install(nodes);
    }
    if (e.network == "lte")
    {
        return InstallLte(e, nodes);
    }
    return MakeAdhoc(e).Install(nodes);
}
