/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/graph-generator.h"
#include "ns3/graphml-reader.h"

#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

std::set<uint32_t>
NeighborsOf(const CommunicationGraph& graph, uint32_t device)
{
    std::set<uint32_t> neighbors;
    for (uint32_t k = 0; k < graph.GetDegree(device); ++k)
    {
        neighbors.insert(graph.GetNeighbor(device, k));
    }
    return neighbors;
}

bool
IsSymmetric(const CommunicationGraph& graph)
{
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        for (const uint32_t k : NeighborsOf(graph, i))
        {
            if (NeighborsOf(graph, k).count(i) == 0)
            {
                return false;
            }
        }
    }
    return true;
}

std::string
GraphMl(const std::string& body)
{
    return "<?xml version=\"1.0\"?>\n<graphml>\n<graph edgedefault=\"directed\">\n" + body +
           "</graph>\n</graphml>\n";
}

} // namespace

STARDUST_TEST_CASE(CompleteGraphTestCase, "in the complete graph everybody is everybody else's neighbour")
{
    for (const uint32_t n : {1u, 2u, 3u, 20u})
    {
        const CommunicationGraph graph(n);
        NS_TEST_EXPECT_MSG_EQ(graph.GetArcCount(), uint64_t(n) * (n - 1), "pairs");
        NS_TEST_EXPECT_MSG_EQ(graph.CountComponents(), 1, "connected");
        for (uint32_t i = 0; i < n; ++i)
        {
            const auto neighbors = NeighborsOf(graph, i);
            NS_TEST_EXPECT_MSG_EQ(graph.GetDegree(i), n - 1, "degree of " << i);
            NS_TEST_EXPECT_MSG_EQ(neighbors.size(), n - 1, "all different");
            NS_TEST_EXPECT_MSG_EQ(neighbors.count(i), 0, "not its own neighbour");
        }
    }
}

STARDUST_TEST_CASE(RingGraphTestCase, "in a ring each device has its two sides as neighbours")
{
    auto ring = MakeRingGraph(5);
    NS_TEST_EXPECT_MSG_EQ((NeighborsOf(*ring, 0) == std::set<uint32_t>{1, 4}), true, "of 0");
    NS_TEST_EXPECT_MSG_EQ((NeighborsOf(*ring, 3) == std::set<uint32_t>{2, 4}), true, "of 3");
    NS_TEST_EXPECT_MSG_EQ(MakeRingGraph(2)->GetDegree(0), 1, "two devices: one link");
    NS_TEST_EXPECT_MSG_EQ(MakeRingGraph(1)->GetDegree(0), 0, "one device: no link");
}

STARDUST_TEST_CASE(RandomRegularGraphTestCase, "a random regular graph is simple, symmetric and of that degree")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(4);
    for (const auto& [n, degree] : std::vector<std::pair<uint32_t, uint32_t>>{
             {2, 1}, {4, 3}, {6, 5}, {10, 3}, {20, 4}, {21, 20}, {60, 57}, {100, 20}, {5, 0}, {1, 0}})
    {
        auto graph = MakeRandomRegularGraph(n, degree, random);
        for (uint32_t i = 0; i < n; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(graph->GetDegree(i), degree, "degree for n=" << n);
            NS_TEST_EXPECT_MSG_EQ(NeighborsOf(*graph, i).count(i), 0, "no loop");
        }
        NS_TEST_EXPECT_MSG_EQ(IsSymmetric(*graph), true, "links hold in both directions");
    }
    STARDUST_EXPECT_INPUT_ERROR(MakeRandomRegularGraph(5, 3, random), {"random-regular:3", "odd"});
    STARDUST_EXPECT_INPUT_ERROR(MakeRandomRegularGraph(4, 4, random), {"random-regular:4", "fewer"});
}

