/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/graph-generator.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

Ptr<UniformRandomVariable>
MakeRandom(int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    return random;
}

/// All (sender, receiver) pairs.
GraphEdges
ListArcs(const CommunicationGraph& graph)
{
    GraphEdges arcs;
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            arcs.emplace_back(i, graph.GetNeighbor(i, k));
        }
    }
    return arcs;
}

/// Mean of some values, and the standard error of that.
struct MeanValue
{
    double sum{0};
    double squares{0};
    uint32_t count{0};

    void Add(double value)
    {
        sum += value;
        squares += value * value;
        ++count;
    }

    double GetMean() const
    {
        return sum / count;
    }

    double GetVariance() const
    {
        return squares / count - GetMean() * GetMean();
    }

    double GetError() const
    {
        return std::sqrt(GetVariance() / count);
    }
};

} // namespace

STARDUST_TEST_CASE(FixedKindsTestCase, "graphs without draws have the arcs of their definition")
{
    struct Row
    {
        std::string spec;
        uint32_t n;
        uint64_t arcs;
        uint32_t smallest; //!< degree
        uint32_t largest;  //!< degree
    };
    const std::vector<Row> rows{{"torus", 4, 8, 2, 2},
                                {"torus", 6, 18, 3, 3},
                                {"torus", 20, 80, 4, 4},
                                {"torus:3,4", 12, 48, 4, 4},
                                {"torus:2,10", 20, 60, 3, 3},
                                {"hypercube", 1, 0, 0, 0},
                                {"hypercube", 2, 2, 1, 1},
                                {"hypercube", 16, 64, 4, 4},
                                {"exponential", 1, 0, 0, 0},
                                {"exponential", 2, 2, 1, 1},
                                {"exponential", 3, 6, 2, 2},
                                {"exponential", 20, 100, 5, 5},
                                {"star", 1, 0, 0, 0},
                                {"star", 2, 2, 1, 1},
                                {"star:3", 20, 38, 1, 19},
                                {"bipartite", 2, 2, 1, 1},
                                {"bipartite", 3, 4, 1, 2},
                                {"bipartite:5", 20, 150, 5, 15},
                                {"small-world:4,0", 20, 80, 4, 4},
                                {"scale-free:2", 3, 6, 2, 2},
                                {"erdos-renyi:1", 20, 380, 19, 19},
                                {"geometric:2", 20, 380, 19, 19}};
    for (const Row& row : rows)
    {
        const auto graph = MakeGraph(row.spec, row.n, {}, 1);
        uint32_t smallest = row.n;
        uint32_t largest = 0;
        for (uint32_t i = 0; i < row.n; ++i)
        {
            smallest = std::min(smallest, graph->GetDegree(i));
            largest = std::max(largest, graph->GetDegree(i));
        }
        const std::string what = row.spec + " of " + std::to_string(row.n);
        NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), row.arcs, what);
        NS_TEST_EXPECT_MSG_EQ(smallest, row.smallest, what);
        NS_TEST_EXPECT_MSG_EQ(largest, row.largest, what);
        NS_TEST_EXPECT_MSG_EQ(graph->CountComponents(), 1, what);
        const bool directed = row.spec == "exponential";
        NS_TEST_EXPECT_MSG_EQ(graph->IsDirected(), directed, what);
    }
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("star:3", 5, {}, 1)->HasArc(4, 3), true, "the hub");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("torus:3,4", 12, {}, 1)->HasArc(3, 0), true, "around the row");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("torus:3,4", 12, {}, 1)->HasArc(9, 1), true, "around the column");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("hypercube", 8, {}, 1)->HasArc(2, 6), true, "one bit");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("hypercube", 8, {}, 1)->HasArc(2, 5), false, "three bits");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("exponential", 20, {}, 1)->HasArc(10, 6), true, "16 ahead");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("exponential", 20, {}, 1)->HasArc(6, 10), true, "4 ahead");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("exponential", 20, {}, 1)->HasArc(10, 9), false, "19 ahead");
    const auto ring = MakeGraph("ring", 5, {true, false}, 1);
    NS_TEST_EXPECT_MSG_EQ(ring->HasArc(4, 0) && !ring->HasArc(0, 4), true, "one way round");
    NS_TEST_EXPECT_MSG_EQ(ring->GetArcCount(), 5, "one arc a device");
}

