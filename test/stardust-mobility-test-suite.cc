/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/churn-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/movement-trace.h"
#include "ns3/position-allocator.h"
#include "ns3/record-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/wifi-adhoc-network-helper.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
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
AskReal(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    return query.Step() ? query.GetReal(0) : std::nan("");
}

/// A path for a trace that is not there yet.
std::string
MakeTracePath(const std::string& path)
{
    std::remove(path.c_str());
    return path;
}

/// Where a device is, second by second.
using Path = std::vector<Vector>;

void
NotePlaces(const NodeContainer& nodes, std::vector<Path>* paths)
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        (*paths)[i].push_back(nodes.Get(i)->GetObject<MobilityModel>()->GetPosition());
    }
}

/// The paths of devices in a square of 50 m, for some seconds, both ends included.
std::vector<Path>
Follow(const MovementHelper& movement, uint32_t n, uint32_t seconds)
{
    NodeContainer nodes;
    nodes.Create(n);
    movement.Install(nodes, 50);
    std::vector<Path> paths(n);
    for (uint32_t t = 0; t <= seconds; ++t)
    {
        Simulator::Schedule(Seconds(t), &NotePlaces, nodes, &paths);
    }
    Simulator::Stop(Seconds(seconds + 1));
    Simulator::Run();
    Simulator::Destroy();
    return paths;
}

double
GetLargestDistance(const Path& one, const Path& other)
{
    double largest = 0;
    for (std::size_t t = 0; t < one.size(); ++t)
    {
        largest = std::max(largest, CalculateDistance(one[t], other[t]));
    }
    return largest;
}

/// A run of a small task on a network.
struct MovingRun
{
    explicit MovingRun(uint32_t n)
    {
        nodes.Create(n);
        SetSmallTask(learners, n, 20);
        learners.SetAttribute("GossipInterval",
                              StringValue("ns3::ExponentialRandomVariable[Mean=0.1]"));
        record.SetDigest(true);
        record.SetSampleInterval(Seconds(2));
    }

    ~MovingRun()
    {
        Simulator::Destroy();
    }

    RunSummary Run(double seconds)
    {
        learners.SetReadyTime(network.ready);
        learners.Install(nodes);
        churn.Install(learners.GetGroup(), network.others);
        record.SetStations(network.others);
        const auto recorder = record.Install(learners.GetGroup());
        Simulator::Stop(network.ready + Seconds(seconds));
        Simulator::Run();
        return recorder->Finish();
    }

    NodeContainer nodes;
    LearnerNetwork network;
    LearnerHelper learners;
    ChurnHelper churn;
    RecordHelper record;
};

bool
IsConserved(const RunSummary& summary)
{
    const MessageCounters& messages = summary.messages;
    return messages.sent == messages.delivered + messages.lost + messages.expired +
                                messages.rejected + summary.messagesInFlight;
}

/// Device 1 leaves device 0 along x at 3.9 m/s, from 20 m on; from 20 s on it returns.
constexpr const char* THERE_AND_BACK = "$node_(0) set X_ 0\n"
                                       "$node_(0) set Y_ 0\n"
                                       "$node_(1) set X_ 20\n"
                                       "$node_(1) set Y_ 0\n"
                                       "$ns_ at 0 \"$node_(1) setdest 1000 0 3.9\"\n"
                                       "$ns_ at 20 \"$node_(1) setdest 20 0 3.9\"\n";
constexpr double RANGE = 60;
const double LEFT = (RANGE - 20) / 3.9;                  ///< s
const double RETURNED = 20 + (20 + 20 * 3.9 - RANGE) / 3.9; ///< s

/// Two cells of 100 m side, whose devices move.
template <typename Helper>
LearnerNetwork
BuildMoving(void (Helper::*setCells)(uint32_t), const MovementHelper& movement, NodeContainer nodes)
{
    Helper helper;
    (helper.*setCells)(2);
    helper.SetCellSide(100);
    helper.SetMovement(movement);
    return helper.Install(nodes);
}

