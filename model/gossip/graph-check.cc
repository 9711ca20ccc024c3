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

namespace
{

/// What is wrong with weights 1 / (1 + the own degree) on a graph with links both ways.
std::string
FindUniformProblem(const CommunicationGraph& graph)
{
    for (uint32_t i = 1; i < graph.GetN(); ++i)
    {
        if (graph.GetDegree(i) != graph.GetDegree(0))
        {
            return "Weights=Uniform keeps the average where all devices have as many neighbours, but "
                   "device 0 has " +
                   std::to_string(graph.GetDegree(0)) + " and device " + std::to_string(i) + " " +
                   std::to_string(graph.GetDegree(i)) + "; expected Metropolis, MaxDegree or Lazy";
        }
    }
    return "";
}

} // namespace

std::string
FindAverageProblem(const CommunicationGraph& graph, MixingRule rule)
{
    // With links both ways all other rules are symmetric.
    if (FindOneWayProblem(graph).empty())
    {
        return rule == MIXING_UNIFORM ? FindUniformProblem(graph) : "";
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