STARDUST_TEST_CASE(RefusedKindsTestCase, "graphs that do not exist are refused in one line")
{
    struct Row
    {
        std::string spec;
        uint32_t n;
        std::string part;
    };
    for (const Row& row : std::vector<Row>{{"torus", 7, "7 learners make no torus"},
                                           {"torus", 1, "make no torus"},
                                           {"torus:3,3", 8, "rows times columns is 9"},
                                           {"torus:1,8", 8, "from 2"},
                                           {"torus:8", 8, "expected torus or torus:ROWS,COLUMNS"},
                                           {"hypercube", 3, "power of 2"},
                                           {"hypercube:3", 8, "without a colon"},
                                           {"star:5", 5, "from 0 to 4"},
                                           {"bipartite", 1, "2 learners or more"},
                                           {"bipartite:5", 5, "from 1 to 4"},
                                           {"erdos-renyi", 5, "expected erdos-renyi:P"},
                                           {"erdos-renyi:1.5", 5, "from 0 to 1"},
                                           {"small-world:3,0.1", 9, "even"},
                                           {"small-world:20,0.1", 20, "below the 20"},
                                           {"small-world:4", 20, "expected small-world:K,P"},
                                           {"geometric:0", 5, "from 1e-09 to 2"},
                                           {"scale-free:5", 5, "fewer links"},
                                           {"scale-free:0", 5, "from 1 to"},
                                           {"erdos-renyi:0", 5, "disconnected"},
                                           {"file:", 5, "a path is missing"},
                                           {"wheel", 5, "unknown graph; expected complete, ring"}})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakeGraph(row.spec, row.n, {}, 1),
                                    {"--graph=" + row.spec, row.part});
    }
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("torus", 9, {true, false}, 1), {"--directed", "torus"});
}

STARDUST_TEST_CASE(StreamTestCase, "a stream gives one graph, another stream another")
{
    for (const std::string spec :
         {"erdos-renyi:0.3", "small-world:4,0.3", "geometric:0.4", "scale-free:2", "random-regular:4"})
    {
        const auto first = ListArcs(*MakeGraph(spec, 30, {false, true}, 5));
        NS_TEST_EXPECT_MSG_EQ((first == ListArcs(*MakeGraph(spec, 30, {false, true}, 5))), true, spec);
        NS_TEST_EXPECT_MSG_EQ((first == ListArcs(*MakeGraph(spec, 30, {false, true}, 6))), false, spec);
    }
}

STARDUST_TEST_CASE(ErdosRenyiTestCase, "links of G(n, p) are equally likely and independent")
{
    for (const bool directed : {false, true})
    {
        const auto random = MakeRandom(11);
        const uint32_t graphs = 6000;
        const uint32_t pairs = directed ? 56 : 28;
        uint32_t counts[8][8] = {};
        MeanValue links;
        for (uint32_t k = 0; k < graphs; ++k)
        {
            const auto arcs = ListArcs(*MakeErdosRenyiGraph(8, 0.3, directed, random));
            links.Add(arcs.size() / (directed ? 1.0 : 2.0));
            for (const auto& [from, to] : arcs)
            {
                ++counts[from][to];
            }
        }
        // 84 frequencies: 5 sd each is a chance failure of 5e-5 in all.
        const double sd = std::sqrt(0.3 * 0.7 / graphs);
        for (uint32_t i = 0; i < 8; ++i)
        {
            for (uint32_t k = 0; k < 8; ++k)
            {
                const double expected = i == k ? 0 : 0.3;
                NS_TEST_EXPECT_MSG_EQ_TOL(counts[i][k] / double(graphs), expected, 5 * sd, i << "-" << k);
            }
        }
        // Their number is binomial, of which the variance is known to a share of sqrt(2 / graphs).
        const double variance = pairs * 0.3 * 0.7;
        NS_TEST_EXPECT_MSG_EQ_TOL(links.GetVariance(),
                                  variance,
                                  4.5 * std::sqrt(2.0 / graphs) * variance,
                                  "independent");
    }
    // Far pairs of a large graph: number of links within 4.5 sd.
    const uint64_t pairs = 20000ull * 19999 / 2;
    const auto large = MakeErdosRenyiGraph(20000, 1e-3, false, MakeRandom(12));
    NS_TEST_EXPECT_MSG_EQ_TOL(large->GetArcCount() / 2.0, pairs * 1e-3, 4.5 * std::sqrt(pairs * 1e-3), "");
}

