/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weighted-peer-selector.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(WeightedPeerSelector);

TypeId
WeightedPeerSelector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::WeightedPeerSelector")
                            .SetParent<PeerSelector>()
                            .SetGroupName("Stardust")
                            .AddConstructor<WeightedPeerSelector>();
    return tid;
}

uint32_t
WeightedPeerSelector::SelectPeer(uint32_t self, const CommunicationGraph& graph)
{
    const uint32_t degree = graph.GetDegree(self);
    if (!graph.IsWeighted())
    {
        return graph.GetNeighbor(self, m_random.DrawBelow(degree));
    }
    if (m_cumulated.empty())
    {
        double sum = 0;
        for (uint32_t k = 0; k < degree; ++k)
        {
            sum += graph.GetWeight(self, k);
            m_cumulated.push_back(sum);
        }
    }
    const double draw = m_random.DrawShare() * m_cumulated.back();
    const auto found = std::upper_bound(m_cumulated.begin(), m_cumulated.end(), draw);
    // Rounding may bring a draw up to the end of the range.
    const auto position = std::min<std::size_t>(found - m_cumulated.begin(), degree - 1);
    return graph.GetNeighbor(self, position);
}

void
WeightedPeerSelector::NotifyGraphChanged()
{
    m_cumulated.clear();
}

int64_t
WeightedPeerSelector::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

} // namespace stardust
} // namespace ns3
