/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mixing-matrix.h"

#include "ns3/enum.h"
#include "ns3/fatal-error.h"

#include <algorithm>
#include <numeric>
#include <utility>

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

/// The in-neighbours of all devices, ascending.
std::vector<std::vector<uint32_t>>
FindAllInNeighbors(const CommunicationGraph& graph)
{
    std::vector<std::vector<uint32_t>> senders(graph.GetN());
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            senders[graph.GetNeighbor(i, k)].push_back(i);
        }
    }
    return senders;
}

/// A row as of ComputeMixingRow(), with the largest degree known.
std::vector<double>
ComputeRow(const CommunicationGraph& graph,
           uint32_t device,
           const std::vector<uint32_t>& neighbors,
           MixingRule rule,
           uint32_t largest)
{
    // More may send to a device than it sends to: its own weight must not fall below 0.
    const auto heard = static_cast<uint32_t>(neighbors.size());
    const uint32_t own = std::max(graph.GetDegree(device), heard);
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
            row.push_back(1.0 / (1 + std::max(largest, heard)));
            break;
        case MIXING_UNIFORM:
            row.push_back(1.0 / (1 + heard));
            break;
        default:
            NS_FATAL_ERROR("unknown mixing rule");
        }
    }
    return row;
}

/// Appends rows to a matrix.
class MatrixBuilder
{
  public:
    explicit MatrixBuilder(uint32_t n)
        : m_matrix{n, {0}, {}, {}}
    {
    }

    void Append(uint32_t device,
                const std::vector<uint32_t>& senders,
                const std::vector<double>& weights,
                double own)
    {
        const auto middle = std::lower_bound(senders.begin(), senders.end(), device);
        const auto before = middle - senders.begin();
        auto& columns = m_matrix.columns;
        auto& values = m_matrix.values;
        columns.insert(columns.end(), senders.begin(), middle);
        values.insert(values.end(), weights.begin(), weights.begin() + before);
        columns.push_back(device);
        // The rest to 1 is rounded.
        values.push_back(std::max(own, 0.0));
        columns.insert(columns.end(), middle, senders.end());
        values.insert(values.end(), weights.begin() + before, weights.end());
        m_matrix.begins.push_back(columns.size());
    }

    MixingMatrix Take()
    {
        return std::move(m_matrix);
    }

  private:
    MixingMatrix m_matrix; //!< so far
};

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
    return ComputeRow(graph,
                      device,
                      neighbors,
                      rule,
                      rule == MIXING_MAX_DEGREE ? FindLargestDegree(graph) : 0);
}

MixingMatrix
MakeMixingMatrix(const CommunicationGraph& graph, MixingRule rule)
{
    const uint32_t largest = rule == MIXING_MAX_DEGREE ? FindLargestDegree(graph) : 0;
    MatrixBuilder builder(graph.GetN());
    const auto senders = FindAllInNeighbors(graph);
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        const auto row = ComputeRow(graph, i, senders[i], rule, largest);
        builder.Append(i, senders[i], row, 1 - std::accumulate(row.begin(), row.end(), 0.0));
    }
    return builder.Take();
}

MixingMatrix
MakeColumnStochasticMatrix(const CommunicationGraph& graph)
{
    MatrixBuilder builder(graph.GetN());
    const auto senders = FindAllInNeighbors(graph);
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        std::vector<double> row;
        for (const uint32_t sender : senders[i])
        {
            row.push_back(1.0 / (1 + graph.GetDegree(sender)));
        }
        builder.Append(i, senders[i], row, 1.0 / (1 + graph.GetDegree(i)));
    }
    return builder.Take();
}

} // namespace stardust
} // namespace ns3
