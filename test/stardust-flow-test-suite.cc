/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/communication-graph.h"
#include "ns3/flow-record-helper.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wired-network-helper.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// What IPv4 and UDP add to a packet of ours, bytes.
constexpr double IP_AND_UDP = 28;

/// Devices on Wi-Fi whose models fill several packets.
struct FlowRun
{
    uint32_t learners{5};   //!< number of devices
    uint32_t features{784}; //!< of the task: 1 570 parameters in 5 packets
    double area{20};        //!< side of the square, m
    std::string interval{"ns3::ExponentialRandomVariable[Mean=0.5]"}; //!< between messages
    bool watched{true};     //!< by FlowMonitor
    std::string trace;      //!< path; empty: none

    /** @return the summary of a run of 15 s on Wi-Fi. */
    RunSummary Make() const
    {
        NodeContainer nodes;
        nodes.Create(learners);
        WifiAdhocNetworkHelper network;
        network.SetArea(area);
        network.Install(nodes);
        LearnerHelper helper;
        DataShares shares(learners);
        for (uint32_t i = 0; i < learners; ++i)
        {
            shares[i] = {i};
        }
        helper.SetData(Create<LabeledDataset>(learners, features, 2), shares);
        helper.SetAttribute("GossipInterval", StringValue(interval));
        helper.Install(nodes);
        RecordHelper record;
        record.SetTrace(trace);
        record.SetDigest(true);
        Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
        FlowRecordHelper flows;
        if (watched)
        {
            flows.Install(helper.GetGroup());
        }
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        recorder->StopRecording();
        flows.Record(recorder);
        const RunSummary summary = recorder->Finish();
        Simulator::Destroy();
        return summary;
    }
};

} // namespace

/// What FlowMonitor and we count of one run.
class FlowTotalsTestCase : public TestCase
{
  public:
    /**
     * @param name what must hold.
     * @param run the run.
     * @param lossy whether it loses packets.
     */
    FlowTotalsTestCase(const std::string& name, const FlowRun& run, bool lossy)
        : TestCase(name),
          m_run(run),
          m_lossy(lossy)
    {
    }

  private:
    void DoRun() override
    {
        m_run.trace = CreateTempDirFilename("flows.db");
        // A second run in the process counts its own only.
        for (int repeat = 0; repeat < 2; ++repeat)
        {
            const RunSummary summary = m_run.Make();
            CheckRun(summary);
        }
        NS_TEST_EXPECT_MSG_EQ(Ask(m_run.trace, "PRAGMA foreign_key_check"), "no row", "keys");
    }

    void CheckRun(const RunSummary& summary)
    {
        const std::string run = " run_id = " + std::to_string(summary.runId);
        const auto ask = [&](const std::string& what, const std::string& from) {
            return AskNumber(m_run.trace, "SELECT " + what + " FROM " + from + " WHERE" + run);
        };
        const double packets = summary.messages.packetsSent;
        NS_TEST_EXPECT_MSG_GT(packets, 500, "a run worth counting");
        NS_TEST_EXPECT_MSG_EQ(ask("sum(packets_sent)", "flow"), packets, "packets sent");
        NS_TEST_EXPECT_MSG_EQ(ask("sum(bytes_sent)", "flow"),
                              summary.messages.bytesSent + IP_AND_UDP * packets,
                              "bytes sent, with headers");
        const double arrived = ask("sum(packets_arrived)", "model_message");
        NS_TEST_EXPECT_MSG_EQ(ask("sum(packets_received)", "flow"),
                              arrived + summary.messages.latePackets,
                              "packets received");
        NS_TEST_EXPECT_MSG_EQ((arrived + summary.messages.latePackets < packets), m_lossy, "losses");
        NS_TEST_EXPECT_MSG_EQ(ask("count(*) - count(sender_id) + count(*) - count(receiver_id)", "flow"),
                              0,
                              "every address is a learner's");
        NS_TEST_EXPECT_MSG_EQ(ask("min(protocol) = 17 AND max(protocol) = 17", "flow"), 1, "UDP");
        // Pair by pair; packets still held back by the sender are in flight at the end.
        NS_TEST_EXPECT_MSG_EQ(
            AskNumber(m_run.trace,
                      "SELECT count(*) FROM (SELECT sender_id, receiver_id, sum(packets) AS packets,"
                      " sum(packets_arrived) AS arrived, max(outcome = 'in_flight') AS open"
                      " FROM model_message WHERE" + run + " GROUP BY 1, 2) AS ours"
                      " JOIN flow USING (sender_id, receiver_id) WHERE flow." + run.substr(1) +
                      " AND NOT open AND (packets_sent <> packets"
                      " OR packets_received < arrived)"),
            0,
            "each pair by itself");
        NS_TEST_EXPECT_MSG_EQ(ask("max(packets_received + packets_lost > packets_sent)", "flow"),
                              0,
                              "a packet is received or lost");
    }

