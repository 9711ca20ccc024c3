/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-record-helper.h"

#include "ns3/input-error.h"
#include "ns3/ipv4-flow-probe.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/learner-address.h"
#include "ns3/node-list.h"
#include "ns3/simulator.h"

#include <numeric>

namespace ns3
{
namespace stardust
{

namespace
{

void
SetTotals(FlowRow& row, const FlowMonitor::FlowStats& stats)
{
    row.packetsSent = stats.txPackets;
    row.bytesSent = stats.txBytes;
    row.packetsReceived = stats.rxPackets;
    row.bytesReceived = stats.rxBytes;
    row.packetsLost = stats.lostPackets;
    row.packetsDropped =
        std::accumulate(stats.packetsDropped.begin(), stats.packetsDropped.end(), uint64_t{0});
    row.forwardings = stats.timesForwarded;
    row.delaySumNs = stats.delaySum.GetNanoSeconds();
    row.jitterSumNs = stats.jitterSum.GetNanoSeconds();
    if (stats.txPackets > 0)
    {
        row.firstSentNs = stats.timeFirstTxPacket.GetNanoSeconds();
        row.lastSentNs = stats.timeLastTxPacket.GetNanoSeconds();
    }
    if (stats.rxPackets > 0)
    {
        row.firstReceivedNs = stats.timeFirstRxPacket.GetNanoSeconds();
        row.lastReceivedNs = stats.timeLastRxPacket.GetNanoSeconds();
    }
}

} // namespace

void
FlowRecordHelper::Install(Ptr<LearnerGroup> group)
{
    if (MapAddresses(*group).empty())
    {
        throw InputError("flow monitor: no device has an IPv4 address; expected a network with "
                         "an IP stack");
    }
    m_group = group;
    m_monitor = CreateObject<FlowMonitor>();
    m_classifier = Create<Ipv4FlowClassifier>();
    m_monitor->AddFlowClassifier(m_classifier);
    for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
    {
        if ((*node)->GetObject<Ipv4L3Protocol>())
        {
            // Its callbacks keep it.
            CreateObject<Ipv4FlowProbe>(m_monitor, m_classifier, *node);
        }
    }
    // Not by an event: one that is already due would send before it.
    m_monitor->StartRightNow();
    // Probes know the monitor until then, and its own event does by a plain pointer.
    Simulator::ScheduleDestroy(&FlowMonitor::Dispose, m_monitor);
}

Ptr<FlowMonitor>
FlowRecordHelper::GetMonitor() const
{
    return m_monitor;
}

std::vector<FlowRow>
FlowRecordHelper::MakeRows() const
{
    std::vector<FlowRow> rows;
    if (!m_monitor)
    {
        return rows;
    }
    m_monitor->CheckForLostPackets();
    const auto learners = MapAddresses(*m_group);
    const auto find = [&learners](const Ipv4Address& address) -> std::optional<int64_t> {
        const auto found = learners.find(address);
        return found == learners.end() ? std::nullopt : std::optional<int64_t>(found->second);
    };
    for (const auto& [id, stats] : m_monitor->GetFlowStats())
    {
        const auto addresses = m_classifier->FindFlow(id);
        FlowRow row;
        row.flow = id;
        row.sourceAddress = ToText(addresses.sourceAddress);
        row.sourcePort = addresses.sourcePort;
        row.destinationAddress = ToText(addresses.destinationAddress);
        row.destinationPort = addresses.destinationPort;
        row.protocol = addresses.protocol;
        row.sender = find(addresses.sourceAddress);
        row.receiver = find(addresses.destinationAddress);
        SetTotals(row, stats);
        rows.push_back(row);
    }
    return rows;
}

void
FlowRecordHelper::Record(Ptr<RunRecorder> recorder) const
{
    recorder->RecordFlows(MakeRows());
}

} // namespace stardust
} // namespace ns3
