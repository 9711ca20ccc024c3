/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "graph-generator.h"

#include "graphml-reader.h"

#include "ns3/input-error.h"
#include "ns3/labeled-dataset.h"
#include "ns3/number-parser.h"

#include <algorithm>
#include <set>

namespace ns3
{
namespace stardust
{

namespace
{

using EdgeSet = std::set<std::pair<uint32_t, uint32_t>>;

/// Pair neighbouring stubs; those that would make a loop or a double link stay over.
std::vector<uint32_t>
PairStubs(const std::vector<uint32_t>& stubs, EdgeSet& edges)
{
    std::vector<uint32_t> left;
    for (std::size_t i = 0; i + 1 < stubs.size(); i += 2)
    {
        const auto link = std::minmax(stubs[i], stubs[i + 1]);
        if (link.first == link.second || !edges.insert(link).second)
        {
            left.push_back(stubs[i]);
            left.push_back(stubs[i + 1]);
        }
    }
    return left;
}

bool
HasSuitablePair(const std::vector<uint32_t>& stubs, const EdgeSet& edges)
{
    const std::set<uint32_t> devices(stubs.begin(), stubs.end());
    for (auto a = devices.begin(); a != devices.end(); ++a)
    {
        for (auto b = std::next(a); b != devices.end(); ++b)
        {
            if (edges.count({*a, *b}) == 0)
            {
                return true;
            }
        }
    }
    return false;
}

/// One try; empty if it ran into a dead end.
EdgeSet
TryRandomRegular(uint32_t n, uint32_t degree, Ptr<UniformRandomVariable> random)
{
    std::vector<uint32_t> stubs;
    for (uint32_t i = 0; i < n; ++i)
    {
        stubs.insert(stubs.end(), degree, i);
    }
    EdgeSet edges;
    while (!stubs.empty())
    {
        Shuffle(stubs, random);
        stubs = PairStubs(stubs, edges);
        if (!stubs.empty() && !HasSuitablePair(stubs, edges))
        {
            return {};
        }
    }
    return edges;
}

EdgeSet
MakeComplement(uint32_t n, const EdgeSet& edges)
{
    EdgeSet complement;
    for (uint32_t a = 0; a < n; ++a)
    {
        for (uint32_t b = a + 1; b < n; ++b)
        {
            if (edges.count({a, b}) == 0)
            {
                complement.emplace(a, b);
            }
        }
    }
    return complement;
}

Ptr<CommunicationGraph>
MakeNamedGraph(const std::string& spec, uint32_t n, bool directed, int64_t stream)
{
    const std::string context = "--graph=" + spec;
    const auto colon = spec.find(':');
    const std::string kind = spec.substr(0, colon);
    const std::string argument = colon == std::string::npos ? "" : spec.substr(colon + 1);
    if (kind == "file" && !argument.empty())
    {
        return ReadGraphMl(argument, directed);
    }
    if (directed)
    {
        throw InputError("--directed: only for --graph=file:PATH, not for " + context);
    }
    if (spec == "complete")
    {
        return Create<CommunicationGraph>(n);
    }
    if (spec == "ring")
    {
        return MakeRingGraph(n);
    }
    if (kind == "random-regular" && colon != std::string::npos)
    {
        const uint64_t degree = ParseWhole(argument, 0, UINT32_MAX, context);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(stream);
        return MakeRandomRegularGraph(n, static_cast<uint32_t>(degree), random);
    }
    throw InputError(context +
                     ": unknown graph; expected complete, ring, random-regular:K, file:PATH or, for "
                     "devices with places, range:METRES");
}

} // namespace

Ptr<CommunicationGraph>
MakeRingGraph(uint32_t n)
{
    GraphEdges edges;
    for (uint32_t i = 0; i < n; ++i)
    {
        edges.emplace_back(i, (i + 1) % n);
    }
    return Create<CommunicationGraph>(n, edges, false);
}

Ptr<CommunicationGraph>
MakeRandomRegularGraph(uint32_t n, uint32_t degree, Ptr<UniformRandomVariable> random)
{
    const std::string context = "--graph=random-regular:" + std::to_string(degree);
    if (degree >= n)
    {
        throw InputError(context + ": expected fewer neighbours than the " + std::to_string(n) +
                         " learners");
    }
    if (uint64_t(n) * degree % 2 != 0)
    {
        throw InputError(context + ": learners times neighbours is odd for " + std::to_string(n) +
                         " learners, there is no such graph");
    }
    // Pairing runs into dead ends near the complete graph; what is missing there
    // is a random regular graph too.
    const bool dense = degree > (n - 1) / 2;
    const uint32_t drawn = dense ? n - 1 - degree : degree;
    EdgeSet edges;
    while (drawn > 0 && edges.empty())
    {
        edges = TryRandomRegular(n, drawn, random);
    }
    if (dense)
    {
        edges = MakeComplement(n, edges);
    }
    return Create<CommunicationGraph>(n, GraphEdges(edges.begin(), edges.end()), false);
}

Ptr<CommunicationGraph>
MakeGraph(const std::string& spec, uint32_t n, const GraphOptions& options, int64_t stream)
{
    auto graph = MakeNamedGraph(spec, n, options.directed, stream);
    if (n > 0 && graph->GetN() != n)
    {
        throw InputError("--graph=" + spec + ": " + std::to_string(graph->GetN()) +
                         " nodes, but --learners=" + std::to_string(n));
    }
    const uint32_t components = graph->CountComponents();
    if (components > 1 && !options.allowDisconnected)
    {
        throw InputError("--graph=" + spec + ": disconnected (" + std::to_string(components) +
                         " parts that cannot all reach each other); give --allowDisconnected to "
                         "run it all the same");
    }
    return graph;
}

} // namespace stardust
} // namespace ns3
