/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "metropolis-mixer.h"

#include "graph-check.h"
#include "learner-group.h"
#include "model-averaging.h"

#include "ns3/enum.h"
#include "ns3/stardust-compat.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(MetropolisMixer);

TypeId
MetropolisMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::MetropolisMixer")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<MetropolisMixer>()
            .AddAttribute("Weights",
                          "How much of each neighbour's model a device takes",
                          EnumValue(MIXING_METROPOLIS),
                          MakePortableEnumAccessor<MixingRule>(&MetropolisMixer::m_rule, 0),
                          MakeMixingRuleChecker());
    return tid;
}

std::string
MetropolisMixer::FindGraphProblem(const CommunicationGraph& graph, bool /* changes */) const
{
    return FindAverageProblem(graph, m_rule);
}

void
MetropolisMixer::NotifyGraphChanged()
{
    m_weights.clear();
}

MixedKnowledge
MetropolisMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    if (m_weights.empty())
    {
        const CommunicationGraph& graph = GetGroup().GetGraph();
        m_neighbors = FindInNeighbors(graph, GetSelf());
        m_weights = ComputeMixingRow(graph, GetSelf(), m_neighbors, m_rule);
    }
    const auto found = std::lower_bound(m_neighbors.begin(), m_neighbors.end(), message.sender);
    if (found == m_neighbors.end() || *found != message.sender)
    {
        // The link has gone while the message was under way.
        return MixedKnowledge::NONE;
    }
    const double weight = m_weights[found - m_neighbors.begin()];
    MoveTowards(local, count, message, static_cast<float>(weight));
    return message.present.empty() ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
}

} // namespace stardust
} // namespace ns3
