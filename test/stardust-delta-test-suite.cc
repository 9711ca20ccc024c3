/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Differences to what receivers have acknowledged.

#include "stardust-link-run.h"
#include "stardust-test-support.h"

#include "ns3/delta-codec.h"
#include "ns3/direct-network-helper.h"
#include "ns3/factory-parser.h"
#include "ns3/int8-codec.h"
#include "ns3/random-variable-stream.h"

#include <cmath>
#include <cstring>
#include <deque>
#include <limits>
#include <map>
#include <optional>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t SENDER = 3;
constexpr uint32_t RECEIVER = 8;
constexpr uint32_t COUNT = 50;
/// 5 bytes and float32; 5 bytes, a scale and a byte a parameter.
constexpr uint32_t WHOLE_BYTES = 5 + 4 * COUNT;
constexpr uint32_t DIFFERENCE_BYTES = 5 + 4 + COUNT;

Ptr<DeltaCodec>
MakeDelta(const std::string& attributes = "")
{
    const std::string spec = "ns3::stardust::DeltaCodec" + attributes;
    auto codec = ParseFactory(spec, ModelCodec::GetTypeId(), "--codec").Create<DeltaCodec>();
    codec->AssignStreams(7300);
    return codec;
}

Ptr<UniformRandomVariable>
MakeRandom(int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    return random;
}

/// A sender, a receiver, and a model that moves.
struct DeltaPair
{
    Ptr<DeltaCodec> sender{MakeDelta()};
    Ptr<DeltaCodec> receiver{MakeDelta()};
    Ptr<UniformRandomVariable> random;
    std::vector<float> model = std::vector<float>(COUNT, 1.0f);
    std::map<uint32_t, std::vector<float>> decoded; //!< of all that arrived, by number
    uint32_t next{0};                               //!< number of the next message

    explicit DeltaPair(int64_t stream)
        : random(MakeRandom(stream))
    {
    }

    /// @return the bytes of the next message, of a model that has moved.
    std::vector<uint8_t> Send()
    {
        for (float& value : model)
        {
            value += static_cast<float>(random->GetValue(-0.01, 0.01));
        }
        return sender->EncodeFor(model.data(), COUNT, RECEIVER, next++);
    }

    /// What the bytes mean, from their definition; nothing if the reference never arrived.
    std::optional<std::vector<float>> Expect(const std::vector<uint8_t>& bytes) const
    {
        std::vector<float> values(COUNT);
        if (bytes[0] == 0)
        {
            std::memcpy(values.data(), bytes.data() + 5, 4 * COUNT);
            return values;
        }
        const uint32_t number = bytes[1] + 256 * (bytes[2] + 256 * bytes[3]);
        const auto reference = decoded.find(number);
        if (reference == decoded.end())
        {
            return std::nullopt;
        }
        CreateObject<Int8Codec>()->Decode(bytes.data() + 5, bytes.size() - 5, values.data(), COUNT);
        for (uint32_t i = 0; i < COUNT; ++i)
        {
            values[i] += reference->second[i];
        }
        return values;
    }

    /// The bytes arrive. @return whether they could be used.
    bool Receive(uint32_t number, const std::vector<uint8_t>& bytes)
    {
        if (!receiver->HasReference(bytes.data(), bytes.size(), SENDER))
        {
            return false;
        }
        auto values = Create<FloatBuffer>(COUNT);
        std::vector<CoordinateRange> present;
        if (!receiver->DecodeFrom(bytes.data(), bytes.size(), values->Data(), COUNT, present, SENDER))
        {
            return false;
        }
        decoded[number].assign(values->Data(), values->Data() + COUNT);
        receiver->NoteReceived(SENDER, number, values);
        return true;
    }

    /// Send, receive and acknowledge one.
    bool Exchange()
    {
        const uint32_t number = next;
        const bool usable = Receive(number, Send());
        sender->NoteFeedback(RECEIVER, number, usable);
        return usable;
    }
};

} // namespace

