/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A peer selector of one's own: of two neighbours drawn at random, the one that has been sent
// fewer models. Links then get almost equally many, without a fixed order.

#include "extension-run.h"

#include "ns3/direct-network-helper.h"
#include "ns3/peer-selector.h"
#include "ns3/random-variable-stream.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <map>

using namespace ns3;
using namespace ns3::stardust;

/// The less served of two random neighbours.
class TwoChoicesSelector : public PeerSelector
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("TwoChoicesSelector")
                                .SetParent<PeerSelector>()
                                .AddConstructor<TwoChoicesSelector>();
        return tid;
    }

    uint32_t SelectPeer(uint32_t self, const CommunicationGraph& graph) override
    {
        const uint32_t last = graph.GetDegree(self) - 1;
        const uint32_t one = graph.GetNeighbor(self, m_random->GetInteger(0, last));
        const uint32_t two = graph.GetNeighbor(self, m_random->GetInteger(0, last));
        const uint32_t chosen = m_sent[two] < m_sent[one] ? two : one;
        ++m_sent[chosen];
        return chosen;
    }

    /// Each learner has a stream of its own: the same seed gives the same run.
    int64_t AssignStreams(int64_t stream) override
    {
        m_random->SetStream(stream);
        return 1;
    }

  private:
    Ptr<UniformRandomVariable> m_random{CreateObject<UniformRandomVariable>()}; ///< draws both
    std::map<uint32_t, uint64_t> m_sent; ///< models, by receiver
};

NS_OBJECT_ENSURE_REGISTERED(TwoChoicesSelector);

/// Messages by sender and receiver.
static std::map<std::pair<uint32_t, uint32_t>, double> g_links;

static void
CountMessage(Ptr<const ModelMessage> message)
{
    ++g_links[{message->sender, message->receiver}];
}

/**
 * @param selector its factory string.
 * @return variance of the number of messages a link, over its mean; 1 of independent choices.
 */
static double
MeasureSpread(const std::string& selector)
{
    g_links.clear();
    NodeContainer nodes;
    nodes.Create(10);
    LearnerHelper learners;
    learners.SetPeerSelector(selector);
    learners.SetTimelinessOnly();
    DirectNetworkHelper().Install(learners);
    learners.Install(nodes);
    learners.GetGroup()->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                                 MakeCallback(&CountMessage));
    Simulator::Stop(Seconds(1000));
    Simulator::Run();
    Simulator::Destroy();
    double sum = 0;
    double squares = 0;
    for (const auto& [link, count] : g_links)
    {
        sum += count;
        squares += count * count;
    }
    const double mean = sum / 90;
    return (squares / 90 - mean * mean) / mean;
}

static int
Run(int argc, char* argv[])
{
    ScriptOptions("A peer selector of one's own.").Parse(argc, argv);
    // Of 90 links with some 111 messages each; the second bound is 4.5 standard errors wide.
    bool right = Check("spread of two choices", MeasureSpread("TwoChoicesSelector"), 0, 0.3);
    right &= Check("spread of uniform choices",
                   MeasureSpread("ns3::stardust::UniformPeerSelector"),
                   0.4,
                   1.7);
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