/// Wi-Fi cells, or those of LTE.
LearnerNetwork
BuildStations([[maybe_unused]] bool lte, const MovementHelper& movement, NodeContainer nodes)
{
#ifndef STARDUST_WITHOUT_LTE
    if (lte)
    {
        return BuildMoving<LteNetworkHelper>(&LteNetworkHelper::SetEnbs, movement, nodes);
    }
#endif
    return BuildMoving<WifiInfrastructureNetworkHelper>(&WifiInfrastructureNetworkHelper::SetCells,
                                                        movement,
                                                        nodes);
}

void
CountAddress(uint32_t* count, Mac48Address)
{
    ++*count;
}

/// A radio and a graph of one range, and devices that move as a file says.
void
PrepareRange(MovingRun& run, const std::string& file)
{
    WifiAdhocNetworkHelper helper;
    helper.GetRadio().SetLoss("range:" + std::to_string(RANGE));
    MovementHelper movement;
    movement.SetModel("ns2:" + file);
    helper.SetMovement(movement);
    run.network = helper.Install(run.nodes);
    run.learners.SetRange(RANGE, Seconds(1));
}

} // namespace

STARDUST_TEST_CASE(AreaTestCase,
                   "whatever model moves devices, they stay within the area, and device 3 moves "
                   "the same among 10 and among 100, another way than device 4 and in another run")
{
    for (const std::string spec :
         {"ns3::RandomWaypointMobilityModel[Speed=ns3::UniformRandomVariable[Min=1|Max=5]]",
          "ns3::SteadyStateRandomWaypointMobilityModel[MinSpeed=1|MaxSpeed=5]",
          "ns3::RandomWalk2dMobilityModel",
          "ns3::RandomDirection2dMobilityModel[Speed=ns3::ConstantRandomVariable[Constant=3]]",
          "ns3::GaussMarkovMobilityModel[MeanVelocity=ns3::UniformRandomVariable[Min=1|Max=3]]"})
    {
        MovementHelper movement;
        movement.SetModel(spec);
        const auto few = Follow(movement, 10, 60);
        const auto many = Follow(movement, 100, 60);
        RngSeedManager::SetRun(RngSeedManager::GetRun() + 1);
        const auto other = Follow(movement, 10, 60);
        RngSeedManager::SetRun(RngSeedManager::GetRun() - 1);
        bool inside = true;
        for (const auto& path : many)
        {
            for (const auto& place : path)
            {
                inside = inside && place.x > -1e-6 && place.x < 50 + 1e-6 && place.y > -1e-6 &&
                         place.y < 50 + 1e-6 && std::abs(place.z) < 1e-6;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(inside, true, spec << " stays within the area");
        NS_TEST_EXPECT_MSG_EQ(GetLargestDistance(few[3], many[3]), 0, spec << " n = 10 and 100");
        NS_TEST_EXPECT_MSG_GT(GetLargestDistance(few[3], few[4]), 1, spec << " devices differ");
        NS_TEST_EXPECT_MSG_GT(GetLargestDistance(few[3], other[3]), 1, spec << " runs differ");
        const Path still(few[3].size(), few[3].front());
        NS_TEST_EXPECT_MSG_GT(GetLargestDistance(few[3], still), 1, spec << " moves");
    }
}

STARDUST_TEST_CASE(VelocityTestCase, "a constant velocity given as an attribute moves all devices by it")
{
    MovementHelper movement;
    movement.SetModel("ns3::ConstantVelocityMobilityModel[Velocity=3:-4:0]");
    const auto paths = Follow(movement, 3, 20);
    for (const auto& path : paths)
    {
        const Vector moved = path[20] - path[0];
        NS_TEST_EXPECT_MSG_EQ_TOL(moved.x, 60, 1e-9, "x");
        NS_TEST_EXPECT_MSG_EQ_TOL(moved.y, -80, 1e-9, "y");
    }
}

STARDUST_TEST_CASE(TraceTestCase,
                   "devices are where a movement trace's lines put them in closed form; one that "
                   "it does not name stays where it is placed")
{
    const std::string file = CreateTempDirFilename("movement.tcl");
    WriteFile(file,
              "# two that move, one that does not\n"
              "$node_(0) set X_ 0\n$node_(0) set Y_ 0.0\n$node_(0) set Z_ 0.000\n"
              "$node_(1) set X_ 1.0e1\n$node_(1) set Y_ 5\n"
              "$ns_ at 2.0 \"$node_(0) setdest 30 40 5\"\n\n"
              "$ns_ at 1 \"$node_(1) setdest 10 105 10\"; # not to the end\n"
              "$ns_ at 4 \"$node_(1) setdest 40 35 3 \"\n"
              "$node_(2) set X_ 7\n$node_(2) set Y_ 8\n"
              "$god_ set-dist 0 1 2\n");
    MovementHelper movement;
    movement.SetModel("ns2:" + file);
    const auto paths = Follow(movement, 4, 20);
    MovementHelper still;
    const auto placed = Follow(still, 4, 0);
    for (uint32_t t = 0; t <= 20; ++t)
    {
        const double on0 = 5 * std::min(std::max(t - 2.0, 0.0), 10.0);
        const Vector at0(0.6 * on0, 0.8 * on0, 0);
        NS_TEST_EXPECT_MSG_LT(CalculateDistance(paths[0][t], at0), 1e-6, "device 0 at " << t);
        const Vector at1 = t < 4 ? Vector(10, 5 + 10 * std::max(t - 1.0, 0.0), 0)
                                 : Vector(10 + 3 * std::min(t - 4.0, 10.0), 35, 0);
        NS_TEST_EXPECT_MSG_LT(CalculateDistance(paths[1][t], at1), 1e-6, "device 1 at " << t);
        NS_TEST_EXPECT_MSG_LT(CalculateDistance(paths[2][t], Vector(7, 8, 0)), 1e-9, "device 2");
        NS_TEST_EXPECT_MSG_LT(CalculateDistance(paths[3][t], placed[3][0]), 1e-9, "device 3");
    }
}

STARDUST_TEST_CASE(BadTraceTestCase, "what is wrong with a movement trace is told in one line")
{
    const std::string path = CreateTempDirFilename("bad.tcl");
    const std::string begin = "$node_(0) set X_ 1\n$node_(0) set Y_ 1\n";
    const auto expect = [&](const std::string& text, const std::vector<std::string>& parts) {
        WriteFile(path, text);
        STARDUST_EXPECT_INPUT_ERROR(ReadMovementTrace(path, 3), (parts));
    };
    expect(begin + "$node_(3) set X_ 1\n", {path + ":3: ", "device '3'"});
    expect(begin + "$node_(x) set X_ 1\n", {path + ":3: ", "device 'x'"});
    expect(begin + "$node_(1) set W_ 1\n", {path + ":3: ", "'W_'", "X_, Y_ or Z_"});
    expect(begin + "$node_(1) set X_ far\n", {path + ":3: ", "'far'", "a number"});
    expect(begin + "$node_(0) set X_ 2\n", {path + ":3: ", "already"});
    expect(begin + "$node_(0) goto 2 3\n", {path + ":3: ", "goto", "expected $node_"});
    expect(begin + "$ns_ at 5 \"$node_(0) set X_ 3\"\n", {path + ":3: ", "later time"});
    expect(begin + "$ns_ at 5 \"$node_(0) setdest 3 4\"\n", {path + ":3: ", "SPEED"});
    expect(begin + "$ns_ at 5 \"$node_(0) setdest 3 4 5\n", {path + ":3: ", "quotation mark"});
    expect(begin + "$ns_ at 5 \"$node_(0) \"\n", {path + ":3: ", "setdest X Y SPEED"});
    expect(begin + "$ns_ at 5 \"$node_(0) setdest 3 4 -5\"\n", {path + ":3: ", "speed -5"});
    expect(begin + "$ns_ at -5 \"$node_(0) setdest 3 4 5\"\n", {path + ":3: ", "time -5"});
    expect(begin + "$ns_ at 5 \"$node_(0) setdest 3 4 5\"\n$ns_ at 4 \"$node_(0) setdest 3 4 5\"\n",
           {path + ":4: ", "time 4", "before 5"});
    expect(begin + "$ns_ at 5 \"$node_(1) setdest 3 4 5\"\n", {path, "device 1", "X_ and Y_"});
    expect("$node_(0) set X_ 1\r\n", {path + ":1: ", "carriage return"});
    expect("# nothing\n", {path, "no device"});
    STARDUST_EXPECT_INPUT_ERROR(ReadMovementTrace(path + "-absent", 3), {"cannot be opened"});
}

STARDUST_TEST_CASE(BadModelTestCase, "a model that cannot move devices as asked is refused in one line")
{
    MovementHelper movement;
    const auto expect = [&](const std::string& spec, const std::vector<std::string>& parts) {
        STARDUST_EXPECT_INPUT_ERROR(movement.SetModel(spec), (parts));
    };
    expect("ns3::Foo", {"--mobility=ns3::Foo", "unknown type"});
    expect("ns3::UniformRandomVariable", {"no ns3::MobilityModel"});
    expect("ns3::WaypointMobilityModel", {"by a script"});
    expect("ns3::HierarchicalMobilityModel", {"by a script"});
    expect("ns2:", {"expected ns2:PATH"});
    expect("ns3::RandomWaypointMobilityModel[Speed=ns3::ConstantRandomVariable[Constant=0]]",
           {"Speed", "above 0"});
    expect("ns3::SteadyStateRandomWaypointMobilityModel[MinSpeed=0]", {"MinSpeed=0"});
    expect("ns3::ConstantVelocityMobilityModel[Position=1:2:3]", {"Position", "cannot be set"});
    expect("ns3::RandomWalk2dMobilityModel[Velocity=1:2:3]", {"Velocity", "cannot be set"});
    movement.SetModel("ns3::RandomWalk2dMobilityModel");
    NodeContainer nodes;
    nodes.Create(2);
    const std::vector<DevicePlace> places{{Vector(1, 1, 0), {0, 10, 0, 10}},
                                          {Vector(11, 1, 0), {0, 10, 0, 10}}};
    STARDUST_EXPECT_INPUT_ERROR(movement.Install(nodes, places), {"device 1", "out of Bounds"});
    Simulator::Destroy();
}

STARDUST_TEST_CASE(RangeTestCase,
                   "links go and come at the first look after geometry says so; models arrive as "
                   "long as the radio reaches, none is sent without a link, and positions are in "
                   "the trace")
{
    const std::string file = CreateTempDirFilename("range.tcl");
    WriteFile(file, THERE_AND_BACK);
    const std::string path = MakeTracePath(CreateTempDirFilename("moving.db"));
    RunSummary summary;
    {
        MovingRun run(2);
        PrepareRange(run, file);
        run.record.SetTrace(path);
        summary = run.Run(35);
    }
    NS_TEST_EXPECT_MSG_EQ(IsConserved(summary), true, "conservation");
    NS_TEST_EXPECT_MSG_EQ(summary.result.idealStaleness.has_value(), false, "no theory");
    const auto change = [&](const std::string& state) {
        return AskReal(path,
                   "SELECT CASE WHEN count(*) = 2 THEN max(changed_ns) END FROM edge_change "
                   "WHERE state = '" + state + "' AND sender_id = 1 - receiver_id");
    };
    NS_TEST_EXPECT_MSG_EQ(change("down"), std::ceil(LEFT) * 1e9, "out of range");
    NS_TEST_EXPECT_MSG_EQ(change("up"), std::ceil(RETURNED) * 1e9, "into range");
    const auto count = [&](double from, double to, const std::string& what) {
        return AskReal(path,
                   "SELECT count(*) FROM model_message WHERE " + what + " AND sent_ns >= " +
                       std::to_string(int64_t(from * 1e9)) + " AND sent_ns < " +
                       std::to_string(int64_t(to * 1e9)));
    };
    const std::string arrived = "outcome = 'delivered'";
    const double soon = 0.05; // a model's time on the air, and more
    NS_TEST_EXPECT_MSG_GT(count(0, LEFT - soon, arrived), 100, "in range");
    NS_TEST_EXPECT_MSG_EQ(count(0, LEFT - soon, "outcome = 'lost'"), 0, "lost in range");
    NS_TEST_EXPECT_MSG_EQ(count(LEFT, RETURNED, arrived), 0, "beyond the radio");
    NS_TEST_EXPECT_MSG_GT(count(LEFT, 11, "outcome = 'lost'"), 0, "not seen yet");
    NS_TEST_EXPECT_MSG_EQ(count(11, 30, "1"), 0, "sent without a link");
    NS_TEST_EXPECT_MSG_GT(count(30, 34, arrived), 20, "back in range");
    // Two devices, 19 s without a neighbour, 10 times a second: 380, deviation sqrt(380).
    const double skipped = AskReal(path, "SELECT gossips_skipped FROM run");
    NS_TEST_EXPECT_MSG_EQ_TOL(skipped, 380, 4.5 * std::sqrt(380), "counted");

    NS_TEST_EXPECT_MSG_EQ(AskReal(path, "SELECT count(*) FROM position WHERE learner_id = 0"),
                          0,
                          "device 0 does not move");
    // Each 2 s, and at the end, 35 s.
    NS_TEST_EXPECT_MSG_EQ(AskReal(path, "SELECT count(*) FROM position"), 18, "rows");
    NS_TEST_EXPECT_MSG_LT(
        AskReal(path,
            "SELECT max(abs(x_m - CASE WHEN sampled_s <= 20 THEN 20 + 3.9 * sampled_s ELSE "
            "98 - 3.9 * (sampled_s - 20) END)) FROM position_history WHERE learner_id = 1"),
        1e-6,
        "where it is");
}

STARDUST_TEST_CASE(SameRunTestCase,
                   "a run with movement is the same again, with models in the packets, and with a "
                   "trace of whatever detail")
{
    const std::string file = CreateTempDirFilename("same.tcl");
    WriteFile(file, THERE_AND_BACK);
    const auto digest = [&](const std::string& payload, int detail) {
        MovingRun run(2);
        PrepareRange(run, file);
        run.learners.SetGroupAttribute("Payload", StringValue(payload));
        if (detail >= 0)
        {
            run.record.SetTrace(MakeTracePath(CreateTempDirFilename("same.db")));
            run.record.SetDetail(TraceDetail(detail));
        }
        return run.Run(14).result.digest;
    };
    const std::string first = digest("Virtual", -1);
    NS_TEST_EXPECT_MSG_EQ(digest("Virtual", -1), first, "repeated");
    NS_TEST_EXPECT_MSG_EQ(digest("Bytes", -1), first, "bytes in packets");
    NS_TEST_EXPECT_MSG_EQ(digest("Virtual", int(TraceDetail::ALL)), first, "with a trace");
    NS_TEST_EXPECT_MSG_EQ(digest("Virtual", int(TraceDetail::SUMMARY)), first, "with a short one");
    RngSeedManager::SetRun(RngSeedManager::GetRun() + 1);
    NS_TEST_EXPECT_MSG_NE(digest("Virtual", -1), first, "another run");
    RngSeedManager::SetRun(RngSeedManager::GetRun() - 1);
}

STARDUST_TEST_CASE(RulesTestCase,
                   "every rule of choosing peers, and broadcast, sends over links that come when "
                   "devices meet, and nothing while they have none")
{
    const std::string file = CreateTempDirFilename("meet.tcl");
    // Three devices far from each other until the second reaches the first, at 8.2 s.
    WriteFile(file,
              "$node_(0) set X_ 0\n$node_(0) set Y_ 0\n$node_(1) set X_ 142\n$node_(1) set Y_ 0\n"
              "$node_(2) set X_ 0\n$node_(2) set Y_ 900\n"
              "$ns_ at 0 \"$node_(1) setdest 20 0 10\"\n");
    for (const std::string rule : {"Uniform", "RoundRobin", "Weighted", "Opportunistic", "broadcast"})
    {
        const std::string path = MakeTracePath(CreateTempDirFilename("meet.db"));
        {
            MovingRun run(3);
            PrepareRange(run, file);
            if (rule == "broadcast")
            {
                run.learners.SetTransport(rule);
            }
            else
            {
                run.learners.SetPeerSelector("ns3::stardust::" + rule + "PeerSelector");
            }
            run.record.SetTrace(path);
            const RunSummary summary = run.Run(20);
            NS_TEST_EXPECT_MSG_EQ(IsConserved(summary), true, rule << ": conservation");
        }
        const std::string sent = "SELECT count(*) FROM model_message WHERE ";
        NS_TEST_EXPECT_MSG_EQ(AskReal(path, sent + "sent_ns < 9e9"), 0, rule << ": nobody to send to");
        NS_TEST_EXPECT_MSG_GT(AskReal(path, sent + "outcome = 'delivered'"), 10, rule << ": met");
        NS_TEST_EXPECT_MSG_EQ(AskReal(path, sent + "sender_id = 2 OR receiver_id = 2"), 0, rule);
    }
}

STARDUST_TEST_CASE(ReadyTestCase, "times of churn, from files and drawn, count from when the network is ready")
{
    const std::string changes = CreateTempDirFilename("ready.csv");
    WriteFile(changes, "1,1,down\n");
    const std::string links = CreateTempDirFilename("ready-links.csv");
    WriteFile(links, "1.5,0,1,down\n");
    for (const bool drawn : {false, true})
    {
        const std::string path = MakeTracePath(CreateTempDirFilename("ready.db"));
        {
            MovingRun run(2);
            run.network = WifiInfrastructureNetworkHelper().Install(run.nodes);
            if (drawn)
            {
                run.churn.SetUpTime("ns3::ConstantRandomVariable[Constant=1]");
                run.churn.SetDownTime("ns3::ConstantRandomVariable[Constant=100]");
            }
            else
            {
                run.churn.SetDeviceFile(changes);
                run.churn.SetLinkFile(links);
            }
            run.record.SetTrace(path);
            run.Run(4);
        }
        const double down = AskReal(path, "SELECT max(changed_ns) FROM membership WHERE learner_id = 1");
        NS_TEST_EXPECT_MSG_EQ(down, 3e9, "2 s until ready, and 1 s");
        if (!drawn)
        {
            NS_TEST_EXPECT_MSG_EQ(AskReal(path, "SELECT changed_ns FROM edge_change"), 3.5e9, "link");
        }
    }
}

STARDUST_TEST_CASE(OutageTestCase,
                   "while an access point is off what needs it is lost, and nothing else; its "
                   "stations notice, and come back to it")
{
    const std::string file = CreateTempDirFilename("stations.csv");
    WriteFile(file, "station,time,state\n0,5,down\n0,5,down\n0,12,up\n");
    const std::string path = MakeTracePath(CreateTempDirFilename("outage.db"));
    uint32_t left = 0;
    uint32_t joined = 0;
    {
        // Devices 0 and 2 are in cell 0, the others in cell 1.
        MovingRun run(4);
        WifiInfrastructureNetworkHelper helper;
        helper.SetCells(2);
        helper.SetCellSide(20);
        run.network = helper.Install(run.nodes);
        for (const uint32_t station : {0, 2})
        {
            const auto mac = DynamicCast<WifiNetDevice>(run.network.devices.Get(station))->GetMac();
            mac->TraceConnectWithoutContext("Assoc", MakeBoundCallback(&CountAddress, &joined));
            mac->TraceConnectWithoutContext("DeAssoc", MakeBoundCallback(&CountAddress, &left));
        }
        run.churn.SetStationFile(file);
        run.record.SetTrace(path);
        const RunSummary summary = run.Run(25);
        NS_TEST_EXPECT_MSG_EQ(IsConserved(summary), true, "conservation");
        NS_TEST_EXPECT_MSG_EQ(summary.result.idealStaleness.has_value(), false, "no theory");
    }
    NS_TEST_EXPECT_MSG_EQ(left, 2, "both stations notice");
    NS_TEST_EXPECT_MSG_EQ(joined, 4, "and come back");
    // Share delivered of what was sent in some seconds from when the network was ready, 2 s.
    const auto share = [&](double from, double to, const std::string& who) {
        return AskReal(path,
                   "SELECT avg(outcome = 'delivered') FROM model_message WHERE " + who +
                       " AND sent_ns BETWEEN " + std::to_string(int64_t((2 + from) * 1e9)) +
                       " AND " + std::to_string(int64_t((2 + to) * 1e9)));
    };
    const std::string cell0 = "(sender_id % 2 = 0 OR receiver_id % 2 = 0)";
    const std::string cell1 = "sender_id % 2 = 1 AND receiver_id % 2 = 1";
    NS_TEST_EXPECT_MSG_GT(share(0, 4.9, cell0), 0.98, "before");
    // A station's last frames wait half a second at most.
    NS_TEST_EXPECT_MSG_EQ(share(5, 11.4, cell0), 0, "while it is off");
    NS_TEST_EXPECT_MSG_GT(share(13, 19.9, cell0), 0.98, "after");
    NS_TEST_EXPECT_MSG_GT(share(0, 19.9, cell1), 0.98, "another cell");
    NS_TEST_EXPECT_MSG_EQ(AskReal(path,
                              "SELECT count(*) FROM model_message WHERE outcome = 'lost' AND "
                              "reason IS NULL"),
                          0,
                          "each loss has a reason");
}

STARDUST_TEST_CASE(StationTestCase,
                   "access points and base stations are in the trace with their places, devices "
                   "move within their cells, and a base station that shall fail is refused")
{
#ifdef STARDUST_WITHOUT_LTE
    const std::vector<bool> kinds{false};
#else
    const std::vector<bool> kinds{false, true};
#endif
    for (const bool lte : kinds)
    {
        const std::string path = MakeTracePath(CreateTempDirFilename("stations.db"));
        MovementHelper movement;
        movement.SetModel("ns3::RandomWaypointMobilityModel");
        {
            MovingRun run(4);
            run.record.SetTrace(path);
            run.network = BuildStations(lte, movement, run.nodes);
            run.Run(5);
        }
        const std::string kind = lte ? "base_station" : "access_point";
        NS_TEST_EXPECT_MSG_EQ(AskReal(path,
                                  "SELECT count(*) FROM station WHERE kind = '" + kind +
                                      "' AND x_m IN (50, 150) AND y_m = 50"),
                              2,
                              kind);
        NS_TEST_EXPECT_MSG_EQ(AskReal(path, "SELECT count(*) FROM station"), 2, "no other");
        NS_TEST_EXPECT_MSG_GT(AskReal(path, "SELECT count(*) FROM position"), 4, "moved");
        NS_TEST_EXPECT_MSG_EQ(
            AskReal(path,
                "SELECT count(*) FROM position_history WHERE NOT (x_m BETWEEN 100 * (learner_id "
                "% 2) AND 100 * (learner_id % 2 + 1) AND y_m BETWEEN 0 AND 100)"),
            0,
            "each within its cell");
    }
#ifndef STARDUST_WITHOUT_LTE
    const std::string file = CreateTempDirFilename("lte.csv");
    WriteFile(file, "0,1,down\n");
    MovingRun run(2);
    run.network = LteNetworkHelper().Install(run.nodes);
    run.churn.SetStationFile(file);
    STARDUST_EXPECT_INPUT_ERROR(run.Run(1), {"station 0", "no Wi-Fi access point"});
#endif
}

/// Devices that move, graphs that follow, access points that fail.
class StardustMobilityTestSuite : public TestSuite
{
  public:
    StardustMobilityTestSuite()
        : TestSuite("stardust-mobility", Type::SYSTEM)
    {
        AddTestCase(new AreaTestCase);
        AddTestCase(new VelocityTestCase);
        AddTestCase(new TraceTestCase);
        AddTestCase(new BadTraceTestCase);
        AddTestCase(new BadModelTestCase);
        AddTestCase(new RangeTestCase);
        AddTestCase(new SameRunTestCase);
        AddTestCase(new RulesTestCase);
        AddTestCase(new ReadyTestCase);
        AddTestCase(new OutageTestCase);
        AddTestCase(new StationTestCase);
    }
};

static StardustMobilityTestSuite g_stardustMobilityTestSuite;
