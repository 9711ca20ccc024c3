/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/basic-energy-source.h"
#include "ns3/churn-helper.h"
#include "ns3/device-battery.h"
#include "ns3/device-usage-monitor.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/learner-energy-helper.h"
#include "ns3/mobility-helper.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-psdu.h"
#include "ns3/wifi-radio-energy-model-helper.h"
#include "ns3/wifi-tx-vector.h"
#include "ns3/wired-network-helper.h"
#ifndef STARDUST_WITHOUT_LTE
#include "ns3/lte-network-helper.h"
#endif

#include <cmath>
#include <cstdio>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

double
Ask(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    return query.Step() ? query.GetReal(0) : std::nan("");
}

/// Makes a file's name in the suite's folder, and sees to it that there is no such file.
#define STARDUST_FRESH_FILE(name)                                                                  \
    [&] {                                                                                          \
        const std::string file = CreateTempDirFilename(name);                                      \
        std::remove(file.c_str());                                                                 \
        return file;                                                                               \
    }()

/// A run on Wi-Fi or on the direct network.
struct EnergyRun
{
    explicit EnergyRun(uint32_t n, const std::string& network = "direct")
    {
        nodes.Create(n);
        learners.SetTimelinessOnly();
        if (network == "wifi-adhoc")
        {
            WifiAdhocNetworkHelper helper;
            helper.SetArea(20);
            learners.SetReadyTime(helper.Install(nodes).ready);
        }
        else if (network == "wifi-infrastructure")
        {
            learners.SetReadyTime(WifiInfrastructureNetworkHelper().Install(nodes).ready);
        }
        else
        {
            DirectNetworkHelper().Install(learners);
        }
    }

    ~EnergyRun()
    {
        Simulator::Destroy();
    }

    void Install()
    {
        learners.Install(nodes);
        group = learners.GetGroup();
        churn.Install(group);
        energies = energy.Install(group);
        record.SetDigest(true);
        recorder = record.Install(group);
        usage = group->GetObject<DeviceUsageMonitor>();
    }

    /// Device 0 has 10 J, 1 W is computed with.
    void InstallOneSmallBattery(const std::string& path)
    {
        learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ExponentialRandomVariable[Mean=0.1]"));
        record.SetTrace(path);
        record.SetSampleInterval(Seconds(1));
        energy.SetComputeAttribute("Power", DoubleValue(1));
        Install();
        energies->GetDevice(0).source->SetAttribute("InitialEnergy", DoubleValue(10));
    }

    RunSummary Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        recorder->StopRecording();
        return recorder->Finish();
    }

    NodeContainer nodes;
    LearnerHelper learners;
    ChurnHelper churn;
    LearnerEnergyHelper energy;
    RecordHelper record;
    Ptr<LearnerGroup> group;
    Ptr<LearnerEnergy> energies;
    Ptr<RunRecorder> recorder;
    Ptr<DeviceUsageMonitor> usage;
};

void
SilenceClocks(LearnerHelper& helper)
{
    helper.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    helper.SetAttribute("GossipInterval", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    helper.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
}

/// Adds up how long frames last by ns-3's own calculation.
struct FrameClock
{
    Time total;
    uint64_t frames{0};
    WifiPhyBand band{};

    void Note(WifiConstPsduMap psdus, WifiTxVector vector, double /* power */)
    {
        total += WifiPhy::CalculateTxDuration(psdus, vector, band);
        ++frames;
    }
};

Ptr<WifiPhy>
GetPhy(const Ptr<Node>& node)
{
    return DynamicCast<WifiNetDevice>(node->GetDevice(0))->GetPhy();
}

/// Counts what devices make, send and take in after their end.
struct AfterLife
{
    std::vector<Time> ended;
    uint32_t violations{0};

    bool IsOver(uint32_t learner) const
    {
        return ended[learner].IsStrictlyPositive() && Simulator::Now() >= ended[learner];
    }

    void NoteEmpty(uint32_t learner)
    {
        ended[learner] = Simulator::Now();
    }

    void NoteUpdate(const LocalUpdate& update)
    {
        violations += IsOver(update.learner) ? 1 : 0;
    }

    void NotePacket(uint32_t learner, uint32_t /* bytes */)
    {
        violations += IsOver(learner) ? 1 : 0;
    }

    void NoteMessage(Ptr<const ModelMessage> message)
    {
        violations +=
            message->outcome == MessageOutcome::DELIVERED && IsOver(message->receiver) ? 1 : 0;
    }

    void Connect(const EnergyRun& run)
    {
        ended.assign(run.group->GetN(), Time());
        run.energies->TraceConnectWithoutContext("Empty", MakeCallback(&AfterLife::NoteEmpty, this));
        run.group->TraceConnectWithoutContext("LocalUpdate",
                                              MakeCallback(&AfterLife::NoteUpdate, this));
        MessageLedger& ledger = *run.group->GetLedger();
        ledger.TraceConnectWithoutContext("PacketSent", MakeCallback(&AfterLife::NotePacket, this));
        ledger.TraceConnectWithoutContext("PacketReceived",
                                          MakeCallback(&AfterLife::NotePacket, this));
        ledger.TraceConnectWithoutContext("MessageConcluded",
                                          MakeCallback(&AfterLife::NoteMessage, this));
    }
};

bool
IsConserved(const RunSummary& summary)
{
    const MessageCounters& messages = summary.messages;
    return messages.sent == messages.delivered + messages.lost + messages.expired +
                                messages.rejected + summary.messagesInFlight;
}

} // namespace

