/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/constant-position-mobility-model.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/gossip-learner.h"
#include "ns3/simulator.h"
#include "ns3/sinr-channel.h"
#include "ns3/string.h"

#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr double LIGHT = 299792458;
constexpr uint32_t DRAWS = 40000;

Ptr<Node>
MakeNode(double x)
{
    auto node = CreateObject<Node>();
    auto place = CreateObject<ConstantPositionMobilityModel>();
    place->SetPosition(Vector(x, 0, 0));
    node->AggregateObject(place);
    return node;
}

Ptr<UniformRandomVariable>
MakeRandom()
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(5);
    return random;
}

/// A channel and a message on it.
struct Link
{
    double bandwidth{10e6};  //!< Hz
    double deadline{10};     //!< s
    uint32_t bytes{51600};   //!< of the message
    double distance{1000};   //!< m
    double interferer{0};    //!< distance from it to the receiver, m; 0: none

    Ptr<SinrChannel> Make() const
    {
        auto channel = CreateObject<SinrChannel>();
        channel->SetAttribute("Bandwidth", DoubleValue(bandwidth));
        channel->SetAttribute("Deadline", TimeValue(Seconds(deadline)));
        return channel;
    }

    /// SINR that is just enough.
    double GetThreshold() const
    {
        return std::pow(2, 8 * bytes / (bandwidth * (deadline - distance / LIGHT))) - 1;
    }

    /// Chance of success: exponential gains, fixed powers and distances.
    double GetChance() const
    {
        const double noise = std::pow(10, -20.4) * bandwidth;
        const double alone = std::exp(-GetThreshold() * noise * std::pow(distance, 4) / 0.1);
        // The mean of exp(-s I) over an exponential I with mean m is 1 / (1 + s m).
        return interferer == 0
                   ? alone
                   : alone / (1 + GetThreshold() * std::pow(distance / interferer, 4));
    }

    /// Share of messages that arrive.
    double Measure() const
    {
        Ptr<SinrChannel> channel = Make();
        Ptr<UniformRandomVariable> random = MakeRandom();
        const DirectHop hop{MakeNode(0), MakeNode(distance), bytes};
        if (interferer > 0)
        {
            // So long that it is on the air up to its deadline.
            const DirectHop other{MakeNode(distance + interferer), MakeNode(-1e6), 4000000000u};
            channel->Cross(other, *random);
        }
        uint32_t arrived = 0;
        for (uint32_t draw = 0; draw < DRAWS; ++draw)
        {
            arrived += channel->Cross(hop, *random).arrives;
        }
        Simulator::Destroy();
        return double(arrived) / DRAWS;
    }
};

/// Five standard deviations of a share.
double
GetTolerance(double chance)
{
    return 5 * std::sqrt(chance * (1 - chance) / DRAWS);
}

} // namespace

STARDUST_TEST_CASE(ChanceTestCase, "without others a message arrives with the closed form's chance")
{
    struct Row
    {
        Link link;
        double reference;
    };
    const std::vector<Row> rows{{{10e6, 10, 51600, 5000}, 0.4902},
                                {{10e6, 10, 51600, 3000}, 0.9117},
                                {{10e6, 10, 51600, 1000}, 0.9989},
                                {{1e6, 1, 596800, 500}, 0.9365},
                                {{1e6, 1, 596800, 1000}, 0.3500}};
    for (const Row& row : rows)
    {
        const double chance = row.link.GetChance();
        NS_TEST_EXPECT_MSG_EQ_TOL(chance, row.reference, 6e-5, "reference at " << row.link.distance);
        NS_TEST_EXPECT_MSG_EQ_TOL(row.link.Measure(),
                                  chance,
                                  GetTolerance(chance),
                                  "share at " << row.link.distance << " m");
    }
}

STARDUST_TEST_CASE(InterferenceTestCase, "one other sender lowers the chance as the closed form says")
{
    const std::vector<Link> links{{1e6, 1, 596800, 500, 2000},
                                  {1e6, 10, 596800, 500, 500},
                                  {10e6, 10, 51600, 3000, 1000},
                                  {10e6, 10, 51600, 1000, 200}};
    for (const Link& link : links)
    {
        const double chance = link.GetChance();
        NS_TEST_EXPECT_MSG_EQ_TOL(link.Measure(),
                                  chance,
                                  GetTolerance(chance),
                                  link.distance << " m, other " << link.interferer);
    }
}

