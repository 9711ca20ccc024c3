/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/change-reader.h"
#include "ns3/churn-helper.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/range-graph.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <cstdio>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr uint32_t DEVICES = 6;

/// A small run with learning, whose devices come and go.
struct ChurnRun
{
    explicit ChurnRun(const std::string& rejoin, bool udp = false)
        : overUdp(udp)
    {
        SetSmallTask(learners, DEVICES, 20);
        if (!overUdp)
        {
            network.SetDelay("0.05");
            network.Install(learners);
        }
        learners.SetAttribute("Rejoin", StringValue(rejoin));
        learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ExponentialRandomVariable[Mean=0.2]"));
        record.SetDigest(true);
    }

    ~ChurnRun()
    {
        Simulator::Destroy();
    }

    void Install()
    {
        if (overUdp)
        {
            learners.Install(MakeIdealNetwork(DEVICES));
        }
        else
        {
            NodeContainer nodes;
            nodes.Create(DEVICES);
            learners.Install(nodes);
        }
        group = learners.GetGroup();
        churn.Install(group);
        recorder = record.Install(group);
    }

    RunSummary Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        recorder->StopRecording();
        return recorder->Finish();
    }

    bool overUdp;
    LearnerHelper learners;
    DirectNetworkHelper network;
    ChurnHelper churn;
    RecordHelper record;
    Ptr<LearnerGroup> group;
    Ptr<RunRecorder> recorder;
};

void
SetExponentialChurn(ChurnRun& run)
{
    run.churn.SetUpTime("ns3::ExponentialRandomVariable[Mean=2]");
    run.churn.SetDownTime("ns3::ExponentialRandomVariable[Mean=1]");
    run.churn.SetInitialUp(0.5);
}

std::vector<float>
GetValues(const Ptr<GossipLearner>& learner)
{
    const auto parameters = learner->GetParameters();
    return {parameters->Data(), parameters->Data() + parameters->Size()};
}

/// Adds up the time that devices are up.
struct UpTimeMeter
{
    double upSeconds{0};
    std::vector<double> upSince;

    void Note(uint32_t learner, bool up)
    {
        const double now = Simulator::Now().GetSeconds();
        upSeconds += up ? -now : (upSince[learner] >= 0 ? now : 0);
        upSince[learner] = up ? now : -1;
    }
};

} // namespace

STARDUST_TEST_CASE(AvailabilityTestCase,
                   "exponential times give the availability that their means say, stationary from the "
                   "start")
{
    const uint32_t n = 40;
    const double span = 400;
    LearnerHelper learners;
    learners.SetTimelinessOnly();
    DirectNetworkHelper().Install(learners);
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    UpTimeMeter meter;
    meter.upSince.assign(n, -1);
    learners.GetGroup()->TraceConnectWithoutContext("State",
                                                    MakeCallback(&UpTimeMeter::Note, &meter));
    ChurnHelper churn;
    churn.SetUpTime("ns3::ExponentialRandomVariable[Mean=3]");
    churn.SetDownTime("ns3::ExponentialRandomVariable[Mean=1]");
    churn.SetInitialUp(0.75);
    churn.Install(learners.GetGroup());
    Simulator::Stop(Seconds(span));
    Simulator::Run();
    for (const double since : meter.upSince)
    {
        meter.upSeconds += since >= 0 ? span : 0;
    }
    const double availability = meter.upSeconds / (n * span);
    // The covariance of a stationary on/off process falls as exp(-(1/up + 1/down) t).
    const double error = std::sqrt(2 * 0.75 * 0.25 / ((1.0 / 3 + 1) * span * n));
    NS_TEST_EXPECT_MSG_EQ_TOL(availability, 0.75, 4.5 * error, "availability");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(SilenceTestCase,
                   "a device that is down sends, mixes and computes nothing, and every message "
                   "has one outcome, on the direct network and over UDP")
{
    for (const bool udp : {false, true})
    {
        const std::string path = CreateTempDirFilename(udp ? "udp.db" : "direct.db");
        std::remove(path.c_str());
        {
            ChurnRun run("Ask", udp);
            SetExponentialChurn(run);
            run.record.SetTrace(path);
            run.Install();
            const RunSummary summary = run.Run(40);
            const MessageCounters& messages = summary.messages;
            NS_TEST_EXPECT_MSG_EQ(messages.sent,
                                  messages.delivered + messages.lost + messages.expired +
                                      messages.rejected + summary.messagesInFlight,
                                  "conservation");
            NS_TEST_EXPECT_MSG_GT(messages.delivered, 200, "delivered");
        }
        const std::string state = "(SELECT state FROM membership AS m WHERE m.learner_id = ";
        const std::string latest = " ORDER BY changed_ns DESC, m.rowid DESC LIMIT 1)";
        const auto countDown = [&](const std::string& table,
                                   const std::string& device,
                                   const std::string& column) {
            return AskNumber(path,
                       "SELECT count(*) FROM " + table + " WHERE 'down' = " + state + device +
                           " AND m.changed_ns <= " + column + latest);
        };
        NS_TEST_EXPECT_MSG_EQ(countDown("model_message", "sender_id", "sent_ns"), 0, "sent");
        NS_TEST_EXPECT_MSG_EQ(countDown("local_update", "local_update.learner_id", "ended_ns"), 0, "computed");
        NS_TEST_EXPECT_MSG_EQ(
            countDown("(SELECT * FROM model_message WHERE outcome = 'delivered')",
                      "receiver_id",
                      "concluded_ns"),
            0,
            "heard");
        NS_TEST_EXPECT_MSG_GT(
            AskNumber(path, "SELECT count(*) FROM model_message WHERE reason = 'receiver_stopped'"),
            100,
            "messages to devices that are down");
        NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT count(*) FROM membership WHERE state = 'up'"),
                              30,
                              "comings");
    }
}