STARDUST_TEST_CASE(FrameTimeTestCase,
                   "frames at 6 Mbps take the time of the formula of the standard, the radio draws "
                   "what its currents say, and who hears them is busy as long")
{
    const uint32_t frames = 200;
    const uint32_t payload = 1000;
    const double seconds = 4;
    EnergyRun run(2, "wifi-adhoc");
    SilenceClocks(run.learners);
    run.energy.SetComputeAttribute("Power", DoubleValue(0));
    run.Install();
    const Ptr<NetDevice> sender = run.nodes.Get(0)->GetDevice(0);
    for (uint32_t i = 0; i < frames; ++i)
    {
        Simulator::Schedule(MilliSeconds(100 + 10 * i),
                            &NetDevice::Send,
                            sender,
                            Create<Packet>(payload),
                            sender->GetBroadcast(),
                            0x88b5);
    }
    run.Run(seconds);
    // IEEE 802.11, 17.4.3: preamble and header 20 us, then symbols of 4 us with 24 bits each;
    // LLC/SNAP 8 bytes, MAC header with QoS 26, FCS 4; service 16 bits, tail 6.
    const double bits = 16 + 8 * (payload + 8 + 26 + 4) + 6;
    const Time expected = frames * MicroSeconds(20 + 4 * int64_t(std::ceil(bits / 24)));
    const DeviceUsage sent = run.usage->GetUsage(0);
    NS_TEST_EXPECT_MSG_EQ(*sent.link.sentFrames, frames, "frames");
    NS_TEST_EXPECT_MSG_EQ(*sent.link.transmit, expected, "time");
    NS_TEST_EXPECT_MSG_EQ(*sent.link.receive, Time(), "nobody answers a broadcast");
    const DeviceUsage heard = run.usage->GetUsage(1);
    NS_TEST_EXPECT_MSG_EQ(*heard.link.receivedFrames, frames, "heard");
    NS_TEST_EXPECT_MSG_EQ(*heard.link.transmit, Time(), "silent");
    // The radio notices a preamble only after 4 us.
    const Time attentive = *heard.link.receive + *heard.link.busy;
    NS_TEST_EXPECT_MSG_EQ_TOL(attentive.GetSeconds(),
                              expected.GetSeconds(),
                              frames * 4.5e-6,
                              "busy or receiving");
    const double sending = expected.GetSeconds();
    const double joules = 3 * (0.380 * sending + 0.273 * (seconds - sending));
    NS_TEST_EXPECT_MSG_EQ_TOL(*sent.radioJoules, joules, 1e-9 * joules, "energy");
    NS_TEST_EXPECT_MSG_EQ(sent.remainingJoules.has_value(), false, "no end");
}

