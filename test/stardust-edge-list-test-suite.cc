/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/edge-list-reader.h"
#include "ns3/graph-generator.h"

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

STARDUST_TEST_CASE(GoodListsTestCase, "edge lists as NetworkX, SNAP and KONECT write them give their links")
{
    const std::string path = CreateTempDirFilename("links.txt");
    struct Row
    {
        std::string text;
        bool weighted;
    };
    for (const Row& row : std::vector<Row>{{"0 1\n1 2\n2 3\n", false},
                                           {"# nodes: 4\n0\t1\n1\t2\n\n2\t3 # the last\n", false},
                                           {"% sym unweighted\r\n0 1\r\n2 1\r\n3 2\r\n1 1\r\n", false},
                                           {"0 1 {}\n1 2 {}\n2 3 {}", false},
                                           {"0,1,1\n1,2,2.5\n2,3,1e-3\n", true},
                                           {"0;1\n1;2;1.5\n1;2;1\n2;3;0.001\n", true}})
    {
        WriteFile(path, row.text);
        NS_TEST_EXPECT_MSG_EQ(IsGraphMl(path), false, row.text);
        for (const bool directed : {false, true})
        {
            const auto graph = MakeGraph("file:" + path, 0, {directed, true}, 1);
            NS_TEST_ASSERT_MSG_EQ(graph->GetN(), 4, row.text);
            NS_TEST_EXPECT_MSG_EQ(graph->GetArcCount(), (directed ? 3 : 6), row.text);
            NS_TEST_EXPECT_MSG_EQ(graph->IsDirected(), directed, row.text);
            NS_TEST_EXPECT_MSG_EQ(graph->HasArc(0, 1), true, row.text);
            NS_TEST_EXPECT_MSG_EQ(graph->HasArc(1, 0), !directed, row.text);
            NS_TEST_EXPECT_MSG_EQ(graph->IsWeighted(), row.weighted, row.text);
            if (row.weighted)
            {
                NS_TEST_EXPECT_MSG_EQ(graph->GetWeight(0, 0), 1, "none said, or 1");
                NS_TEST_EXPECT_MSG_EQ(graph->GetWeight(1, directed ? 0 : 1), 2.5, "added up");
                NS_TEST_EXPECT_MSG_EQ(graph->GetWeight(2, directed ? 0 : 1), 0.001, "small");
            }
        }
    }
    WriteGzip(path, "0 1\n1 2\n");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("file:" + path, 3, {}, 1)->GetArcCount(), 4, "gzip");
    WriteFile(path, "0 1\n");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("file:" + path, 5, {false, true}, 1)->GetN(), 5, "devices without links");
    WriteFile(path, "# nothing\n");
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("file:" + path, 2, {false, true}, 1)->GetArcCount(), 0, "no links at all");
}

STARDUST_TEST_CASE(BadListsTestCase, "what is wrong with an edge list is told with its line")
{
    const std::string path = CreateTempDirFilename("bad.txt");
    struct Row
    {
        std::string text;
        uint32_t n;
        std::vector<std::string> parts;
    };
    for (const Row& row :
         std::vector<Row>{{"0 1\n2\n", 0, {":2: 1 word;", "u v weight"}},
                          {"0 1\n\n# x\n1 2 3 4\n", 0, {":4: 4 words;"}},
                          {"0 1\na 2\n", 0, {":2: device 'a'", "whole number"}},
                          {"0 -1\n", 0, {":1: device '-1'"}},
                          {"0 1.5\n", 0, {":1: device '1.5'"}},
                          {"0 3\n", 3, {":1: device '3'", "0 to 2"}},
                          {"0 10000000\n", 0, {":1: device '10000000'", "9999999"}},
                          {"0 1 0\n", 0, {":1: weight '0'"}},
                          {"0 1 -2\n", 0, {":1: weight '-2'"}},
                          {"0 1 nan\n", 0, {":1: weight 'nan'"}},
                          {"0 1 {'a': 2}\n", 0, {":1: 4 words"}},
                          {"# none\n", 0, {"no links", "--learners"}},
                          {"", 0, {"empty"}}})
    {
        WriteFile(path, row.text);
        STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path, row.n, {false, true}, 1), (row.parts));
        STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path, row.n, {false, true}, 1), {path});
    }
    WriteFile(path, "0 1\n2 3\n");
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path, 0, {}, 1), {"disconnected (2 parts"});
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + path + "-absent", 0, {}, 1), {"cannot be opened"});
}

STARDUST_TEST_CASE(GraphMlSeenTestCase, "GraphML is known by its name, or by its first character")
{
    const std::string text = "<graphml><graph><node id=\"a\"/><node id=\"b\"/><edge source=\"a\" target=\"b\"/>"
                             "</graph></graphml>";
    const std::string plain = CreateTempDirFilename("graph.txt");
    WriteFile(plain, "\xef\xbb\xbf \n" + text);
    NS_TEST_EXPECT_MSG_EQ(IsGraphMl(plain), true, "by its content");
    WriteFile(plain, text);
    NS_TEST_EXPECT_MSG_EQ(MakeGraph("file:" + plain, 0, {}, 1)->GetN(), 2, "read as such");
    const std::string named = CreateTempDirFilename("graph.graphml");
    WriteFile(named, "0 1\n");
    NS_TEST_EXPECT_MSG_EQ(IsGraphMl(named), true, "by its name");
    STARDUST_EXPECT_INPUT_ERROR(MakeGraph("file:" + named, 0, {}, 1), {named});
}

namespace
{

/// Graphs from edge lists.
class StardustEdgeListTestSuite : public TestSuite
{
  public:
    StardustEdgeListTestSuite()
        : TestSuite("stardust-edge-list", Type::UNIT)
    {
        AddTestCase(new GoodListsTestCase);
        AddTestCase(new BadListsTestCase);
        AddTestCase(new GraphMlSeenTestCase);
    }
};

static StardustEdgeListTestSuite g_stardustEdgeListTestSuite;

} // namespace
