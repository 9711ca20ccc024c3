/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What is delivered of messages of which packets are missing.

#include "stardust-link-run.h"
#include "stardust-test-support.h"

#include "ns3/version-table.h"

#include <cmath>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Parameters of the small task's model: 4 features and a bias, 2 classes.
constexpr uint32_t PARAMETERS = 10;

/// Parameters of a learner's model, now.
std::vector<float>
GetValues(Ptr<GossipLearner> learner)
{
    const auto parameters = learner->GetParameters();
    return {parameters->Data(), parameters->Data() + parameters->Size()};
}

} // namespace

STARDUST_TEST_CASE(FractionTestCase,
                   "at packet loss p a message brings 1-p of its model in the mean, and is lost "
                   "with p^k; without partial delivery with 1-(1-p)^k")
{
    struct Case
    {
        std::string kind;
        bool partial;
        double p;
    };
    for (const auto& [kind, partial, p] : {Case{"udp", true, 0.1},
                                           Case{"udp", true, 0.5},
                                           Case{"udp", false, 0.1},
                                           Case{"udp", false, 0.3},
                                           Case{"broadcast", true, 0.3},
                                           Case{"broadcast", false, 0.3},
                                           Case{"multicast", true, 0.3}})
    {
        // A packet for each parameter.
        const std::string name = kind + "[FragmentSize=4|PartialDelivery=" +
                                 (partial ? "true" : "false") + "]";
        LinkRun run(3, name, p);
        run.SetLifetime("+100ms");
        run.SetGossip(0.05);
        const RunSummary summary = run.Run(kind == "udp" ? 150 : 75);
        const auto count = static_cast<double>(run.outcomes.size());
        NS_TEST_EXPECT_MSG_GT(count, 8000, "messages");
        NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), name);
        double sum = 0;
        for (const auto& message : run.outcomes)
        {
            const bool delivered = message->outcome == MessageOutcome::DELIVERED;
            NS_TEST_ASSERT_MSG_EQ((message->fraction > 0), delivered, name);
            NS_TEST_ASSERT_MSG_EQ_TOL(message->fraction,
                                      (delivered ? message->packetsArrived / 10.0 : 0),
                                      1e-12,
                                      name);
            sum += message->fraction;
        }
        const double whole = std::pow(1 - p, PARAMETERS);
        const double mean = partial ? 1 - p : whole;
        const double variance = partial ? p * (1 - p) / PARAMETERS : whole * (1 - whole);
        NS_TEST_EXPECT_MSG_EQ_TOL(sum / count,
                                  mean,
                                  4.5 * std::sqrt(variance / count),
                                  name << " mean fraction, loss " << p);
        // Seldom, so that the count is Poisson's: within 4.5 standard errors and one.
        const double lost = partial ? std::pow(p, PARAMETERS) : 1 - whole;
        NS_TEST_EXPECT_MSG_EQ_TOL(double(summary.messages.lost),
                                  lost * count,
                                  4.5 * std::sqrt(lost * (1 - lost) * count) + 4,
                                  name << " lost, loss " << p);
    }
}

STARDUST_TEST_CASE(CoordinatesTestCase,
                   "the parameters that arrived are the sender's, the others stay one's own")
{
    const uint32_t n = 12;
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        LinkRun run(n, "udp[FragmentSize=4|PartialDelivery=true]", 0.4);
        run.SetLifetime("+1s");
        run.SetGossip(1e6);
        run.helper.SetGroupAttribute("Payload", StringValue(payload));
        run.helper.SetMixer("ns3::stardust::PairwiseAverageMixer[Weight=1]");
        // One update at 3 s, the next at 6 s.
        const std::string constant = "ns3::ConstantRandomVariable[Constant=";
        run.helper.SetAttribute("UpdateTime", StringValue(constant + "3]"));
        run.helper.SetAttribute("StartPhase", StringValue(constant + "1]"));
        run.Install();
        std::vector<std::vector<float>> before;
        for (uint32_t i = 0; i < n; ++i)
        {
            Simulator::Schedule(Seconds(4),
                                &GossipLearner::SendModel,
                                run.group->GetLearner(i),
                                (i + 1) % n);
        }
        Simulator::Stop(Seconds(3.9));
        Simulator::Run();
        for (uint32_t i = 0; i < n; ++i)
        {
            before.push_back(GetValues(run.group->GetLearner(i)));
        }
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(run.outcomes.size(), n, "messages");
        uint32_t parts = 0;
        for (const auto& message : run.outcomes)
        {
            parts += message->fraction > 0 && message->fraction < 1;
            const auto after = GetValues(run.group->GetLearner(message->receiver));
            const auto& own = before[message->receiver];
            const auto& sent = before[message->sender];
            uint32_t taken = 0;
            for (uint32_t k = 0; k < PARAMETERS; ++k)
            {
                NS_TEST_ASSERT_MSG_NE(own[k], sent[k], "models differ");
                const bool changed = after[k] != own[k];
                taken += changed;
                // mine + 1 * (received - mine) is rounded twice.
                const float expected = changed ? own[k] + (sent[k] - own[k]) : own[k];
                NS_TEST_ASSERT_MSG_EQ(after[k], expected, payload << " parameter " << k);
            }
            NS_TEST_EXPECT_MSG_EQ(taken, message->packetsArrived, "as many as arrived");
        }
        NS_TEST_EXPECT_MSG_GT(parts, 5, "in part");
    }
}

