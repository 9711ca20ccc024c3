/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/model-fragment-header.h"
#include "ns3/simulator.h"
#include "ns3/staleness-monitor.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// What is kept of a message with an outcome.
struct Outcome
{
    uint32_t sender;
    Time sent;
    Time taken; //!< from sending to the outcome
    MessageOutcome outcome;
    MessageReason reason;
};

/// A run on the direct network without learning.
struct DirectRun
{
    DirectNetworkHelper network;   //!< configured before Install()
    LearnerHelper learners;        //!< configured before Install()
    Ptr<LearnerGroup> group;       //!< after Install()
    std::vector<Outcome> outcomes; //!< in order
    uint64_t mostSnapshots{0};     //!< bytes, at any outcome
    bool overdrawn{false};         //!< more snapshots than messages under way

    DirectRun()
    {
        learners.SetTimelinessOnly();
    }

    ~DirectRun()
    {
        Simulator::Destroy();
    }

    void Install(uint32_t n)
    {
        network.Install(learners);
        NodeContainer nodes;
        nodes.Create(n);
        learners.Install(nodes);
        group = learners.GetGroup();
        group->GetLedger()->TraceConnectWithoutContext(
            "MessageConcluded", MakeCallback(&DirectRun::TakeConcluded, this));
    }

    void SetGossip(const std::string& interval)
    {
        learners.SetAttribute("GossipInterval", StringValue(interval));
    }

    void SetLifetime(const std::string& lifetime)
    {
        learners.SetGroupAttribute(
            "Ledger",
            StringValue("ns3::stardust::MessageLedger[MessageLifetime=" + lifetime + "]"));
    }

    void TakeConcluded(Ptr<const ModelMessage> message)
    {
        outcomes.push_back({message->sender,
                            message->sent,
                            message->concluded - message->sent,
                            message->outcome,
                            message->reason});
        // A message's own snapshot is released before this is told.
        const uint64_t bytes = group->GetVersions()->GetSnapshotBytes();
        mostSnapshots = std::max(mostSnapshots, bytes);
        overdrawn |= bytes > group->GetLedger()->CountInFlight() * 64;
    }

    static void Run(double until)
    {
        Simulator::Stop(Seconds(until) - Simulator::Now());
        Simulator::Run();
    }

    /// How many have that outcome.
    std::size_t Count(MessageOutcome outcome) const
    {
        return std::count_if(outcomes.begin(), outcomes.end(), [=](const Outcome& one) {
            return one.outcome == outcome;
        });
    }
};

const std::string EACH_100_MS = "ns3::ExponentialRandomVariable[Mean=0.1]";

} // namespace

STARDUST_TEST_CASE(ConstantDelayTestCase, "a constant delay is that of every message")
{
    DirectRun run;
    run.network.SetDelay("0.125");
    run.Install(5);
    run.Run(200);
    NS_TEST_EXPECT_MSG_GT(run.outcomes.size(), 800, "some 1000 messages");
    for (const auto& one : run.outcomes)
    {
        NS_TEST_ASSERT_MSG_EQ(one.taken, MilliSeconds(125), "delay");
        NS_TEST_ASSERT_MSG_EQ((one.outcome == MessageOutcome::DELIVERED), true, "delivered");
    }
}

