/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A sequence of graphs of one's own: a ring whose links reach further each time, so that after
// n - 1 intervals each device has been linked to all others, with one neighbour at a time.

#include "extension-run.h"

#include "ns3/direct-network-helper.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-sequence.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <set>

using namespace ns3;
using namespace ns3::stardust;

/// In interval k each device i may send to i + 1 + k modulo n, but never to itself.
class WideningRing : public GraphSequence
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("WideningRing").SetParent<GraphSequence>().AddConstructor<WideningRing>();
        return tid;
    }

  protected:
    Ptr<const CommunicationGraph> MakeNext(const LearnerGroup& group) override
    {
        const uint32_t n = group.GetN();
        const uint32_t reach = 1 + m_interval++ % (n - 1);
        GraphEdges edges;
        for (uint32_t i = 0; i < n; ++i)
        {
            edges.emplace_back(i, (i + reach) % n);
        }
        return Create<CommunicationGraph>(n, edges, true);
    }

  private:
    uint32_t m_interval{0}; ///< number of the next one
};

NS_OBJECT_ENSURE_REGISTERED(WideningRing);

/// How far messages went, and how many went further than the graph of their time allows.
static std::set<uint32_t> g_reaches;
static uint32_t g_wrong = 0;

static void
NoteMessage(Ptr<const ModelMessage> message)
{
    constexpr uint32_t DEVICES = 10;
    const uint32_t reach = (message->receiver + DEVICES - message->sender) % DEVICES;
    g_reaches.insert(reach);
    const auto interval = static_cast<uint32_t>(message->sent.GetSeconds() / 2);
    g_wrong += reach == 1 + interval % (DEVICES - 1) ? 0 : 1;
}

static int
Run(int argc, char* argv[])
{
    ScriptOptions("A sequence of graphs of one's own.").Parse(argc, argv);
    NodeContainer nodes;
    nodes.Create(10);
    LearnerHelper learners;
    learners.SetTimelinessOnly();
    DirectNetworkHelper().Install(learners);
    learners.Install(nodes);
    auto ring = CreateObject<WideningRing>();
    ring->SetAttribute("Interval", TimeValue(Seconds(2)));
    ring->Start(learners.GetGroup()); // after Install(), before a recorder's
    learners.GetGroup()->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                                 MakeCallback(&NoteMessage));
    Simulator::Stop(Seconds(100));
    Simulator::Run();
    const uint64_t sent = learners.GetGroup()->GetLedger()->GetCounters().sent;
    Simulator::Destroy();

    bool right = Check("different reaches", g_reaches.size(), 9, 9);
    right &= Check("messages off the graph of their time", g_wrong, 0, 0);
    right &= Check("messages", sent, 860, 1140); // 1000, 4.5 deviations
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
