/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-link-run.h"
#include "stardust-test-support.h"

#include "ns3/config.h"
#include "ns3/error-model.h"
#include "ns3/fragment-feedback-header.h"
#include "ns3/graph-generator.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/message-reassembler.h"
#include "ns3/model-fragment-header.h"
#include "ns3/pointer.h"
#include "ns3/record-helper.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcp-transport.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Bytes of the small task's model: 4 features and a bias, 2 classes.
constexpr uint32_t MODEL_BYTES = 40;

const std::vector<std::string> TRANSPORTS{"udp[FragmentSize=7]",
                                          "udp[FragmentSize=7|MaxRepeats=10|RepeatTimeout=20ms]",
                                          "tcp",
                                          "tcp[Connection=OnDemand|IdleTimeout=200ms]",
                                          "tcp[Connection=PerMessage]",
                                          "broadcast[FragmentSize=7]",
                                          "multicast[FragmentSize=7]"};

} // namespace

STARDUST_TEST_CASE(OneOutcomeTestCase,
                   "on every transport every message has one outcome, and without loss is delivered")
{
    for (const auto& transport : TRANSPORTS)
    {
        for (const uint32_t n : {2u, 3u, 20u})
        {
            LinkRun run(n, transport);
            const RunSummary summary = run.Run(20);
            const std::string name = transport + " of " + std::to_string(n);
            NS_TEST_EXPECT_MSG_GT(summary.messages.sent, 30 * n, name);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), name);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.lost, 0, name);
            NS_TEST_EXPECT_MSG_LT(summary.messagesInFlight, n * n, name);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.strayPackets, 0, name);
        }
    }
}

STARDUST_TEST_CASE(LossyOutcomeTestCase,
                   "on every transport every message has one outcome on a lossy link")
{
    for (const auto& transport : TRANSPORTS)
    {
        for (const uint32_t n : {2u, 3u, 20u})
        {
            LinkRun run(n, transport, 0.2);
            run.SetLifetime("+2s");
            const RunSummary summary = run.Run(15);
            const std::string name = transport + " of " + std::to_string(n);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), name);
            NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 2 * n, name);
        }
    }
}

STARDUST_TEST_CASE(PayloadTransportsTestCase,
                   "virtual payload and real bytes give the same run on every transport, with loss too")
{
    for (const auto& transport : TRANSPORTS)
    {
        std::vector<std::string> digests;
        for (const std::string payload : {"Virtual", "Bytes"})
        {
            LinkRun run(4, transport, 0.1);
            run.helper.SetGroupAttribute("Payload", StringValue(payload));
            const RunSummary summary = run.Run(20);
            NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 60, transport);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.rejected, 0, transport);
            digests.push_back(summary.result.digest);
        }
        NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], transport);
    }
}

STARDUST_TEST_CASE(LossFormulaTestCase,
                   "without repeats k packets arrive with probability (1-p)^k; with repeats always")
{
    for (const uint32_t size : {40u, 20u, 7u})
    {
        const uint32_t k = (MODEL_BYTES + size - 1) / size;
        for (const double p : {0.02, 0.2})
        {
            const std::string fragments = "FragmentSize=" + std::to_string(size);
            LinkRun run(2, "udp[" + fragments + "]", p);
            run.SetGossip(0.05);
            const RunSummary summary = run.Run(400);
            const auto count = static_cast<double>(run.outcomes.size());
            const double expected = 1 - std::pow(1 - p, k);
            NS_TEST_EXPECT_MSG_EQ_TOL(summary.messages.lost / count,
                                      expected,
                                      4.5 * std::sqrt(expected * (1 - expected) / count),
                                      k << " packets, loss " << p);
            NS_TEST_EXPECT_MSG_GT(count, 15000, "messages");
        }
        LinkRun run(2,
                    "udp[FragmentSize=" + std::to_string(size) +
                        "|MaxRepeats=60|RepeatTimeout=10ms]",
                    0.2);
        run.SetGossip(0.05);
        const RunSummary summary = run.Run(100);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.lost, 0, k << " packets, repeated");
        NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 3900, "messages");
    }
}