STARDUST_TEST_CASE(OrderedTestCase,
                   "in order, whatever is lost of messages and answers, every difference can be "
                   "decoded and is what the bytes say; memory is bounded")
{
    struct UnderWay
    {
        uint32_t number;
        std::vector<uint8_t> bytes;
    };
    DeltaPair pair(7310);
    std::deque<UnderWay> messages;
    std::deque<uint32_t> answers;
    uint32_t differences = 0;
    for (uint32_t step = 0; step < 60000; ++step)
    {
        // Bursts, so that few or many are under way.
        const double send = (step / 500) % 2 == 0 ? 0.45 : 0.25;
        const double draw = pair.random->GetValue();
        if (draw < send)
        {
            const uint32_t number = pair.next;
            messages.push_back({number, pair.Send()});
        }
        else if (draw < 0.7 && !messages.empty())
        {
            const UnderWay first = messages.front();
            messages.pop_front();
            if (pair.random->GetValue() < 0.3)
            {
                continue;
            }
            const auto expected = pair.Expect(first.bytes);
            NS_TEST_ASSERT_MSG_EQ(expected.has_value(), true, "refers to what arrived");
            NS_TEST_ASSERT_MSG_EQ(pair.Receive(first.number, first.bytes), true, "can be decoded");
            NS_TEST_ASSERT_MSG_EQ((pair.decoded[first.number] == *expected), true, "as the bytes say");
            differences += first.bytes[0];
            answers.push_back(first.number);
        }
        else if (draw >= 0.7 && !answers.empty())
        {
            if (pair.random->GetValue() < 0.7)
            {
                pair.sender->NoteFeedback(RECEIVER, answers.front(), true);
            }
            answers.pop_front();
        }
        NS_TEST_ASSERT_MSG_LT(pair.sender->CountModels(), 4 + 1 + 1, "memory of the sender");
        NS_TEST_ASSERT_MSG_LT(pair.receiver->CountModels(), 4 + 1 + 1, "memory of the receiver");
    }
    NS_TEST_EXPECT_MSG_GT(differences, 8000, "differences");
}

STARDUST_TEST_CASE(ErrorTestCase,
                   "errors do not add up: after any number of messages the receiver's model is "
                   "within one step of the last difference")
{
    DeltaPair pair(7320);
    for (uint32_t round = 0; round < 2000; ++round)
    {
        NS_TEST_ASSERT_MSG_EQ(pair.Exchange(), true, "decoded");
        const auto& values = pair.decoded[round];
        for (uint32_t i = 0; i < COUNT; ++i)
        {
            // The difference is a move of 0.01 and what the last left out, below 0.0101 / 127;
            // float32 rounds by 1e-7 of a model of order 1.
            NS_TEST_ASSERT_MSG_EQ_TOL(values[i], pair.model[i], 0.0102 / 127 + 1e-6, round);
        }
    }
}

STARDUST_TEST_CASE(FallBackTestCase,
                   "a whole model is sent when nothing is acknowledged, after a loss of memory at "
                   "either end, and when the model is not finite")
{
    DeltaPair pair(7330);
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), WHOLE_BYTES, "the first");
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), WHOLE_BYTES, "nothing is acknowledged");
    NS_TEST_EXPECT_MSG_EQ(pair.Exchange(), true, "whole");
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), DIFFERENCE_BYTES, "acknowledged");
    pair.receiver->Forget();
    const auto orphan = pair.Send();
    NS_TEST_EXPECT_MSG_EQ(pair.receiver->HasReference(orphan.data(), orphan.size(), SENDER),
                          false,
                          "the reference is gone");
    NS_TEST_EXPECT_MSG_EQ(pair.Exchange(), false, "refused");
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), WHOLE_BYTES, "and so sent whole");
    NS_TEST_EXPECT_MSG_EQ(pair.Exchange(), true, "whole");
    // A refusal that comes late does not undo what was acknowledged since.
    pair.sender->NoteFeedback(RECEIVER, 2, false);
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), DIFFERENCE_BYTES, "acknowledged again");
    const auto other = MakeDelta()->EncodeFor(pair.model.data(), COUNT, RECEIVER, 0);
    NS_TEST_EXPECT_MSG_EQ(other.size(), WHOLE_BYTES, "another sender's own memory");
    pair.sender->Forget();
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), WHOLE_BYTES, "the sender forgot");
    NS_TEST_EXPECT_MSG_EQ(pair.Exchange(), true, "whole");
    pair.model[7] = std::numeric_limits<float>::infinity();
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), WHOLE_BYTES, "not finite");
    pair.model[7] = 1;
    NS_TEST_EXPECT_MSG_EQ(pair.Send().size(), DIFFERENCE_BYTES, "finite again");
}