STARDUST_TEST_CASE(DelayTestCase,
                   "without fading the delay is that of the rate and of light, longer while others send")
{
    Link link;
    link.bytes = 1000000;
    Ptr<SinrChannel> channel = link.Make();
    channel->SetAttribute("Fading", EnumValue(FADING_NONE));
    Ptr<UniformRandomVariable> random = MakeRandom();
    const DirectHop hop{MakeNode(0), MakeNode(1000), link.bytes};
    const double power = 0.1 * 1e-12;
    const double noise = std::pow(10, -20.4) * 10e6;
    const auto getSending = [&](double sinr) { return 8e6 / (10e6 * std::log2(1 + sinr)); };
    const DirectPassage alone = channel->Cross(hop, *random);
    NS_TEST_EXPECT_MSG_EQ(alone.arrives, true, "alone");
    NS_TEST_EXPECT_MSG_EQ_TOL(alone.airtime.GetSeconds(), getSending(power / noise), 2e-9, "airtime");
    NS_TEST_EXPECT_MSG_EQ_TOL(alone.delay.GetSeconds(),
                              getSending(power / noise) + 1000 / LIGHT,
                              2e-9,
                              "delay");
    const DirectHop second{MakeNode(3000), MakeNode(2000), 1000};
    const double sinr = power / (noise + 0.1 / std::pow(2000, 4));
    NS_TEST_EXPECT_MSG_EQ_TOL(channel->Cross(second, *random).airtime.GetSeconds(),
                              8e3 / (10e6 * std::log2(1 + sinr)),
                              2e-9,
                              "the first, 2 km from the receiver, is on the air");
    // A sender does not hear itself, nor does whoever receives while sending.
    const DirectHop back{hop.receiver, hop.sender, 1000};
    Simulator::Stop(alone.airtime);
    Simulator::Run();
    NS_TEST_EXPECT_MSG_EQ_TOL(channel->Cross(hop, *random).airtime.GetSeconds(),
                              getSending(power / noise),
                              2e-9,
                              "afterwards the air is free");
    NS_TEST_EXPECT_MSG_EQ_TOL(channel->Cross(back, *random).airtime.GetSeconds(),
                              getSending(power / noise) / 1000,
                              2e-9,
                              "the only other sender is the receiver");
    Simulator::Destroy();
    const DirectHop third{MakeNode(3000), MakeNode(2000), 1000};
    NS_TEST_EXPECT_MSG_EQ_TOL(channel->Cross(third, *random).airtime.GetSeconds(),
                              getSending(power / noise) / 1000,
                              2e-9,
                              "another simulation begins with free air");
    Simulator::Destroy();
}

namespace
{

/// Devices on a line, 400 m apart, that gossip on such a channel.
Ptr<LearnerGroup>
InstallLine(uint32_t n, const std::string& channel, const std::string& mixer)
{
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetChannel(channel);
    network.Install(learners);
    SetSmallTask(learners, n, 20);
    learners.SetMixer("ns3::stardust::" + mixer);
    NodeContainer nodes;
    for (uint32_t i = 0; i < n; ++i)
    {
        nodes.Add(MakeNode(400.0 * i));
    }
    learners.Install(nodes);
    return learners.GetGroup();
}

} // namespace

STARDUST_TEST_CASE(NetworkTestCase,
                   "on the direct network each message has one outcome, and one transmission to all counts once")
{
    const std::string channel = "sinr[Bandwidth=1e4|Power=1e-5|Deadline=0.2s]";
    for (const std::string mixer : {"PairwiseAverageMixer", "DpsgdMixer[Barrier=false]"})
    {
        const bool toAll = mixer[0] == 'D';
        MessageCounters counters[2];
        for (MessageCounters& run : counters)
        {
            Ptr<LearnerGroup> group = InstallLine(6, channel, mixer);
            const uint64_t size = group->GetLearner(0)->GetMessageSize();
            Simulator::Stop(Seconds(200));
            Simulator::Run();
            run = group->GetLedger()->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(run.sent,
                                  run.delivered + run.lost + run.expired + run.rejected +
                                      group->GetLedger()->CountInFlight(),
                                  "one outcome");
            NS_TEST_EXPECT_MSG_GT(run.lost, run.sent / 20, "some are lost");
            NS_TEST_EXPECT_MSG_GT(run.delivered, run.sent / 20, "some arrive");
            NS_TEST_EXPECT_MSG_EQ(run.packetsSent, (toAll ? run.sent / 5 : run.sent), "transmissions");
            NS_TEST_EXPECT_MSG_GT(run.bytesSent, run.packetsSent * size, "each with a header");
            NS_TEST_EXPECT_MSG_LT(run.bytesSent, run.packetsSent * (size + 100), "counted once");
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_EQ(counters[0].delivered, counters[1].delivered, "a second run is the same");
    }
}

STARDUST_TEST_CASE(ReleaseTestCase, "nothing holds a channel or its devices when the simulation is over")
{
    const Link link;
    Ptr<SinrChannel> channel = link.Make();
    // A simulation after the other.
    for (int run = 0; run < 2; ++run)
    {
        const DirectHop hop{MakeNode(0), MakeNode(link.distance), link.bytes};
        channel->Cross(hop, *MakeRandom());
        NS_TEST_EXPECT_MSG_GT(channel->GetReferenceCount(), 1, "the simulator holds it");
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ(channel->GetReferenceCount(), 1, "the simulator has let it go");
        NS_TEST_EXPECT_MSG_EQ(hop.sender->GetReferenceCount(), 1, "and so has the channel its device");
    }
}

STARDUST_TEST_CASE(MisuseTestCase, "a node without a position, and what is no channel, are named")
{
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetChannel("sinr");
    network.Install(learners);
    learners.SetTimelinessOnly();
    NodeContainer nodes;
    nodes.Create(2);
    STARDUST_EXPECT_INPUT_ERROR(learners.Install(nodes), {"--channel: node", "no position"});
    STARDUST_EXPECT_INPUT_ERROR(network.SetChannel("ns3::stardust::SgdOptimizer"), {"--channel"});
    STARDUST_EXPECT_INPUT_ERROR(network.SetChannel("sinr[Power=-1]"), {"--channel", "Power=-1"});
    Simulator::Destroy();
}

/// The channel of direct networks.
class StardustSinrTestSuite : public TestSuite
{
  public:
    StardustSinrTestSuite()
        : TestSuite("stardust-sinr", Type::UNIT)
    {
        AddTestCase(new ChanceTestCase);
        AddTestCase(new InterferenceTestCase);
        AddTestCase(new DelayTestCase);
        AddTestCase(new NetworkTestCase);
        AddTestCase(new ReleaseTestCase);
        AddTestCase(new MisuseTestCase);
    }
};

static StardustSinrTestSuite g_stardustSinrTestSuite;
