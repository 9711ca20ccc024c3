/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// An algorithm by its parts.
struct Algorithm
{
    std::string mixer;        //!< without the name space
    std::string peers{};      //!< the same; empty: the default
    std::string codec{};      //!< the same
    std::string optimizer{};  //!< the same
    bool oneWay{true};        //!< takes every directed graph
    bool rounds{false};       //!< waits for its neighbours: an update a round
    bool server{false};       //!< all work for one server, whatever the graph
};

std::vector<Algorithm>
ListAlgorithms()
{
    const std::string scaled = "ScaledOptimizer[StepSize=0.01]";
    return {{"PairwiseAverageMixer"},
            {"MetropolisMixer", "", "", "", false},
            {"StalenessWeightedMixer"},
            {"PushSumMixer"},
            {"ExchangeMixer", "", "", "", false},
            {"ExchangeMixer[Mode=Pull]", "", "", "", false},
            {"ExchangeMixer[SumPreserving=true|AfterUpdates=true]", "", "", "", false},
            {"DpsgdMixer", "", "", "", false, true},
            {"DpsgdMixer[Barrier=false]", "", "", "", false},
            {"ChocoMixer", "", "TopKCodec", "", false, true},
            {"AdaGossipMixer", "", "TopKCodec", "", false, true},
            {"BufferedMixer[BufferSize=2]"},
            {"BufferedMixer[Trigger=Update]"},
            {"VarianceCorrectedMixer"},
            {"CoordinateMedianMixer[Trigger=Update]"},
            {"TrimmedMeanMixer"},
            {"KrumMixer[Trigger=Update|Select=2]"},
            {"ClippedMixer"},
            {"EpidemicMixer"},
            {"FedPbcMixer[RoundTime=2s]", "", "", "", true, false, true},
            {"FedAvgMixer[RoundTime=2s]", "", "", "", true, false, true},
            {"FedAsyncMixer", "", "", "", true, false, true},
            {"DracoMixer"},
            {"StardustMixer"},
            {"SavicMixer", "", "", scaled, false, true},
            {"CdsaMixer[Steps=Optimizer]", "", "", "", false, true},
            {"GradientTrackingMixer", "", "", "", false, true},
            {"PairwiseAverageMixer", "OpportunisticPeerSelector"},
            {"PairwiseAverageMixer", "TokenAccountPeerSelector[Period=0.5s|Capacity=4|A=2]"},
            {"PairwiseAverageMixer", "RoundRobinPeerSelector"},
            {"PairwiseAverageMixer", "WeightedPeerSelector"}};
}

/// The kinds of graphs, and whether all send to as many as send to them.
struct Kind
{
    std::string spec;    //!< as --graph takes it
    bool directed;       //!< with --directed
    bool regular{true};  //!< of a directed one
    bool sequence{false}; //!< it changes
};

std::vector<Kind>
ListKinds()
{
    return {{"complete", false},       {"ring", false},          {"ring", true},
            {"torus", false},          {"hypercube", false},     {"exponential", false},
            {"star", false},           {"bipartite", false},     {"random-regular:1", false},
            {"random-regular:2", false}, {"random-regular:3", false}, {"erdos-renyi:0.5", false},
            {"erdos-renyi:0.5", true, false}, {"small-world:2,0.3", false}, {"geometric:0.5", false},
            {"scale-free:2", false},   {"one-peer", false, true, true}, {"matching", false, true, true}};
}

/// Whether there is such a graph: the rule of each kind.
bool
Exists(const Kind& kind, uint32_t n)
{
    const std::string name = kind.spec.substr(0, kind.spec.find(':'));
    if (name == "torus")
    {
        return n == 20;
    }
    if (name == "hypercube")
    {
        return n == 1 || n == 2;
    }
    if (name == "bipartite")
    {
        return n >= 2;
    }
    if (name == "random-regular")
    {
        const uint32_t degree = std::stoul(kind.spec.substr(name.size() + 1));
        return degree < n && n * degree % 2 == 0;
    }
    return n > 2 || (name != "small-world" && name != "scale-free");
}

/// What a run came to.
struct Outcome
{
    std::string refusal;   //!< one line, or empty
    bool balanced{false};  //!< each message has one outcome
    uint64_t sent{0};      //!< messages
    uint32_t fewest{0};    //!< updates of the device with the fewest
    bool finite{true};     //!< all models are
    std::string digest;    //!< of the run
};

void
SetPart(const std::string& name, const std::function<void(const std::string&)>& set)
{
    if (!name.empty())
    {
        set("ns3::stardust::" + name);
    }
}

