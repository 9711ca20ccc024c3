/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-network-runs.h"
#include "stardust-test-support.h"

#include "ns3/graph-generator.h"
#include "ns3/graphml-reader.h"
#include "ns3/model-fragment-header.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wired-network-helper.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Bytes of the IP and UDP headers and of stardust's.
constexpr uint32_t HEADERS = 20 + 8 + ModelFragmentHeader::SIZE;
/// Bytes of a model in a full packet.
constexpr uint32_t PART = 1500 - HEADERS;

/// Bytes of the encoded model of 10 classes.
uint32_t
GetModelBytes(uint32_t features)
{
    return 4 * 10 * (features + 1);
}

/// The sizes of a model's packets on IP.
std::vector<double>
GetPacketBytes(uint32_t modelBytes)
{
    std::vector<double> sizes;
    for (uint32_t offset = 0; offset < modelBytes; offset += PART)
    {
        sizes.push_back(std::min(PART, modelBytes - offset) + HEADERS);
    }
    return sizes;
}

/// When the last packet is through a chain of links that store and forward.
double
ComputePipeline(const std::vector<double>& packets,
                const std::vector<std::pair<double, double>>& rateAndDelay)
{
    std::vector<double> at(packets.size(), 0);
    for (const auto& [rate, delay] : rateAndDelay)
    {
        double free = 0;
        for (std::size_t k = 0; k < packets.size(); ++k)
        {
            // PPP adds 2 bytes.
            free = std::max(free, at[k]) + 8 * (packets[k] + 2) / rate;
            at[k] = free + delay;
        }
    }
    return at.back();
}

} // namespace

STARDUST_TEST_CASE(CableTestCase,
                   "a model on an idle cable takes bytes by rate and propagation, headers included")
{
    for (const uint32_t features : {1u, 100u, 784u})
    {
        NetworkRun run(
            [](NodeContainer nodes, const auto& graph) {
                WiredNetworkHelper helper;
                helper.SetRate("10Mbps");
                helper.SetDelay("5ms");
                return helper.Install(nodes, graph);
            },
            Create<CommunicationGraph>(2),
            features);
        const double expected =
            ComputePipeline(GetPacketBytes(GetModelBytes(features)), {{10e6, 5e-3}});
        const double time = run.SendModels(0, 1);
        NS_TEST_EXPECT_MSG_EQ_TOL(time, expected, 1e-7, features << " features");
    }
}

STARDUST_TEST_CASE(HopsTestCase,
                   "over several hops packets follow each other; links have their own rates and "
                   "delays")
{
    LinkTopology chain;
    chain.nodes = 4;
    chain.links = {{0, 1, MilliSeconds(1), DataRate("10Mbps")},
                   {1, 2, MilliSeconds(20), DataRate("4Mbps")},
                   {2, 3, std::nullopt, std::nullopt}};
    NetworkRun run(
        [&](NodeContainer nodes, const auto& graph) {
            WiredNetworkHelper helper;
            helper.SetTopology(chain);
            helper.SetRate("100Mbps");
            helper.SetDelay("2ms");
            return helper.Install(nodes, graph);
        },
        Create<CommunicationGraph>(4),
        784);
    const double expected = ComputePipeline(GetPacketBytes(GetModelBytes(784)),
                                            {{10e6, 1e-3}, {4e6, 20e-3}, {100e6, 2e-3}});
    const double time = run.SendModels(0, 3);
    NS_TEST_EXPECT_MSG_EQ_TOL(time, expected, 1e-7, "three hops");
}

namespace
{

/**
 * Time of a model on an idle 802.11n link at 5 GHz, 20 MHz, one stream, s:
 * A-MPDUs as long as a PPDU may last, the first without a wait.
 */
double
ComputeWifiTime(const std::vector<double>& packets, double bitsPerSymbol)
{
    const double slot = 9e-6;
    const double sifs = 16e-6;
    const double preamble = 36e-6;
    const double longest = 5.484e-3;
    const double wait = sifs + 3 * slot + 15.0 / 2 * slot; // AIFS and the mean backoff
    const double answer = sifs + 20e-6 + 4e-6 * std::ceil((22 + 8 * 32) / 24.0); // at 6 Mb/s
    const auto span = [&](double bytes) {
        return preamble + 4e-6 * std::ceil((22 + 8 * bytes) / bitsPerSymbol);
    };
    double time = 0;
    for (std::size_t k = 0; k < packets.size();)
    {
        double bytes = 0;
        do
        {
            // LLC, MAC header, FCS and A-MPDU delimiter, in words of 4 bytes.
            bytes += 4 * std::ceil((packets[k] + 8 + 26 + 4 + 4) / 4);
            ++k;
        } while (k < packets.size() && span(bytes + 1544) <= longest);
        time += span(bytes) + (k < packets.size() ? answer + wait : 0);
    }
    return time;
}

} // namespace