STARDUST_TEST_CASE(GossipAirtimeTestCase,
                   "under gossip over Wi-Fi the transmit time of a device is the sum of what ns-3 "
                   "calculates for its frames, its energy that of the model of ns-3, and its "
                   "bytes add up to those of the ledger")
{
    const uint32_t n = 5;
    EnergyRun run(n, "wifi-adhoc");
    run.learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ExponentialRandomVariable[Mean=0.05]"));
    run.Install();
    std::vector<FrameClock> clocks(n);
    std::vector<Ptr<WifiRadioEnergyModel>> reference;
    std::vector<Ptr<EnergySource>> sources;
    for (uint32_t i = 0; i < n; ++i)
    {
        const Ptr<WifiPhy> phy = GetPhy(run.nodes.Get(i));
        clocks[i].band = phy->GetPhyBand();
        phy->TraceConnectWithoutContext("PhyTxPsduBegin", MakeCallback(&FrameClock::Note, &clocks[i]));
        auto source = CreateObject<BasicEnergySource>();
        source->SetNode(run.nodes.Get(i));
        source->SetInitialEnergy(1e4);
        auto model = CreateObject<WifiRadioEnergyModel>();
        source->AppendDeviceEnergyModel(model);
        model->SetEnergySource(source);
        phy->RegisterListener(model->GetPhyListener());
        reference.push_back(model);
        sources.push_back(source);
    }
    const RunSummary summary = run.Run(10);
    DeviceUsage all;
    for (uint32_t i = 0; i < n; ++i)
    {
        const DeviceUsage usage = run.usage->GetUsage(i);
        all.Add(usage);
        NS_TEST_EXPECT_MSG_EQ(*usage.link.sentFrames, clocks[i].frames, "frames of " << i);
        NS_TEST_EXPECT_MSG_EQ_TOL(usage.link.transmit->GetSeconds(),
                                  clocks[i].total.GetSeconds(),
                                  1e-3 * clocks[i].total.GetSeconds(),
                                  "transmit time of " << i);
        const double joules = reference[i]->GetTotalEnergyConsumption();
        NS_TEST_EXPECT_MSG_EQ_TOL(*usage.radioJoules, joules, 1e-9 * joules, "joules of " << i);
        NS_TEST_EXPECT_MSG_GT(joules, 10 * 3 * 0.273, "more than idle");
    }
    NS_TEST_EXPECT_MSG_GT(all.sentPackets, 500, "packets");
    NS_TEST_EXPECT_MSG_EQ(all.sentBytes, summary.messages.bytesSent, "bytes");
    NS_TEST_EXPECT_MSG_EQ(all.sentPackets, summary.messages.packetsSent, "packets");
    NS_TEST_EXPECT_MSG_LT_OR_EQ(all.receivedPackets, all.sentPackets, "received");
    NS_TEST_EXPECT_MSG_GT_OR_EQ(all.receivedPackets, summary.messages.delivered, "received");
    for (const auto& source : sources)
    {
        // It and its model hold each other.
        source->Dispose();
    }
}