STARDUST_TEST_CASE(RepeatBytesTestCase,
                   "repeats cost what they are: without loss an acknowledgement each, with loss the "
                   "packets that were missing")
{
    LinkRun ideal(2, "udp[FragmentSize=7|MaxRepeats=3|RepeatTimeout=10ms]");
    const MessageCounters without = ideal.Run(50).messages;
    const uint64_t perModel = MODEL_BYTES + 6 * ModelFragmentHeader::SIZE;
    NS_TEST_EXPECT_MSG_EQ(without.feedbackSent, without.delivered, "acknowledgements");
    NS_TEST_EXPECT_MSG_EQ(without.feedbackBytes,
                          without.delivered * FragmentFeedbackHeader::SIZE,
                          "their bytes");
    NS_TEST_EXPECT_MSG_EQ(without.bytesSent, without.sent * perModel + without.feedbackBytes, "all");
    for (const auto& message : ideal.outcomes)
    {
        NS_TEST_ASSERT_MSG_EQ(message->bytes, perModel + FragmentFeedbackHeader::SIZE, "a message");
        NS_TEST_ASSERT_MSG_EQ(message->packets, 6, "packets");
    }
    Simulator::Destroy();

    // In a round a packet is sent with probability p if it was missing before: 1/(1-p) times in
    // all. Rounds that a lost first transmission or acknowledgement begins come on top.
    LinkRun lossy(2, "udp[FragmentSize=1|MaxRepeats=60|RepeatTimeout=10ms]", 0.1);
    lossy.SetGossip(0.5);
    lossy.Run(200);
    double packets = 0;
    for (const auto& message : lossy.outcomes)
    {
        packets += message->packets;
    }
    // 40 packets each: none arrived with probability 1e-40, so nothing is repeated in vain before
    // the outcome. 0.1 / 0.9 repeats a packet, of variance 0.1 / 0.81.
    const double count = 40.0 * lossy.outcomes.size();
    NS_TEST_EXPECT_MSG_EQ_TOL(packets / count,
                              1 / 0.9,
                              4.5 * std::sqrt(0.1 / 0.81 / count),
                              "packets sent of each");
}

STARDUST_TEST_CASE(LostFeedbackTestCase,
                   "a sender that hears nothing repeats a bounded number of times and then forgets")
{
    LinkRun run(2, "udp[FragmentSize=7|MaxRepeats=3|RepeatTimeout=10ms]");
    run.helper.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    run.SetGossip(1e6);
    run.Install();
    // Device 0 hears nothing: every message is delivered, no acknowledgement is.
    DynamicCast<SimpleChannel>(run.GetDevice(0)->GetChannel())
        ->BlackList(run.GetDevice(1), run.GetDevice(0));
    Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, run.group->GetLearner(0), 1);
    const MessageCounters counters = run.Run(20).messages;
    NS_TEST_EXPECT_MSG_EQ(counters.delivered, 1, "delivered");
    NS_TEST_EXPECT_MSG_EQ(counters.packetsSent, 4 * 6, "the first time and three rounds");
    NS_TEST_EXPECT_MSG_EQ(counters.latePackets, 3 * 6, "arrived in vain");
    NS_TEST_EXPECT_MSG_EQ(counters.feedbackSent, 4, "acknowledged once a round");
}

STARDUST_TEST_CASE(NothingArrivesTestCase, "a message of which nothing arrives is repeated all")
{
    LinkRun run(2, "udp[FragmentSize=7|MaxRepeats=3|RepeatTimeout=10ms]");
    run.SetGossip(1e6);
    run.Install();
    DynamicCast<SimpleChannel>(run.GetDevice(0)->GetChannel())
        ->BlackList(run.GetDevice(0), run.GetDevice(1));
    Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, run.group->GetLearner(0), 1);
    Simulator::Schedule(Seconds(1.1),
                        &SimpleChannel::UnBlackList,
                        DynamicCast<SimpleChannel>(run.GetDevice(0)->GetChannel()),
                        run.GetDevice(0),
                        run.GetDevice(1));
    const MessageCounters counters = run.Run(20).messages;
    NS_TEST_EXPECT_MSG_EQ(counters.delivered, 1, "delivered by the third round, at 1.12 s");
    NS_TEST_EXPECT_MSG_EQ(counters.packetsSent, 4 * 6, "all of it four times");
    NS_TEST_ASSERT_MSG_EQ(run.outcomes.size(), 1, "one message");
    NS_TEST_EXPECT_MSG_EQ(run.outcomes[0]->concluded, MilliSeconds(1121), "when");
}

STARDUST_TEST_CASE(TcpLossTestCase,
                   "TCP delivers all on a lossy link, however long a connection lives")
{
    for (const std::string policy : {"Kept", "OnDemand", "PerMessage"})
    {
        LinkRun run(3, "tcp[Connection=" + policy + "]", 0.05);
        run.SetLifetime("+1000s");
        run.SetGossip(3);
        const MessageCounters counters = run.Run(600).messages;
        NS_TEST_EXPECT_MSG_GT(counters.delivered, 560, policy);
        NS_TEST_EXPECT_MSG_EQ(counters.lost, 0, policy);
        // To one receiver in the order of sending.
        std::map<std::pair<uint32_t, uint32_t>, uint32_t> last;
        for (const auto& message : run.outcomes)
        {
            uint32_t& next = last[{message->sender, message->receiver}];
            NS_TEST_ASSERT_MSG_EQ((message->sequence >= next), true, "order, " << policy);
            next = message->sequence + 1;
            NS_TEST_ASSERT_MSG_EQ(message->bytes, MODEL_BYTES + ModelFragmentHeader::SIZE, "bytes");
        }
    }
}