/// Run for some seconds; updates take one second, gossip has one a second.
Outcome
RunAlgorithm(const Algorithm& algorithm,
             Ptr<const CommunicationGraph> graph,
             const std::string& sequence,
             double seconds)
{
    const uint32_t n = graph->GetN();
    Outcome outcome;
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetDelay("0.01");
    network.Install(learners);
    SetSmallTask(learners, n, 4);
    SetPart(algorithm.mixer, [&](const std::string& spec) { learners.SetMixer(spec); });
    SetPart(algorithm.peers, [&](const std::string& spec) { learners.SetPeerSelector(spec); });
    SetPart(algorithm.codec, [&](const std::string& spec) { learners.SetCodec(spec); });
    SetPart(algorithm.optimizer, [&](const std::string& spec) { learners.SetOptimizer(spec); });
    learners.SetGraph(graph);
    learners.SetGraphSequence(sequence);
    NodeContainer nodes;
    nodes.Create(n);
    outcome.refusal = CatchInputError([&] { learners.Install(nodes); });
    if (!outcome.refusal.empty())
    {
        Simulator::Destroy();
        return outcome;
    }
    Ptr<LearnerGroup> group = learners.GetGroup();
    RecordHelper record;
    record.SetDigest(true);
    // It warns of a device alone.
    Ptr<RunRecorder> recorder = n > 1 ? record.Install(group) : nullptr;
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    outcome.sent = counters.sent;
    outcome.balanced = counters.sent == counters.delivered + counters.lost + counters.expired + counters.rejected +
                                            group->GetLedger()->CountInFlight();
    if (recorder)
    {
        recorder->StopRecording();
        outcome.digest = recorder->Finish().result.digest;
    }
    outcome.fewest = UINT32_MAX;
    for (uint32_t i = 0; i < n; ++i)
    {
        const GossipLearner& learner = *group->GetLearner(i);
        // A server has no data of its own to learn from.
        if (!algorithm.server || i > 0)
        {
            outcome.fewest = std::min(outcome.fewest, learner.GetVersion());
        }
        const Ptr<const FloatBuffer> model = learner.GetParameters();
        outcome.finite = outcome.finite && std::all_of(model->Data(), model->Data() + model->Size(), [](float value) {
                             return std::isfinite(value);
                         });
    }
    Simulator::Destroy();
    return outcome;
}

} // namespace

STARDUST_TEST_CASE(GraphsExistTestCase, "1, 2, 3 and 20 devices have each kind of graph, or it is refused by name")
{
    for (const Kind& kind : ListKinds())
    {
        for (const uint32_t n : {1u, 2u, 3u, 20u})
        {
            const std::string what = kind.spec + " of " + std::to_string(n);
            Ptr<CommunicationGraph> graph;
            const std::string refusal =
                CatchInputError([&] { graph = MakeGraph(kind.spec, n, {kind.directed, true}, 1); });
            NS_TEST_ASSERT_MSG_EQ(refusal.empty(), Exists(kind, n), what << ": " << refusal);
            if (graph)
            {
                NS_TEST_EXPECT_MSG_EQ(graph->GetN(), n, what);
                continue;
            }
            NS_TEST_EXPECT_MSG_EQ(FindMissingPart(refusal, {"--graph=" + kind.spec}), "", refusal);
        }
    }
}

STARDUST_TEST_CASE(AlgorithmSizesTestCase,
                   "each algorithm runs with 1, 2, 3 and 20 devices on each graph that exists, or refuses it by name")
{
    uint32_t runs = 0;
    for (const Algorithm& algorithm : ListAlgorithms())
    {
        for (const Kind& kind : ListKinds())
        {
            for (const uint32_t n : {1u, 2u, 3u, 20u})
            {
                if (!Exists(kind, n))
                {
                    continue;
                }
                const std::string what = algorithm.mixer + " " + algorithm.peers + " on " + kind.spec + " of " +
                                         std::to_string(n);
                const auto graph = MakeGraph(kind.spec, n, {kind.directed, true}, 1);
                const Outcome outcome = RunAlgorithm(algorithm, graph, kind.sequence ? kind.spec : "", 8);
                ++runs;
                if (!outcome.refusal.empty())
                {
                    const std::string name = algorithm.mixer.substr(0, algorithm.mixer.find('['));
                    NS_TEST_EXPECT_MSG_EQ(FindMissingPart(outcome.refusal, {"--mixer", name}), "", what);
                    NS_TEST_EXPECT_MSG_EQ((!algorithm.oneWay && (graph->IsDirected() || kind.sequence)),
                                          true,
                                          what << " refused: " << outcome.refusal);
                    continue;
                }
                NS_TEST_EXPECT_MSG_EQ(outcome.balanced, true, what << ": each message has one outcome");
                NS_TEST_EXPECT_MSG_EQ(outcome.finite, true, what << ": numbers");
                NS_TEST_EXPECT_MSG_GT(outcome.fewest, (algorithm.rounds ? 1 : 0), what << ": each device learns");
                const bool linked = graph->GetArcCount() > 0 && !algorithm.server;
                NS_TEST_EXPECT_MSG_EQ((linked && outcome.sent == 0), false, what << ": somebody sends");
                NS_TEST_EXPECT_MSG_EQ((n == 1 && outcome.sent > 0), false, what << ": nobody to send to");
            }
        }
    }
    NS_TEST_EXPECT_MSG_GT(runs, 1400, "all of them");
}

