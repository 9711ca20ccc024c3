/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"
#include "stardust-timeliness-runs.h"

#include "ns3/direct-network-helper.h"
#include "ns3/graphml-reader.h"
#include "ns3/opportunistic-peer-selector.h"
#include "ns3/round-robin-peer-selector.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/uniform-peer-selector.h"
#include "ns3/weighted-peer-selector.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

const std::string OWNER_ONLY = "ns3::stardust::OpportunisticPeerSelector[Piggyback=OwnerOnly]";
const std::string ALL = "ns3::stardust::OpportunisticPeerSelector[Piggyback=All]";

/// Opportunistic gossip, updates exponential of mean 1.
TimelinessSettings
MakeRounds(const std::string& selector, uint32_t n, double gossipRate, double memory)
{
    TimelinessSettings settings;
    settings.n = n;
    settings.gossipRate = gossipRate;
    settings.selector = selector;
    settings.memory = memory;
    // Long memories: the shorter batches are made up for in the error.
    settings.memories = 5;
    return settings;
}

} // namespace

STARDUST_TEST_CASE(OwnerOnlyTestCase,
                   "opportunistic gossip of the owner only leaves a staleness of n-1 over lambda")
{
    uint32_t row = 3000;
    for (const uint32_t n : {8u, 16u, 32u, 64u, 128u})
    {
        for (const double rate : {1.0, std::log(n), n / 8.0})
        {
            const double expected = (n - 1) / rate;
            TimelinessSettings settings = MakeRounds(OWNER_ONLY, n, rate, expected);
            settings.row = ++row;
            settings.messages = n < 64 ? 5e5 : 8e5;
            EXPECT_REPRODUCED(
                MeasureStaleness(settings), expected, 0, "n=" << n << ", lambda=" << rate);
        }
    }
}

STARDUST_TEST_CASE(
    AllTestCase,
    "opportunistic gossip of everything is as fresh as the independent simulation found")
{
    struct Row
    {
        uint32_t n;
        double constant; // standard error 0.004
        double scaled;   // lambda = ln n; standard error 0.001
    };
    const std::vector<Row> rows{{8, 2.00, 0.823},
                                {16, 2.557, 0.730},
                                {32, 3.085, 0.658},
                                {64, 3.604, 0.604},
                                {128, 4.101, 0.561}};
    for (const auto& row : rows)
    {
        TimelinessSettings settings = MakeRounds(ALL, row.n, 1, row.constant);
        settings.row = 3100 + row.n;
        EXPECT_REPRODUCED(MeasureStaleness(settings), row.constant, 0.004, "n=" << row.n);
        settings = MakeRounds(ALL, row.n, std::log(row.n), row.scaled);
        settings.row = 3300 + row.n;
        settings.messages = 8e5;
        EXPECT_REPRODUCED(MeasureStaleness(settings), row.scaled, 0.001, "ln n, n=" << row.n);
    }
}

STARDUST_TEST_CASE(RoundShiftTestCase,
                   "under opportunistic gossip the law of the update times matters")
{
    struct Row
    {
        std::string selector;
        uint32_t n;
        double shift;
        double expected;
        double error; // of a value given to two decimals, or as papers say
    };
    const std::vector<Row> rows{{OWNER_ONLY, 8, 0.5, 7, 0.007},
                                {OWNER_ONLY, 8, 0.8, 7.13, 0.005},
                                {OWNER_ONLY, 8, 0.95, 8.14, 0.005},
                                {OWNER_ONLY, 32, 0.95, 31.8, 0.05},
                                {ALL, 8, 0.5, 2.07, 0.005},
                                {ALL, 64, 0.5, 3.66, 0.005}};
    uint32_t streams = 3500;
    for (const auto& row : rows)
    {
        TimelinessSettings settings = MakeRounds(row.selector, row.n, 1, row.expected);
        settings.updateShift = row.shift;
        settings.updateMean = 1 - row.shift;
        settings.row = ++streams;
        EXPECT_REPRODUCED(MeasureStaleness(settings),
                          row.expected,
                          row.error,
                          "n=" << row.n << ", shift " << row.shift);
    }
}

namespace
{

/// Watches who sends in opportunistic rounds.
struct RoundWatch
{
    Ptr<LearnerGroup> group;
    uint32_t owner{0};
    std::set<uint32_t> holders;
    uint64_t sent{0};
    uint64_t wrong{0};
    uint64_t toHolders{0};

    void TakeUpdate(const LocalUpdate& update)
    {
        owner = update.learner;
        holders = {owner};
    }

