/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

#include "ns3/communication-graph.h"
#include "ns3/edge-list-reader.h"
#include "ns3/graphml-reader.h"

#include <utility>

namespace ns3
{
namespace stardust
{
namespace fuzz
{

namespace
{

/// Devices of an edge list, if it is told how many there are.
constexpr uint32_t DEVICES = 20;

void
CheckGraph(const CommunicationGraph& graph)
{
    Require(graph.GetN() > 0, "a graph has a node");
    for (uint32_t device = 0; device < graph.GetN(); ++device)
    {
        for (uint32_t i = 0; i < graph.GetDegree(device); ++i)
        {
            const uint32_t neighbor = graph.GetNeighbor(device, i);
            Require(neighbor < graph.GetN() && neighbor != device, "links lead to other nodes");
        }
    }
}

void
CheckLinks(const LinkTopology& topology)
{
    Require(topology.nodes > 0, "a network has a node");
    std::pair<uint32_t, uint32_t> last{0, 0};
    for (const auto& link : topology.links)
    {
        const std::pair<uint32_t, uint32_t> ends{link.first, link.second};
        Require(link.first < link.second && link.second < topology.nodes, "a link has two ends");
        Require(last < ends, "links are in order, each pair once");
        Require(!link.delay || !link.delay->IsStrictlyNegative(), "a delay is not negative");
        Require(!link.rate || link.rate->GetBitRate() > 0, "a rate is above 0");
        last = ends;
    }
}

/// What is to be read from it, and the file.
bool
RunGraphMl(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("graphml");
    ByteSource source(data, size);
    const uint8_t choice = source.TakeByte() % 3;
    file.Write(source.TakeRest());
    return Accepts([&] {
        if (choice == 2)
        {
            CheckLinks(ReadLinkTopology(file.GetPath(), {}));
        }
        else
        {
            CheckGraph(*ReadGraphMl(file.GetPath(), choice == 1));
        }
    });
}

/// Options, and the file.
bool
RunEdgeList(const uint8_t* data, std::size_t size)
{
    static ScratchFile file("edges");
    ByteSource source(data, size);
    const uint8_t choice = source.TakeByte();
    file.Write(source.TakeRest());
    return Accepts([&] {
        if (IsGraphMl(file.GetPath()))
        {
            throw InputError("another format");
        }
        const auto graph = ReadEdgeList(file.GetPath(), DEVICES, choice & 1);
        Require(graph->GetN() == DEVICES, "as many devices as it was told");
        CheckGraph(*graph);
    });
}

std::string
MakeGraphMl(const std::string& inside)
{
    return "<graphml><key id=\"w\" for=\"edge\" attr.name=\"weight\"/><key id=\"d\" for=\"edge\" "
           "attr.name=\"delay\"/><key id=\"r\" for=\"edge\" attr.name=\"rate\"/><graph "
           "edgedefault=\"directed\"><node id=\"a\"/><node id=\"b\"/>" +
           inside + "</graph></graphml>";
}

const std::string EDGE = "<edge source=\"a\" target=\"b\">";

} // namespace

/** @return the target: graphs in GraphML. */
Target
MakeGraphMlTarget()
{
    return {"graphml",
            &RunGraphMl,
            [] {
                return std::vector<std::string>{
                    std::string(1, '\0') + MakeGraphMl(EDGE + "</edge>"),
                    "\1" + MakeGraphMl(EDGE + "<data key=\"w\">2.5</data></edge>"),
                    "\2" + MakeGraphMl(EDGE + "<data key=\"d\">5ms</data><data key=\"r\">1Mbps"
                                              "</data></edge><edge source='b' target='a'/>")};
            },
            [] {
                return std::vector<std::string>{
                    "",
                    "\1<graphml/>",
                    "\1" + MakeGraphMl("").substr(0, 200),
                    "\1" + MakeGraphMl("<node id=\"a\"/>"),
                    "\1" + MakeGraphMl("<edge source=\"a\" target=\"c\"/>"),
                    "\1" + MakeGraphMl(EDGE + "<data key=\"w\">-1</data></edge>"),
                    "\2" + MakeGraphMl(EDGE + "<data key=\"d\">-1</data></edge>"),
                    "\1" + MakeGraphMl("<node id=\"x&#10;y\"/><node id=\"x&#10;y\"/>"),
                    "\2" + MakeGraphMl(EDGE + "<data key=\"d\">\n</data></edge>"),
                    // libxml2 says so in two lines.
                    "\1" + MakeGraphMl("<node \xff=\"c\"/>"),
                    "\1<!DOCTYPE g [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>" + MakeGraphMl("&c;&x;")};
            }};
}

/** @return the target: graphs as lists of links. */
Target
MakeEdgeListTarget()
{
    return {"edge-list",
            &RunEdgeList,
            [] {
                return std::vector<std::string>{std::string(1, '\0') + "# links\n0 1\n1,2;0.5\n19\t0 {}\n",
                                                "\1" "0 1 % end\n0 1 2\n3 3\n",
                                                "\1" + Pack("0 1\n")};
            },
            [] {
                return std::vector<std::string>{"",
                                                "\1" "0 20\n",
                                                "\1" "0\n",
                                                "\1" "0 1 0\n",
                                                "\1" "0 1 2 3\n",
                                                "\1" "0 -1\n",
                                                "\1" "<graphml/>"};
            }};
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
