/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-network-runs.h"

#include "ns3/direct-network-helper.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

const std::string BROADCAST = "broadcast";

/// What carries models between any two devices.
const std::vector<std::string> UNICASTS{"udp",
                                        "udp[MaxRepeats=5|RepeatTimeout=100ms]",
                                        "tcp",
                                        "tcp[Connection=OnDemand|IdleTimeout=200ms]",
                                        "tcp[Connection=PerMessage]"};

/// One network with every transport that it allows.
class NetworkMatrixTestCase : public TestCase
{
  public:
    NetworkMatrixTestCase(const NamedNetwork& network, uint32_t n, double seconds)
        : TestCase("on " + network.name + " " + std::to_string(n) +
                   " devices learn over every transport that it allows; nothing is lost silently, "
                   "sequences have no gaps and virtual payload is as real bytes, also while devices "
                   "come and go"),
          m_network(network),
          m_n(n),
          m_seconds(seconds)
    {
    }

  private:
    void DoRun() override;

    /// What a run says.
    struct Outcome
    {
        RunSummary summary; //!< of the recorder
        std::string loss;   //!< what is wrong with the messages
    };

    /**
     * @param transport factory string; empty: the network's own.
     * @param payload Virtual or Bytes.
     * @param churn whether every device is down for a while.
     * @return what came of it.
     */
    Outcome Run(const std::string& transport, const std::string& payload, bool churn) const;

    NamedNetwork m_network; //!< which
    uint32_t m_n;            //!< devices
    double m_seconds;        //!< from ready on
};

NetworkMatrixTestCase::Outcome
NetworkMatrixTestCase::Run(const std::string& transport,
                           const std::string& payload,
                           bool churn) const
{
    NetworkRun run(m_network.build, Create<CommunicationGraph>(m_n), 64);
    if (transport.empty())
    {
        DirectNetworkHelper direct;
        direct.SetDelay("ns3::ExponentialRandomVariable[Mean=0.1]");
        direct.SetErrorRate(0.1);
        direct.Install(run.helper);
    }
    else
    {
        run.helper.SetTransport(transport);
    }
    run.helper.SetGroupAttribute("Payload", StringValue(payload));
    run.helper.SetGroupAttribute(
        "Ledger",
        StringValue("ns3::stardust::MessageLedger[MessageLifetime=+1s]"));
    run.helper.SetAttribute("GossipInterval",
                            StringValue("ns3::ExponentialRandomVariable[Mean=0.25]"));
    run.Install();
    for (uint32_t i = 0; churn && i < m_n; ++i)
    {
        // One after the other, so that someone is always there; some at an odd moment.
        const Time down = run.network.ready + Seconds(0.4 + m_seconds / 2 * i / m_n);
        const auto learner = run.helper.GetGroup()->GetLearner(i);
        Simulator::Schedule(down, &GossipLearner::Pause, learner);
        Simulator::Schedule(down + Seconds(m_seconds / 4), &GossipLearner::Resume, learner);
    }
    Outcome outcome;
    outcome.summary = run.Gossip(m_seconds);
    outcome.loss = run.FindLoss(outcome.summary);
    return outcome;
}

void
NetworkMatrixTestCase::DoRun()
{
    std::vector<std::string> transports = UNICASTS;
    if (m_network.name == "direct")
    {
        transports = {""};
    }
    else if (m_n <= m_network.mostOfBroadcast)
    {
        transports.push_back(BROADCAST);
    }
    for (const auto& transport : transports)
    {
        const std::string what = transport + " of " + std::to_string(m_n);
        const Outcome whole = Run(transport, "Virtual", false);
        NS_TEST_EXPECT_MSG_EQ(whole.loss, "", what);
        const MessageCounters& messages = whole.summary.messages;
        NS_TEST_EXPECT_MSG_GT(messages.sent, m_n, what);
        // The direct network loses a tenth.
        NS_TEST_EXPECT_MSG_GT(messages.delivered + whole.summary.messagesInFlight,
                              (transport.empty() ? 0.6 : 0.85) * messages.sent,
                              what << ": a small, quiet network");
        const Outcome first = Run(transport, "Virtual", true);
        const Outcome second = Run(transport, "Bytes", true);
        NS_TEST_EXPECT_MSG_EQ(first.loss, "", what << ", churn");
        NS_TEST_EXPECT_MSG_EQ(second.loss, "", what << ", churn, bytes");
        NS_TEST_EXPECT_MSG_GT(first.summary.messages.delivered, 0, what << ", churn");
        NS_TEST_EXPECT_MSG_NE(first.summary.result.digest,
                              whole.summary.result.digest,
                              what << ": churn changes the run");
        NS_TEST_EXPECT_MSG_EQ(first.summary.result.digest,
                              second.summary.result.digest,
                              what << ": the same rows");
    }
}

} // namespace

/// Every network, with every transport.
class StardustNetworkMatrixTestSuite : public TestSuite
{
  public:
    StardustNetworkMatrixTestSuite()
        : TestSuite("stardust-network-matrix", Type::SYSTEM)
    {
        for (const auto& network : ListNetworks())
        {
            AddTestCase(new NetworkMatrixTestCase(network, 2, 3));
            AddTestCase(new NetworkMatrixTestCase(network, 3, 3));
            AddTestCase(new NetworkMatrixTestCase(network, 20, 2), STARDUST_TEST_EXTENSIVE);
        }
    }
};

static StardustNetworkMatrixTestSuite g_stardustNetworkMatrixTestSuite;
