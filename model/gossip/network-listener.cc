/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "network-listener.h"

#include "gossip-learner.h"
#include "learner-group.h"
#include "message-tag.h"
#include "model-transport.h"
#include "network-sources.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/node-list.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipNetworkListener");

NS_OBJECT_ENSURE_REGISTERED(NetworkListener);

TypeId
NetworkListener::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::NetworkListener")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<NetworkListener>()
            .AddAttribute("Enabled",
                          "Whether a recorded run says of every message how often a MAC repeated "
                          "or dropped its frames, and why the network lost it",
                          BooleanValue(true),
                          MakeBooleanAccessor(&NetworkListener::m_enabled),
                          MakeBooleanChecker());
    return tid;
}

void
NetworkListener::Install(const Ptr<LearnerGroup>& group)
{
    const bool follows = group->GetN() > 0 && !group->GetTransport(0)->ConcludesAll();
    if (!follows || group->GetObject<NetworkListener>())
    {
        return;
    }
    auto listener = CreateObject<NetworkListener>();
    if (!listener->m_enabled)
    {
        return;
    }
    group->AggregateObject(listener);
    listener->m_group = PeekPointer(group);
    listener->Start();
    // Trace sources know it by a plain pointer.
    Simulator::ScheduleDestroy(&NetworkListener::Release, listener);
}

void
NetworkListener::Start()
{
    // An application belongs to one group: the first learner's place names it, on
    // every rank of a distributed simulation alike.
    const Ptr<GossipLearner> first = m_group->GetLearner(0);
    uint64_t place = 0;
    while (first->GetNode()->GetApplication(place) != first)
    {
        ++place;
    }
    m_mark = (uint64_t(m_group->GetNodeId(0)) << 32) | place;
    m_group->GetLedger()->SetMark(m_mark);

    std::vector<NetworkTold> told(NodeList::GetNNodes());
    for (uint32_t id = 0; id < told.size(); ++id)
    {
        told[id] = ConnectNetwork(this, NodeList::GetNode(id));
    }
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        m_told.push_back(told[m_group->GetNodeId(i)]);
    }
}

void
NetworkListener::Release()
{
    m_group = nullptr;
}

bool
NetworkListener::TellsRetries(uint32_t learner) const
{
    return learner < m_told.size() && m_told[learner].retries;
}

bool
NetworkListener::TellsDrops(uint32_t learner) const
{
    return learner < m_told.size() && m_told[learner].drops;
}

void
NetworkListener::ForEachMessage(const Packet& packet, const Action& action) const
{
    const TypeId wanted = MessageTag::GetTypeId();
    MessageTag last(~m_mark, 0, 0);
    ByteTagIterator tags = packet.GetByteTagIterator();
    while (m_group && tags.HasNext())
    {
        const ByteTagIterator::Item item = tags.Next();
        MessageTag tag;
        if (item.GetTypeId() != wanted)
        {
            continue;
        }
        item.GetTag(tag);
        // An aggregate may hold several parts of one message.
        if (tag == last || tag.group != m_mark || tag.sender >= m_group->GetN())
        {
            continue;
        }
        last = tag;
        for (const auto& message : m_group->GetTransport(tag.sender)->FindSent(tag.sequence))
        {
            action(*message);
        }
    }
}

void
NetworkListener::NoteDrop(const Packet& packet, MessageReason reason)
{
    ForEachMessage(packet, [reason](ModelMessage& message) { message.NoteDrop(reason); });
}

void
NetworkListener::NoteIpDrop(const Packet& packet, MessageReason reason, uint32_t nodeId)
{
    ForEachMessage(packet, [this, reason, nodeId](ModelMessage& message) {
        // Whoever hears a broadcast and has no use for it loses nothing.
        if (message.transmission < 0 || m_group->GetNodeId(message.sender) == nodeId)
        {
            message.NoteDrop(reason);
        }
    });
}

void
NetworkListener::NoteFrameDrop(const Packet& packet, MessageReason reason)
{
    NS_LOG_LOGIC("frame " << packet.GetUid() << " dropped: " << ToString(reason));
    // A Wi-Fi MAC may tell twice of one frame, with a second reason.
    const bool again = m_lastDropped == packet.GetUid() && m_lastDrop == Simulator::Now();
    m_lastDropped = packet.GetUid();
    m_lastDrop = Simulator::Now();
    if (again)
    {
        return;
    }
    ForEachMessage(packet, [reason](ModelMessage& message) {
        message.NoteDrop(reason);
        ++message.macDrops;
    });
}

void
NetworkListener::NoteRetry(const Packet& packet)
{
    ForEachMessage(packet, [](ModelMessage& message) { ++message.macRetries; });
}

} // namespace stardust
} // namespace ns3