STARDUST_TEST_CASE(TcpLargeTestCase,
                   "a model larger than TCP's buffers arrives, in both payload modes")
{
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        LinkRun run(2, "tcp");
        auto data = Create<LabeledDataset>(2, 20000, 10);
        run.helper.SetData(data, {{0}, {1}});
        run.helper.SetGroupAttribute("Payload", StringValue(payload));
        run.SetLifetime("+60s");
        run.SetGossip(20);
        const RunSummary summary = run.Run(100);
        NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 7, payload);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.rejected, 0, payload);
        NS_TEST_EXPECT_MSG_EQ(run.outcomes.front()->bytes,
                              4 * 10 * 20001 + ModelFragmentHeader::SIZE,
                              payload);
    }
}

STARDUST_TEST_CASE(ConnectionTestCase,
                   "kept connections stay, those on demand go when idle, others after each message")
{
    const std::map<std::string, uint32_t> expected{{"Kept", 1},
                                                   {"OnDemand|IdleTimeout=1s", 0},
                                                   {"OnDemand|IdleTimeout=3s", 1},
                                                   {"PerMessage", 0}};
    for (const auto& [policy, connections] : expected)
    {
        LinkRun run(2, "tcp[Connection=" + policy + "]");
        run.SetGossip(1e6);
        run.Install();
        for (const double at : {1.0, 5.0})
        {
            Simulator::Schedule(Seconds(at), &GossipLearner::SendModel, run.group->GetLearner(0), 1);
        }
        const MessageCounters counters = run.Run(7).messages;
        const auto transport = DynamicCast<TcpTransport>(run.group->GetTransport(1));
        NS_TEST_EXPECT_MSG_EQ(counters.delivered, 2, policy);
        NS_TEST_EXPECT_MSG_EQ(transport->CountAccepted(), connections, policy);
        // A handshake and half a round trip, 1 ms a way; half a round trip where it was kept.
        NS_TEST_ASSERT_MSG_EQ(run.outcomes.size(), 2, policy);
        const auto& second = run.outcomes[1];
        NS_TEST_EXPECT_MSG_EQ_TOL((second->concluded - second->sent).GetSeconds(),
                                  (policy == "Kept" ? 0.001 : 0.003),
                                  1e-6,
                                  policy);
    }
}

STARDUST_TEST_CASE(StoppedReceiverTestCase,
                   "nothing reaches a stopped receiver, and every message to it gets an outcome")
{
    // ns-3 ignores the peer's reset and asks again: 3 times within 0.7 s here.
    Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(MilliSeconds(100)));
    Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(2));
    for (const auto& transport : TRANSPORTS)
    {
        LinkRun run(3, transport);
        run.SetLifetime("+1s");
        run.Install();
        run.learners.Get(1)->SetStopTime(Seconds(5));
        const RunSummary summary = run.Run(20);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), transport);
        const bool tcp = transport.substr(0, 3) == "tcp";
        uint32_t lost = 0;
        for (const auto& message : run.outcomes)
        {
            const bool late = message->receiver == 1 && message->sent > Seconds(5);
            NS_TEST_ASSERT_MSG_EQ((message->outcome == MessageOutcome::LOST), late, transport);
            lost += late;
            const MessageReason reason = !late ? MessageReason::NONE
                                         : tcp ? MessageReason::CONNECTION_REFUSED
                                               : MessageReason::RECEIVER_STOPPED;
            NS_TEST_ASSERT_MSG_EQ(ToString(message->reason), std::string(ToString(reason)), transport);
        }
        NS_TEST_EXPECT_MSG_GT(lost, 15, transport);
    }
    Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(Seconds(3)));
    Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(6));
}

STARDUST_TEST_CASE(ReturnTestCase,
                   "on every transport a device that was down is heard and reached again")
{
    for (const auto& transport : TRANSPORTS)
    {
        LinkRun run(3, transport);
        run.SetLifetime("+1s");
        run.Install();
        const auto learner = run.group->GetLearner(1);
        for (const double at : {4.0, 9.0})
        {
            Simulator::Schedule(Seconds(at), &GossipLearner::Pause, learner);
            Simulator::Schedule(Seconds(at + 2), &GossipLearner::Resume, learner);
        }
        const RunSummary summary = run.Run(25);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), transport);
        uint32_t reached = 0;
        uint32_t heard = 0;
        for (const auto& message : run.outcomes)
        {
            // A TCP connection that broke may be asked for again only after some seconds.
            const bool after = message->outcome == MessageOutcome::DELIVERED &&
                               message->sent > Seconds(15);
            reached += after && message->receiver == 1;
            heard += after && message->sender == 1;
        }
        NS_TEST_EXPECT_MSG_GT(reached, 3, transport);
        NS_TEST_EXPECT_MSG_GT(heard, 3, transport);
    }
}