STARDUST_TEST_CASE(RandomDelayTestCase,
                   "a random delay is drawn for each message, negative draws as 0")
{
    for (const std::string delay : {"ns3::UniformRandomVariable[Min=0.2|Max=0.8]",
                                    "ns3::UniformRandomVariable[Min=-0.5|Max=0.5]"})
    {
        DirectRun run;
        run.network.SetDelay(delay);
        run.SetGossip(EACH_100_MS);
        run.Install(10);
        run.Run(100);
        double sum = 0;
        std::size_t zero = 0;
        for (const auto& one : run.outcomes)
        {
            sum += one.taken.GetSeconds();
            zero += one.taken.IsZero();
        }
        const auto count = static_cast<double>(run.outcomes.size());
        const bool negative = delay.find('-') != std::string::npos;
        // Of 10 000 messages: 4 standard errors. Half a uniform on (0, 0.5) has mean
        // 0.125 and second moment 1/24.
        const double deviation =
            negative ? std::sqrt(1.0 / 24 - 0.125 * 0.125) : 0.6 / std::sqrt(12);
        NS_TEST_EXPECT_MSG_EQ_TOL(sum / count,
                                  (negative ? 0.125 : 0.5),
                                  4 * deviation / std::sqrt(count),
                                  "mean of " << delay);
        NS_TEST_EXPECT_MSG_EQ_TOL(zero / count,
                                  (negative ? 0.5 : 0.0),
                                  (negative ? 2 / std::sqrt(count) : 1e-9),
                                  "share at once of " << delay);
    }
}

namespace
{

/// Sends by hand and sees what is known right after.
struct HandSender
{
    Ptr<LearnerGroup> group;
    uint64_t deliveredAtOnce{0};
    uint32_t context{0};

    void Send()
    {
        const uint64_t before = group->GetLedger()->GetCounters().delivered;
        group->GetLearner(0)->SendModel(1);
        deliveredAtOnce += group->GetLedger()->GetCounters().delivered - before;
    }

    void TakeReceived(Ptr<const ModelMessage> /* message */)
    {
        context = Simulator::GetContext();
    }
};

} // namespace

STARDUST_TEST_CASE(
    DeliveryEventTestCase,
    "without delay a message is delivered at the same instant, by an event of the receiver's")
{
    DirectRun run;
    run.SetGossip("ns3::ConstantRandomVariable[Constant=1e9]");
    run.Install(2);
    HandSender hand{run.group};
    run.group->GetLearner(1)->TraceConnectWithoutContext(
        "ModelReceived", MakeCallback(&HandSender::TakeReceived, &hand));
    Simulator::Schedule(Seconds(1), &HandSender::Send, &hand);
    run.Run(2);
    NS_TEST_EXPECT_MSG_EQ(hand.deliveredAtOnce, 0, "not within the sender's own event");
    NS_TEST_ASSERT_MSG_EQ(run.outcomes.size(), 1, "but delivered");
    NS_TEST_EXPECT_MSG_EQ(run.outcomes[0].taken, Time(0), "at once");
    NS_TEST_EXPECT_MSG_EQ(hand.context, run.group->GetNodeId(1), "context");
    const MessageCounters& counters = run.group->GetLedger()->GetCounters();
    NS_TEST_EXPECT_MSG_EQ(counters.packetsSent, 1, "one packet");
    NS_TEST_EXPECT_MSG_EQ(counters.bytesSent, uint64_t(ModelFragmentHeader::SIZE), "of our header");
}

