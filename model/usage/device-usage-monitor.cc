/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "device-usage-monitor.h"

#include "learner-energy.h"

#include "ns3/abort.h"
#include "ns3/gossip-learner.h"
#include "ns3/learner-group.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(DeviceUsageMonitor);

void
DeviceUsage::Add(const DeviceUsage& other)
{
    sentBytes += other.sentBytes;
    receivedBytes += other.receivedBytes;
    sentPackets += other.sentPackets;
    receivedPackets += other.receivedPackets;
    link.Add(other.link);
    AddKnown(radioJoules, other.radioJoules);
    AddKnown(computeJoules, other.computeJoules);
    AddKnown(remainingJoules, other.remainingJoules);
}

TypeId
DeviceUsageMonitor::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::DeviceUsageMonitor")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<DeviceUsageMonitor>();
    return tid;
}

void
DeviceUsageMonitor::DoDispose()
{
    m_group = nullptr;
    m_links.clear();
    Object::DoDispose();
}

void
DeviceUsageMonitor::Attach(Ptr<LearnerGroup> group)
{
    NS_ABORT_MSG_IF(m_group || group->GetObject<DeviceUsageMonitor>(),
                    "one usage monitor for one group");
    m_group = PeekPointer(group);
    m_traffic.resize(group->GetN());
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        m_links.push_back(MakeLinkMeters(group->GetLearner(i)->GetNode()));
    }
    MessageLedger& ledger = *group->GetLedger();
    ledger.TraceConnectWithoutContext("PacketSent",
                                      MakeCallback(&DeviceUsageMonitor::NoteSent, this));
    ledger.TraceConnectWithoutContext("PacketReceived",
                                      MakeCallback(&DeviceUsageMonitor::NoteReceived, this));
    group->AggregateObject(this);
}

uint32_t
DeviceUsageMonitor::GetN() const
{
    return m_traffic.size();
}

void
DeviceUsageMonitor::NoteSent(uint32_t learner, uint32_t bytes)
{
    m_traffic[learner].sentBytes += bytes;
    ++m_traffic[learner].sentPackets;
}

void
DeviceUsageMonitor::NoteReceived(uint32_t learner, uint32_t bytes)
{
    m_traffic[learner].receivedBytes += bytes;
    ++m_traffic[learner].receivedPackets;
}

DeviceUsage
DeviceUsageMonitor::GetUsage(uint32_t learner) const
{
    const Traffic& traffic = m_traffic[learner];
    DeviceUsage usage;
    usage.sentBytes = traffic.sentBytes;
    usage.receivedBytes = traffic.receivedBytes;
    usage.sentPackets = traffic.sentPackets;
    usage.receivedPackets = traffic.receivedPackets;
    for (const auto& meter : m_links[learner])
    {
        usage.link.Add(meter->Read());
    }
    if (const Ptr<LearnerEnergy> energy = m_group->GetObject<LearnerEnergy>())
    {
        usage.radioJoules = energy->GetRadioJoules(learner);
        usage.computeJoules = energy->GetComputeJoules(learner);
        usage.remainingJoules = energy->GetRemainingJoules(learner);
    }
    return usage;
}

} // namespace stardust
} // namespace ns3