namespace
{

/// Looks whether messages and their models are let go of once their time is over.
class LifeWatcher
{
  public:
    /// @param group whose messages to watch.
    explicit LifeWatcher(Ptr<LearnerGroup> group)
        : m_group(group),
          m_initial(group->GetLearner(0)->GetParameters()),
          m_models(group->GetN())
    {
        for (uint32_t i = 0; i < group->GetN(); ++i)
        {
            group->GetLearner(i)->TraceConnectWithoutContext(
                "ModelSent",
                MakeCallback(&LifeWatcher::TakeSent, this));
        }
    }

    uint64_t messages{0};     //!< that had their time
    uint64_t messagesHeld{0}; //!< of these, still held by somebody
    uint64_t models{0};       //!< that had their time since they were sent last
    uint64_t modelsHeld{0};   //!< of these, still held by somebody

  private:
    /// A model that was sent.
    struct SentModel
    {
        Ptr<const FloatBuffer> parameters; //!< null: none is watched
        Time last;                         //!< when it was sent last
    };

    /// Whether lifetimes, repeats and transmissions are over.
    static bool IsOver(Time sent)
    {
        return sent + Seconds(2) < Simulator::Now();
    }

    void TakeSent(Ptr<const ModelMessage> message)
    {
        while (!m_sent.empty() && IsOver(m_sent.front()->sent))
        {
            ++messages;
            messagesHeld += m_sent.front()->GetReferenceCount() > 1;
            m_sent.pop_front();
        }
        m_sent.push_back(message);
        WatchModel(m_models[message->sender], message->parameters);
    }

    /// One model of each learner at a time.
    void WatchModel(SentModel& watched, const Ptr<const FloatBuffer>& sent)
    {
        if (watched.parameters && IsOver(watched.last))
        {
            ++models;
            modelsHeld += watched.parameters->GetReferenceCount() > 1;
            watched.parameters = nullptr;
        }
        // The helper holds the one that all begin with.
        if (sent != m_initial && (!watched.parameters || watched.parameters == sent))
        {
            watched = {sent, Simulator::Now()};
        }
    }

    Ptr<LearnerGroup> m_group;
    Ptr<const FloatBuffer> m_initial;
    std::deque<Ptr<const ModelMessage>> m_sent;
    std::vector<SentModel> m_models; //!< by learner
};

} // namespace

STARDUST_TEST_CASE(BoundedMemoryTestCase,
                   "under 50 % loss, for a million messages directly and over UDP, nobody holds a "
                   "message or its model for longer than its time, and in flight are those sent "
                   "within a lifetime")
{
    const std::string direct = "ns3::stardust::DirectTransport[ErrorRate=0.5|Delay=ns3::"
                               "UniformRandomVariable[Min=0|Max=0.4]]";
    const std::vector<std::string> transports{direct,
                                              "udp",
                                              "udp[MaxRepeats=2|RepeatTimeout=50ms]",
                                              "broadcast"};
    for (const auto& transport : transports)
    {
        LinkRun run(4, transport, 0.5);
        run.SetLifetime("+500ms");
        run.SetGossip(0.02);
        // An update holds the model that it began with.
        run.helper.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=0.5]"));
        run.keepOutcomes = false;
        run.Install();
        LifeWatcher watcher(run.group);
        const bool broadcast = transport == "broadcast";
        // Repeats and broadcasts take longer to simulate: a tenth of a million.
        const bool million = transport == direct || transport == "udp";
        const uint32_t sent = million ? 1000000 : 100000;
        const RunSummary summary = run.Run((million ? 5010 : 510) / (broadcast ? 3 : 1));
        NS_TEST_EXPECT_MSG_GT(summary.messages.sent, sent, transport);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), transport);
        // 50 transmissions a second each, to one or to 3.
        NS_TEST_EXPECT_MSG_LT(run.mostInFlight, 4 * 26 * (broadcast ? 3 : 1) + 1, transport);
        NS_TEST_EXPECT_MSG_GT(watcher.messages, sent / 100 * 99, transport);
        NS_TEST_EXPECT_MSG_EQ(watcher.messagesHeld, 0, transport);
        NS_TEST_EXPECT_MSG_GT(watcher.models, 100, transport);
        NS_TEST_EXPECT_MSG_EQ(watcher.modelsHeld, 0, transport);
    }
}

