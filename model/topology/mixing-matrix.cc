/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mixing-matrix.h"

#include "ns3/enum.h"
#include "ns3/fatal-error.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{

uint32_t
FindLargestDegree(const CommunicationGraph& graph)
{
    uint32_t largest = 0;
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        largest = std::max(largest, graph.GetDegree(i));
    }
    return largest;
}

} // namespace

Ptr<const AttributeChecker>
MakeMixingRuleChecker()
{
    return MakeEnumChecker(MIXING_METROPOLIS,
                           "Metropolis",
                           MIXING_MAX_DEGREE,
                           "MaxDegree",
                           MIXING_LAZY,
                           "Lazy",
                           MIXING_UNIFORM,
                           "Uniform");
}

std::vector<uint32_t>
FindInNeighbors(const CommunicationGraph& graph, uint32_t device)
{
    std::vector<uint32_t> neighbors;
    if (graph.IsDirected())
    {
        for (uint32_t i = 0; i < graph.GetN(); ++i)
        {
            if (i != device && graph.HasArc(i, device))
            {
                neighbors.push_back(i);
            }
        }
        return neighbors;
    }
    for (uint32_t k = 0; k < graph.GetDegree(device); ++k)
    {
        neighbors.push_back(graph.GetNeighbor(device, k));
    }
    std::sort(neighbors.begin(), neighbors.end());
    return neighbors;
}

std::vector<double>
ComputeMixingRow(const CommunicationGraph& graph,
                 uint32_t device,
                 const std::vector<uint32_t>& neighbors,
                 MixingRule rule)
{
    const uint32_t own = graph.GetDegree(device);
    const uint32_t largest = rule == MIXING_MAX_DEGREE ? FindLargestDegree(graph) : 0;
    std::vector<double> row;
    row.reserve(neighbors.size());
    for (const uint32_t neighbor : neighbors)
    {
        const double metropolis = 1.0 / (1 + std::max(own, graph.GetDegree(neighbor)));
        switch (rule)
        {
        case MIXING_METROPOLIS:
            row.push_back(metropolis);
            break;
        case MIXING_LAZY:
            row.push_back(metropolis / 2);
            break;
        case MIXING_MAX_DEGREE:
            row.push_back(1.0 / (1 + largest));
            break;
        case MIXING_UNIFORM:
            row.push_back(1.0 / (1 + neighbors.size()));
            break;
        default:
            NS_FATAL_ERROR("unknown mixing rule");
        }
    }
    return row;
}

} // namespace stardust
} // namespace ns3