STARDUST_TEST_CASE(DeltaMutationTestCase, "bytes that are anything are refused or decoded to floats")
{
    DeltaPair pair(7340);
    pair.Exchange();
    uint32_t refused = 0;
    for (uint32_t round = 0; round < 3000; ++round)
    {
        auto bytes = pair.Send();
        if (round % 2 == 0)
        {
            bytes.resize(pair.random->GetInteger(0, 2 * bytes.size()));
        }
        for (uint32_t k = pair.random->GetInteger(0, 3); k > 0 && !bytes.empty(); --k)
        {
            bytes[pair.random->GetInteger(0, std::min<std::size_t>(bytes.size() - 1, 8))] =
                pair.random->GetInteger(0, 255);
        }
        const std::vector<uint8_t> exact(bytes);
        refused += !pair.Receive(100000 + round, exact);
        NS_TEST_ASSERT_MSG_LT(pair.receiver->CountModels(), 4 + 1 + 1, "memory");
    }
    NS_TEST_EXPECT_MSG_GT(refused, 1400, "refused");
}

namespace
{

const std::vector<std::string> FEEDBACK_TRANSPORTS{
    "udp[FragmentSize=7|MaxRepeats=10|RepeatTimeout=20ms]",
    "tcp",
    "tcp[Connection=OnDemand|IdleTimeout=200ms]",
    "tcp[Connection=PerMessage]"};

/// 10 parameters: whole, and as a difference.
constexpr uint32_t SMALL_WHOLE = 5 + 40;
constexpr uint32_t SMALL_DIFFERENCE = 5 + 4 + 10;

} // namespace

STARDUST_TEST_CASE(DeltaRunsTestCase,
                   "over every transport with feedback, with loss, differences are sent, all "
                   "messages have one outcome, and both payload modes give the same run")
{
    for (const auto& transport : FEEDBACK_TRANSPORTS)
    {
        for (const double loss : {0.0, 0.1})
        {
            std::vector<std::string> digests;
            for (const std::string payload : {"Virtual", "Bytes"})
            {
                LinkRun run(4, transport, loss);
                run.helper.SetCodec("ns3::stardust::DeltaCodec");
                run.helper.SetGroupAttribute("Payload", StringValue(payload));
                const RunSummary summary = run.Run(40);
                const std::string name = transport + " loss " + std::to_string(loss);
                NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), name);
                NS_TEST_EXPECT_MSG_EQ(summary.messages.strayPackets, 0, name);
                uint32_t whole = 0;
                for (const auto& message : run.outcomes)
                {
                    whole += message->payloadBytes == SMALL_WHOLE;
                    NS_TEST_ASSERT_MSG_EQ((message->payloadBytes == SMALL_WHOLE ||
                                           message->payloadBytes == SMALL_DIFFERENCE),
                                          true,
                                          name);
                    NS_TEST_ASSERT_MSG_EQ(
                        (message->outcome != MessageOutcome::DELIVERED || message->fraction == 1),
                        true,
                        "a whole model");
                }
                const auto sent = static_cast<uint32_t>(run.outcomes.size());
                NS_TEST_EXPECT_MSG_GT(sent, (loss > 0 ? 120 : 300), name);
                if (loss == 0)
                {
                    // 12 pairs of devices; acknowledged long before the next message.
                    NS_TEST_EXPECT_MSG_EQ(whole, 12, name);
                    NS_TEST_EXPECT_MSG_EQ(summary.messages.delivered + summary.messagesInFlight,
                                          summary.messages.sent,
                                          name);
                    NS_TEST_EXPECT_MSG_EQ(summary.messages.feedbackSent,
                                          summary.messages.delivered,
                                          "an answer each");
                }
                else
                {
                    NS_TEST_EXPECT_MSG_LT(whole, sent / 2, name);
                    // A connection that is opened anew may wait for seconds.
                    NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, sent / 4, name);
                }
                digests.push_back(summary.result.digest);
            }
            NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], transport);
        }
    }
}

STARDUST_TEST_CASE(DeltaModelsTestCase,
                   "what devices learn with differences is what they learn with whole models, to "
                   "within the codec's error")
{
    std::vector<std::vector<float>> models;
    for (const std::string codec : {"Float32Codec",
                                    "DeltaCodec[Inner=ns3::stardust::Float32Codec]",
                                    "DeltaCodec"})
    {
        LinkRun run(4, "udp[MaxRepeats=3]");
        run.helper.SetCodec("ns3::stardust::" + codec);
        run.Run(40);
        models.emplace_back();
        for (uint32_t i = 0; i < 4; ++i)
        {
            const auto parameters = run.group->GetLearner(i)->GetParameters();
            models.back().insert(models.back().end(),
                                 parameters->Data(),
                                 parameters->Data() + parameters->Size());
        }
    }
    double largest = 0;
    for (std::size_t k = 0; k < models[0].size(); ++k)
    {
        largest = std::max<double>(largest, std::abs(models[0][k]));
        NS_TEST_EXPECT_MSG_EQ_TOL(models[1][k], models[0][k], 1e-5, "float32, rounded twice");
        NS_TEST_EXPECT_MSG_EQ_TOL(models[2][k], models[0][k], 0.01, "int8");
    }
    NS_TEST_EXPECT_MSG_GT(largest, 0.2, "learned something");
}