STARDUST_TEST_CASE(RandomRegularFrequencyTestCase, "every link of a random regular graph is equally likely")
{
    // 3-regular on 8 nodes: each of the 28 links is there with probability 3/7.
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(5);
    const int rounds = 4000;
    uint32_t count[8][8] = {};
    for (int round = 0; round < rounds; ++round)
    {
        auto graph = MakeRandomRegularGraph(8, 3, random);
        for (uint32_t i = 0; i < 8; ++i)
        {
            for (const uint32_t k : NeighborsOf(*graph, i))
            {
                ++count[i][k];
            }
        }
    }
    const double sd = std::sqrt(3 / 7.0 * 4 / 7.0 / rounds);
    for (uint32_t i = 0; i < 8; ++i)
    {
        for (uint32_t k = 0; k < i; ++k)
        {
            // 28 links: 4.5 sd for each is a chance failure of 2e-4 in all.
            NS_TEST_EXPECT_MSG_EQ_TOL(count[i][k] / double(rounds), 3 / 7.0, 4.5 * sd, i << "-" << k);
        }
    }
}

STARDUST_TEST_CASE(ComponentsTestCase, "parts that cannot all reach each other are counted")
{
    const CommunicationGraph undirected(5, {{0, 1}, {1, 2}, {3, 3}}, false);
    NS_TEST_EXPECT_MSG_EQ(undirected.CountComponents(), 3, "0-1-2, 3 and 4");
    NS_TEST_EXPECT_MSG_EQ(undirected.GetDegree(3), 0, "a self loop is no link");
    const CommunicationGraph directed(3, {{0, 1}, {1, 2}}, true);
    NS_TEST_EXPECT_MSG_EQ(directed.CountComponents(), 3, "one way only");
    NS_TEST_EXPECT_MSG_EQ(directed.GetDegree(2), 0, "2 sends to nobody");
    const CommunicationGraph cycle(3, {{0, 1}, {1, 2}, {2, 0}}, true);
    NS_TEST_EXPECT_MSG_EQ(cycle.CountComponents(), 1, "all the way round");
}

STARDUST_TEST_CASE(TopologyZooTestCase, "Topology Zoo files have the published number of nodes")
{
    const std::vector<std::pair<std::string, uint32_t>> files{
        {"Abilene", 11}, {"Geant2012", 40}, {"Cogentco", 197}};
    for (const auto& [name, nodes] : files)
    {
        const std::string path = FindSharedData("topologies/" + name + ".graphml");
        if (path.empty())
        {
            continue;
        }
        auto graph = ReadGraphMl(path, false);
        NS_TEST_EXPECT_MSG_EQ(graph->GetN(), nodes, name);
        NS_TEST_EXPECT_MSG_EQ(graph->CountComponents(), 1, name << " is connected");
        NS_TEST_EXPECT_MSG_EQ(IsSymmetric(*graph), true, name << " is read as undirected");
        if (name == "Abilene")
        {
            NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), 2 * 14, "Abilene has 14 links");
        }
    }
}

STARDUST_TEST_CASE(GraphMlTestCase, "GraphML: order, unknown attributes, parallel links and direction")
{
    const std::string path = CreateTempDirFilename("good.graphml");
    WriteFile(path,
              GraphMl("<edge source=\"b\" target=\"a\"/><node id=\"a\"><data key=\"x\">True</data>"
                      "</node><node id=\"b\"/><node id=\"c\"/>\n<edge source=\"a\" target=\"b\"/>"
                      "<edge source=\"a\" target=\"c\"/>"));
    auto graph = ReadGraphMl(path, false);
    NS_TEST_EXPECT_MSG_EQ(graph->GetN(), 3, "nodes");
    NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), 4, "a-b once, a-c, both ways");
    auto directed = ReadGraphMl(path, true);
    NS_TEST_EXPECT_MSG_EQ(directed->GetArcCount(), 3, "b to a, a to b, a to c");
    NS_TEST_EXPECT_MSG_EQ(directed->GetDegree(2), 0, "c sends to nobody");
}

