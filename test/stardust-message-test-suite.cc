/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/double.h"
#include "ns3/float32-codec.h"
#include "ns3/message-ledger.h"
#include "ns3/message-reassembler.h"
#include "ns3/model-fragment-header.h"
#include "ns3/packet.h"
#include "ns3/pairwise-average-mixer.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

STARDUST_TEST_CASE(FragmentHeaderTestCase, "a fragment header survives a packet, and a foreign one is known as such")
{
    ModelFragmentHeader out;
    out.sender = 0x01020304;
    out.sequence = 5;
    out.senderVersion = 6;
    out.messageBytes = 0xfffffff0;
    out.offset = 7;
    auto packet = Create<Packet>(10);
    packet->AddHeader(out);
    NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 34, "24 bytes of header");
    ModelFragmentHeader in;
    packet->RemoveHeader(in);
    NS_TEST_EXPECT_MSG_EQ(in.IsValid(), true, "ours");
    NS_TEST_EXPECT_MSG_EQ(in.sender, out.sender, "sender");
    NS_TEST_EXPECT_MSG_EQ(in.sequence, out.sequence, "sequence");
    NS_TEST_EXPECT_MSG_EQ(in.senderVersion, out.senderVersion, "version");
    NS_TEST_EXPECT_MSG_EQ(in.messageBytes, out.messageBytes, "bytes");
    NS_TEST_EXPECT_MSG_EQ(in.offset, out.offset, "offset");
    Create<Packet>(100)->PeekHeader(in);
    NS_TEST_EXPECT_MSG_EQ(in.IsValid(), false, "zeros are not ours");
}

STARDUST_TEST_CASE(Float32CodecTestCase, "float32 gives back every bit, and refuses another length")
{
    Float32Codec codec;
    const float values[] = {0.0f,
                            -0.0f,
                            1.5f,
                            -3e38f,
                            1e-45f,
                            std::numeric_limits<float>::infinity(),
                            std::numeric_limits<float>::quiet_NaN()};
    const auto bytes = codec.Encode(values, 7);
    NS_TEST_ASSERT_MSG_EQ(bytes.size(), 28, "4 bytes each");
    NS_TEST_EXPECT_MSG_EQ(bytes.size(), codec.GetEncodedSize(7), "as announced");
    NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[8 + 3]), 0x3f, "little endian: 1.5 is 00 00 c0 3f");
    float decoded[7];
    NS_TEST_EXPECT_MSG_EQ(codec.Decode(bytes.data(), 28, decoded, 7), true, "accepted");
    NS_TEST_EXPECT_MSG_EQ(std::memcmp(values, decoded, 28), 0, "every bit");
    NS_TEST_EXPECT_MSG_EQ(codec.Decode(bytes.data(), 27, decoded, 7), false, "too short");
    NS_TEST_EXPECT_MSG_EQ(codec.Decode(bytes.data(), 28, decoded, 6), false, "too long");
}

STARDUST_TEST_CASE(ReassemblyAnyOrderTestCase,
                   "parts in any order, with repeats and overlaps, give the message back; it is "
                   "complete exactly when the last byte is there")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(6);
    MessageReassembler reassembler(Seconds(5), 10);
    for (uint32_t round = 0; round < 500; ++round)
    {
        const uint32_t total = random->GetInteger(1, 300);
        std::vector<uint8_t> content(total);
        for (auto& byte : content)
        {
            byte = random->GetInteger(0, 255);
        }
        std::vector<bool> there(total, false);
        bool complete = false;
        while (!complete)
        {
            const uint32_t offset = random->GetInteger(0, total - 1);
            const uint32_t length = random->GetInteger(1, std::min(total - offset, 40u));
            std::fill_n(there.begin() + offset, length, true);
            const auto result = reassembler.Add({1, round},
                                                total,
                                                offset,
                                                length,
                                                content.data() + offset,
                                                Seconds(0));
            complete = result == MessageReassembler::Result::COMPLETE;
            const bool all = std::all_of(there.begin(), there.end(), [](bool b) { return b; });
            NS_TEST_ASSERT_MSG_EQ(complete, all, "complete when every byte is there, not before");
        }
        NS_TEST_ASSERT_MSG_EQ((reassembler.Take({1, round}) == content), true, "the same bytes");
    }
    NS_TEST_EXPECT_MSG_EQ(reassembler.GetN(), 0, "nothing is left");
}