STARDUST_TEST_CASE(ErrorRateTestCase,
                   "the share of lost messages is the error rate, known when they are sent")
{
    for (const double rate : {0.0, 0.05, 0.5, 1.0})
    {
        DirectRun run;
        run.network.SetDelay("0.1");
        run.network.SetErrorRate(rate);
        run.SetGossip(EACH_100_MS);
        run.Install(10);
        run.Run(200);
        const auto count = static_cast<double>(run.outcomes.size());
        std::size_t lost = 0;
        for (const auto& one : run.outcomes)
        {
            if (one.outcome == MessageOutcome::LOST)
            {
                ++lost;
                NS_TEST_ASSERT_MSG_EQ((one.reason == MessageReason::CHANNEL_ERROR), true, "reason");
                NS_TEST_ASSERT_MSG_EQ(one.taken, Time(0), "known at once");
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(
            lost / count, rate, 4 * std::sqrt(rate * (1 - rate) / count), "rate " << rate);
        NS_TEST_EXPECT_MSG_GT(count, 15000, "messages");
    }
}

STARDUST_TEST_CASE(OccupancyTestCase,
                   "an occupied sender waits for its message to be through, any other does not")
{
    for (const bool occupying : {false, true})
    {
        DirectRun run;
        run.network.SetDelay("0.3");
        run.network.SetErrorRate(0.5);
        run.network.SetOccupying(occupying);
        run.SetGossip("ns3::ConstantRandomVariable[Constant=0.2]");
        run.Install(4);
        run.Run(20);
        std::vector<std::vector<Time>> sent(4);
        for (const auto& one : run.outcomes)
        {
            sent[one.sender].push_back(one.sent);
        }
        for (auto& times : sent)
        {
            // Losses are known before arrivals; a lost message occupies as long.
            std::sort(times.begin(), times.end());
            NS_TEST_ASSERT_MSG_GT(times.size(), 35, "messages");
            // Those still under way at the end are missing: the last that are not are
            // not looked at.
            const std::size_t complete = times.size() - 4;
            for (std::size_t k = 1; k < complete; ++k)
            {
                NS_TEST_ASSERT_MSG_EQ(
                    times[k] - times[k - 1], MilliSeconds(occupying ? 500 : 200), "message " << k);
            }
        }
    }
}

STARDUST_TEST_CASE(TooLateTestCase,
                   "a message slower than its lifetime is lost when that ends, one as slow is not")
{
    for (const std::string delay : {"0.5", "0.500000001"})
    {
        DirectRun run;
        run.network.SetDelay(delay);
        run.SetLifetime("+500ms");
        run.Install(3);
        run.Run(100);
        const bool late = delay != "0.5";
        NS_TEST_EXPECT_MSG_GT(run.outcomes.size(), 200, "messages");
        for (const auto& one : run.outcomes)
        {
            NS_TEST_ASSERT_MSG_EQ(one.taken, MilliSeconds(500), "when its lifetime ends");
            NS_TEST_ASSERT_MSG_EQ((one.outcome == MessageOutcome::LOST), late, "outcome");
            NS_TEST_ASSERT_MSG_EQ((one.reason == MessageReason::TOO_LATE), late, "reason");
        }
    }
}

STARDUST_TEST_CASE(
    SnapshotBytesTestCase,
    "version snapshots take memory for messages under way only, and all of it comes back")
{
    DirectRun run;
    run.network.SetDelay("ns3::UniformRandomVariable[Min=0|Max=3]");
    run.network.SetErrorRate(0.1);
    run.SetLifetime("+2s");
    run.SetGossip(EACH_100_MS);
    run.Install(16);
    for (uint32_t i = 0; i < 16; ++i)
    {
        run.group->GetLearner(i)->SetStopTime(Seconds(20 + i));
    }
    run.Run(50);
    const auto& versions = run.group->GetVersions();
    NS_TEST_EXPECT_MSG_GT(run.mostSnapshots, 100 * 64, "many at a time");
    NS_TEST_EXPECT_MSG_EQ(run.overdrawn, false, "one row of 16 versions a message at most");
    NS_TEST_EXPECT_MSG_EQ(run.group->GetLedger()->CountInFlight(), 0, "all is through");
    NS_TEST_EXPECT_MSG_EQ(versions->GetSnapshotBytes(), 0, "nothing is left");
    NS_TEST_EXPECT_MSG_GT(run.Count(MessageOutcome::LOST), 100, "lost ones among them, in the channel and at devices that have stopped");
}

STARDUST_TEST_CASE(MaxSnapshotBytesTestCase,
                   "a run that needs more than MaxSnapshotBytes ends with an error that says so")
{
    {
        // Foreseen, and refused before anything happens.
        DirectRun run;
        run.network.SetDelay("1");
        run.SetGossip(EACH_100_MS);
        run.learners.SetGroupAttribute("MaxSnapshotBytes", UintegerValue(20 * 64));
        STARDUST_EXPECT_INPUT_ERROR(run.Install(16),
                                    {"--delay", "160 messages", "MaxSnapshotBytes is 1280"});
    }
    {
        // The mean of this delay, 1 s, is not looked for.
        DirectRun run;
        run.network.SetDelay("ns3::WeibullRandomVariable[Scale=1|Shape=1]");
        run.SetGossip(EACH_100_MS);
        run.learners.SetGroupAttribute("MaxSnapshotBytes", UintegerValue(20 * 64));
        run.Install(16);
        STARDUST_EXPECT_INPUT_ERROR(run.Run(100), {"MaxSnapshotBytes=1280", "64 bytes each"});
        NS_TEST_EXPECT_MSG_LT(Simulator::Now(), Seconds(2), "long before the end");
        NS_TEST_EXPECT_MSG_EQ(
            run.group->GetVersions()->GetSnapshotBytes(), 20 * 64, "up to the limit");
    }
    // Nothing of it is left in the way of the next run.
    DirectRun run;
    run.SetGossip(EACH_100_MS);
    run.learners.SetGroupAttribute("MaxSnapshotBytes", UintegerValue(0));
    run.Install(16);
    run.Run(100);
    NS_TEST_EXPECT_MSG_GT(
        run.Count(MessageOutcome::DELIVERED), 10000, "without delay none is needed");
}

STARDUST_TEST_CASE(ClockworkTestCase,
                   "two devices with constant clocks have the staleness that the calendar says")
{
    // Updates end at 0.5, 1.5, 2.5 ... s. Messages leave each 0.4 s and arrive 0.25 s
    // later; in a period of 2 s those sent at 0, 0.4, 0.8, 1.2 and 1.6 s hold for 0.4 s
    // each, in which the receiver is behind by one for 0.15, 0.4, 0, 0.35 and 0 s.
    DirectRun run;
    run.network.SetDelay("0.25");
    run.SetGossip("ns3::ConstantRandomVariable[Constant=0.4]");
    run.learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    // Drawn in turn: half of the first update is left, and all of the first interval.
    run.learners.SetAttribute("StartPhase",
                              StringValue("ns3::SequentialRandomVariable[Min=0.5|Max=1.5|Increment="
                                          "ns3::ConstantRandomVariable[Constant=0.5]]"));
    run.Install(2);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->SetWarmUp(Seconds(2));
    monitor->Attach(run.group->GetVersions());
    for (uint32_t period = 1; period <= 10; ++period)
    {
        run.Run(2 + 2 * period);
        NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetPairStaleness(0, 1), 0.45, 1e-15, "1 at 0");
        NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetPairStaleness(1, 0), 0.45, 1e-15, "0 at 1");
        NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetMeanStaleness(), 0.45, 1e-15, "mean");
    }
    // At 2.3 s: the version of 1.5 s came at 1.85 s. At 2.6 s that of 2.5 s is not there.
    NS_TEST_EXPECT_MSG_EQ(monitor->GetStaleness(0, 1), 0, "at 22 s");
    run.Run(22.6);
    NS_TEST_EXPECT_MSG_EQ(monitor->GetStaleness(0, 1), 1, "at 22.6 s");
    NS_TEST_EXPECT_MSG_EQ(run.group->GetVersions()->Get(0, 1), 22, "updates up to 21.5 s");
}

/// The network without a network.
class StardustDirectTestSuite : public TestSuite
{
  public:
    StardustDirectTestSuite()
        : TestSuite("stardust-direct", Type::SYSTEM)
    {
        AddTestCase(new ConstantDelayTestCase);
        AddTestCase(new RandomDelayTestCase);
        AddTestCase(new DeliveryEventTestCase);
        AddTestCase(new ErrorRateTestCase);
        AddTestCase(new OccupancyTestCase);
        AddTestCase(new TooLateTestCase);
        AddTestCase(new SnapshotBytesTestCase);
        AddTestCase(new MaxSnapshotBytesTestCase);
        AddTestCase(new ClockworkTestCase);
    }
};

static StardustDirectTestSuite g_stardustDirectTestSuite;
