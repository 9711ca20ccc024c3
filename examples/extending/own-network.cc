/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A network helper of one's own: two offices, each a CSMA segment, joined by a slow line. It returns
// a LearnerNetwork as the module's own helpers do; learners need no more than that.

#include "extension-run.h"

#include "ns3/csma-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/learner-network.h"
#include "ns3/message-ledger.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/script-options.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

using namespace ns3;
using namespace ns3::stardust;

/// Even devices in one office, odd ones in the other.
class TwoOfficesHelper
{
  public:
    /// @param delay of the line between the offices.
    void SetLineDelay(Time delay)
    {
        m_delay = delay;
    }

    /**
     * @param nodes of the devices, without a stack.
     * @return the network, ready at once.
     */
    LearnerNetwork Install(NodeContainer nodes) const
    {
        LearnerNetwork network;
        network.nodes = nodes;
        network.others.Create(2); // a router an office
        InternetStackHelper stack;
        stack.Install(nodes);
        stack.Install(network.others);
        CsmaHelper segment;
        segment.SetChannelAttribute("DataRate", StringValue("100Mbps"));
        segment.SetChannelAttribute("Delay", TimeValue(MicroSeconds(1)));
        for (uint32_t office = 0; office < 2; ++office)
        {
            NodeContainer members;
            for (uint32_t i = office; i < nodes.GetN(); i += 2)
            {
                members.Add(nodes.Get(i));
            }
            members.Add(network.others.Get(office));
            Assign(segment.Install(members), office ? "10.0.2.0" : "10.0.1.0");
        }
        PointToPointHelper line;
        line.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
        line.SetChannelAttribute("Delay", TimeValue(m_delay));
        Assign(line.Install(network.others), "10.0.3.0");
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        for (uint32_t i = 0; i < nodes.GetN(); ++i)
        {
            const auto ipv4 = nodes.Get(i)->GetObject<Ipv4>();
            network.devices.Add(ipv4->GetNetDevice(1));
            network.interfaces.Add(ipv4, 1);
        }
        network.ready = Time(0); // no association, no routes to wait for
        return network;
    }

  private:
    static void Assign(const NetDeviceContainer& devices, const char* base)
    {
        Ipv4AddressHelper(base, "255.255.255.0").Assign(devices);
    }

    Time m_delay{MilliSeconds(20)}; ///< of the line
};

/// Delays of delivered messages, s: within an office and between the two.
static double g_delay[2];
static double g_count[2];

static void
AddDelay(Ptr<const ModelMessage> message)
{
    if (message->outcome == MessageOutcome::DELIVERED)
    {
        const uint32_t between = message->sender % 2 == message->receiver % 2 ? 0 : 1;
        g_delay[between] += (message->concluded - message->sent).GetSeconds();
        ++g_count[between];
    }
}

static int
Run(int argc, char* argv[])
{
    ScriptOptions("A network helper of one's own.").Parse(argc, argv);
    NodeContainer nodes;
    nodes.Create(10);
    TwoOfficesHelper offices;
    offices.SetLineDelay(MilliSeconds(50));
    const LearnerNetwork network = offices.Install(nodes);
    LearnerHelper learners;
    const ExtensionResult result =
        Learn(learners, network.nodes, Seconds(60), network.ready, MakeCallback(&AddDelay));
    Simulator::Destroy();
    bool right = Check("accuracy", result.accuracy, 0.4, 1);
    // 544 bytes and headers take 0.5 ms on the line and less on a segment.
    right &= Check("delay within an office, s", g_delay[0] / g_count[0], 0, 0.001);
    right &= Check("between offices, s", g_delay[1] / g_count[1], 0.0505, 0.0525);
    right &= Check("lost", result.messages.lost, 0, 0);
    return right ? 0 : 1;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Run);
}
