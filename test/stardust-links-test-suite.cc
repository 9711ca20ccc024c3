/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-network-runs.h"
#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/data-partition.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/fed-pbc-mixer.h"
#include "ns3/gossip-learner.h"
#include "ns3/link-activity.h"
#include "ns3/link-skew.h"
#include "ns3/log.h"
#include "ns3/message-ledger.h"
#include "ns3/mobility-model.h"
#include "ns3/server-device.h"
#include "ns3/simulator.h"
#include "ns3/station-rows.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-remote-station-manager.h"

#include <cmath>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

NS_LOG_COMPONENT_DEFINE("StardustLinksTest");

namespace
{

Ptr<LinkActivity>
MakeLinks(const std::string& pattern, double probability, int64_t stream)
{
    auto links = CreateObject<LinkActivity>();
    links->SetAttribute("Pattern", StringValue(pattern));
    links->SetAttribute("Probability", DoubleValue(probability));
    links->AssignStreams(stream);
    return links;
}

/// Deviation of a count of independent draws, as a share of them.
double
Scatter(double chance, double draws)
{
    return std::sqrt(chance * (1 - chance) / draws);
}

LearnerNetwork
BuildCellsWithServer(uint32_t cells, NodeContainer nodes)
{
    WifiInfrastructureNetworkHelper helper;
    helper.SetCells(cells);
    helper.SetCellSide(20);
    helper.SetPointLearner(0);
    return helper.Install(nodes);
}

/// Seconds that a model takes on average; NaN if one is lost.
double
MeasureTime(uint32_t cells, bool onPoint, uint32_t from, uint32_t to, const std::string& transport)
{
    NetworkRun run(
        [&](NodeContainer nodes, const CommunicationGraph&) {
            return onPoint ? BuildCellsWithServer(cells, nodes) : BuildCells(cells, nodes);
        },
        Create<CommunicationGraph>(5),
        200);
    run.helper.SetTransport(transport);
    return run.SendModels(from, to, 11);
}

} // namespace

STARDUST_TEST_CASE(VariationTestCase, "a varying link is on in each round of the period with that round's chance")
{
    const uint32_t period = 8;
    const uint32_t cycles = 20000;
    auto links = MakeLinks("Bernoulli", 0.6, 11);
    links->SetAttribute("Variation", DoubleValue(0.4));
    links->SetAttribute("Period", UintegerValue(period));
    std::vector<uint32_t> on(period);
    for (uint32_t round = 0; round < cycles * period; ++round)
    {
        on[round % period] += links->Draw();
        const double chance = 0.6 * (0.6 + 0.4 * std::sin(2 * M_PI * (round % period) / period));
        NS_TEST_ASSERT_MSG_EQ_TOL(links->GetProbability(), chance, 1e-9, "known to the server");
    }
    for (uint32_t phase = 0; phase < period; ++phase)
    {
        const double chance = 0.6 * (0.6 + 0.4 * std::sin(2 * M_PI * phase / period));
        NS_TEST_EXPECT_MSG_EQ_TOL(on[phase] / double(cycles), chance, 4.5 * Scatter(chance, cycles), phase);
    }
}