STARDUST_TEST_CASE(WifiTimeTestCase,
                   "an idle 802.11n link delivers a model in the time that the standard's "
                   "overheads give, within 5 %")
{
    const std::map<std::string, double> bits{{"HtMcs0", 26}, {"HtMcs3", 104}, {"HtMcs7", 260}};
    for (const auto& [mode, bitsPerSymbol] : bits)
    {
        NetworkRun run(
            [mode = mode](NodeContainer nodes, const auto&) {
                WifiAdhocNetworkHelper helper;
                helper.SetArea(5);
                helper.SetDataMode(mode);
                return helper.Install(nodes);
            },
            Create<CommunicationGraph>(2),
            784);
        const double expected = ComputeWifiTime(GetPacketBytes(GetModelBytes(784)), bitsPerSymbol);
        // The first model agrees on block acknowledgements.
        const double time = run.SendModels(0, 1, 51);
        NS_TEST_EXPECT_MSG_EQ_TOL(time, expected, 0.05 * expected, mode);
    }
}

STARDUST_TEST_CASE(RouteTestCase, "routes have fewest links, among those the least delay")
{
    LinkTopology square;
    square.nodes = 5;
    const auto link = [](uint32_t a, uint32_t b, int ms) {
        return NetworkLink{a, b, MilliSeconds(ms), std::nullopt};
    };
    // 0 to 3 by 1 (5 ms), by 2 (4 ms) or, longer but faster, by 2 and 4.
    square.links = {link(0, 1, 1),
                    link(0, 2, 1),
                    link(1, 3, 4),
                    link(2, 3, 3),
                    link(2, 4, 0),
                    link(3, 4, 0)};
    const auto next = FindNextHops(square, 3, Seconds(1));
    NS_TEST_EXPECT_MSG_EQ(next[0], 2, "the faster of two ways with two links");
    NS_TEST_EXPECT_MSG_EQ(next[2], 3, "the direct link");
    NS_TEST_EXPECT_MSG_EQ(next[3], 3, "the destination");
    square.links.clear();
    NS_TEST_EXPECT_MSG_EQ(FindNextHops(square, 3, Seconds(1))[0], 0, "no way");
}

STARDUST_TEST_CASE(EdgeKeysTestCase,
                   "delay and rate of a GraphML file's edges are read, with units or without")
{
    const std::string path = CreateTempDirFilename("cables.graphml");
    const auto write = [&](const std::string& delay) {
        WriteFile(path,
                  "<graphml><key id='a' for='edge' attr.name='lag'/>"
                  "<key id='b' for='edge' attr.name='speed'/><graph>\n"
                  "<node id='x'/><node id='y'/><node id='z'/>\n"
                  "<edge source='y' target='x'><data key='a'>" + delay + "</data>"
                  "<data key='b'>10Mbps</data></edge>\n"
                  "<edge source='y' target='z'><data key='b'>2500000.0</data></edge>\n"
                  "</graph></graphml>");
    };
    write("5ms");
    const LinkTopology topology = ReadLinkTopology(path, {"lag", "speed"});
    NS_TEST_ASSERT_MSG_EQ(topology.links.size(), 2, "links");
    NS_TEST_EXPECT_MSG_EQ(*topology.links[0].delay, MilliSeconds(5), "delay");
    NS_TEST_EXPECT_MSG_EQ(*topology.links[0].rate, DataRate("10Mbps"), "rate with unit");
    NS_TEST_EXPECT_MSG_EQ(*topology.links[1].rate, DataRate("2500kbps"), "rate in bit/s");
    NS_TEST_EXPECT_MSG_EQ(topology.links[1].delay.has_value(), false, "no delay");
    write("0.25");
    NS_TEST_EXPECT_MSG_EQ(*ReadLinkTopology(path, {"lag", "speed"}).links[0].delay,
                          MilliSeconds(250),
                          "seconds");
    write("5 parsecs");
    STARDUST_EXPECT_INPUT_ERROR(ReadLinkTopology(path, {"lag", "speed"}),
                                {"cables.graphml:3", "lag", "5 parsecs"});
}

STARDUST_TEST_CASE(ReadyTestCase,
                   "learners start when the network is ready, and staleness counts from there")
{
    NetworkRun run([](NodeContainer nodes, const auto&) { return BuildCells(1, nodes); }, Create<CommunicationGraph>(10), 64);
    const RunSummary summary = run.Gossip(10);
    NS_TEST_EXPECT_MSG_EQ(run.network.ready, Seconds(2), "the default");
    NS_TEST_EXPECT_MSG_EQ(summary.warmUp, Seconds(2), "averages begin");
    NS_TEST_EXPECT_MSG_EQ(summary.messages.lost, 0, "nothing is lost to the start");
    // 10 devices with one update a second in 10 s; 5 standard deviations.
    NS_TEST_EXPECT_MSG_EQ_TOL(summary.localUpdates, 100.0, 50.0, "updates");
}

/// Networks beside the direct one and Wi-Fi ad hoc at its defaults.
class StardustNetworksTestSuite : public TestSuite
{
  public:
    StardustNetworksTestSuite()
        : TestSuite("stardust-networks", Type::SYSTEM)
    {
        AddTestCase(new CableTestCase);
        AddTestCase(new HopsTestCase);
        AddTestCase(new WifiTimeTestCase);
        AddTestCase(new RouteTestCase);
        AddTestCase(new EdgeKeysTestCase);
        AddTestCase(new ReadyTestCase);
    }
};

static StardustNetworksTestSuite g_stardustNetworksTestSuite;
