/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stray-recorder.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-transport.h"
#include "ns3/learner-address.h"

namespace ns3
{
namespace stardust
{

void
StrayRecorder::Connect(Ptr<LearnerGroup> group)
{
    m_group = group;
    const auto note = MakeCallback(&StrayRecorder::Note, this);
    for (uint32_t id = 0; id < group->GetN(); ++id)
    {
        if (const auto transport = DynamicCast<Ipv4Transport>(group->GetTransport(id)))
        {
            transport->TraceConnectWithoutContext("StrayPacket", note);
        }
    }
}

const std::vector<StraySourceRow>&
StrayRecorder::GetRows() const
{
    return m_rows;
}

void
StrayRecorder::Note(uint32_t learner, const Address& from)
{
    ++m_rows[FindRow(learner, InetSocketAddress::ConvertFrom(from).GetIpv4())].packets;
}

std::size_t
StrayRecorder::FindRow(uint32_t learner, const Ipv4Address& source)
{
    const auto kept = m_kept.find({learner, source});
    if (kept != m_kept.end())
    {
        return kept->second;
    }
    if (m_kept.size() == MAX_SOURCES)
    {
        const auto [others, isNew] = m_others.emplace(learner, m_rows.size());
        if (isNew)
        {
            m_rows.push_back({learner, OTHERS, std::nullopt, 0});
        }
        return others->second;
    }
    if (m_learners.empty())
    {
        m_learners = MapAddresses(*m_group);
    }
    const auto owner = m_learners.find(source);
    std::optional<int64_t> sender;
    if (owner != m_learners.end())
    {
        sender = owner->second;
    }
    m_kept[{learner, source}] = m_rows.size();
    m_rows.push_back({learner, ToText(source), sender, 0});
    return m_rows.size() - 1;
}

} // namespace stardust
} // namespace ns3