STARDUST_TEST_CASE(GraphMlErrorsTestCase, "each kind of bad GraphML is refused with file and line")
{
    const std::string path = CreateTempDirFilename("bad.graphml");
    STARDUST_EXPECT_INPUT_ERROR(ReadGraphMl(path + "-absent", false), {"absent", "No such file"});
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "empty"},
        {"no xml at all", ":1: no well-formed XML"},
        {"<svg/>", "root element is svg"},
        {"<graphml/>", "no graph element"},
        {GraphMl("<node/>\n"), ":4: node without attribute id"},
        {GraphMl("<node id=\"a\"/>\n<node id=\"a\"/>\n"), ":5: node id a is there already"},
        {GraphMl("<node id=\"a\"/>\n<edge source=\"a\" target=\"b\"/>\n"), ":5: edge names node b"},
        {GraphMl("<node id=\"a\"/>\n<edge source=\"a\"/>\n"), ":5: edge without attribute target"},
        {GraphMl("<hyperedge/>\n"), ":4: hyperedges"},
        {GraphMl("<node id=\"a\">\n"), "no well-formed XML"},
        {GraphMl("<node \xff=\"a\"/>\n"), "not proper UTF-8, indicate encoding ! Bytes: 0xFF"},
        {GraphMl("<graph/>\n"), ":4: a second or nested graph"}};
    for (const auto& [content, part] : cases)
    {
        WriteFile(path, content);
        STARDUST_EXPECT_INPUT_ERROR(ReadGraphMl(path, false), {path, part});
    }
    std::string deep;
    for (int i = 0; i < 50000; ++i)
    {
        deep += "<data>";
    }
    WriteFile(path, GraphMl(deep));
    STARDUST_EXPECT_INPUT_ERROR(ReadGraphMl(path, false), {path, "no well-formed XML"});
}

STARDUST_TEST_CASE(MakeGraphTestCase, "graphs by name: unknown, unfitting and disconnected ones are refused")
{
    const std::string path = CreateTempDirFilename("two-parts.graphml");
    WriteFile(path, GraphMl("<node id=\"a\"/><node id=\"b\"/>"));
    const GraphOptions strict;
    const GraphOptions lax{false, true};
    const GraphOptions directed{true, false};
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("file:" + path, 2, lax, 1)->CountComponents(), 2, "allowed");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("file:" + path, 0, lax, 1)->GetN(), 2, "nodes from the file");
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path, 2, strict, 1),
                                {path, "disconnected", "--allowDisconnected"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path, 3, lax, 1), {"2 nodes for 3 devices (--learners)"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path, 1, lax, 1), {"2 nodes for 1 devices (--learners)"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("complete", 3, directed, 1), {"--directed"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("random-regular:0", 3, strict, 1), {"3 parts"});
    for (const std::string spec : {"", "rong", "random-regular"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakeGraph(spec, 4, strict, 1),
                                    {"--graph=" + spec, "random-regular:K"});
    }
    for (const std::string spec : {"file", "file:"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakeGraph(spec, 4, strict, 1), {"--graph=" + spec, "file:PATH"});
    }
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("ring:3", 4, strict, 1), {"--graph=ring:3", "without a colon"});
    for (const std::string spec : {"random-regular:", "random-regular:-2", "random-regular:2x"})
    {
        STARDUST_EXPECT_INPUT_ERROR(MakeGraph(spec, 4, strict, 1), {"--graph=" + spec, "whole"});
    }
}

/// Communication graphs.
class StardustGraphTestSuite : public TestSuite
{
  public:
    StardustGraphTestSuite()
        : TestSuite("stardust-graph", Type::UNIT)
    {
        AddTestCase(new CompleteGraphTestCase);
        AddTestCase(new RingGraphTestCase);
        AddTestCase(new RandomRegularGraphTestCase);
        AddTestCase(new RandomRegularFrequencyTestCase);
        AddTestCase(new ComponentsTestCase);
        AddTestCase(new TopologyZooTestCase);
        AddTestCase(new GraphMlTestCase);
        AddTestCase(new GraphMlErrorsTestCase);
        AddTestCase(new MakeGraphTestCase);
    }
};

static StardustGraphTestSuite g_stardustGraphTestSuite;
