/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "regular-graphs.h"

#include "ns3/assert.h"

namespace ns3
{
namespace stardust
{

Ptr<CommunicationGraph>
MakeRingGraph(uint32_t n, bool directed)
{
    GraphEdges edges;
    for (uint32_t i = 0; i < n; ++i)
    {
        edges.emplace_back(i, (i + 1) % n);
    }
    return Create<CommunicationGraph>(n, edges, directed);
}

Ptr<CommunicationGraph>
MakeTorusGraph(uint32_t rows, uint32_t columns)
{
    GraphEdges edges;
    edges.reserve(2 * std::size_t(rows) * columns);
    for (uint32_t r = 0; r < rows; ++r)
    {
        for (uint32_t c = 0; c < columns; ++c)
        {
            const uint32_t device = r * columns + c;
            edges.emplace_back(device, (r + 1) % rows * columns + c);
            edges.emplace_back(device, r * columns + (c + 1) % columns);
        }
    }
    return Create<CommunicationGraph>(rows * columns, edges, false);
}

Ptr<CommunicationGraph>
MakeHypercubeGraph(uint32_t dimensions)
{
    NS_ASSERT(dimensions < 32);
    const uint32_t n = uint32_t(1) << dimensions;
    GraphEdges edges;
    edges.reserve(std::size_t(n) * dimensions / 2);
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t bit = 0; bit < dimensions; ++bit)
        {
            const uint32_t other = i ^ (uint32_t(1) << bit);
            if (i < other)
            {
                edges.emplace_back(i, other);
            }
        }
    }
    return Create<CommunicationGraph>(n, edges, false);
}

Ptr<CommunicationGraph>
MakeExponentialGraph(uint32_t n)
{
    GraphEdges edges;
    for (uint64_t offset = 1; offset < n; offset *= 2)
    {
        for (uint32_t i = 0; i < n; ++i)
        {
            edges.emplace_back(i, static_cast<uint32_t>((i + offset) % n));
        }
    }
    return Create<CommunicationGraph>(n, edges, true);
}

Ptr<CommunicationGraph>
MakeOnePeerGraph(uint32_t n, uint64_t number)
{
    std::vector<uint64_t> offsets;
    for (uint64_t offset = 1; offset < n; offset *= 2)
    {
        offsets.push_back(offset);
    }
    GraphEdges edges;
    for (uint32_t i = 0; i < n && !offsets.empty(); ++i)
    {
        edges.emplace_back(i, static_cast<uint32_t>((i + offsets[number % offsets.size()]) % n));
    }
    return Create<CommunicationGraph>(n, edges, true);
}

Ptr<CommunicationGraph>
MakeStarGraph(uint32_t n, uint32_t hub)
{
    GraphEdges edges;
    for (uint32_t i = 0; i < n; ++i)
    {
        edges.emplace_back(hub, i);
    }
    return Create<CommunicationGraph>(n, edges, false);
}

Ptr<CommunicationGraph>
MakeBipartiteGraph(uint32_t n, uint32_t first)
{
    GraphEdges edges;
    edges.reserve(std::size_t(first) * (n - first));
    for (uint32_t i = 0; i < first; ++i)
    {
        for (uint32_t k = first; k < n; ++k)
        {
            edges.emplace_back(i, k);
        }
    }
    return Create<CommunicationGraph>(n, edges, false);
}

} // namespace stardust
} // namespace ns3