STARDUST_TEST_CASE(RejoinTestCase, "a device that comes back keeps, loses or asks for its model")
{
    for (const std::string rule : {"Keep", "Reset", "Ask"})
    {
        ChurnRun run(rule);
        run.learners.SetOptimizer("ns3::stardust::MomentumOptimizer");
        run.Install();
        const Ptr<GossipLearner> device = run.group->GetLearner(1);
        const auto initial = GetValues(device);
        Simulator::Schedule(Seconds(5), &GossipLearner::Pause, device);
        Simulator::Stop(Seconds(5.5));
        Simulator::Run();
        const auto before = GetValues(device);
        const uint32_t version = device->GetVersion();
        const auto& versions = run.group->GetVersions();
        NS_TEST_EXPECT_MSG_EQ(device->IsRunning(), false, "down");
        NS_TEST_EXPECT_MSG_EQ((before != initial), true, "it has learned");
        NS_TEST_EXPECT_MSG_GT(versions->Get(1, 0), 0, "it has heard");
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((GetValues(device) == before), true, "nothing happens to it");
        device->Resume();
        NS_TEST_EXPECT_MSG_EQ(device->IsRunning(), true, "up");
        NS_TEST_EXPECT_MSG_EQ(device->GetVersion(), version, "its own version goes on");
        NS_TEST_EXPECT_MSG_EQ((GetValues(device) == (rule == "Keep" ? before : initial)),
                              true,
                              rule);
        NS_TEST_EXPECT_MSG_EQ((versions->Get(1, 0) == 0), (rule != "Keep"), "what it knows");
        NS_TEST_EXPECT_MSG_EQ(versions->Get(1, 1), version, "of itself");
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(versions->Get(1, 0), 0, "it hears again");
        NS_TEST_EXPECT_MSG_GT(device->GetVersion(), version, "and computes");
    }
}

STARDUST_TEST_CASE(AskTestCase, "the model that a device asked for is taken as it is, not mixed")
{
    LearnerHelper learners;
    SetSmallTask(learners, 2, 20);
    DirectNetworkHelper().Install(learners);
    learners.SetAttribute("Rejoin", StringValue("Ask"));
    learners.SetAttribute("GossipInterval", StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
    NodeContainer nodes;
    nodes.Create(2);
    learners.Install(nodes);
    const auto group = learners.GetGroup();
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    group->GetLearner(1)->Pause();
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    group->GetLearner(1)->Resume();
    const uint64_t before = group->GetLedger()->GetCounters().sent;
    Simulator::Stop(NanoSeconds(1));
    Simulator::Run();
    NS_TEST_EXPECT_MSG_EQ(group->GetLedger()->GetCounters().sent, before + 1, "one answer");
    NS_TEST_EXPECT_MSG_EQ((GetValues(group->GetLearner(1)) == GetValues(group->GetLearner(0))),
                          true,
                          "the neighbour's model");
    NS_TEST_EXPECT_MSG_EQ(group->GetVersions()->Get(1, 0),
                          group->GetLearner(0)->GetVersion(),
                          "and what it knows");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(FileTestCase, "a file gives the same run as the same calls by hand")
{
    const std::string path = CreateTempDirFilename("churn.csv");
    WriteFile(path, "device,time,state\n2,1.5,down\n0,3,down\n2,4.25,up\n0,4.25,up\n3,9,down\n");
    std::vector<std::string> digests;
    for (const bool byHand : {false, true})
    {
        ChurnRun run("Reset");
        if (!byHand)
        {
            run.churn.SetDeviceFile(path);
        }
        run.Install();
        if (byHand)
        {
            const auto schedule = [&](double when, uint32_t device, bool up) {
                Simulator::Schedule(Seconds(when),
                                    up ? &GossipLearner::Resume : &GossipLearner::Pause,
                                    run.group->GetLearner(device));
            };
            schedule(1.5, 2, false);
            schedule(3, 0, false);
            schedule(4.25, 2, true);
            schedule(4.25, 0, true);
            schedule(9, 3, false);
        }
        digests.push_back(run.Run(15).result.digest);
    }
    NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], "digests");
}