STARDUST_TEST_CASE(ComputeJoulesTestCase,
                   "computing draws its power for as long as updates run, and a given energy an "
                   "operation")
{
    // An update follows the other: all devices compute all the time.
    {
        EnergyRun run(3);
        run.energy.SetComputeAttribute("Power", DoubleValue(2.5));
        run.Install();
        run.Run(100);
        for (uint32_t i = 0; i < 3; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(*run.usage->GetUsage(i).computeJoules, 250, 1e-9, "power");
            NS_TEST_EXPECT_MSG_EQ(run.usage->GetUsage(i).radioJoules.has_value(), false, "no radio");
            NS_TEST_EXPECT_MSG_EQ(run.usage->GetUsage(i).link.transmit.has_value(), false, "no radio");
        }
    }
    // Nobody computes while it is down.
    {
        EnergyRun run(2);
        run.Install();
        const Ptr<GossipLearner> device = run.group->GetLearner(1);
        Simulator::Schedule(Seconds(3.25), &GossipLearner::Pause, device);
        Simulator::Schedule(Seconds(7.5), &GossipLearner::Resume, device);
        run.Run(10);
        NS_TEST_EXPECT_MSG_EQ_TOL(*run.usage->GetUsage(1).computeJoules, 5 * 5.75, 1e-9, "down");
        NS_TEST_EXPECT_MSG_EQ(run.energies->GetDevice(1).compute->GetComputingTime(),
                              Seconds(5.75),
                              "time");
    }
    // Ten updates of one second each, and half of one.
    {
        LearnerHelper learners;
        SetSmallTask(learners, 2, 20);
        DirectNetworkHelper().Install(learners);
        learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        NodeContainer nodes;
        nodes.Create(2);
        learners.Install(nodes);
        LearnerEnergyHelper helper;
        helper.SetComputeAttribute("Power", DoubleValue(0));
        helper.SetComputeAttribute("JoulesPerFlop", DoubleValue(1e-9));
        const auto energy = helper.Install(learners.GetGroup());
        Simulator::Stop(Seconds(10.5));
        Simulator::Run();
        const double work = learners.GetGroup()->GetLearner(0)->GetUpdateWork();
        NS_TEST_EXPECT_MSG_GT(work, 100, "operations");
        NS_TEST_EXPECT_MSG_EQ_TOL(energy->GetComputeJoules(0),
                                  10.5 * work * 1e-9,
                                  1e-9 * work * 1e-9,
                                  "operations");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(BatteryEndTestCase,
                   "under a constant load a battery lasts its energy by the power, also with BasicEnergySource "
                   "within its interval; afterwards the device does nothing, and comes back never")
{
    for (const bool basic : {false, true})
    {
        EnergyRun run(4);
        run.learners.SetAttribute("GossipInterval",
                                  StringValue("ns3::ExponentialRandomVariable[Mean=0.2]"));
        if (basic)
        {
            run.energy.SetSource(BasicEnergySource::GetTypeId().GetName());
            run.energy.SetSourceAttribute("BasicEnergySourceInitialEnergyJ", DoubleValue(50));
            run.energy.SetSourceAttribute("BasicEnergyLowBatteryThreshold", DoubleValue(0.02));
            run.energy.SetSourceAttribute("PeriodicEnergyUpdateInterval", TimeValue(Seconds(0.15)));
        }
        else
        {
            run.energy.SetBattery(50);
        }
        run.Install();
        if (!basic)
        {
            // Batteries may differ.
            run.energies->GetDevice(3).source->SetAttribute("InitialEnergy", DoubleValue(500));
        }
        AfterLife life;
        life.Connect(run);
        Simulator::Schedule(Seconds(20),
                            &GossipLearner::Resume,
                            run.group->GetLearner(0));
        const RunSummary summary = run.Run(30);
        for (uint32_t i = 0; i < 3; ++i)
        {
            const double ended = life.ended[i].GetSeconds();
            if (basic)
            {
                // It tells of the end at 2 % of its energy.
                NS_TEST_EXPECT_MSG_EQ_TOL(ended, 9.875, 0.0751, "basic battery of " << i);
            }
            else
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(ended, 10, 1e-8, "battery of " << i);
                NS_TEST_EXPECT_MSG_EQ(*run.usage->GetUsage(i).remainingJoules, 0, "empty");
                NS_TEST_EXPECT_MSG_EQ_TOL(*run.usage->GetUsage(i).computeJoules, 50, 1e-6, "drawn");
            }
            NS_TEST_EXPECT_MSG_EQ(run.group->GetLearner(i)->IsRunning(), false, "ended");
        }
        NS_TEST_EXPECT_MSG_EQ(run.group->GetLearner(3)->IsRunning(), !basic, "the larger battery");
        NS_TEST_EXPECT_MSG_EQ(summary.emptyDevices, (basic ? 4 : 3), "empty");
        NS_TEST_EXPECT_MSG_EQ(life.violations, 0, "after the end");
        NS_TEST_EXPECT_MSG_EQ(IsConserved(summary), true, "conservation");
        NS_TEST_EXPECT_MSG_GT(summary.messages.delivered, 50, "before the end");
    }
}

STARDUST_TEST_CASE(RadioEndTestCase,
                   "on Wi-Fi a battery ends with radio and computing together at the predicted "
                   "energy, the radio is off then, and the others go on")
{
    const std::string path = STARDUST_FRESH_FILE("radio-end.db");
    {
        EnergyRun run(4, "wifi-adhoc");
        run.InstallOneSmallBattery(path);
        AfterLife life;
        life.Connect(run);
        const RunSummary summary = run.Run(12);
        const DeviceUsage usage = run.usage->GetUsage(0);
        NS_TEST_EXPECT_MSG_EQ_TOL(*usage.radioJoules + *usage.computeJoules, 10, 1e-6, "all used");
        const double ended = life.ended[0].GetSeconds();
        // Idle and computing only at one end, sending all the time at the other.
        NS_TEST_EXPECT_MSG_LT(ended, 10 / (1 + 3 * 0.273), "latest");
        NS_TEST_EXPECT_MSG_GT(ended, 10 / (1 + 3 * 0.380), "earliest");
        NS_TEST_EXPECT_MSG_EQ(GetPhy(run.nodes.Get(0))->IsStateOff(), true, "radio");
        NS_TEST_EXPECT_MSG_EQ(GetPhy(run.nodes.Get(1))->IsStateOff(), false, "another radio");
        NS_TEST_EXPECT_MSG_EQ(life.violations, 0, "after the end");
        NS_TEST_EXPECT_MSG_EQ(IsConserved(summary), true, "conservation");
        NS_TEST_EXPECT_MSG_EQ(summary.emptyDevices, 1, "empty");
    }
    NS_TEST_EXPECT_MSG_EQ(Ask(path,
                              "SELECT max(transmit_ns) - min(transmit_ns) FROM device_usage "
                              "WHERE learner_id = 0 AND sampled_ns > 7e9"),
                          0,
                          "no frame after the end");
    NS_TEST_EXPECT_MSG_EQ(
        Ask(path, "SELECT count(*) FROM membership WHERE cause = 'battery' AND state = 'down'"),
        1,
        "membership");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM device_usage"), 4 * 13, "samples");
    NS_TEST_EXPECT_MSG_GT(Ask(path,
                              "SELECT count(*) FROM model_message WHERE outcome = 'delivered' "
                              "AND sent_ns > 7e9 AND sender_id > 0 AND receiver_id > 0"),
                          30,
                          "others go on");
}

STARDUST_TEST_CASE(StationEndTestCase,
                   "a station whose battery is empty hears nothing and is heard by nobody, draws "
                   "nothing and stays away; the others go on")
{
    const std::string path = STARDUST_FRESH_FILE("station-end.db");
    {
        EnergyRun run(4, "wifi-infrastructure");
        run.InstallOneSmallBattery(path);
        AfterLife life;
        life.Connect(run);
        // Beacons that are missing are noticed after a second.
        const RunSummary summary = run.Run(15);
        const DeviceUsage usage = run.usage->GetUsage(0);
        NS_TEST_EXPECT_MSG_EQ_TOL(*usage.radioJoules + *usage.computeJoules, 10, 1e-6, "all used");
        // It computes once it is associated, from 2 s on.
        NS_TEST_EXPECT_MSG_LT(life.ended[0].GetSeconds(), (10 + 2) / (1 + 3 * 0.273), "latest");
        NS_TEST_EXPECT_MSG_EQ(life.violations, 0, "after the end");
        NS_TEST_EXPECT_MSG_EQ(IsConserved(summary), true, "conservation");
        NS_TEST_EXPECT_MSG_EQ(summary.emptyDevices, 1, "empty");
    }
    NS_TEST_EXPECT_MSG_EQ(Ask(path,
                              "SELECT max(transmit_ns) - min(transmit_ns) FROM device_usage "
                              "WHERE learner_id = 0 AND sampled_ns > 9e9"),
                          0,
                          "no frame a second after the end");
    NS_TEST_EXPECT_MSG_GT(Ask(path,
                              "SELECT count(*) FROM model_message WHERE outcome = 'delivered' "
                              "AND sent_ns > 7e9 AND sender_id > 0 AND receiver_id > 0"),
                          30,
                          "others go on");
    NS_TEST_EXPECT_MSG_EQ(Ask(path,
                              "SELECT count(*) FROM model_message WHERE outcome = 'delivered' "
                              "AND sent_ns > 7e9 AND 0 IN (sender_id, receiver_id)"),
                          0,
                          "it does not");
}

STARDUST_TEST_CASE(CauseTestCase,
                   "the trace tells the end of a battery from churn and from the script, and views "
                   "hold what the monitor measures")
{
    const std::string path = STARDUST_FRESH_FILE("cause.db");
    DeviceUsage all;
    {
        EnergyRun run(3);
        run.record.SetTrace(path);
        const std::string churn = STARDUST_FRESH_FILE("cause.csv");
        WriteFile(churn, "0,2,down\n0,4,up\n0,20,down\n0,30,up\n");
        run.churn.SetDeviceFile(churn);
        run.energy.SetBattery(50);
        run.Install();
        run.energies->GetDevice(2).source->SetAttribute("InitialEnergy", DoubleValue(1000));
        run.Run(40);
        for (uint32_t i = 0; i < 3; ++i)
        {
            all.Add(run.usage->GetUsage(i));
        }
    }
    const auto count = [&](const std::string& what) {
        return Ask(path, "SELECT count(*) FROM membership WHERE " + what);
    };
    NS_TEST_EXPECT_MSG_EQ(count("cause = 'script' AND state = 'up'"), 3, "starts");
    NS_TEST_EXPECT_MSG_EQ(count("cause = 'churn'"), 2, "churn, which the dead are spared");
    NS_TEST_EXPECT_MSG_EQ(count("cause = 'battery' AND state = 'down'"), 2, "batteries");
    NS_TEST_EXPECT_MSG_EQ_TOL(Ask(path, "SELECT ended_s FROM device_summary WHERE learner_id = 0"),
                              12,
                              1e-7,
                              "two seconds of rest");
    NS_TEST_EXPECT_MSG_EQ_TOL(Ask(path, "SELECT ended_s FROM device_summary WHERE learner_id = 1"),
                              10,
                              1e-7,
                              "end");
    NS_TEST_EXPECT_MSG_EQ_TOL(Ask(path, "SELECT compute_j FROM run_summary"),
                              *all.computeJoules,
                              1e-9,
                              "run_summary");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT sum(sent_bytes) FROM device_summary"),
                          Ask(path, "SELECT bytes_sent FROM run_summary"),
                          "bytes");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT empty_devices FROM usage_history"), 2, "empty");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT transmit_s IS NULL AND radio_j IS NULL FROM usage_history"),
                          1,
                          "the direct network has no airtime");
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM device_usage"), 3, "end only");
}