STARDUST_TEST_CASE(ReassemblyLiesTestCase, "parts that lie are refused and change nothing")
{
    using Result = MessageReassembler::Result;
    MessageReassembler reassembler(Seconds(5), 10);
    const auto add = [&](uint32_t total, uint32_t offset, uint32_t length) {
        return reassembler.Add({0, 0}, total, offset, length, nullptr, Seconds(0));
    };
    NS_TEST_EXPECT_MSG_EQ((add(0, 0, 0) == Result::REFUSED), true, "no bytes at all");
    NS_TEST_EXPECT_MSG_EQ((add(10, 0, 0) == Result::REFUSED), true, "an empty part");
    NS_TEST_EXPECT_MSG_EQ((add(10, 10, 1) == Result::REFUSED), true, "beyond the end");
    NS_TEST_EXPECT_MSG_EQ((add(10, 4, 7) == Result::REFUSED), true, "across the end");
    NS_TEST_EXPECT_MSG_EQ((add(10, 0xffffffff, 2) == Result::REFUSED), true, "sum overflows");
    NS_TEST_EXPECT_MSG_EQ(reassembler.GetN(), 0, "none of these made an entry");
    NS_TEST_EXPECT_MSG_EQ((add(10, 0, 4) == Result::PARTIAL), true, "a good part");
    NS_TEST_EXPECT_MSG_EQ((add(4, 0, 4) == Result::REFUSED), true, "another size");
    NS_TEST_EXPECT_MSG_EQ((add(10, 4, 6) == Result::COMPLETE), true, "the rest");
}

STARDUST_TEST_CASE(ReassemblyBoundsTestCase, "unfinished messages are forgotten by age and by number")
{
    MessageReassembler reassembler(Seconds(5), 3);
    for (uint32_t i = 0; i < 100; ++i)
    {
        reassembler.Add({i, 0}, 10, 0, 1, nullptr, Seconds(1));
        NS_TEST_ASSERT_MSG_LT_OR_EQ(reassembler.GetN(), 3, "at most 3");
    }
    reassembler.Add({200, 0}, 10, 0, 1, nullptr, Seconds(7));
    NS_TEST_EXPECT_MSG_EQ(reassembler.GetN(), 1, "those of 6 s ago are gone");
    reassembler.Forget({200, 0});
    reassembler.Add({200, 0}, 10, 0, 1, nullptr, Seconds(8));
    reassembler.Add({201, 0}, 10, 0, 1, nullptr, Seconds(12));
    NS_TEST_EXPECT_MSG_EQ(reassembler.GetN(), 2, "an entry made again counts from then");
}

namespace
{

/// Remembers outcomes.
struct OutcomeLog
{
    void Take(Ptr<const ModelMessage> message)
    {
        outcomes.push_back(message->outcome);
        reasons.push_back(message->reason);
        released = released && !message->parameters && !message->versions && !message->encoded;
        times.push_back(Simulator::Now());
    }

    std::vector<MessageOutcome> outcomes;
    std::vector<MessageReason> reasons;
    std::vector<Time> times;
    bool released{true};
};

Ptr<ModelMessage>
MakeMessage(uint32_t sender)
{
    auto message = Create<ModelMessage>();
    message->sender = sender;
    message->receiver = sender + 1;
    message->parameters = Create<FloatBuffer>(4);
    return message;
}

} // namespace

