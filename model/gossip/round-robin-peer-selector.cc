/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "round-robin-peer-selector.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RoundRobinPeerSelector);

TypeId
RoundRobinPeerSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::RoundRobinPeerSelector")
                            .SetParent<PeerSelector>()
                            .SetGroupName("Stardust")
                            .AddConstructor<RoundRobinPeerSelector>();
    return tid;
}

uint32_t
RoundRobinPeerSelector::SelectPeer(uint32_t self, const CommunicationGraph& graph)
{
    const uint32_t degree = graph.GetDegree(self);
    if (!m_begun)
    {
        m_next = m_random.DrawBelow(degree);
        m_begun = true;
    }
    const uint32_t position = m_next % degree;
    m_next = position + 1;
    return graph.GetNeighbor(self, position);
}

int64_t
RoundRobinPeerSelector::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

} // namespace stardust
} // namespace ns3