STARDUST_TEST_CASE(SameRunTestCase, "any number of threads and both payload modes give the same run")
{
    for (const std::string rule : {"Keep", "Reset", "Ask"})
    {
        std::vector<std::string> digests;
        for (const uint32_t threads : {0, 2})
        {
            for (const std::string payload : {"Virtual", "Bytes"})
            {
                ChurnRun run(rule, true);
                SetExponentialChurn(run);
                run.learners.SetOptimizer("ns3::stardust::MomentumOptimizer");
                // Enough to do for it to be given to a thread.
                run.learners.SetAttribute("LocalSteps", UintegerValue(400));
                run.learners.SetGroupAttribute("Threads", UintegerValue(threads));
                run.learners.SetGroupAttribute("Payload", StringValue(payload));
                run.Install();
                digests.push_back(run.Run(10).result.digest);
            }
        }
        for (const auto& digest : digests)
        {
            NS_TEST_EXPECT_MSG_EQ(digest, digests[0], rule);
        }
    }
}

STARDUST_TEST_CASE(ForgetTestCase, "staleness averages are exact for a device that loses its model")
{
    auto table = Create<VersionTable>(2);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->Attach(table);
    const auto wait = [](double seconds) {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    };
    table->Make(0);
    table->Make(0);
    table->Make(0);
    wait(1);
    table->LearnOne(1, 0, 3);
    wait(3);
    table->Forget(1);
    NS_TEST_EXPECT_MSG_EQ(monitor->GetStaleness(1, 0), 3, "it knows nothing");
    wait(2);
    // 3 versions for 1 s, none for 3 s, 3 for 2 s.
    NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetSourceStaleness(0), 1.5, 1e-12, "of the source");
    NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetHolderStaleness(1), 1.5, 1e-12, "at the holder");
    NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetPairStaleness(1, 0), 1.5, 1e-12, "of the pair");
    NS_TEST_EXPECT_MSG_EQ_TOL(monitor->GetMeanStaleness(), 0.75, 1e-12, "of both pairs");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(LinkTestCase, "no model is sent over a link while it has failed; the trace has its times")
{
    const std::string file = CreateTempDirFilename("links.csv");
    WriteFile(file, "time,sender,receiver,state\n5,0,1,down\n5,0,2,down\n10,0,1,up\n12,3,4,down\n");
    const std::string path = CreateTempDirFilename("links.db");
    std::remove(path.c_str());
    {
        ChurnRun run("Keep");
        run.churn.SetLinkFile(file);
        run.record.SetTrace(path);
        run.Install();
        run.Run(20);
    }
    const std::string from0 = "SELECT count(*) FROM model_message WHERE sender_id = 0 AND ";
    NS_TEST_EXPECT_MSG_EQ(
        AskNumber(path, from0 + "receiver_id = 1 AND sent_ns > 5e9 AND sent_ns < 10e9"),
        0,
        "failed");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, from0 + "receiver_id = 2 AND sent_ns > 5e9"), 0, "for good");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, from0 + "receiver_id = 1 AND sent_ns > 10e9"), 0, "is back");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, from0 + "receiver_id = 3 AND sent_ns > 5e9"), 0, "another");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM edge_change"), 4, "changes");
    const std::string edges = "FROM communication_edge WHERE sender_id = 0 AND receiver_id = ";
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) " + edges + "1"), 2, "two spells");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT min(until_s) " + edges + "1"), 5, "end of the first");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT max(since_s) " + edges + "1"), 10, "the second");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM communication_edge"), 31, "30 and one");
}