STARDUST_TEST_CASE(MarkovTestCase, "a Markov link begins in its stationary law and turns as its source has it")
{
    const uint32_t devices = 20000;
    for (const double p : {0.3, 0.02})
    {
        // On to off q (1/p - 1); where that exceeds 1, it is 1 and off to on q divided by it.
        const double q = 0.05;
        const double raw = q * (1 / p - 1);
        const double leave = std::min(raw, 1.0);
        const double come = raw > 1 ? q / raw : q;
        double first = 0;
        std::map<bool, double> rounds;
        std::map<bool, double> turns;
        for (uint32_t device = 0; device < devices; ++device)
        {
            auto links = MakeLinks("Markov", p, 100 + device);
            bool before = links->Draw();
            first += before;
            for (uint32_t round = 0; round < 20; ++round)
            {
                const bool now = links->Draw();
                ++rounds[before];
                turns[before] += now != before;
                before = now;
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(first / devices, p, 4.5 * Scatter(p, devices), "first round");
        NS_TEST_EXPECT_MSG_EQ_TOL(turns[true] / rounds[true],
                                  leave,
                                  4.5 * Scatter(leave, rounds[true]) + 1e-12,
                                  "on to off, p " << p);
        NS_TEST_EXPECT_MSG_EQ_TOL(turns[false] / rounds[false],
                                  come,
                                  4.5 * Scatter(come, rounds[false]),
                                  "off to on, p " << p);
    }
}

STARDUST_TEST_CASE(CyclicTestCase,
                   "a cyclic link is on for its share of the cycle in one piece, from a random place on")
{
    const uint32_t length = 20;
    const uint32_t devices = 10000;
    double first = 0;
    for (uint32_t device = 0; device < devices; ++device)
    {
        auto links = MakeLinks("Cyclic", 0.3, 100 + device);
        links->SetAttribute("CycleLength", UintegerValue(length));
        std::vector<bool> on;
        for (uint32_t round = 0; round < 2 * length; ++round)
        {
            on.push_back(links->Draw());
        }
        first += on[0];
        uint32_t sum = 0;
        uint32_t begins = 0;
        for (uint32_t round = 0; round < length; ++round)
        {
            sum += on[round];
            begins += !on[round] && on[round + 1];
            NS_TEST_ASSERT_MSG_EQ(on[round], on[round + length], "the cycle comes again");
        }
        NS_TEST_ASSERT_MSG_EQ(sum, 6, "rounds on");
        NS_TEST_ASSERT_MSG_EQ(begins, 1, "in one piece");
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(first / devices, 0.3, 4.5 * Scatter(0.3, devices), "places");
}

STARDUST_TEST_CASE(ClassSkewTestCase, "chances go with labels: max(least, sum of class share times class weight)")
{
    const uint32_t classes = 4;
    auto data = Create<LabeledDataset>(classes, 1, classes);
    for (uint32_t c = 0; c < classes; ++c)
    {
        data->SetLabel(c, c);
    }
    const DataShares shares{{0}, {1}, {2}, {3}, {0, 1, 2, 3}, {0, 0, 0, 1}, {}};
    for (const double p : DrawClassLinkProbabilities(*data, {{0}, {1, 2}}, 0, 0.01, 5))
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(p, 0.25, 1e-12, "equal weights without scatter");
    }
    double squares = 0;
    const uint32_t draws = 4000;
    for (uint32_t stream = 0; stream < draws; ++stream)
    {
        const auto p = DrawClassLinkProbabilities(*data, shares, 1.5, 1e-6, stream);
        NS_TEST_ASSERT_MSG_EQ_TOL(p[0] + p[1] + p[2] + p[3], 1, 1e-5, "weights sum up to 1");
        NS_TEST_ASSERT_MSG_EQ_TOL(p[4], 0.25, 1e-5, "who has all classes alike has their mean");
        NS_TEST_ASSERT_MSG_EQ_TOL(p[5], 0.75 * p[0] + 0.25 * p[1], 1e-5, "a mixture");
        NS_TEST_ASSERT_MSG_EQ(p[6], 1e-6, "nothing to go by");
        squares += std::pow(std::log(p[0] / p[1]), 2) / draws;
    }
    // The logarithm of a ratio is normal of variance 2 sigma^2; a mean square scatters by sqrt(2 / draws).
    NS_TEST_EXPECT_MSG_EQ_TOL(squares, 2 * 1.5 * 1.5, 4.5 * 4.5 * std::sqrt(2.0 / draws), "lognormal");
    const auto far = DrawClassLinkProbabilities(*data, shares, 1e6, 0.02, 1);
    NS_TEST_EXPECT_MSG_EQ(std::count(far.begin(), far.begin() + 4, 0.02), 3, "all but one at the least");
    NS_TEST_EXPECT_MSG_EQ(std::count(far.begin(), far.begin() + 4, 1.0), 1, "which is always on");
}

STARDUST_TEST_CASE(MisfitTestCase, "links whose attributes contradict each other are refused")
{
    for (const std::string links : {"Pattern=Markov|Variation=0.2", "Pattern=Cyclic|Probability=0.001"})
    {
        LearnerHelper learners;
        SetQuadraticTask(learners, DrawNormal(2, 3, 1));
        learners.SetMixer("ns3::stardust::FedPbcMixer[Links=ns3::stardust::LinkActivity[" + links + "]]");
        NodeContainer nodes = MakeIdealNetwork(3);
        STARDUST_EXPECT_INPUT_ERROR(learners.Install(nodes), {"--mixer", "Links", links.substr(15, 9)});
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(IdleTestCase, "a server without samples leaves them all to the others")
{
    const auto server = FindServer("ns3::stardust::FedPbcMixer[Server=2]");
    NS_TEST_ASSERT_MSG_EQ((server == 2u), true, "as the attribute says");
    NS_TEST_EXPECT_MSG_EQ(FindServer("ns3::stardust::FedAsyncMixer").value(), 0, "another algorithm");
    NS_TEST_EXPECT_MSG_EQ(FindServer("ns3::stardust::PairwiseAverageMixer").has_value(), false, "none");
    const auto deal = [](uint32_t devices) {
        DataShares shares(devices);
        for (uint32_t i = 0; i < devices; ++i)
        {
            shares[i] = {i};
        }
        return shares;
    };
    const DataShares expected{{0}, {1}, {}, {2}};
    NS_TEST_EXPECT_MSG_EQ((DealToOthers(4, server, deal) == expected), true, "all samples");
    NS_TEST_EXPECT_MSG_EQ(DealToOthers(4, std::nullopt, deal).size(), 4, "nobody is left out");
}

STARDUST_TEST_CASE(PointTestCase,
                   "a learner on the access point: one hop in its cell, the backbone beyond, others stay")
{
    for (const std::string transport : {"udp", "tcp"})
    {
        const double relayed = MeasureTime(1, false, 1, 0, transport);
        for (const auto& [from, to] : {std::pair(1, 0), std::pair(0, 1)})
        {
            // A relayed model is on the air twice; with TCP its acknowledgements too.
            const double direct = MeasureTime(1, true, from, to, transport);
            NS_TEST_EXPECT_MSG_GT(relayed / direct, 1.6, transport << " " << from << " to " << to);
            NS_TEST_EXPECT_MSG_LT(relayed / direct, 3, transport << " " << from << " to " << to);
            // Device 1 is in cell 1: once on its air, then a fast wire.
            const double beyond = MeasureTime(2, true, from, to, transport);
            NS_TEST_EXPECT_MSG_GT(beyond / direct, 0.8, transport << " from another cell");
            NS_TEST_EXPECT_MSG_LT(beyond / direct, 1.6, transport << " from another cell");
        }
        NS_TEST_EXPECT_MSG_LT(MeasureTime(2, true, 1, 2, transport), 3 * relayed, "others reach each other");
    }
    std::map<bool, std::vector<Vector>> places;
    for (const bool onPoint : {false, true})
    {
        NodeContainer nodes;
        nodes.Create(5);
        const LearnerNetwork network = onPoint ? BuildCellsWithServer(2, nodes) : BuildCells(2, nodes);
        for (uint32_t i = 0; i < 5; ++i)
        {
            places[onPoint].push_back(nodes.Get(i)->GetObject<MobilityModel>()->GetPosition());
        }
        NS_TEST_EXPECT_MSG_EQ(network.others.GetN(), 2, "access points");
        NS_TEST_EXPECT_MSG_EQ((network.others.Get(0) == nodes.Get(0)), onPoint, "the first is the learner's");
        const auto rows = MakeStationRows(network.others);
        NS_TEST_EXPECT_MSG_EQ(rows.size(), 2, "rows of the trace");
        NS_TEST_EXPECT_MSG_EQ((rows.at(0).node == nodes.Get(0)->GetId()), onPoint, "which name it");
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((places[true][0] == Vector(10, 10, 0)), true, "in the middle of its cell");
    for (uint32_t i = 1; i < 5; ++i)
    {
        NS_TEST_EXPECT_MSG_EQ((places[true][i] == places[false][i]), true, "device " << i);
    }
}

STARDUST_TEST_CASE(ServerTestCase, "FedPBC with the access point as the server ends at the mean of all clients' optima")
{
    for (const uint32_t cells : {1, 2})
    {
        const Eigen::MatrixXd centers = DrawNormal(300, 6, 3);
        NodeContainer nodes;
        nodes.Create(6);
        const LearnerNetwork network = BuildCellsWithServer(cells, nodes);
        LearnerHelper learners;
        learners.SetReadyTime(network.ready);
        SetQuadraticTask(learners, centers);
        learners.SetMixer("ns3::stardust::FedPbcMixer[RoundTime=1s]");
        learners.SetTransport("udp");
        learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.5]");
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=0.1]"));
        learners.Install(nodes);
        Ptr<LearnerGroup> group = learners.GetGroup();
        Simulator::Stop(Seconds(32.95));
        Simulator::Run();
        // All links are on and nothing is lost: each round halves the distance.
        const Eigen::VectorXd mean = centers.rightCols(5).rowwise().mean();
        const Eigen::MatrixXd models = TakeModels(*group);
        NS_TEST_EXPECT_MSG_LT((models.colwise() - mean).cwiseAbs().maxCoeff(), 1e-5, cells << " cells");
        const MessageCounters& counters = group->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.delivered, counters.sent, "nothing is lost");
        NS_TEST_EXPECT_MSG_GT(counters.sent, 2 * 5 * 28, "both ways, every round");
        Simulator::Destroy();
    }
}

namespace
{

/// The access point takes the answer to a station, which is on its way, for lost.
void
GiveUp(Ptr<WifiNetDevice> point, Mac48Address station, Mac48Address)
{
    const auto stations = point->GetRemoteStationManager();
    NS_ASSERT(stations->IsWaitAssocTxOk(station));
    stations->RecordGotAssocTxFailed(station);
}

} // namespace

STARDUST_TEST_CASE(HalfAssociatedTestCase,
                   "a station that takes itself for associated, but not its access point, is not cut off")
{
    NetworkRun run(
        [&](NodeContainer nodes, const CommunicationGraph&) {
            LearnerNetwork network = BuildCellsWithServer(1, nodes);
            const auto point = DynamicCast<WifiNetDevice>(network.devices.Get(0));
            for (uint32_t i = 1; i < nodes.GetN(); ++i)
            {
                const auto mac = DynamicCast<WifiNetDevice>(network.devices.Get(i))->GetMac();
                mac->TraceConnectWithoutContext("Assoc", MakeBoundCallback(&GiveUp, point, mac->GetAddress()));
            }
            return network;
        },
        Create<CommunicationGraph>(5),
        200);
    run.helper.SetTransport("udp");
    for (uint32_t i = 1; i < 5; ++i)
    {
        NS_TEST_EXPECT_MSG_EQ(std::isfinite(run.SendModels(i, 0, 1)), true, "device " << i << " is heard");
    }
}

namespace
{

/// Loss over all samples, mean over time, of classes that overlap and say how often clients are heard.
double
MeasureSkewed(const std::string& mixer, uint32_t seed)
{
    const uint32_t n = 11;
    const Ptr<const LabeledDataset> data = MakeGaussianTask({(n - 1) * 100, 10, 5, 2}, seed);
    DataShares shares = DealToOthers(n, 0, [&](uint32_t devices) {
        return MakePartition("dirichlet:0.1", *data, devices, 100 * seed);
    });
    const auto chances = DrawClassLinkProbabilities(*data, shares, 10, 0.02, 1000 + seed);
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetObjective("ns3::stardust::SoftmaxObjective");
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.02]");
    learners.SetData(data, shares);
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetAttribute("LocalSteps", UintegerValue(5));
    learners.SetAttribute("BatchSize", UintegerValue(16));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=0.1]"));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    const Ptr<LearnerGroup> group = learners.GetGroup();
    for (uint32_t i = 1; i < n; ++i)
    {
        DynamicCast<FederatedAlgorithm>(group->GetLearner(i)->GetMixer())->GetLinks()->AssignStreams(
            5000 + 100 * seed + i);
    }
    SetLinkProbabilities(*group, chances);
    const bool ofClients = mixer.rfind("FedPbc", 0) == 0;
    Simulator::Stop(Seconds(500.95));
    Simulator::Run();
    double loss = 0;
    const uint32_t looks = 50;
    for (uint32_t look = 0; look < looks; ++look)
    {
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        const Eigen::MatrixXd models = TakeModels(*group);
        const Eigen::VectorXf model =
            (ofClients ? Eigen::VectorXd(models.rightCols(n - 1).rowwise().mean()) : Eigen::VectorXd(models.col(0)))
                .cast<float>();
        loss += group->Evaluate({model.data()}, *data).front().loss / looks;
    }
    Simulator::Destroy();
    return loss;
}

} // namespace

