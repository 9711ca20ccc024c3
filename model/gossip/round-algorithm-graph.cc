/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Whom a RoundAlgorithm hears and waits for, by a graph that may change; what it does in a
// round is in round-algorithm.cc.

#include "gossip-learner.h"
#include "graph-check.h"
#include "round-algorithm.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

std::string
RoundAlgorithm::FindGraphProblem(const CommunicationGraph& graph, bool /* changes */) const
{
    return FindAverageProblem(graph, m_rule);
}

const std::vector<uint32_t>&
RoundAlgorithm::GetInNeighbors()
{
    if (!m_neighborsKnown)
    {
        const CommunicationGraph& graph = GetGroup().GetGraph();
        m_neighbors = FindInNeighbors(graph, GetSelf());
        m_weights = ComputeMixingRow(graph, GetSelf(), m_neighbors, m_rule);
        m_awaitedFrom.assign(m_neighbors.size(), 0);
        for (std::size_t k = 0; m_firstRounds && k < m_neighbors.size(); ++k)
        {
            m_awaitedFrom[k] = m_firstRounds->at(m_neighbors[k]);
        }
        m_neighborsKnown = true;
    }
    return m_neighbors;
}

const std::vector<double>&
RoundAlgorithm::GetWeights()
{
    GetInNeighbors();
    return m_weights;
}

double
RoundAlgorithm::GetWeight(uint32_t sender)
{
    const auto& neighbors = GetInNeighbors();
    const auto found = std::lower_bound(neighbors.begin(), neighbors.end(), sender);
    return found != neighbors.end() && *found == sender ? m_weights[found - neighbors.begin()] : 0;
}

void
RoundAlgorithm::NotifyGraphChanged()
{
    if (!m_barrier)
    {
        m_neighborsKnown = false;
        return;
    }
    FollowLinks();
    for (std::size_t k = 0; m_sent && k < m_neighbors.size(); ++k)
    {
        // What was sent over a link before it went still comes.
        if (m_firstRounds->count(m_neighbors[k]) == 0 && FindNextRound(m_neighbors[k]) <= m_round)
        {
            m_awaitedFrom[k] = m_round + 1;
        }
    }
    m_graphChanged = true;
    if (GetLearner().IsRunning())
    {
        CombineIfComplete();
    }
}

uint32_t
RoundAlgorithm::FindNextRound(uint32_t device) const
{
    const auto other = DynamicCast<RoundAlgorithm>(GetGroup().GetLearner(device)->GetMixer());
    return other ? other->m_round + (other->m_sent ? 1 : 0) : m_round;
}

void
RoundAlgorithm::FollowLinks()
{
    auto rounds = std::make_unique<std::map<uint32_t, uint32_t>>();
    for (const uint32_t neighbor : FindInNeighbors(GetGroup().GetGraph(), GetSelf()))
    {
        uint32_t first;
        if (m_firstRounds)
        {
            const auto known = m_firstRounds->find(neighbor);
            first = known == m_firstRounds->end() ? FindNextRound(neighbor) : known->second;
        }
        else
        {
            const bool known = std::binary_search(m_neighbors.begin(), m_neighbors.end(), neighbor);
            first = known ? 0 : FindNextRound(neighbor);
        }
        rounds->emplace(neighbor, first);
    }
    m_firstRounds = std::move(rounds);
}

} // namespace stardust
} // namespace ns3