STARDUST_TEST_CASE(RangeTestCase, "the graph follows devices that move through each other's range")
{
    const std::string path = CreateTempDirFilename("range.db");
    std::remove(path.c_str());
    {
        ChurnRun run("Keep");
        run.Install();
        STARDUST_EXPECT_INPUT_ERROR(CreateObject<RangeGraph>()->Start(run.group),
                                    {"no mobility model"});
    }
    {
        ChurnRun run("Keep");
        run.record.SetTrace(path);
        NodeContainer nodes;
        nodes.Create(DEVICES);
        run.learners.Install(nodes);
        for (uint32_t i = 0; i < DEVICES; ++i)
        {
            // Device 0 passes the others, which stand far from each other.
            auto mobility = CreateObject<ConstantVelocityMobilityModel>();
            mobility->SetPosition(Vector(i == 0 ? -20 : 100.0 * (i - 1), 0, 0));
            mobility->SetVelocity(Vector(i == 0 ? 10 : 0, 0, 0));
            nodes.Get(i)->AggregateObject(mobility);
        }
        auto range = CreateObject<RangeGraph>();
        range->SetAttribute("Range", DoubleValue(35));
        range->SetAttribute("Interval", TimeValue(Seconds(1)));
        run.group = run.learners.GetGroup();
        range->Start(run.group);
        run.recorder = run.record.Install(run.group);
        run.Run(20);
    }
    // At x = 10 t - 20: within 35 m of 0 up to 5.5 s, of 100 from 8.5 to 15.5 s, of 200
    // from 18.5 s on; it is looked at each full second.
    const std::string spell = " FROM communication_edge WHERE sender_id = 0 AND receiver_id = ";
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT count(*) FROM communication_edge"), 6, "3 links");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT since_s" + spell + "1"), 0, "from the start");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT until_s" + spell + "1"), 6, "out of range");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT since_s" + spell + "2"), 9, "into range");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT until_s" + spell + "2"), 16, "out of range");
    NS_TEST_EXPECT_MSG_EQ(AskNumber(path, "SELECT since_s" + spell + "3"), 19, "into range");
    NS_TEST_EXPECT_MSG_EQ(
        AskNumber(path,
            "SELECT count(*) FROM model_message AS m WHERE NOT EXISTS (SELECT * FROM "
            "communication_edge AS e WHERE e.sender_id = m.sender_id AND e.receiver_id = "
            "m.receiver_id AND since_s * 1e9 <= sent_ns AND ifnull(until_s, 20) * 1e9 >= sent_ns)"),
        0,
        "messages beyond the range");
    NS_TEST_EXPECT_MSG_GT(AskNumber(path, "SELECT count(*) FROM model_message WHERE sent_ns > 9e9"),
                          10,
                          "messages of links that came");
}

STARDUST_TEST_CASE(BadFilesTestCase, "what is wrong with a file of changes is told in one line")
{
    const std::string path = CreateTempDirFilename("bad.csv");
    const auto expect = [&](const std::string& text, const std::vector<std::string>& parts) {
        WriteFile(path, text);
        STARDUST_EXPECT_INPUT_ERROR(ReadDeviceChanges(path, 3), (parts));
    };
    expect("device,time,state\n3,1,up\n", {path + ":2: ", "device '3'"});
    expect("0,1,down\n0,2,off\n", {path + ":2: ", "'off'", "up or down"});
    expect("0,2,down\n0,1,up\n", {path + ":2: ", "time 1", "before 2"});
    expect("0,-1,down\n", {path + ":1: ", "time '-1'"});
    expect("0,soon,down\n", {path + ":1: ", "time 'soon'"});
    expect("0,1\n", {path + ":1: ", "2 cells", "device,time,state"});
    WriteFile(path, "1,0,0,down\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadLinkChanges(path, 3), {path + ":1: ", "with itself"});
    WriteFile(path, "1,0,7,down\n");
    STARDUST_EXPECT_INPUT_ERROR(ReadLinkChanges(path, 3), {path + ":1: ", "receiver '7'"});
    WriteFile(path, "");
    NS_TEST_EXPECT_MSG_EQ(ReadDeviceChanges(path, 3).size(), 0, "an empty file changes nothing");
    STARDUST_EXPECT_INPUT_ERROR(ReadDeviceChanges(path + "-absent", 3), {"absent"});
}

/// Devices and links that come and go.
class StardustChurnTestSuite : public TestSuite
{
  public:
    StardustChurnTestSuite()
        : TestSuite("stardust-churn", Type::SYSTEM)
    {
        AddTestCase(new AvailabilityTestCase);
        AddTestCase(new SilenceTestCase);
        AddTestCase(new RejoinTestCase);
        AddTestCase(new AskTestCase);
        AddTestCase(new FileTestCase);
        AddTestCase(new SameRunTestCase);
        AddTestCase(new ForgetTestCase);
        AddTestCase(new LinkTestCase);
        AddTestCase(new RangeTestCase);
        AddTestCase(new BadFilesTestCase);
    }
};

static StardustChurnTestSuite g_stardustChurnTestSuite;