STARDUST_TEST_CASE(IsolatedTestCase, "a device without links learns on, stops no other, and sends nothing")
{
    // 3 has none; what the others do is what they do without it.
    const GraphEdges links{{0, 1}, {1, 2}, {2, 0}};
    for (const Algorithm& algorithm : ListAlgorithms())
    {
        if (algorithm.server)
        {
            continue;
        }
        const auto with = Create<CommunicationGraph>(4, links, false);
        const auto without = Create<CommunicationGraph>(3, links, false);
        const Outcome four = RunAlgorithm(algorithm, with, "", 20);
        const Outcome three = RunAlgorithm(algorithm, without, "", 20);
        const std::string what = algorithm.mixer + " " + algorithm.peers;
        NS_TEST_EXPECT_MSG_EQ(four.refusal + three.refusal, "", what);
        NS_TEST_EXPECT_MSG_GT(four.fewest, 5, what << ": all learn, about 20 updates each");
        NS_TEST_EXPECT_MSG_GT(three.sent, 15, what);
        // Opportunistic rounds share one clock among all devices, DRACO's hub sends to all.
        const bool shares = algorithm.peers == "OpportunisticPeerSelector" || algorithm.mixer == "DracoMixer";
        NS_TEST_EXPECT_MSG_EQ((shares || four.sent == three.sent), true,
                              what << " sends " << four.sent << " with it, " << three.sent << " without");
        NS_TEST_EXPECT_MSG_GT(four.sent, three.sent / 3, what);
    }
}

STARDUST_TEST_CASE(IndependentRunsTestCase,
                   "two runs in one process are independent: another one before, or in between, changes nothing")
{
    const auto graph = MakeGraph("ring", 5, {}, 1);
    std::vector<std::string> first;
    const auto algorithms = ListAlgorithms();
    for (const uint64_t run : {1, 2, 1})
    {
        RngSeedManager::SetRun(run);
        // In the other order the second time: what runs before is another algorithm.
        for (std::size_t at = 0; at < algorithms.size(); ++at)
        {
            const std::size_t k = first.size() < algorithms.size() || run == 2 ? at : algorithms.size() - 1 - at;
            const Outcome outcome = RunAlgorithm(algorithms[k], graph, "", 10);
            const std::string what = algorithms[k].mixer + " " + algorithms[k].peers;
            if (first.size() < algorithms.size())
            {
                first.push_back(outcome.digest);
                NS_TEST_EXPECT_MSG_EQ(outcome.digest.size(), 16, what);
            }
            else if (run == 2)
            {
                NS_TEST_EXPECT_MSG_NE(outcome.digest, first[k], what << ": another RngRun is another run");
            }
            else
            {
                NS_TEST_EXPECT_MSG_EQ(outcome.digest, first[k], what << ": the same run again");
            }
        }
    }
    RngSeedManager::SetRun(1);
}

namespace
{

/// All algorithms with few devices and with more, on all graphs.
class StardustAlgorithmSizesTestSuite : public TestSuite
{
  public:
    StardustAlgorithmSizesTestSuite()
        : TestSuite("stardust-algorithm-sizes", Type::SYSTEM)
    {
        AddTestCase(new GraphsExistTestCase);
        AddTestCase(new AlgorithmSizesTestCase);
        AddTestCase(new IsolatedTestCase);
        AddTestCase(new IndependentRunsTestCase);
    }
};

static StardustAlgorithmSizesTestSuite g_stardustAlgorithmSizesTestSuite;

} // namespace
