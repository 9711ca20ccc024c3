/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A transport of one's own: radios sleep, and all messages wait for the next of the times at which
// everybody is awake.

#include "extension-run.h"

#include "ns3/gossip-learner.h"
#include "ns3/learner-group.h"
#include "ns3/model-fragment-header.h"
#include "ns3/model-transport.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::stardust;

/// Delivers at multiples of Period; no network stack is needed.
class SleepyTransport : public ModelTransport
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("SleepyTransport")
                                .SetParent<ModelTransport>()
                                .AddConstructor<SleepyTransport>()
                                .AddAttribute("Period",
                                              "Time from one waking to the next",
                                              TimeValue(Seconds(1)),
                                              MakeTimeAccessor(&SleepyTransport::m_period),
                                              MakeTimeChecker(NanoSeconds(1)));
        return tid;
    }

    std::string FindProblem(Ptr<Node>) const override
    {
        return ""; // any node will do
    }

    void Start() override
    {
    }

    void Stop() override
    {
    }

    void Send(Ptr<ModelMessage> message) override
    {
        // Bytes are counted when they are handed to the network.
        GetGroup()->GetLedger()->CountPacket(message, GetBytes(*message));
        message->packets = 1;
        const int64_t period = m_period.GetNanoSeconds();
        const int64_t now = Simulator::Now().GetNanoSeconds();
        Simulator::ScheduleWithContext(GetGroup()->GetNodeId(message->receiver),
                                       NanoSeconds(period - now % period),
                                       &SleepyTransport::Arrive,
                                       this,
                                       message);
    }

  private:
    static uint32_t GetBytes(const ModelMessage& message)
    {
        return message.payloadBytes + ModelFragmentHeader::SIZE;
    }

    /// Runs in the receiver's context.
    void Arrive(Ptr<ModelMessage> message)
    {
        if (message->outcome != MessageOutcome::IN_FLIGHT)
        {
            return; // its lifetime was over before the next waking
        }
        message->packetsArrived = 1;
        message->NoteArrival(Simulator::Now());
        const Ptr<GossipLearner> receiver = GetGroup()->GetLearner(message->receiver);
        if (receiver->IsRunning())
        {
            GetGroup()->GetLedger()->CountReceived(message->receiver, GetBytes(*message));
        }
        const auto encoded = message->encoded; // null if the model travels beside the packets
        receiver->ReceiveModel(message, encoded ? *encoded : std::vector<uint8_t>());
    }

    Time m_period; ///< see the attribute
};

NS_OBJECT_ENSURE_REGISTERED(SleepyTransport);

/// Of messages that were delivered.
static double g_delay = 0;
static double g_longest = 0;

static void
AddDelay(Ptr<const ModelMessage> message)
{
    if (message->outcome == MessageOutcome::DELIVERED)
    {
        const double delay = (message->concluded - message->sent).GetSeconds();
        g_delay += delay;
        g_longest = std::max(g_longest, delay);
    }
}

static int
Run(int argc, char* argv[])
{
    ScriptOptions("A transport of one's own.").Parse(argc, argv);
    NodeContainer nodes;
    nodes.Create(10);
    LearnerHelper learners;
    learners.SetTransport("SleepyTransport[Period=2s]");
    learners.SetTimelinessOnly();
    learners.Install(nodes);
    learners.GetGroup()->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                                 MakeCallback(&AddDelay));
    Simulator::Stop(Seconds(1000));
    Simulator::Run();
    const MessageCounters counters = learners.GetGroup()->GetLedger()->GetCounters();
    Simulator::Destroy();

    // Gossip times are random: delays are uniform in (0, 2 s]. 4.5 standard errors of 10 000.
    bool right = Check("mean delay, s", g_delay / counters.delivered, 1 - 0.026, 1 + 0.026);
    right &= Check("longest, s", g_longest, 1.9, 2);
    right &= Check("lost and rejected", counters.lost + counters.rejected, 0, 0);
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
