/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-network-runs.h"
#include "stardust-test-support.h"

#include "ns3/position-allocator.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"

#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Power of ns-3's Wi-Fi devices, dBm.
constexpr double SENT = 16.0206;
/// Least power of a preamble that ns-3's Wi-Fi devices detect, dBm.
constexpr double HEARD = -82;
/// Loss of ns-3's log-distance model at 1 m, dB, and its exponent.
constexpr double LOSS_AT_ONE = 46.6777;
constexpr double EXPONENT = 3;

/// Devices in a row.
WifiAdhocNetworkHelper
MakeRow(uint32_t n, double spacing)
{
    auto places = CreateObject<ListPositionAllocator>();
    for (uint32_t i = 0; i < n; ++i)
    {
        places->Add(Vector(spacing * i, 0, 0));
    }
    WifiAdhocNetworkHelper helper;
    helper.SetPositionAllocator(places);
    return helper;
}

/// A builder of what was described.
NetworkBuilder
Build(const WifiAdhocNetworkHelper& helper)
{
    return [helper](NodeContainer nodes, const auto&) { return helper.Install(nodes); };
}

/// Whether a small model gets from one to the other of two devices.
bool
Reaches(const std::string& loss, double distance)
{
    WifiAdhocNetworkHelper helper = MakeRow(2, distance);
    helper.GetRadio().SetLoss(loss);
    helper.SetDataMode("HtMcs0");
    NetworkRun run(Build(helper), Create<CommunicationGraph>(2), 4);
    return !std::isnan(run.SendModels(0, 1));
}

} // namespace

STARDUST_TEST_CASE(ReachTestCase,
                   "a link reaches as far as the loss model's closed form says, within 3 %")
{
    const double most = SENT - HEARD;
    const double friis = 299792458 / (4 * M_PI * 5.18e9) * std::pow(10, most / 20);
    const double logDistance = std::pow(10, (most - LOSS_AT_ONE) / (10 * EXPONENT));
    const std::vector<std::pair<std::string, double>> reaches{{"log-distance", logDistance},
                                                              {"friis", friis},
                                                              {"range:70", 70}};
    for (const auto& [loss, reach] : reaches)
    {
        NS_TEST_EXPECT_MSG_EQ(Reaches(loss, 0.97 * reach), true, loss << ", within " << reach);
        NS_TEST_EXPECT_MSG_EQ(Reaches(loss, 1.03 * reach), false, loss << ", beyond " << reach);
    }
}

STARDUST_TEST_CASE(NakagamiTestCase,
                   "where the mean power is just enough, Nakagami fading lets through the share "
                   "of frames that its distribution says")
{
    const uint32_t count = 2000;
    const double distance = std::pow(10, (SENT - HEARD - LOSS_AT_ONE) / (10 * EXPONENT));
    WifiAdhocNetworkHelper helper = MakeRow(2, distance);
    helper.GetRadio().SetLoss("nakagami");
    // Broadcasts are not repeated, and a model of 200 bytes is one frame.
    NetworkRun run(Build(helper), Create<CommunicationGraph>(2), 4);
    run.helper.SetTransport("broadcast");
    run.SilenceClocks();
    run.Install();
    for (uint32_t k = 0; k < count; ++k)
    {
        Simulator::Schedule(Seconds(1 + 0.01 * k),
                            &GossipLearner::SendModel,
                            run.helper.GetGroup()->GetLearner(0),
                            1u);
    }
    Simulator::Stop(Seconds(30));
    Simulator::Run();
    double delivered = 0;
    for (const auto& message : run.outcomes)
    {
        delivered += message->outcome == MessageOutcome::DELIVERED;
    }
    // Below 80 m m = 1.5: power over its mean is gamma distributed with shape 1.5 and mean 1.
    const double x = 1.5;
    const double share = std::erfc(std::sqrt(x)) + 2 * std::sqrt(x / M_PI) * std::exp(-x);
    NS_TEST_EXPECT_MSG_EQ_TOL(delivered / count,
                              share,
                              4.5 * std::sqrt(share * (1 - share) / count),
                              "frames above " << HEARD << " dBm");
}

STARDUST_TEST_CASE(ChainTestCase,
                   "over three hops a model arrives with AODV and with OLSR, and not without")
{
    std::vector<std::string> protocols{"none"};
#ifndef STARDUST_WITHOUT_AODV
    protocols.push_back("aodv");
#endif
#ifndef STARDUST_WITHOUT_OLSR
    protocols.push_back("olsr");
#endif
    for (const auto& protocol : protocols)
    {
        WifiAdhocNetworkHelper helper = MakeRow(4, 40);
        helper.GetRadio().SetLoss("range:50");
        helper.SetRouting(protocol);
        NetworkRun run(Build(helper), Create<CommunicationGraph>(4), 100);
        const double time = run.SendModels(0, 3, 10);
        NS_TEST_EXPECT_MSG_EQ(!std::isnan(time), (protocol != "none"), protocol);
        NS_TEST_EXPECT_MSG_EQ((time > 0.2), false, protocol << ": routes are kept");
    }
}

