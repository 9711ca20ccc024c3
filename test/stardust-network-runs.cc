/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-network-runs.h"

#include "ns3/labeled-dataset.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wired-network-helper.h"
#ifndef STARDUST_WITHOUT_LTE
#include "ns3/lte-network-helper.h"
#endif

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace ns3
{
namespace stardust
{
namespace tests
{

LearnerNetwork
BuildCells(uint32_t cells, NodeContainer nodes)
{
    WifiInfrastructureNetworkHelper helper;
    helper.SetCells(cells);
    helper.SetCellSide(20);
    return helper.Install(nodes);
}

namespace
{

LearnerNetwork
BuildBare(NodeContainer nodes, const CommunicationGraph& /* graph */)
{
    LearnerNetwork network;
    network.nodes = nodes;
    return network;
}

LearnerNetwork
BuildWire(const std::string& kind, NodeContainer nodes, const CommunicationGraph& graph)
{
    WiredNetworkHelper helper;
    helper.SetKind(kind);
    return helper.Install(nodes, graph);
}

LearnerNetwork
BuildAdhoc(NodeContainer nodes, const CommunicationGraph& /* graph */)
{
    WifiAdhocNetworkHelper helper;
    helper.SetArea(20);
    return helper.Install(nodes);
}

} // namespace

std::vector<NamedNetwork>
ListNetworks()
{
    const uint32_t any = 1000;
    const auto wire = [](const std::string& kind) -> NetworkBuilder {
        return [kind](NodeContainer nodes, const auto& graph) {
            return BuildWire(kind, nodes, graph);
        };
    };
    const auto cells = [](uint32_t count) -> NetworkBuilder {
        return [count](NodeContainer nodes, const auto&) { return BuildCells(count, nodes); };
    };
    return {{"direct", &BuildBare, 0},
            {"wired p2p", wire("p2p"), 2},
            {"wired csma", wire("csma"), any},
            {"wifi-adhoc", &BuildAdhoc, any},
            {"wifi-infrastructure, one cell", cells(1), any},
            {"wifi-infrastructure, two cells", cells(2), 0},
#ifndef STARDUST_WITHOUT_LTE
            {"lte",
             [](NodeContainer nodes, const auto&) {
                 LteNetworkHelper helper;
                 helper.SetEnbs(2);
                 return helper.Install(nodes);
             },
             0}
#endif
    };
}

NetworkRun::NetworkRun(const NetworkBuilder& build,
                       Ptr<CommunicationGraph> graph,
                       uint32_t features)
{
    const uint32_t n = graph->GetN();
    nodes.Create(n);
    helper.SetGraph(graph);
    network = build(nodes, *graph);
    helper.SetReadyTime(network.ready);
    auto data = Create<LabeledDataset>(n, features, 10);
    DataShares shares(n);
    for (uint32_t i = 0; i < n; ++i)
    {
        shares[i] = {i};
    }
    helper.SetData(data, shares);
    helper.SetAttribute("LocalSteps", UintegerValue(1));
}

NetworkRun::~NetworkRun()
{
    Simulator::Destroy();
}

void
NetworkRun::TakeMessage(Ptr<const ModelMessage> message)
{
    outcomes.push_back(message);
}

void
NetworkRun::SilenceClocks()
{
    const StringValue never("ns3::ConstantRandomVariable[Constant=1e6]");
    helper.SetAttribute("UpdateTime", never);
    helper.SetAttribute("GossipInterval", never);
    helper.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
}

void
NetworkRun::Install()
{
    if (!m_installed)
    {
        m_installed = true;
        helper.Install(nodes);
        helper.GetGroup()->GetLedger()->TraceConnectWithoutContext(
            "MessageConcluded",
            MakeCallback(&NetworkRun::TakeMessage, this));
    }
}

double
NetworkRun::SendModels(uint32_t from, uint32_t to, uint32_t count)
{
    SilenceClocks();
    Install();
    for (uint32_t k = 0; k < count; ++k)
    {
        Simulator::Schedule(network.ready + Seconds(1 + 0.25 * k),
                            &GossipLearner::SendModel,
                            helper.GetGroup()->GetLearner(from),
                            to);
    }
    Simulator::Stop(network.ready + Seconds(20));
    Simulator::Run();
    double sum = 0;
    uint32_t delivered = 0;
    for (const auto& message : outcomes)
    {
        if (message->outcome == MessageOutcome::DELIVERED && ++delivered > (count > 1 ? 1 : 0))
        {
            sum += (message->concluded - message->sent).GetSeconds();
        }
    }
    return delivered < count ? std::nan("") : sum / std::max(1u, count - 1);
}

RunSummary
NetworkRun::Gossip(double seconds)
{
    Install();
    RecordHelper record;
    record.SetDigest(true);
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    Simulator::Stop(network.ready + Seconds(seconds));
    Simulator::Run();
    return recorder->Finish();
}

std::string
NetworkRun::FindLoss(const RunSummary& summary) const
{
    const MessageCounters& counters = summary.messages;
    std::map<MessageOutcome, uint64_t> counts;
    std::vector<std::set<uint32_t>> sequences(nodes.GetN());
    uint64_t doubled = 0;
    const auto note = [&](const ModelMessage& message) {
        ++counts[message.outcome];
        doubled += !sequences[message.sender].insert(message.sequence).second;
    };
    for (const auto& message : outcomes)
    {
        note(*message);
    }
    for (const auto& message : helper.GetGroup()->GetLedger()->GetInFlight())
    {
        note(*message);
    }
    const std::map<MessageOutcome, uint64_t> told{
        {MessageOutcome::DELIVERED, counters.delivered},
        {MessageOutcome::LOST, counters.lost},
        {MessageOutcome::EXPIRED, counters.expired},
        {MessageOutcome::REJECTED, counters.rejected},
        {MessageOutcome::IN_FLIGHT, summary.messagesInFlight}};
    uint64_t sum = 0;
    for (const auto& [outcome, count] : told)
    {
        sum += count;
        if (counts[outcome] != count)
        {
            return "outcome " + std::to_string(int(outcome)) + ": " +
                   std::to_string(counts[outcome]) + " seen, " + std::to_string(count) + " counted";
        }
    }
    if (sum != counters.sent || doubled > 0)
    {
        return std::to_string(counters.sent) + " sent, " + std::to_string(sum) + " with an outcome";
    }
    for (uint32_t i = 0; i < sequences.size(); ++i)
    {
        if (!sequences[i].empty() && *sequences[i].rbegin() + 1 != sequences[i].size())
        {
            return "a gap in the sequence of device " + std::to_string(i);
        }
    }
    return "";
}

} // namespace tests
} // namespace stardust
} // namespace ns3