STARDUST_TEST_CASE(RejoinTestCase,
                   "a device that comes back without its memory refuses the differences of each "
                   "neighbour until that knows, gets a whole model and then differences; with its "
                   "memory none")
{
    for (const std::string rule : {"Reset", "Keep"})
    {
        for (const auto& transport : FEEDBACK_TRANSPORTS)
        {
            LinkRun run(3, transport);
            run.helper.SetCodec("ns3::stardust::DeltaCodec");
            run.helper.SetAttribute("Rejoin", StringValue(rule));
            // So that TCP's connections have been given up before it comes back.
            run.SetLifetime("+2s");
            run.Install();
            const auto learner = run.group->GetLearner(1);
            Simulator::Schedule(Seconds(10), &GossipLearner::Pause, learner);
            Simulator::Schedule(Seconds(12), &GossipLearner::Resume, learner);
            const RunSummary summary = run.Run(60);
            NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), transport);
            std::map<uint32_t, Time> refused;
            uint32_t later = 0;
            for (const auto& message : run.outcomes)
            {
                if (message->outcome == MessageOutcome::REJECTED)
                {
                    NS_TEST_EXPECT_MSG_EQ(ToString(message->reason),
                                          std::string("reference_missing"),
                                          transport);
                    NS_TEST_EXPECT_MSG_EQ(message->receiver, 1, transport);
                    const Time first = refused.emplace(message->sender, message->concluded).first->second;
                    // The answer takes 1 ms.
                    NS_TEST_EXPECT_MSG_LT(message->sent,
                                          first + MicroSeconds(1001),
                                          "sent before the sender knew, " << transport);
                }
                const bool good = message->outcome == MessageOutcome::DELIVERED &&
                                  message->payloadBytes == SMALL_DIFFERENCE;
                later += message->receiver == 1 && message->sent > Seconds(40) && good;
            }
            NS_TEST_EXPECT_MSG_EQ(refused.size(), (rule == "Reset" ? 2 : 0), transport);
            NS_TEST_EXPECT_MSG_GT(later, 20, rule << " over " << transport);
        }
    }
}

STARDUST_TEST_CASE(DeltaMistakesTestCase, "what cannot carry differences is refused in one line")
{
    for (const std::string transport : {"udp", "broadcast", "multicast"})
    {
        LinkRun run(3, transport);
        run.helper.SetCodec("ns3::stardust::DeltaCodec");
        STARDUST_EXPECT_INPUT_ERROR(run.Install(), ({"--codec", "DeltaCodec", "MaxRepeats", "tcp"}));
        Simulator::Destroy();
    }
    LearnerHelper direct;
    SetSmallTask(direct, 2, 5);
    DirectNetworkHelper().Install(direct);
    direct.SetCodec("ns3::stardust::DeltaCodec");
    NodeContainer nodes;
    nodes.Create(2);
    STARDUST_EXPECT_INPUT_ERROR(direct.Install(nodes), ({"--codec", "DirectTransport"}));
    Simulator::Destroy();
    const std::string before = "ns3::stardust::DeltaCodec[Inner=ns3::stardust::";
    for (const std::string inner : {"DeltaCodec]",
                                    "Int8Codec[ErrorFeedback=true]]",
                                    "TopKCodec[ErrorFeedback=true]]"})
    {
        LinkRun run(3, "tcp");
        run.helper.SetCodec(before + inner);
        STARDUST_EXPECT_INPUT_ERROR(run.Install(), ({"--codec", "Inner", "expected"}));
        Simulator::Destroy();
    }
}

/// Differences to what receivers have acknowledged.
class StardustDeltaTestSuite : public TestSuite
{
  public:
    StardustDeltaTestSuite()
        : TestSuite("stardust-delta", Type::SYSTEM)
    {
        AddTestCase(new OrderedTestCase);
        AddTestCase(new ErrorTestCase);
        AddTestCase(new FallBackTestCase);
        AddTestCase(new DeltaMutationTestCase);
        AddTestCase(new DeltaRunsTestCase);
        AddTestCase(new DeltaModelsTestCase);
        AddTestCase(new RejoinTestCase);
        AddTestCase(new DeltaMistakesTestCase);
    }
};

static StardustDeltaTestSuite g_stardustDeltaTestSuite;