STARDUST_TEST_CASE(SameUsageTestCase,
                   "a run with batteries on Wi-Fi is the same once more, with real bytes, and at "
                   "every detail of the trace")
{
    struct Variant
    {
        const char* payload;
        TraceDetail detail;
        uint32_t rows;
    };
    std::vector<std::string> digests;
    std::vector<int64_t> transmits;
    std::vector<double> joules;
    for (const Variant& variant : {Variant{"Virtual", TraceDetail::ALL, 4 * 9},
                                   Variant{"Virtual", TraceDetail::ALL, 4 * 9},
                                   Variant{"Bytes", TraceDetail::SUMMARY, 4},
                                   Variant{"Virtual", TraceDetail::MESSAGES, 4}})
    {
        const std::string path = STARDUST_FRESH_FILE("same.db");
        {
            EnergyRun run(4, "wifi-adhoc");
            run.learners.SetAttribute("GossipInterval",
                                      StringValue("ns3::ExponentialRandomVariable[Mean=0.1]"));
            run.learners.SetGroupAttribute("Payload", StringValue(variant.payload));
            run.energy.SetBattery(9);
            run.energy.SetComputeAttribute("Power", DoubleValue(1));
            run.record.SetTrace(path);
            run.record.SetDetail(variant.detail);
            run.record.SetSampleInterval(Seconds(1));
            run.Install();
            const RunSummary summary = run.Run(8);
            NS_TEST_EXPECT_MSG_EQ(summary.emptyDevices, 4, "all end");
            digests.push_back(summary.result.digest);
            transmits.push_back(summary.usage->link.transmit->GetNanoSeconds());
            joules.push_back(*summary.usage->radioJoules);
        }
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM device_usage"), variant.rows, "rows");
        NS_TEST_EXPECT_MSG_EQ(digests.back(), digests.front(), variant.payload);
        NS_TEST_EXPECT_MSG_EQ(transmits.back(), transmits.front(), variant.payload);
        NS_TEST_EXPECT_MSG_EQ_TOL(joules.back(), joules.front(), 1e-9, variant.payload);
    }
}

