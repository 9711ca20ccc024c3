/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-graphs.h"

#include "ns3/assert.h"
#include "ns3/input-error.h"
#include "ns3/labeled-dataset.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

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

/// All pairs in a row, numbered as (i, k) by i, then k < i; or k != i if directed.
std::pair<uint32_t, uint32_t>
FindPair(uint64_t number, uint32_t n, bool directed)
{
    if (directed)
    {
        const auto from = static_cast<uint32_t>(number / (n - 1));
        const auto to = static_cast<uint32_t>(number % (n - 1));
        return {from, to < from ? to : to + 1};
    }
    auto row = static_cast<uint64_t>((1 + std::sqrt(1 + 8.0 * number)) / 2);
    // The root is rounded.
    while (row * (row - 1) / 2 > number)
    {
        --row;
    }
    while (row * (row + 1) / 2 <= number)
    {
        ++row;
    }
    return {static_cast<uint32_t>(number - row * (row - 1) / 2), static_cast<uint32_t>(row)};
}

/// Where devices are, and which are in each cell of a grid over the unit square.
class PointGrid
{
  public:
    PointGrid(uint32_t n, double radius, Ptr<UniformRandomVariable> random)
        : m_side(std::max(1.0, std::min(std::floor(1 / radius), std::ceil(std::sqrt(n))))),
          m_cells(std::size_t(m_side) * m_side)
    {
        for (uint32_t i = 0; i < n; ++i)
        {
            const double x = random->GetValue(0, 1);
            const double y = random->GetValue(0, 1);
            m_points.emplace_back(x, y);
            m_cells[FindCell(y) * m_side + FindCell(x)].push_back(i);
        }
    }

    /// Add the links of a device with those of lower numbers.
    void AddLinks(uint32_t device, double radius, GraphEdges& edges) const
    {
        const auto [x, y] = m_points[device];
        const uint32_t column = FindCell(x);
        const uint32_t row = FindCell(y);
        for (uint32_t r = row - (row > 0); r <= std::min(row + 1, m_side - 1); ++r)
        {
            for (uint32_t c = column - (column > 0); c <= std::min(column + 1, m_side - 1); ++c)
            {
                for (const uint32_t other : m_cells[r * std::size_t(m_side) + c])
                {
                    const auto [u, v] = m_points[other];
                    if (other < device && (x - u) * (x - u) + (y - v) * (y - v) <= radius * radius)
                    {
                        edges.emplace_back(other, device);
                    }
                }
            }
        }
    }

  private:
    uint32_t FindCell(double coordinate) const
    {
        return std::min(static_cast<uint32_t>(coordinate * m_side), m_side - 1);
    }

    uint32_t m_side;                                 //!< cells in a row, none below the radius
    std::vector<std::pair<double, double>> m_points; //!< of the devices
    std::vector<std::vector<uint32_t>> m_cells;      //!< devices in each
};

} // namespace

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
MakeErdosRenyiGraph(uint32_t n,
                    double probability,
                    bool directed,
                    Ptr<UniformRandomVariable> random)
{
    NS_ASSERT(probability >= 0 && probability <= 1);
    const uint64_t pairs = n > 0 ? uint64_t(n) * (n - 1) / (directed ? 1 : 2) : 0;
    GraphEdges edges;
    if (probability >= 1)
    {
        for (uint64_t number = 0; number < pairs; ++number)
        {
            edges.push_back(FindPair(number, n, directed));
        }
    }
    else if (probability > 0)
    {
        // From one link to the next: geometrically many pairs have none (Batagelj and Brandes 2005).
        const double scale = 1 / std::log1p(-probability);
        double at = -1;
        while (true)
        {
            at += 1 + std::floor(std::log1p(-random->GetValue(0, 1)) * scale);
            if (!(at < pairs))
            {
                break;
            }
            edges.push_back(FindPair(static_cast<uint64_t>(at), n, directed));
        }
    }
    return Create<CommunicationGraph>(n, edges, directed);
}

Ptr<CommunicationGraph>
MakeSmallWorldGraph(uint32_t n,
                    uint32_t degree,
                    double probability,
                    Ptr<UniformRandomVariable> random)
{
    NS_ASSERT(degree % 2 == 0 && degree < n);
    std::vector<std::set<uint32_t>> linked(n);
    const auto link = [&linked](uint32_t a, uint32_t b) {
        linked[a].insert(b);
        linked[b].insert(a);
    };
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t k = 1; k <= degree / 2; ++k)
        {
            link(i, (i + k) % n);
        }
    }
    for (uint32_t k = 1; k <= degree / 2; ++k)
    {
        for (uint32_t i = 0; i < n; ++i)
        {
            const uint32_t old = (i + k) % n;
            if (random->GetValue(0, 1) >= probability || linked[i].size() == n - 1)
            {
                continue;
            }
            uint32_t next = i;
            while (next == i || linked[i].count(next) > 0)
            {
                next = random->GetInteger(0, n - 1);
            }
            linked[i].erase(old);
            linked[old].erase(i);
            link(i, next);
        }
    }
    GraphEdges edges;
    for (uint32_t i = 0; i < n; ++i)
    {
        for (const uint32_t other : linked[i])
        {
            edges.emplace_back(i, other);
        }
    }
    return Create<CommunicationGraph>(n, edges, false);
}

Ptr<CommunicationGraph>
MakeGeometricGraph(uint32_t n, double radius, Ptr<UniformRandomVariable> random)
{
    NS_ASSERT(radius > 0);
    const PointGrid points(n, radius, random);
    GraphEdges edges;
    for (uint32_t i = 0; i < n; ++i)
    {
        points.AddLinks(i, radius, edges);
    }
    return Create<CommunicationGraph>(n, edges, false);
}

Ptr<CommunicationGraph>
MakeScaleFreeGraph(uint32_t n, uint32_t links, Ptr<UniformRandomVariable> random)
{
    NS_ASSERT(links > 0 && links < n);
    GraphEdges edges;
    // Each device as often as it has links: a draw from here is one by degrees.
    std::vector<uint32_t> ends;
    const auto link = [&](uint32_t a, uint32_t b) {
        edges.emplace_back(a, b);
        ends.push_back(a);
        ends.push_back(b);
    };
    for (uint32_t i = 0; i <= links; ++i)
    {
        for (uint32_t k = 0; k < i; ++k)
        {
            link(k, i);
        }
    }
    for (uint32_t i = links + 1; i < n; ++i)
    {
        std::set<uint32_t> chosen;
        while (chosen.size() < links)
        {
            chosen.insert(ends[random->GetInteger(0, ends.size() - 1)]);
        }
        for (const uint32_t other : chosen)
        {
            link(other, i);
        }
    }
    return Create<CommunicationGraph>(n, edges, false);
}

Ptr<CommunicationGraph>
MakeMatchingGraph(uint32_t n, Ptr<UniformRandomVariable> random)
{
    std::vector<uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    Shuffle(order, random);
    GraphEdges edges;
    for (uint32_t i = 0; i + 1 < n; i += 2)
    {
        edges.emplace_back(order[i], order[i + 1]);
    }
    return Create<CommunicationGraph>(n, edges, false);
}

} // namespace stardust
} // namespace ns3
