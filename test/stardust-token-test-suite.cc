/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/gossip-learner.h"
#include "ns3/learner-helper.h"
#include "ns3/message-ledger.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/test.h"
#include "ns3/token-account-peer-selector.h"
#include "ns3/uinteger.h"
#include "ns3/version-table.h"
#include "stardust-test-support.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

STARDUST_TEST_CASE(StrategyTestCase, "a balance is worth what the strategies' definitions say")
{
    const uint32_t a = 4;
    const uint32_t c = 10;
    for (const TokenStrategy strategy : {TOKEN_PROACTIVE, TOKEN_SIMPLE, TOKEN_GENERALIZED, TOKEN_RANDOMIZED})
    {
        auto account = CreateObject<TokenAccountPeerSelector>();
        account->SetAttribute("Strategy", EnumValue(strategy));
        account->SetAttribute("A", UintegerValue(a));
        account->SetAttribute("Capacity", UintegerValue(c));
        for (uint32_t k = 0; k <= c + 2; ++k)
        {
            double send = k >= c ? 1 : 0;
            double news = 0;
            double old = 0;
            switch (strategy)
            {
            case TOKEN_PROACTIVE:
                send = 1;
                break;
            case TOKEN_SIMPLE:
                news = old = k > 0;
                break;
            case TOKEN_GENERALIZED:
                news = (3 + k) / 4;
                old = (3 + k) / 8;
                break;
            case TOKEN_RANDOMIZED:
                send = k < 3 ? 0 : std::min(1.0, (k - 3) / 7.0);
                news = k / 4.0;
                break;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(account->GetProactive(k), send, 1e-12, strategy << " at " << k);
            NS_TEST_EXPECT_MSG_EQ_TOL(account->GetReactive(k, true), news, 1e-12, strategy << " at " << k);
            NS_TEST_EXPECT_MSG_EQ_TOL(account->GetReactive(k, false), old, 1e-12, strategy << " at " << k);
        }
    }
}

namespace
{

/// What a run of token accounts came to.
struct TokenRun
{
    std::vector<std::set<Time>> arrivals;    //!< at each device
    double staleness{0};                     //!< versions, mean over pairs and time
    uint64_t sent{0};                        //!< messages
    std::vector<std::vector<Time>> sendings; //!< of each device
};

void
NoteArrival(TokenRun* run, Ptr<const ModelMessage> message)
{
    run->arrivals[message->receiver].insert(message->concluded);
}

void
NoteSending(TokenRun* run, Ptr<const ModelMessage> message)
{
    run->sendings[message->sender].push_back(Simulator::Now());
}

/// 20 devices on the complete graph, a token a second, transmissions of 10 ms.
TokenRun
RunTokens(const std::string& attributes, bool pauses)
{
    const uint32_t n = 20;
    LearnerHelper learners;
    DirectNetworkHelper network;
    network.SetDelay("0.01");
    network.Install(learners);
    learners.SetTimelinessOnly();
    learners.SetPeerSelector("ns3::stardust::TokenAccountPeerSelector[" + attributes + "]");
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    TokenRun run;
    run.sendings.resize(n);
    run.arrivals.resize(n);
    group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                   MakeBoundCallback(&NoteArrival, &run));
    for (uint32_t i = 0; i < n; ++i)
    {
        group->GetLearner(i)->TraceConnectWithoutContext("ModelSent",
                                                         MakeBoundCallback(&NoteSending, &run));
    }
    const uint32_t last = 600;
    uint32_t samples = 0;
    for (uint32_t second = 1; second <= last; ++second)
    {
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        if (pauses)
        {
            GossipLearner& learner = *group->GetLearner(second % n);
            second / n % 2 ? learner.Resume() : learner.Pause();
            continue;
        }
        const VersionTable& versions = *group->GetVersions();
        for (uint32_t i = 0; second > last / 5 && i < n; ++i)
        {
            for (uint32_t j = 0; j < n; ++j)
            {
                run.staleness += versions.GetMade(j) - versions.GetRow(i)[j];
            }
        }
        samples += second > last / 5;
    }
    run.staleness /= std::max(1.0, double(samples) * n * (n - 1));
    run.sent = group->GetLedger()->GetCounters().sent;
    Simulator::Destroy();
    return run;
}

/// The most that any window of messages of one device is beyond its length in seconds.
double
MeasureBurst(const TokenRun& run)
{
    double most = 0;
    for (const auto& times : run.sendings)
    {
        for (std::size_t i = 0; i < times.size(); ++i)
        {
            for (std::size_t j = i; j < times.size(); ++j)
            {
                most = std::max(most, j - i + 1 - (times[j] - times[i]).GetSeconds());
            }
        }
    }
    return most;
}

} // namespace