namespace
{

/// Messages by the name of their reason.
std::map<std::string, uint32_t>
CountReasons(const LinkRun& run)
{
    std::map<std::string, uint32_t> reasons;
    for (const auto& message : run.outcomes)
    {
        ++reasons[ToString(message->reason)];
    }
    return reasons;
}

/// Nothing passes between two devices, or everything does.
void
SetCut(const LinkRun& run, bool cut)
{
    const auto channel = DynamicCast<SimpleChannel>(run.GetDevice(0)->GetChannel());
    for (const auto& [from, to] : {std::make_pair(0, 1), std::make_pair(1, 0)})
    {
        cut ? channel->BlackList(run.GetDevice(from), run.GetDevice(to))
            : channel->UnBlackList(run.GetDevice(from), run.GetDevice(to));
    }
}

} // namespace

STARDUST_TEST_CASE(BrokenConnectionTestCase,
                   "a connection that breaks in the middle of a message loses it, once; later ones "
                   "go on a new connection, and all are accounted for")
{
    Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(2));
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        LinkRun run(2, "tcp");
        // 800 kB, many round trips of 2 ms.
        run.helper.SetData(Create<LabeledDataset>(2, 20000, 10), {{0}, {1}});
        run.helper.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
        run.helper.SetGroupAttribute("Payload", StringValue(payload));
        run.SetLifetime("+1000s");
        run.SetGossip(1e6);
        run.Install();
        const auto sender = run.group->GetLearner(0);
        for (const double at : {1.0, 2.0, 100.0})
        {
            Simulator::Schedule(Seconds(at), &GossipLearner::SendModel, sender, 1);
        }
        Simulator::Stop(Seconds(1.01));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(run.outcomes.size(), 0, "under way");
        const uint64_t before = run.group->GetLedger()->GetCounters().bytesSent;
        NS_TEST_EXPECT_MSG_GT(before, 20000, "some of it is sent");
        SetCut(run, true);
        Simulator::Schedule(Seconds(60), &SetCut, std::cref(run), false);
        const RunSummary summary = run.Run(400);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, 3, payload);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), payload);
        auto reasons = CountReasons(run);
        NS_TEST_EXPECT_MSG_EQ(reasons["connection_lost"], 1, payload);
        NS_TEST_EXPECT_MSG_EQ((run.outcomes[0]->reason == MessageReason::CONNECTION_LOST),
                              true,
                              "the first");
        NS_TEST_EXPECT_MSG_EQ(run.outcomes[0]->sequence, 0, "the first");
        NS_TEST_EXPECT_MSG_LT(run.outcomes[0]->bytes, 4 * 10 * 20001, "in the middle");
        NS_TEST_EXPECT_MSG_EQ((run.outcomes.back()->outcome == MessageOutcome::DELIVERED),
                              true,
                              "the last");
        NS_TEST_EXPECT_MSG_EQ(run.outcomes.back()->sequence, 2, "the last");
    }
    Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(6));
}

STARDUST_TEST_CASE(StoppedSenderTestCase,
                   "what a sender has not handed over when it goes down is lost then and there, "
                   "every copy of a broadcast; the rest of its messages are delivered")
{
    // A packet each 5 ms.
    const std::string slow = "[FragmentSize=7|MaxBurst=1|BurstInterval=5ms]";
    for (const auto& transport : {"udp" + slow, "broadcast" + slow, "multicast" + slow})
    {
        LinkRun run(4, transport);
        run.SetGossip(1e6);
        run.Install();
        const auto sender = run.group->GetLearner(0);
        const bool all = run.group->GetTransport(0)->IsBroadcast();
        for (const double at : {1.0, 2.0})
        {
            all ? Simulator::Schedule(Seconds(at), &GossipLearner::SendToNeighbors, sender)
                : Simulator::Schedule(Seconds(at), &GossipLearner::SendModel, sender, 1);
        }
        Simulator::Schedule(Seconds(2.01), &GossipLearner::Pause, sender);
        const RunSummary summary = run.Run(20);
        const uint32_t copies = all ? 3 : 1;
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, 2 * copies, transport);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.delivered, copies, transport);
        NS_TEST_EXPECT_MSG_EQ(CountReasons(run)["sender_stopped"], copies, transport);
        NS_TEST_EXPECT_MSG_EQ(run.outcomes.back()->concluded, MilliSeconds(2010), transport);
    }
    for (const std::string policy : {"Kept", "OnDemand", "PerMessage"})
    {
        LinkRun run(2, "tcp[Connection=" + policy + "]");
        run.helper.SetData(Create<LabeledDataset>(2, 20000, 10), {{0}, {1}});
        run.SetLifetime("+100s");
        run.SetGossip(1e6);
        run.Install();
        const auto sender = run.group->GetLearner(0);
        for (const double at : {1.0, 3.0, 3.001, 3.002})
        {
            Simulator::Schedule(Seconds(at), &GossipLearner::SendModel, sender, 1);
        }
        Simulator::Schedule(Seconds(2.9), &SetCut, std::cref(run), true);
        Simulator::Schedule(Seconds(3.1), &GossipLearner::Pause, sender);
        const RunSummary summary = run.Run(20);
        NS_TEST_EXPECT_MSG_EQ(summary.messages.delivered, 1, policy);
        NS_TEST_EXPECT_MSG_EQ(CountReasons(run)["sender_stopped"], 3, policy);
        NS_TEST_EXPECT_MSG_EQ(summary.messagesInFlight, 0, policy);
        NS_TEST_EXPECT_MSG_EQ(run.outcomes.back()->concluded, MilliSeconds(3100), policy);
    }
}