STARDUST_TEST_CASE(ClassifierTestCase,
                   "where links go with labels the mean of FedPBC's clients fits all data better than FedAvg")
{
    double gain = 0;
    double squares = 0;
    const uint32_t seeds = 6;
    for (uint32_t seed = 1; seed <= seeds; ++seed)
    {
        const double postponed = MeasureSkewed("FedPbcMixer[RoundTime=1s]", seed);
        const double active = MeasureSkewed("FedAvgMixer[RoundTime=1s]", seed);
        NS_LOG_INFO("FedPBC " << postponed << ", FedAvg " << active);
        gain += (active - postponed) / seeds;
        squares += std::pow(postponed - active, 2) / seeds;
    }
    // Student's t with 5 degrees of freedom exceeds 5.9 once in 1000.
    const double error = std::sqrt((squares - gain * gain) / (seeds - 1));
    NS_TEST_EXPECT_MSG_GT(gain, 5.9 * error, "beyond chance");
}

/// Links to a server, and where it stands.
class StardustLinksTestSuite : public TestSuite
{
  public:
    StardustLinksTestSuite()
        : TestSuite("stardust-links", Type::SYSTEM)
    {
        AddTestCase(new VariationTestCase);
        AddTestCase(new MarkovTestCase);
        AddTestCase(new CyclicTestCase);
        AddTestCase(new ClassSkewTestCase);
        AddTestCase(new MisfitTestCase);
        AddTestCase(new IdleTestCase);
        AddTestCase(new PointTestCase);
        AddTestCase(new ServerTestCase);
        AddTestCase(new HalfAssociatedTestCase);
        AddTestCase(new ClassifierTestCase);
    }
};

static StardustLinksTestSuite g_stardustLinksTestSuite;