STARDUST_TEST_CASE(LedgerTestCase, "each message has one outcome; without one it is lost when its lifetime ends")
{
    auto ledger = CreateObject<MessageLedger>();
    ledger->SetAttribute("MessageLifetime", TimeValue(Seconds(2)));
    OutcomeLog log;
    ledger->TraceConnectWithoutContext("MessageConcluded", MakeCallback(&OutcomeLog::Take, &log));
    auto delivered = MakeMessage(0);
    auto silent = MakeMessage(0);
    auto partial = MakeMessage(7);
    for (const auto& message : {delivered, silent, partial})
    {
        ledger->Register(message);
    }
    NS_TEST_EXPECT_MSG_EQ(silent->sequence, 1, "counted by sender");
    NS_TEST_EXPECT_MSG_EQ(partial->sequence, 0, "counted by sender");
    NS_TEST_EXPECT_MSG_EQ(ledger->CountInFlight(), 3, "in flight");
    NS_TEST_EXPECT_MSG_EQ(ledger->WasSent(0, 1), true, "sent");
    NS_TEST_EXPECT_MSG_EQ(ledger->WasSent(0, 2), false, "not sent");
    NS_TEST_EXPECT_MSG_EQ(ledger->WasSent(8, 0), false, "no such sender");
    NS_TEST_EXPECT_MSG_EQ((ledger->Find(7, 0) == partial), true, "found");
    NS_TEST_EXPECT_MSG_EQ((ledger->Find(7, 1) == nullptr), true, "not found");
    partial->packetsArrived = 1;
    ledger->CountPacket(partial, 100);
    ledger->Conclude(delivered, MessageOutcome::DELIVERED, MessageReason::NONE);
    Simulator::Run();
    NS_TEST_ASSERT_MSG_EQ(log.outcomes.size(), 3, "three outcomes");
    NS_TEST_EXPECT_MSG_EQ((log.outcomes[0] == MessageOutcome::DELIVERED), true, "delivered");
    NS_TEST_EXPECT_MSG_EQ((log.outcomes[1] == MessageOutcome::LOST), true, "lost");
    NS_TEST_EXPECT_MSG_EQ((log.reasons[1] == MessageReason::NO_PACKET_ARRIVED), true, "silent");
    NS_TEST_EXPECT_MSG_EQ((log.reasons[2] == MessageReason::PACKETS_MISSING), true, "partial");
    NS_TEST_EXPECT_MSG_EQ(log.times[2], Seconds(2), "at the end of the lifetime");
    NS_TEST_EXPECT_MSG_EQ(log.released, true, "models are released");
    const MessageCounters& counters = ledger->GetCounters();
    NS_TEST_EXPECT_MSG_EQ(counters.sent, counters.delivered + counters.lost, "nothing is left over");
    NS_TEST_EXPECT_MSG_EQ(counters.bytesSent, 100, "bytes");
    NS_TEST_EXPECT_MSG_EQ(ledger->CountInFlight(), 0, "nothing is in flight");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(PairwiseAverageTestCase, "averaging gives the weighted mean, and leaves equal models alone to the bit")
{
    auto mixer = CreateObject<PairwiseAverageMixer>();
    ModelMessage message;
    auto received = Create<FloatBuffer>(1000);
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(10);
    std::vector<float> local(1000);
    for (uint32_t i = 0; i < 1000; ++i)
    {
        received->Data()[i] = random->GetValue(-2, 2);
        local[i] = random->GetValue(-2, 2);
    }
    message.parameters = received;
    for (const double weight : {0.5, 0.3, 1.0})
    {
        mixer->SetAttribute("Weight", DoubleValue(weight));
        std::vector<float> mixed = local;
        const auto knowledge = mixer->Mix(mixed.data(), 1000, message);
        NS_TEST_EXPECT_MSG_EQ((knowledge == MixedKnowledge::RELAYED), true, "relays");
        for (uint32_t i = 0; i < 1000; ++i)
        {
            const double mean = (1 - weight) * local[i] + weight * received->Data()[i];
            NS_TEST_ASSERT_MSG_EQ_TOL(mixed[i], mean, 1e-6, "weighted mean");
        }
        std::vector<float> same(received->Data(), received->Data() + 1000);
        mixer->Mix(same.data(), 1000, message);
        NS_TEST_EXPECT_MSG_EQ(std::memcmp(same.data(), received->Data(), 4000), 0, "merge(x, x) = x");
    }
    mixer->SetAttribute("Weight", DoubleValue(0));
    std::vector<float> mixed = local;
    const auto knowledge = mixer->Mix(mixed.data(), 1000, message);
    NS_TEST_EXPECT_MSG_EQ((knowledge == MixedKnowledge::NONE), true, "weight 0 teaches nothing");
    NS_TEST_EXPECT_MSG_EQ((mixed == local), true, "weight 0 changes nothing");
}

/// Messages: header, codec, reassembly, ledger, mixing.
class StardustMessageTestSuite : public TestSuite
{
  public:
    StardustMessageTestSuite()
        : TestSuite("stardust-message", Type::UNIT)
    {
        AddTestCase(new FragmentHeaderTestCase);
        AddTestCase(new Float32CodecTestCase);
        AddTestCase(new ReassemblyAnyOrderTestCase);
        AddTestCase(new ReassemblyLiesTestCase);
        AddTestCase(new ReassemblyBoundsTestCase);
        AddTestCase(new LedgerTestCase);
        AddTestCase(new PairwiseAverageTestCase);
    }
};

static StardustMessageTestSuite g_stardustMessageTestSuite;