STARDUST_TEST_CASE(BroadcastReachTestCase,
                   "a broadcast reaches exactly the neighbours in range; others ignore it")
{
    const std::vector<std::pair<std::string, std::string>> cases{{"broadcast", "complete"},
                                                                 {"broadcast", "ring"},
                                                                 {"multicast", "ring"}};
    for (const auto& [kind, graph] : cases)
    {
        const uint32_t n = 7;
        LinkRun run(n, kind + "[FragmentSize=7]");
        run.helper.SetGraph(MakeGraph(graph, n, {}, 1));
        run.SetLifetime("+400ms");
        const auto inRange = [](uint32_t i, uint32_t j) {
            return std::max(i, j) - std::min(i, j) <= 2;
        };
        for (uint32_t i = 0; i < n; ++i)
        {
            for (uint32_t j = 0; j < n; ++j)
            {
                if (!inRange(i, j))
                {
                    DynamicCast<SimpleChannel>(run.GetDevice(i)->GetChannel())
                        ->BlackList(run.GetDevice(i), run.GetDevice(j));
                }
            }
        }
        const RunSummary summary = run.Run(20.2);
        std::map<std::pair<uint32_t, int64_t>, std::pair<uint32_t, uint64_t>> transmissions;
        for (const auto& message : run.outcomes)
        {
            NS_TEST_ASSERT_MSG_EQ((message->outcome == MessageOutcome::DELIVERED),
                                  inRange(message->sender, message->receiver),
                                  message->sender << " to " << message->receiver);
            auto& [copies, bytes] = transmissions[{message->sender, message->transmission}];
            ++copies;
            bytes += message->bytes;
        }
        const uint32_t degree = graph == "ring" ? 2 : n - 1;
        NS_TEST_EXPECT_MSG_GT(transmissions.size(), n * 35, "transmissions");
        uint32_t whole = 0;
        for (const auto& entry : transmissions)
        {
            whole += entry.second.first == degree &&
                     entry.second.second == MODEL_BYTES + 6 * ModelFragmentHeader::SIZE;
        }
        // The last of each may be in flight in part.
        NS_TEST_EXPECT_MSG_GT(whole + n + 1, transmissions.size(), "counted once a transmission");
        NS_TEST_EXPECT_MSG_EQ(summary.messages.latePackets + summary.messages.strayPackets,
                              0,
                              "others ignore it");
    }
}

STARDUST_TEST_CASE(BroadcastGainTestCase,
                   "on Wi-Fi a broadcast costs fewer bytes for each model delivered than unicast")
{
    std::map<std::string, double> perModel;
    const uint32_t n = 6;
    for (const std::string transport : {"udp", "broadcast", "multicast"})
    {
        NodeContainer nodes;
        nodes.Create(n);
        WifiAdhocNetworkHelper network;
        network.SetArea(10);
        network.Install(nodes);
        LearnerHelper helper;
        SetSmallTask(helper, n, 5);
        helper.SetTransport(transport);
        helper.SetAttribute("GossipInterval",
                            StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        helper.Install(nodes);
        RecordHelper record;
        Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
        Simulator::Stop(Seconds(30));
        Simulator::Run();
        const RunSummary summary = recorder->Finish();
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), transport);
        perModel[transport] =
            double(summary.messages.bytesSent) / double(summary.messages.delivered);
        Simulator::Destroy();
    }
    const double model = MODEL_BYTES + ModelFragmentHeader::SIZE;
    NS_TEST_EXPECT_MSG_EQ_TOL(perModel["udp"], model, 0.02 * model, "one receiver each");
    for (const std::string all : {"broadcast", "multicast"})
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(perModel[all], model / (n - 1), 0.02 * model, all << ": all others");
    }
}