namespace
{

/// What the radio of a network can be told.
struct RadioChoice
{
    std::string standard; //!< and band
    uint32_t width;       //!< MHz
    std::string control;  //!< of the rate
    std::string channel;  //!< model
    std::string loss;     //!< model
};

/// Every standard with every rate control, channels and losses in turn.
std::vector<RadioChoice>
GetChoices()
{
    const std::vector<std::string> losses{"log-distance", "friis", "nakagami", "range:30"};
    std::vector<RadioChoice> choices;
    for (const std::string standard :
         {"80211n", "80211ac", "80211ax", "80211n-2.4GHz", "80211ax-2.4GHz"})
    {
        for (const std::string control : {"constant", "minstrel", "ideal"})
        {
            for (const std::string channel : {"yans", "spectrum"})
            {
                const std::size_t k = choices.size();
                const bool low = standard.find("2.4") != std::string::npos;
                const bool wide = standard == "80211ac" || standard == "80211ax";
                const uint32_t width = k % 3 == 0 ? 20 : (wide ? 80 : (low ? 20 : 40));
                choices.push_back(
                    {standard, width, control, channel, losses[(k + k / 4) % losses.size()]});
            }
        }
    }
    return choices;
}

} // namespace

STARDUST_TEST_CASE(ChoicesTestCase,
                   "every standard, band, rate control, channel and loss model delivers models over "
                   "a short link")
{
    for (const auto& choice : GetChoices())
    {
        WifiAdhocNetworkHelper helper = MakeRow(2, 5);
        helper.GetRadio().SetStandard(choice.standard);
        helper.GetRadio().SetWidth(choice.width);
        helper.GetRadio().SetRateControl(choice.control);
        helper.GetRadio().SetChannelModel(choice.channel);
        helper.GetRadio().SetLoss(choice.loss);
        NetworkRun run(Build(helper), Create<CommunicationGraph>(2), 784);
        const double time = run.SendModels(0, 1, 11);
        const std::string what = choice.standard + " " + std::to_string(choice.width) + " " +
                                 choice.control + " " + choice.channel + " " + choice.loss;
        NS_TEST_EXPECT_MSG_EQ(!std::isnan(time), true, what << " delivers all");
        // 31.4 kB in 22 packets at 6 Mb/s or more, overheads and retries included.
        NS_TEST_EXPECT_MSG_LT(time, 0.08, what);
    }
}

namespace
{

/// Models that two cells deliver within them in 2 s, saturated.
uint32_t
CountInTwoCells(bool shared)
{
    NetworkRun run(
        [=](NodeContainer nodes, const auto&) {
            WifiInfrastructureNetworkHelper helper;
            helper.SetCells(2);
            helper.SetCellSide(10);
            helper.SetSharedChannel(shared);
            return helper.Install(nodes);
        },
        Create<CommunicationGraph>(4),
        784);
    // It adapts: what is lost in an access point's queue is no measure of the channel.
    run.helper.SetTransport("tcp");
    run.SilenceClocks();
    run.Install();
    const Time begin = run.network.ready + Seconds(1);
    for (uint32_t k = 0; k < 200; ++k)
    {
        for (const uint32_t sender : {0u, 1u})
        {
            // Devices 0 and 2 are in one cell, 1 and 3 in the other.
            Simulator::Schedule(begin,
                                &GossipLearner::SendModel,
                                run.helper.GetGroup()->GetLearner(sender),
                                sender + 2);
        }
    }
    Simulator::Stop(begin + Seconds(2));
    Simulator::Run();
    uint32_t delivered = 0;
    for (const auto& message : run.outcomes)
    {
        delivered += message->outcome == MessageOutcome::DELIVERED;
    }
    return delivered;
}

} // namespace

STARDUST_TEST_CASE(SharedChannelTestCase,
                   "two saturated cells on a shared channel deliver about half of what they do on "
                   "channels of their own")
{
    const uint32_t apart = CountInTwoCells(false);
    const uint32_t together = CountInTwoCells(true);
    NS_TEST_EXPECT_MSG_GT(apart, 40, "models");
    // More contenders: shorter idle times, more collisions.
    NS_TEST_EXPECT_MSG_EQ_TOL(double(together) / apart, 0.5, 0.15, together << " of " << apart);
}

/// What Wi-Fi helpers offer.
class StardustRadioChoicesTestSuite : public TestSuite
{
  public:
    StardustRadioChoicesTestSuite()
        : TestSuite("stardust-radio-choices", Type::SYSTEM)
    {
        AddTestCase(new ReachTestCase);
        AddTestCase(new NakagamiTestCase);
        AddTestCase(new ChainTestCase);
        AddTestCase(new ChoicesTestCase);
        AddTestCase(new SharedChannelTestCase);
    }
};

static StardustRadioChoicesTestSuite g_stardustRadioChoicesTestSuite;