    void TakeSent(Ptr<const ModelMessage> message)
    {
        ++sent;
        // What the table says of it, too: only what it knows makes a holder.
        const VersionTable& versions = *group->GetVersions();
        const bool newest = versions.Get(message->sender, owner) == versions.GetMade(owner);
        wrong += holders.count(message->sender) == 0 || !newest || message->source != owner;
        toHolders += holders.count(message->receiver);
    }

    void TakeReceived(Ptr<const ModelMessage> message)
    {
        if (message->source == owner &&
            message->sourceVersion == group->GetVersions()->GetMade(owner))
        {
            holders.insert(message->receiver);
        }
    }
};

} // namespace

STARDUST_TEST_CASE(
    HoldersSendTestCase,
    "in opportunistic rounds those alone send who hold the newest version, at the rate "
    "of the whole network")
{
    for (const std::string& selector : {OWNER_ONLY, ALL})
    {
        LearnerHelper learners;
        DirectNetworkHelper network;
        network.SetDelay("ns3::ExponentialRandomVariable[Mean=0.05]");
        network.SetErrorRate(0.1);
        network.Install(learners);
        learners.SetTimelinessOnly();
        learners.SetPeerSelector(selector);
        learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ExponentialRandomVariable[Mean=0.25]"));
        NodeContainer nodes;
        nodes.Create(10);
        learners.Install(nodes);
        RoundWatch watch;
        watch.group = learners.GetGroup();
        watch.group->TraceConnectWithoutContext("LocalUpdate",
                                                MakeCallback(&RoundWatch::TakeUpdate, &watch));
        for (uint32_t i = 0; i < 10; ++i)
        {
            Ptr<GossipLearner> learner = watch.group->GetLearner(i);
            learner->TraceConnectWithoutContext("ModelSent",
                                                MakeCallback(&RoundWatch::TakeSent, &watch));
            learner->TraceConnectWithoutContext("ModelReceived",
                                                MakeCallback(&RoundWatch::TakeReceived, &watch));
        }
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(watch.wrong, 0, "only holders send, and the owner's version");
        // Poisson of mean 40 000 without the time to the first update: 4 standard deviations.
        NS_TEST_EXPECT_MSG_EQ_TOL(double(watch.sent), 40000.0, 4 * 200.0, "10 devices, 4 a second");
        NS_TEST_EXPECT_MSG_GT(watch.toHolders, 0, "receivers are drawn from all, holders too");
        Simulator::Destroy();
    }
}

namespace
{

/// Chi-square of counts against shares of their sum.
double
ChiSquare(const std::vector<uint32_t>& counts, const std::vector<double>& shares)
{
    double total = 0;
    for (const uint32_t count : counts)
    {
        total += count;
    }
    double sum = 0;
    for (std::size_t k = 0; k < counts.size(); ++k)
    {
        const double expected = total * shares[k];
        sum += (counts[k] - expected) * (counts[k] - expected) / expected;
    }
    return sum;
}

/// How often each device is chosen by device `self`.
std::vector<uint32_t>
CountChoices(PeerSelector& selector, const CommunicationGraph& graph, uint32_t self, uint32_t draws)
{
    std::vector<uint32_t> counts(graph.GetN(), 0);
    for (uint32_t k = 0; k < draws; ++k)
    {
        ++counts[selector.SelectPeer(self, graph)];
    }
    return counts;
}

std::string
GraphMlText(const std::string& edges)
{
    return "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
           "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n"
           "<graph edgedefault=\"directed\">\n"
           "<node id=\"a\"/><node id=\"b\"/><node id=\"c\"/><node id=\"d\"/>\n" +
           edges + "</graph></graphml>\n";
}

std::string
EdgeText(const std::string& source, const std::string& target, const std::string& weight)
{
    return "<edge source=\"" + source + "\" target=\"" + target + "\"><data key=\"w\">" + weight +
           "</data></edge>\n";
}

} // namespace

STARDUST_TEST_CASE(UniformChoiceTestCase,
                   "the uniform selector chooses every other device as often")
{
    CommunicationGraph graph(10);
    // Chi-square of 8 degrees of freedom lies above 31.8 with probability 1e-4.
    const std::vector<Ptr<PeerSelector>> selectors{CreateObject<UniformPeerSelector>(),
                                                   CreateObject<WeightedPeerSelector>(),
                                                   CreateObject<OpportunisticPeerSelector>()};
    for (const auto& selector : selectors)
    {
        selector->AssignStreams(7);
        for (const uint32_t self : {0u, 4u, 9u})
        {
            std::vector<uint32_t> counts = CountChoices(*selector, graph, self, 90000);
            NS_TEST_EXPECT_MSG_EQ(counts[self], 0, "nobody sends to itself");
            counts.erase(counts.begin() + self);
            NS_TEST_EXPECT_MSG_LT(ChiSquare(counts, std::vector<double>(9, 1.0 / 9)),
                                  31.8,
                                  selector->GetInstanceTypeId().GetName() << " of " << self);
        }
    }
}