STARDUST_TEST_CASE(WifiTransportsTestCase,
                   "every transport runs over Wi-Fi, and every message has one outcome")
{
    for (const auto& transport : TRANSPORTS)
    {
        for (const uint32_t n : {2u, 3u, 20u})
        {
            NodeContainer nodes;
            nodes.Create(n);
            WifiAdhocNetworkHelper network;
            network.SetArea(20);
            network.Install(nodes);
            LearnerHelper helper;
            SetSmallTask(helper, n, 5);
            helper.SetTransport(transport);
            helper.Install(nodes);
            RecordHelper record;
            Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
            Simulator::Stop(Seconds(5));
            Simulator::Run();
            const RunSummary summary = recorder->Finish();
            const std::string name = transport + " of " + std::to_string(n);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), name);
            NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, n, name);
            Simulator::Destroy();
        }
    }
}

STARDUST_TEST_CASE(MissingRangesTestCase, "what is missing of a message is what has not been added")
{
    MessageReassembler reassembler(Seconds(1), 10);
    const MessageReassembler::Key key{1, 2};
    NS_TEST_EXPECT_MSG_EQ(reassembler.GetMissing(key, 9).size(), 0, "not known");
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    std::vector<bool> there(200, false);
    for (int round = 0; round < 60; ++round)
    {
        const uint32_t begin = random->GetInteger(0, 199);
        const uint32_t length = random->GetInteger(1, std::min(200 - begin, 9u));
        if (reassembler.Add(key, 200, begin, length, nullptr, Seconds(0)) ==
            MessageReassembler::Result::COMPLETE)
        {
            break;
        }
        std::fill_n(there.begin() + begin, length, true);
        std::vector<bool> told(200, true);
        const auto missing = reassembler.GetMissing(key, 1000);
        for (const auto& [first, end] : missing)
        {
            std::fill(told.begin() + first, told.begin() + end, false);
        }
        NS_TEST_ASSERT_MSG_EQ((told == there), true, "round " << round);
        NS_TEST_ASSERT_MSG_EQ(reassembler.GetMissing(key, 2).size(),
                              std::min<std::size_t>(missing.size(), 2),
                              "no more than asked for");
    }
}

STARDUST_TEST_CASE(FeedbackHeaderTestCase,
                   "feedback is read as it was written, and unsound feedback told")
{
    FragmentFeedbackHeader written;
    written.sender = 3;
    written.sequence = 70000;
    written.receiver = 9;
    written.missing = {{0, 10}, {20, 30}};
    auto packet = Create<Packet>();
    packet->AddHeader(written);
    NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 32, "16 and 8 a range");
    FragmentFeedbackHeader read;
    packet->PeekHeader(read);
    NS_TEST_EXPECT_MSG_EQ((read.missing == written.missing && read.sender == 3 &&
                           read.sequence == 70000 && read.receiver == 9),
                          true,
                          "the same");
    NS_TEST_EXPECT_MSG_EQ(read.IsValid(30), true, "sound");
    NS_TEST_EXPECT_MSG_EQ(read.IsValid(29), false, "beyond the message");
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    for (const std::size_t size : {0, 1, 15, 17, 31})
    {
        FragmentFeedbackHeader cut;
        Create<Packet>(bytes.data(), size)->PeekHeader(cut);
        NS_TEST_EXPECT_MSG_EQ(cut.IsValid(30), false, "cut to " << size);
    }
    const std::vector<std::vector<FragmentFeedbackHeader::Range>> unsound{{{5, 5}},
                                                                          {{6, 5}},
                                                                          {{10, 20}, {0, 5}},
                                                                          {{0, 10}, {5, 15}}};
    for (const auto& ranges : unsound)
    {
        written.missing = ranges;
        NS_TEST_EXPECT_MSG_EQ(written.IsValid(30), false, "out of order, empty or overlapping");
    }
}

STARDUST_TEST_CASE(ForgedPacketsTestCase, "forged packets are counted, and gossip goes on")
{
    LinkRun run(3, "udp[FragmentSize=7|MaxRepeats=3|RepeatTimeout=10ms]", 0.1);
    run.Install();
    auto socket = Socket::CreateSocket(run.nodes.Get(2), UdpSocketFactory::GetTypeId());
    socket->Bind();
    struct Forger
    {
        static void Send(Ptr<Socket> socket, Ptr<Packet> packet, Address to)
        {
            socket->SendTo(packet->Copy(), 0, to);
        }
    };
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(2);
    const Address victim = run.group->GetTransport(0)->GetAddress();
    const uint32_t rounds = 2000;
    for (uint32_t round = 0; round < rounds; ++round)
    {
        FragmentFeedbackHeader header;
        header.sender = random->GetInteger(0, 2);
        header.sequence = random->GetInteger(0, 60);
        header.receiver = random->GetInteger(0, 9);
        for (uint32_t k = random->GetInteger(0, 4); k > 0; --k)
        {
            header.missing.emplace_back(random->GetInteger(0, 1000), random->GetInteger(0, 1000));
        }
        auto packet = Create<Packet>();
        packet->AddHeader(header);
        Simulator::Schedule(Seconds(1 + 0.01 * round), &Forger::Send, socket, packet, victim);
    }
    const RunSummary summary = run.Run(30);
    NS_TEST_EXPECT_MSG_GT(summary.messages.strayPackets, rounds / 3, "counted");
    NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), "outcomes");
    NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 150, "gossip goes on");
}