    FlowRun m_run; //!< the run
    bool m_lossy;  //!< whether it loses packets
};

STARDUST_TEST_CASE(FlowDigestTestCase, "watching a run leaves it what it was")
{
    FlowRun run;
    const RunSummary watched = run.Make();
    run.watched = false;
    NS_TEST_EXPECT_MSG_EQ(watched.result.digest, run.Make().result.digest, "digest");
}

STARDUST_TEST_CASE(FlowDelayTestCase,
                   "on a wire every packet takes its bytes over the rate and the propagation")
{
    const std::string path = CreateTempDirFilename("wire.db");
    NodeContainer nodes;
    nodes.Create(2);
    WiredNetworkHelper network;
    network.SetRate("1Mbps");
    network.SetDelay("10ms");
    network.Install(nodes, CommunicationGraph(2));
    LearnerHelper helper;
    // 10 parameters: one packet a message, far apart.
    SetSmallTask(helper, 2, 4);
    helper.SetAttribute("GossipInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    helper.Install(nodes);
    RecordHelper record;
    record.SetTrace(path);
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    FlowRecordHelper flows;
    flows.Install(helper.GetGroup());
    Simulator::Stop(Seconds(20.5));
    Simulator::Run();
    recorder->StopRecording();
    flows.Record(recorder);
    recorder->Finish();
    Simulator::Destroy();
    // PPP adds 2 bytes.
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path,
                                    "SELECT count(*) FROM flow WHERE packets_received > 15 AND "
                                    "packets_received = packets_sent AND jitter_sum_ns = 0 AND "
                                    "delay_sum_ns = packets_received * 10000000 + "
                                    "(bytes_received + 2 * packets_received) * 8000"),
                          2,
                          "both directions");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path,
                                    "SELECT count(*) FROM flow JOIN (SELECT sender_id, "
                                    "min(sent_ns) AS first, max(sent_ns) AS last FROM model_message "
                                    "GROUP BY 1) USING (sender_id) WHERE first_sent_ns = first "
                                    "AND last_sent_ns = last"),
                          2,
                          "times of the first and the last packet");
}

STARDUST_TEST_CASE(FlowRefusalTestCase, "a network without an IP stack has no flows")
{
    LearnerHelper helper;
    helper.SetTimelinessOnly();
    helper.SetTransport("ns3::stardust::DirectTransport");
    NodeContainer nodes;
    nodes.Create(3);
    helper.Install(nodes);
    FlowRecordHelper flows;
    STARDUST_EXPECT_INPUT_ERROR(flows.Install(helper.GetGroup()), {"flow monitor", "IPv4"});
    NS_TEST_EXPECT_MSG_EQ(flows.MakeRows().size(), 0, "nothing was watched");
    Simulator::Destroy();
}

/// FlowMonitor's totals in the trace.
class StardustFlowTestSuite : public TestSuite
{
  public:
    StardustFlowTestSuite()
        : TestSuite("stardust-flow", Type::SYSTEM)
    {
        FlowRun quiet;
        AddTestCase(new FlowTotalsTestCase("FlowMonitor and the learners count the same packets and "
                                           "bytes",
                                           quiet,
                                           false));
        FlowRun crowded;
        crowded.area = 60;
        crowded.interval = "ns3::ExponentialRandomVariable[Mean=0.1]";
        AddTestCase(new FlowTotalsTestCase("they do where packets are lost", crowded, true));
        AddTestCase(new FlowDigestTestCase);
        AddTestCase(new FlowDelayTestCase);
        AddTestCase(new FlowRefusalTestCase);
    }
};

static StardustFlowTestSuite g_stardustFlowTestSuite;