STARDUST_TEST_CASE(BudgetTestCase, "no window holds more messages than periods, one, and the capacity")
{
    for (const std::string strategy : {"Proactive", "Simple", "Generalized", "Randomized"})
    {
        for (const bool pauses : {false, true})
        {
            const TokenRun run = RunTokens("Capacity=6|A=2|Strategy=" + strategy, pauses);
            NS_TEST_EXPECT_MSG_LT(MeasureBurst(run), 6 + 1 + 1e-6, strategy);
            if (!pauses)
            {
                // What is not sent waits in the accounts: up to 6 tokens of each device.
                NS_TEST_EXPECT_MSG_LT(run.sent, 20 * 600 + 1, strategy);
                NS_TEST_EXPECT_MSG_GT(run.sent, 20 * (600 - 8), strategy << " sends all that it may");
            }
        }
    }
    NS_TEST_EXPECT_MSG_LT(MeasureBurst(RunTokens("Strategy=Proactive", false)), 1 + 1e-6, "no bursts");
    NS_TEST_EXPECT_MSG_GT(MeasureBurst(RunTokens("Strategy=Generalized|A=1|Capacity=6", false)),
                          2,
                          "reactions come in bursts");
}

STARDUST_TEST_CASE(SpeedTestCase, "as many messages, but news is older without accounts than with them")
{
    const TokenRun plain = RunTokens("Strategy=Proactive", false);
    // With A well below the capacity reactions multiply: avalanches spend all tokens at once,
    // and in so small a network nothing is sent for some time after one.
    for (const std::string attributes :
         {"Strategy=Simple|Capacity=10", "Strategy=Generalized|A=10|Capacity=10",
          "Strategy=Randomized|A=5|Capacity=10"})
    {
        const TokenRun run = RunTokens(attributes, false);
        NS_TEST_EXPECT_MSG_EQ_TOL(double(run.sent), double(plain.sent), 0.02 * plain.sent, attributes);
        NS_TEST_EXPECT_MSG_LT(run.staleness,
                              0.8 * plain.staleness,
                              attributes << " against " << plain.staleness);
    }
}

STARDUST_TEST_CASE(TriggerTestCase, "a reactive message is sent by the device that received the trigger, at once")
{
    for (const std::string strategy : {"Simple", "Generalized", "Randomized"})
    {
        const TokenRun run = RunTokens("Capacity=6|A=2|Strategy=" + strategy, false);
        uint32_t reactive = 0;
        uint32_t foreign = 0;
        for (std::size_t i = 0; i < run.sendings.size(); ++i)
        {
            // What answers no arrival at this very device is sent when its own period ends.
            std::set<int64_t> phases;
            for (const Time& time : run.sendings[i])
            {
                if (run.arrivals[i].count(time) > 0)
                {
                    ++reactive;
                }
                else
                {
                    phases.insert(time.GetNanoSeconds() % 1000000000);
                }
            }
            foreign += phases.size() > 1;
        }
        NS_TEST_EXPECT_MSG_GT(reactive, 1000, strategy << " reacts");
        NS_TEST_EXPECT_MSG_EQ(foreign, 0, strategy << ": devices that send at other times than theirs");
    }
}

/// Token accounts.
class StardustTokenTestSuite : public TestSuite
{
  public:
    StardustTokenTestSuite()
        : TestSuite("stardust-token", Type::SYSTEM)
    {
        AddTestCase(new StrategyTestCase);
        AddTestCase(new BudgetTestCase);
        AddTestCase(new TriggerTestCase);
        AddTestCase(new SpeedTestCase);
    }
};

static StardustTokenTestSuite g_stardustTokenTestSuite;
