/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uniform-peer-selector.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(UniformPeerSelector);

TypeId
UniformPeerSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::UniformPeerSelector")
                            .SetParent<PeerSelector>()
                            .SetGroupName("Stardust")
                            .AddConstructor<UniformPeerSelector>();
    return tid;
}

uint32_t
UniformPeerSelector::SelectPeer(uint32_t self, const CommunicationGraph& graph)
{
    return graph.GetNeighbor(self, m_random.DrawBelow(graph.GetDegree(self)));
}

int64_t
UniformPeerSelector::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

} // namespace stardust
} // namespace ns3