STARDUST_TEST_CASE(ForeignStreamTestCase,
                   "a connection that carries no messages is counted and closed")
{
    LinkRun run(2, "tcp");
    run.Install();
    auto socket = Socket::CreateSocket(run.nodes.Get(1), TcpSocketFactory::GetTypeId());
    socket->Bind();
    struct Stranger
    {
        static void Connect(Ptr<Socket> socket, Address to)
        {
            socket->Connect(to);
        }

        static void Send(Ptr<Socket> socket)
        {
            socket->Send(Create<Packet>(3000));
        }
    };
    const Address victim = run.group->GetTransport(0)->GetAddress();
    Simulator::Schedule(Seconds(1), &Stranger::Connect, socket, victim);
    Simulator::Schedule(Seconds(2), &Stranger::Send, socket);
    const RunSummary summary = run.Run(30);
    NS_TEST_EXPECT_MSG_EQ(summary.messages.strayPackets, 1, "counted");
    NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 110, "gossip goes on");
    NS_TEST_EXPECT_MSG_EQ(DynamicCast<TcpTransport>(run.group->GetTransport(0))->CountAccepted(),
                          1,
                          "closed, but for the peer's");
}

STARDUST_TEST_CASE(TransportMistakesTestCase,
                   "what does not fit a transport is refused in one line")
{
    LinkRun chooses(3, "broadcast");
    chooses.helper.SetPeerSelector("ns3::stardust::RoundRobinPeerSelector");
    STARDUST_EXPECT_INPUT_ERROR(chooses.Install(), ({"--peers", "RoundRobin", "all neighbours"}));
    Simulator::Destroy();
    LinkRun repeats(3, "broadcast[MaxRepeats=2]");
    STARDUST_EXPECT_INPUT_ERROR(repeats.Install(), ({"MaxRepeats", "broadcast"}));
    Simulator::Destroy();
    for (const std::string group : {"10.1.1.1", "239.1.1.1", "224.0.0.0"})
    {
        LinkRun elsewhere(3, "multicast[Group=" + group + "]");
        STARDUST_EXPECT_INPUT_ERROR(elsewhere.Install(), ({"Group=" + group, "224.0.0.1"}));
        Simulator::Destroy();
    }
    LearnerHelper helper;
    STARDUST_EXPECT_INPUT_ERROR(helper.SetTransport("tcp[Connection=Often]"), ({"Connection=Often"}));
    STARDUST_EXPECT_INPUT_ERROR(helper.SetTransport("quic"), ({"quic", "TcpTransport"}));
}

/// What the transports have in common and what each promises.
class StardustTransportsTestSuite : public TestSuite
{
  public:
    StardustTransportsTestSuite()
        : TestSuite("stardust-transports", Type::SYSTEM)
    {
        AddTestCase(new OneOutcomeTestCase);
        AddTestCase(new LossyOutcomeTestCase);
        AddTestCase(new PayloadTransportsTestCase);
        AddTestCase(new LossFormulaTestCase);
        AddTestCase(new RepeatBytesTestCase);
        AddTestCase(new LostFeedbackTestCase);
        AddTestCase(new NothingArrivesTestCase);
        AddTestCase(new TcpLossTestCase);
        AddTestCase(new TcpLargeTestCase);
        AddTestCase(new ConnectionTestCase);
        AddTestCase(new StoppedReceiverTestCase);
        AddTestCase(new ReturnTestCase);
        AddTestCase(new BoundedMemoryTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new BrokenConnectionTestCase);
        AddTestCase(new StoppedSenderTestCase);
        AddTestCase(new BroadcastReachTestCase);
        AddTestCase(new BroadcastGainTestCase);
        AddTestCase(new WifiTransportsTestCase);
        AddTestCase(new MissingRangesTestCase);
        AddTestCase(new FeedbackHeaderTestCase);
        AddTestCase(new ForgedPacketsTestCase);
        AddTestCase(new ForeignStreamTestCase);
        AddTestCase(new TransportMistakesTestCase);
    }
};

static StardustTransportsTestSuite g_stardustTransportsTestSuite;