STARDUST_TEST_CASE(
    WeightedChoiceTestCase,
    "the weighted selector chooses by the weights in a GraphML file, parallel links added up")
{
    const std::string path = CreateTempDirFilename("weights.graphml");
    WriteFile(path,
              GraphMlText(EdgeText("a", "d", "0.5") + EdgeText("a", "b", "1e-1") +
                          EdgeText("a", "c", "3") + EdgeText("a", "d", "1.4") +
                          "<edge source=\"b\" target=\"a\"/>\n" + EdgeText("b", "d", "0.25")));
    auto graph = ReadGraphMl(path, true);
    auto ofA = CreateObject<WeightedPeerSelector>();
    ofA->AssignStreams(10);
    const std::vector<uint32_t> counts = CountChoices(*ofA, *graph, 0, 100000);
    NS_TEST_EXPECT_MSG_EQ(counts[0], 0, "nobody sends to itself");
    // Chi-square of 2 degrees of freedom lies above 18.4 with probability 1e-4, of 1 above 15.1.
    NS_TEST_EXPECT_MSG_LT(ChiSquare({counts[1], counts[2], counts[3]}, {0.02, 0.6, 0.38}),
                          18.4,
                          "0.1, 3 and 1.9 of 5");
    auto ofB = CreateObject<WeightedPeerSelector>();
    ofB->AssignStreams(11);
    const std::vector<uint32_t> others = CountChoices(*ofB, *graph, 1, 100000);
    NS_TEST_EXPECT_MSG_EQ(others[2], 0, "there is no link from b to c");
    NS_TEST_EXPECT_MSG_LT(ChiSquare({others[0], others[3]}, {0.8, 0.2}), 15.1, "none given is 1");
}

STARDUST_TEST_CASE(BadWeightTestCase, "a bad weight is refused with its file and line")
{
    const std::string path = CreateTempDirFilename("bad-weights.graphml");
    for (const std::string weight : {"0", "-1", "x", "", "1,5", "nan", "inf", "2 3"})
    {
        WriteFile(path, GraphMlText(EdgeText("a", "b", "1") + EdgeText("b", "c", weight)));
        STARDUST_EXPECT_INPUT_ERROR(ReadGraphMl(path, true), {path + ":6", "weight", weight});
    }
}

STARDUST_TEST_CASE(RoundRobinTestCase,
                   "round robin visits every neighbour in turn, from a random one on")
{
    const CommunicationGraph graph(6, GraphEdges{{0, 2}, {0, 3}, {0, 5}, {1, 0}}, true);
    std::vector<uint32_t> starts(6, 0);
    for (int64_t stream = 0; stream < 3000; ++stream)
    {
        auto selector = CreateObject<RoundRobinPeerSelector>();
        selector->AssignStreams(20000 + stream);
        std::vector<uint32_t> visited;
        for (uint32_t k = 0; k < 12; ++k)
        {
            visited.push_back(selector->SelectPeer(0, graph));
        }
        ++starts[visited.front()];
        const std::set<uint32_t> all(visited.begin(), visited.begin() + 3);
        NS_TEST_ASSERT_MSG_EQ((all == std::set<uint32_t>{2, 3, 5}), true, "all three, once each");
        for (uint32_t k = 3; k < 12; ++k)
        {
            NS_TEST_ASSERT_MSG_EQ(visited[k], visited[k - 3], "the same order again");
        }
    }
    // Chi-square of 2 degrees of freedom lies above 18.4 with probability 1e-4.
    NS_TEST_EXPECT_MSG_LT(ChiSquare({starts[2], starts[3], starts[5]}, {1 / 3.0, 1 / 3.0, 1 / 3.0}),
                          18.4,
                          "each is as likely to be the first");
}

/// Rules of gossip: whom they choose, and what that does to staleness.
class StardustGossipRulesTestSuite : public TestSuite
{
  public:
    StardustGossipRulesTestSuite()
        : TestSuite("stardust-gossip-rules", Type::SYSTEM)
    {
        AddTestCase(new OwnerOnlyTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new AllTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new RoundShiftTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new HoldersSendTestCase);
        AddTestCase(new UniformChoiceTestCase);
        AddTestCase(new WeightedChoiceTestCase);
        AddTestCase(new BadWeightTestCase);
        AddTestCase(new RoundRobinTestCase);
    }
};

static StardustGossipRulesTestSuite g_stardustGossipRulesTestSuite;
