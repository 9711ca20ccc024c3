/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "graph-check.h"

#include "gossip-algorithm.h"
#include "gossip-learner.h"

#include "ns3/input-error.h"
#include "ns3/number-parser.h"

#include <cmath>

namespace ns3
{
namespace stardust
{

void
CheckGraph(const GossipLearner& learner, const CommunicationGraph& graph, bool changes)
{
    const auto algorithm = DynamicCast<GossipAlgorithm>(learner.GetMixer());
    if (!algorithm)
    {
        return;
    }
    if (const std::string problem = algorithm->FindGraphProblem(graph, changes); !problem.empty())
    {
        throw InputError("--mixer: " + algorithm->GetInstanceTypeId().GetName() + ": " + problem);
    }
}

std::string
FindAverageProblem(const CommunicationGraph& graph, MixingRule rule)
{
    // With links both ways a rule is what it is on the undirected graph.
    if (FindOneWayProblem(graph).empty())
    {
        return "";
    }
    const MixingMatrix matrix = MakeMixingMatrix(graph, rule);
    std::vector<double> sums(matrix.n, 0);
    for (std::size_t at = 0; at < matrix.values.size(); ++at)
    {
        sums[matrix.columns[at]] += matrix.values[at];
    }
    for (uint32_t i = 0; i < matrix.n; ++i)
    {
        if (std::abs(sums[i] - 1) > 1e-9)
        {
            return "the average is kept if the weights of each device's models add up to 1, and those of "
                   "device " + std::to_string(i) + " add up to " + FormatNumber(sums[i]) +
                   " on this directed graph; expected an undirected one, one in which all send to as "
                   "many as send to them, or PushSumMixer";
        }
    }
    return "";
}

std::string
FindOneWayProblem(const CommunicationGraph& graph)
{
    for (uint32_t i = 0; i < graph.GetN() && graph.IsDirected(); ++i)
    {
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            const uint32_t peer = graph.GetNeighbor(i, k);
            if (!graph.HasArc(peer, i))
            {
                return "needs links that hold both ways, but there is one from " + std::to_string(i) +
                       " to " + std::to_string(peer) + " and none back; expected an undirected graph, or PushSumMixer";
            }
        }
    }
    return "";
}

} // namespace stardust
} // namespace ns3