STARDUST_TEST_CASE(SmallWorldTestCase, "a small world keeps its links' number and moves the share asked for")
{
    const auto random = MakeRandom(13);
    MeanValue moved;
    for (uint32_t k = 0; k < 20; ++k)
    {
        const auto graph = MakeSmallWorldGraph(1000, 4, 0.2, random);
        NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), 4000, "links");
        uint32_t near = 0;
        for (const auto& [from, to] : ListArcs(*graph))
        {
            const uint32_t way = (from + 1000 - to) % 1000;
            near += way <= 2 || way >= 998;
        }
        moved.Add((4000 - near) / 2);
    }
    // Binomial, 400 of 2000 on average; at most 4 in 1000 moved links come to lie on the ring again.
    NS_TEST_EXPECT_MSG_EQ_TOL(moved.GetMean(), 400, 4.5 * std::sqrt(320.0 / 20) + 1.6, "moved");
    const auto all = MakeSmallWorldGraph(20, 18, 1, random);
    NS_TEST_EXPECT_MSG_EQ(all->GetArcCount(), 360, "almost complete");
}

STARDUST_TEST_CASE(GeometricTestCase, "geometric links are those of pairs within the radius")
{
    for (const double radius : {0.05, 0.3, 0.9})
    {
        const auto graph = MakeGeometricGraph(150, radius, MakeRandom(14));
        const auto random = MakeRandom(14);
        std::vector<std::pair<double, double>> points(150);
        for (auto& [x, y] : points)
        {
            x = random->GetValue(0, 1);
            y = random->GetValue(0, 1);
        }
        uint32_t wrong = 0;
        for (uint32_t i = 0; i < 150; ++i)
        {
            for (uint32_t k = 0; k < i; ++k)
            {
                const double way = std::hypot(points[i].first - points[k].first,
                                              points[i].second - points[k].second);
                wrong += graph->HasArc(i, k) != (way <= radius);
                wrong += graph->HasArc(k, i) != (way <= radius);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(wrong, 0, "radius " << radius);
    }
    // Two random points of the unit square are within R <= 1 with a known probability.
    const double radius = 0.2;
    const double chance = M_PI * radius * radius - 8 * std::pow(radius, 3) / 3 + std::pow(radius, 4) / 2;
    MeanValue share;
    const auto random = MakeRandom(15);
    for (uint32_t k = 0; k < 400; ++k)
    {
        share.Add(MakeGeometricGraph(60, radius, random)->GetArcCount() / (60.0 * 59));
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(share.GetMean(), chance, 4.5 * share.GetError(), "share of pairs");
}

STARDUST_TEST_CASE(ScaleFreeTestCase, "degrees of a scale-free graph follow their law")
{
    const uint32_t n = 20000;
    const auto graph = MakeScaleFreeGraph(n, 2, MakeRandom(16));
    NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), 2 * (3 + 2 * (n - 3)), "links");
    NS_TEST_EXPECT_MSG_EQ(graph->CountComponents(), 1, "connected");
    std::vector<uint32_t> counts(n);
    uint32_t largest = 0;
    for (uint32_t i = 0; i < n; ++i)
    {
        ++counts[graph->GetDegree(i)];
        largest = std::max(largest, graph->GetDegree(i));
    }
    NS_TEST_EXPECT_MSG_EQ(counts[0] + counts[1], 0, "no device has fewer");
    for (const uint32_t degree : {2, 3, 4, 5, 10})
    {
        // 2 m (m + 1) / (k (k + 1) (k + 2)), m = 2, for large n.
        const double expected = 12.0 / (degree * (degree + 1.0) * (degree + 2));
        const double sd = std::sqrt(expected / n);
        NS_TEST_EXPECT_MSG_EQ_TOL(counts[degree] / double(n), expected, 4.5 * sd + 5.0 / n, degree);
    }
    // The oldest have of the order of sqrt(n) links; in G(n, p) of that density none had 30.
    NS_TEST_EXPECT_MSG_GT(largest, 100, "hubs");
}

namespace
{

/// Graphs by their names.
class StardustGraphKindsTestSuite : public TestSuite
{
  public:
    StardustGraphKindsTestSuite()
        : TestSuite("stardust-graph-kinds", Type::UNIT)
    {
        AddTestCase(new FixedKindsTestCase);
        AddTestCase(new RefusedKindsTestCase);
        AddTestCase(new StreamTestCase);
        AddTestCase(new ErdosRenyiTestCase);
        AddTestCase(new SmallWorldTestCase);
        AddTestCase(new GeometricTestCase);
        AddTestCase(new ScaleFreeTestCase);
    }
};

static StardustGraphKindsTestSuite g_stardustGraphKindsTestSuite;

} // namespace