STARDUST_TEST_CASE(OtherNetworksTestCase,
                   "a cable tells of frames, LTE of subframes, and neither of radio energy")
{
    // One model of 20 000 bytes and more: one frame a packet, and nothing else on the wire.
    {
        NodeContainer nodes;
        nodes.Create(2);
        LearnerHelper learners;
        auto data = Create<LabeledDataset>(2, 500, 10);
        learners.SetData(data, {{0}, {1}});
        SilenceClocks(learners);
        const auto graph = MakeGraph("complete", 2, {false, false}, 1300);
        WiredNetworkHelper network;
        learners.SetReadyTime(network.Install(nodes, *graph).ready);
        learners.Install(nodes);
        const Ptr<LearnerGroup> group = learners.GetGroup();
        LearnerEnergyHelper().Install(group);
        auto usage = CreateObject<DeviceUsageMonitor>();
        usage->Attach(group);
        Simulator::Schedule(Seconds(1), &GossipLearner::SendModel, group->GetLearner(0), 1u);
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        const DeviceUsage sent = usage->GetUsage(0);
        const DeviceUsage received = usage->GetUsage(1);
        NS_TEST_EXPECT_MSG_GT(sent.sentPackets, 10, "packets");
        NS_TEST_EXPECT_MSG_EQ(*sent.link.sentFrames, sent.sentPackets, "frames sent");
        NS_TEST_EXPECT_MSG_EQ(*received.link.receivedFrames, sent.sentPackets, "frames received");
        NS_TEST_EXPECT_MSG_EQ(received.receivedPackets, sent.sentPackets, "packets received");
        NS_TEST_EXPECT_MSG_EQ(received.receivedBytes, sent.sentBytes, "bytes received");
        NS_TEST_EXPECT_MSG_EQ(sent.link.transmit.has_value(), false, "no airtime");
        NS_TEST_EXPECT_MSG_EQ(sent.radioJoules.has_value(), false, "no radio");
        NS_TEST_EXPECT_MSG_EQ_TOL(*sent.computeJoules, 5 * 5, 1e-9, "computing");
        Simulator::Destroy();
    }
#ifndef STARDUST_WITHOUT_LTE
    {
        NodeContainer nodes;
        nodes.Create(2);
        LearnerHelper learners;
        learners.SetTimelinessOnly();
        SilenceClocks(learners);
        const Time ready = LteNetworkHelper().Install(nodes).ready;
        learners.SetReadyTime(ready);
        learners.Install(nodes);
        const Ptr<LearnerGroup> group = learners.GetGroup();
        LearnerEnergyHelper().Install(group);
        auto usage = CreateObject<DeviceUsageMonitor>();
        usage->Attach(group);
        const uint32_t messages = 20;
        for (uint32_t i = 0; i < messages; ++i)
        {
            Simulator::Schedule(ready + Seconds(0.1 * (i + 1)),
                                &GossipLearner::SendModel,
                                group->GetLearner(0),
                                1u);
        }
        Simulator::Stop(ready + Seconds(4));
        Simulator::Run();
        const DeviceUsage sender = usage->GetUsage(0);
        const DeviceUsage receiver = usage->GetUsage(1);
        NS_TEST_EXPECT_MSG_EQ(receiver.receivedPackets, messages, "all arrive");
        // Small packets, 100 ms apart: each needs a subframe of its own at least, both ways.
        NS_TEST_EXPECT_MSG_GT_OR_EQ(*sender.link.transmit, MilliSeconds(messages), "uplink");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(*receiver.link.receive, MilliSeconds(messages), "downlink");
        NS_TEST_EXPECT_MSG_GT(*sender.link.transmit, *receiver.link.transmit, "who sends");
        NS_TEST_EXPECT_MSG_GT(*receiver.link.receive, *sender.link.receive, "who receives");
        NS_TEST_EXPECT_MSG_LT(*sender.link.transmit, Seconds(1), "not all the time");
        NS_TEST_EXPECT_MSG_EQ(sender.link.busy.has_value(), false, "LTE does not listen before");
        NS_TEST_EXPECT_MSG_EQ(sender.radioJoules.has_value(), false, "no radio model");
        Simulator::Destroy();
    }
#endif
}

namespace
{

/// The suite.
class EnergyTestSuite : public TestSuite
{
  public:
    EnergyTestSuite()
        : TestSuite("stardust-energy", Type::SYSTEM)
    {
        AddTestCase(new FrameTimeTestCase);
        AddTestCase(new GossipAirtimeTestCase);
        AddTestCase(new ComputeJoulesTestCase);
        AddTestCase(new BatteryEndTestCase);
        AddTestCase(new RadioEndTestCase);
        AddTestCase(new StationEndTestCase);
        AddTestCase(new CauseTestCase);
        AddTestCase(new SameUsageTestCase);
        AddTestCase(new OtherNetworksTestCase);
    }
};

EnergyTestSuite g_energyTestSuite;

} // namespace
