/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-link-run.h"
#include "stardust-test-support.h"

#include "ns3/simple-channel.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// One message from 0 to 1, sent at 1 s: a packet each 5 ms, at least 3, which take 1 ms each.
struct Story
{
    std::string name;
    std::vector<double> receiverDown; //!< when the receiver goes down, and comes back if it does, s
    double senderDown;                //!< when the sender goes down, s; negative: never
    double cut;                       //!< when the link is cut, s; negative: never
    MessageReason cause;              //!< as the trace shows it
};

/// What the trace says of the message.
std::string
Tell(const Story& story, const std::string& transport)
{
    LinkRun run(2, transport);
    run.SetLifetime("+1s");
    run.SetGossip(1e6);
    run.Install();
    const auto sender = run.group->GetLearner(0);
    const auto receiver = run.group->GetLearner(1);
    Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, sender, 1);
    for (std::size_t k = 0; k < story.receiverDown.size(); ++k)
    {
        Simulator::Schedule(Seconds(story.receiverDown[k]),
                            k == 0 ? &GossipLearner::Pause : &GossipLearner::Resume,
                            receiver);
    }
    if (story.senderDown >= 0)
    {
        Simulator::Schedule(Seconds(story.senderDown), &GossipLearner::Pause, sender);
    }
    if (story.cut >= 0)
    {
        const auto channel = DynamicCast<SimpleChannel>(run.GetDevice(0)->GetChannel());
        Simulator::Schedule(Seconds(story.cut),
                            &SimpleChannel::BlackList,
                            channel,
                            run.GetDevice(0),
                            run.GetDevice(1));
    }
    run.Run(10);
    return run.outcomes.size() == 1
               ? std::string(ToString(run.outcomes[0]->outcome)) + " " +
                     ToString(FindCause(*run.outcomes[0]))
               : std::to_string(run.outcomes.size()) + " messages";
}

} // namespace

STARDUST_TEST_CASE(AbsenceTestCase,
                   "a receiver that is down is why a message is lost if it was down all the time "
                   "or some packet came to it meanwhile, and only then")
{
    const MessageReason stopped = MessageReason::RECEIVER_STOPPED;
    const std::vector<Story> stories{
        {"down from before the sending on", {0.5}, -1, -1, stopped},
        {"down before the sending, back when the packets have passed", {0.5, 1.5}, -1, -1, stopped},
        {"down before the sending, back before the last packets", {0.5, 1.008}, -1, -1, stopped},
        {"down between two packets", {1.008, 1.5}, -1, -1, stopped},
        {"down when it is cut off already", {1.008}, -1, 1.003, MessageReason::PACKETS_MISSING},
        {"down and back when it was cut off", {1.5, 1.6}, -1, 0.5, MessageReason::NO_PACKET_ARRIVED},
        {"down when it has the whole message", {1.5}, -1, -1, MessageReason::NONE},
        {"both go down, the sender later", {0.5}, 1.008, -1, stopped},
        {"the sender goes down", {1.5}, 1.008, -1, MessageReason::SENDER_STOPPED},
    };
    for (const std::string transport : {"udp", "broadcast", "multicast"})
    {
        for (const auto& story : stories)
        {
            const std::string expected =
                story.cause == MessageReason::NONE
                    ? "delivered "
                    : std::string("lost ") + ToString(story.cause);
            NS_TEST_EXPECT_MSG_EQ(
                Tell(story, transport + "[FragmentSize=16|MaxBurst=1|BurstInterval=5ms]"),
                expected,
                transport << ": " << story.name);
        }
    }
}

STARDUST_TEST_CASE(TcpAbsenceTestCase,
                   "over TCP the receiver's absence is told although the sender stops too")
{
    for (const std::string policy : {"Kept", "OnDemand", "PerMessage"})
    {
        const std::string transport = "tcp[Connection=" + policy + "]";
        // The connection is being opened when the sender stops.
        const double meanwhile = 1.0005;
        NS_TEST_EXPECT_MSG_EQ(
            Tell({"", {0.5}, meanwhile, -1, MessageReason::NONE}, transport),
            "lost receiver_stopped",
            policy);
        NS_TEST_EXPECT_MSG_EQ(
            Tell({"", {}, meanwhile, -1, MessageReason::NONE}, transport),
            "lost sender_stopped",
            policy);
    }
}

/// What was to blame when a receiver was down.
class StardustAbsenceTestSuite : public TestSuite
{
  public:
    StardustAbsenceTestSuite()
        : TestSuite("stardust-absence", Type::SYSTEM)
    {
        AddTestCase(new AbsenceTestCase);
        AddTestCase(new TcpAbsenceTestCase);
    }
};

static StardustAbsenceTestSuite g_stardustAbsenceTestSuite;