STARDUST_TEST_CASE(PartialVersionsTestCase, "parts teach versions only if PartialCounts says so")
{
    for (const bool counts : {false, true})
    {
        // All ten packets of a model arrive with probability 6e-6.
        LinkRun run(3, "udp[FragmentSize=4|PartialDelivery=true]", 0.7);
        run.SetLifetime("+100ms");
        run.helper.SetMixer(std::string("ns3::stardust::PairwiseAverageMixer[PartialCounts=") +
                            (counts ? "true]" : "false]"));
        run.Run(40);
        for (uint32_t i = 0; i < 3; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((run.group->GetVersions()->Get(i, (i + 1) % 3) > 0),
                                  counts,
                                  "versions of others");
        }
    }
}

STARDUST_TEST_CASE(PartialPayloadTestCase,
                   "both payload modes give the same run with every codec that names parameters")
{
    for (const std::string codec : {"Float32Codec",
                                    "Float16Codec",
                                    "Int8Codec[BlockSize=4]",
                                    "QsgdCodec[Levels=7|BucketSize=6]"})
    {
        for (const std::string kind : {"udp", "broadcast", "udp[MaxRepeats=1|RepeatTimeout=10ms]"})
        {
            std::vector<std::string> digests;
            for (const std::string payload : {"Virtual", "Bytes"})
            {
                const std::string rest = "FragmentSize=3|PartialDelivery=true]";
                const bool more = kind.back() == ']';
                LinkRun run(4,
                            more ? kind.substr(0, kind.size() - 1) + "|" + rest : kind + "[" + rest,
                            0.3);
                run.SetLifetime("+150ms");
                run.helper.SetCodec("ns3::stardust::" + codec);
                run.helper.SetGroupAttribute("Payload", StringValue(payload));
                const RunSummary summary = run.Run(30);
                NS_TEST_EXPECT_MSG_EQ(summary.messages.rejected, 0, codec);
                NS_TEST_EXPECT_MSG_EQ(summary.messages.sent, CountAll(summary), codec);
                const auto parts = std::count_if(run.outcomes.begin(),
                                                 run.outcomes.end(),
                                                 [](const auto& message) {
                                                     return message->fraction > 0 &&
                                                            message->fraction < 1;
                                                 });
                NS_TEST_EXPECT_MSG_GT(parts, 20, codec << " over " << kind);
                digests.push_back(summary.result.digest);
            }
            NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], codec << " over " << kind);
        }
    }
}

STARDUST_TEST_CASE(PartialStopTestCase,
                   "what had arrived when the sender went down is delivered; nothing goes to a "
                   "receiver that is down")
{
    for (const bool receiverToo : {false, true})
    {
        // A packet each 5 ms, on its way for 1 ms.
        LinkRun run(2, "udp[FragmentSize=4|MaxBurst=1|BurstInterval=5ms|PartialDelivery=true]");
        run.SetGossip(1e6);
        run.Install();
        const auto sender = run.group->GetLearner(0);
        Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, sender, 1);
        Simulator::Schedule(Seconds(1.013), &GossipLearner::Pause, sender);
        if (receiverToo)
        {
            Simulator::Schedule(Seconds(1.013), &GossipLearner::Pause, run.group->GetLearner(1));
        }
        const RunSummary summary = run.Run(20);
        NS_TEST_ASSERT_MSG_EQ(run.outcomes.size(), 1, "one message");
        const auto& message = run.outcomes[0];
        NS_TEST_EXPECT_MSG_EQ((message->outcome == MessageOutcome::DELIVERED), !receiverToo, "outcome");
        NS_TEST_EXPECT_MSG_EQ_TOL(message->fraction, (receiverToo ? 0 : 0.3), 1e-12, "three packets");
        NS_TEST_EXPECT_MSG_EQ(message->concluded, MilliSeconds(1013), "at once");
        NS_TEST_EXPECT_MSG_EQ((message->reason == MessageReason::SENDER_STOPPED), receiverToo, "why");
    }
}

STARDUST_TEST_CASE(PartialMistakesTestCase, "codecs whose bytes do not name parameters are refused")
{
    for (const std::string codec : {"TopKCodec", "RandomKCodec"})
    {
        LinkRun run(3, "udp[PartialDelivery=true]");
        run.helper.SetCodec("ns3::stardust::" + codec);
        STARDUST_EXPECT_INPUT_ERROR(run.Install(), ({"--transport", "PartialDelivery", codec}));
        Simulator::Destroy();
    }
}

/// What is delivered of messages of which packets are missing.
class StardustPartialTestSuite : public TestSuite
{
  public:
    StardustPartialTestSuite()
        : TestSuite("stardust-partial", Type::SYSTEM)
    {
        AddTestCase(new FractionTestCase);
        AddTestCase(new CoordinatesTestCase);
        AddTestCase(new PartialVersionsTestCase);
        AddTestCase(new PartialPayloadTestCase);
        AddTestCase(new PartialStopTestCase);
        AddTestCase(new PartialMistakesTestCase);
    }
};

static StardustPartialTestSuite g_stardustPartialTestSuite;
