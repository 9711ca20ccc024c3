/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-link-run.h"
#include "stardust-test-support.h"

#include "ns3/boolean.h"
#include "ns3/churn-helper.h"
#include "ns3/data-partition.h"
#include "ns3/digit-task.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/movement-helper.h"
#include "ns3/station-outage.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-infrastructure-network-helper.h"
#include "ns3/wired-network-helper.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

const std::string UDP = "ns3::stardust::UdpTransport";

/// Two devices that learn a small task, as a change would have them.
void
Install(const std::function<void(LearnerHelper&)>& change)
{
    LinkRun run(2, UDP);
    change(run.helper);
    run.Install();
    Simulator::Stop(Seconds(1));
    Simulator::Run();
}

/// Two devices that learn nothing, recorded as a change would have them.
void
Record(const std::function<void(RecordHelper&)>& change)
{
    LinkRun run(2, UDP);
    run.helper.SetTimelinessOnly();
    run.Install();
    change(run.record);
    run.record.Install(run.group);
}

/// Cables between two of three nodes.
LinkTopology
MakeCut()
{
    LinkTopology topology;
    topology.nodes = 3;
    topology.links.push_back({0, 1, std::nullopt, std::nullopt});
    return topology;
}

} // namespace

STARDUST_TEST_CASE(DataRefusalTestCase, "the library itself refuses data that cannot be dealt or drawn")
{
    STARDUST_EXPECT_INPUT_ERROR(MakeDigitTask({0, 1}, 1), {"no samples", "--samplesPerLearner"});
    STARDUST_EXPECT_INPUT_ERROR(MakeDigitTask({1, -1}, 1), {"--difficulty=-1", "0 to 10"});
    // Three classes, but all samples are of the first, in groups 0 and 7.
    LabeledDataset data(8, 2, 3);
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        data.SetGroup(i, i % 2 * 7);
    }
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("classes:2", data, 2, 1, 1),
                                {"--partition=classes:2", "have 1 classes", "too few for 2 a device"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("natural", data, 3, 1, 1),
                                {"--partition=natural", "2 groups", "too few for 3 learners"});
    STARDUST_EXPECT_INPUT_ERROR(MakePartition("shards:2", LabeledDataset(8, 2, 0), 2, 1, 1),
                                {"--partition=shards:2", "needs classes", "expected"});
}

STARDUST_TEST_CASE(LearnerRefusalTestCase, "a script's learners are refused with what does not fit")
{
    const auto refuse = [this](const std::function<void(LearnerHelper&)>& change,
                               const std::vector<std::string>& parts) {
        const std::string said = CatchInputError([&] { Install(change); });
        NS_TEST_EXPECT_MSG_EQ(FindMissingPart(said, parts), "", said);
    };
    refuse([](LearnerHelper& helper) { helper.SetData(MakeSmallTask(2, 5), DataShares(1)); },
           {"1 shares of data for 2 devices (--partition, --learners;"});
    refuse([](LearnerHelper& helper) { helper.SetDeviceSpeeds({1e9}); },
           {"--deviceSpeed", "1 speeds for 2 devices (--learners)"});
    refuse([](LearnerHelper& helper) { helper.SetDeviceSpeeds({1e9, -3}); },
           {"--deviceSpeed", "-3 for learner 1", "above 0"});
    refuse(
        [](LearnerHelper& helper) {
            helper.SetTimelinessOnly();
            helper.SetDeviceSpeeds({1e9, 1e9});
        },
        {"--deviceSpeed", "an update takes no operations"});
    refuse([](LearnerHelper& helper) { helper.SetByzantine("sign-flip", {5}); },
           {"--byzantineDevices: 5", "below 2, the number of devices (--learners)"});
    refuse([](LearnerHelper& helper) { helper.SetGroupAttribute("Source", IntegerValue(7)); },
           {"Source=7", "the 2 learners"});
    refuse([](LearnerHelper& helper) { helper.SetGroupAttribute("Tracked", UintegerValue(7)); },
           {"Tracked=7", "the 2 learners"});
    for (const std::string mixer : {"FedAvgMixer", "FedAsyncMixer"})
    {
        refuse(
            [&](LearnerHelper& helper) { helper.SetMixer("ns3::stardust::" + mixer + "[Server=7]"); },
            {"--mixer", "Server=7", "there are 2 devices"});
    }
    const std::string right = CatchInputError([] { Install([](LearnerHelper& helper) { helper.SetTimelinessOnly(); }); });
    NS_TEST_EXPECT_MSG_EQ(right, "", "what fits is not refused");
}

STARDUST_TEST_CASE(RecordRefusalTestCase, "records of what is not there are refused when they begin")
{
    STARDUST_EXPECT_INPUT_ERROR(
        Record([](RecordHelper& record) { record.SetEvaluation(MakeSmallTask(2, 5), Seconds(1)); }),
        {"evaluation", "nothing is learned"});
    STARDUST_EXPECT_INPUT_ERROR(Record([](RecordHelper& record) {
                                    record.SetModelSaverAttribute("Path", StringValue("models.npy"));
                                }),
                                {"--saveModels=models.npy", "nothing is learned"});
    STARDUST_EXPECT_INPUT_ERROR(
        Record([](RecordHelper& record) { record.SetStopRuleAttribute("Loss", DoubleValue(1)); }),
        {"--stopLoss=1", "needs an evaluation"});
    LinkRun run(2, UDP);
    run.Install();
    run.record.SetModelSaverAttribute("ToTrace", BooleanValue(true));
    STARDUST_EXPECT_INPUT_ERROR(run.record.Install(run.group), {"--saveToTrace", "needs a trace"});
}

STARDUST_TEST_CASE(NetworkRefusalTestCase, "networks that miss a device are refused, whatever builds them")
{
    NodeContainer nodes;
    nodes.Create(3);
    WiredNetworkHelper wired;
    wired.SetTopology(MakeCut());
    STARDUST_EXPECT_INPUT_ERROR(wired.Install(nodes, CommunicationGraph(3)),
                                {"--topology", "no way from device", "device 2"});
    NodeContainer four;
    four.Create(4);
    STARDUST_EXPECT_INPUT_ERROR(wired.Install(four, CommunicationGraph(4)),
                                {"--topology", "3 nodes for 4 devices (--learners)"});
    WifiInfrastructureNetworkHelper wifi;
    wifi.SetPointLearner(9);
    STARDUST_EXPECT_INPUT_ERROR(wifi.Install(four), {"learner 9", "4 devices"});
    STARDUST_EXPECT_INPUT_ERROR(MovementHelper().SetModel("ns2:"), {"--mobility=ns2:", "ns2:PATH"});
    STARDUST_EXPECT_INPUT_ERROR(LearnerHelper().SetAttribute("GossipInterval", StringValue("0.5")),
                                {"GossipInterval", "did you mean ns3::ConstantRandomVariable[Constant=0.5]?"});
    const std::string still = "ns3::ConstantPositionMobilityModel";
    STARDUST_EXPECT_INPUT_ERROR(MovementHelper().SetModel(still + "[Position=1:2:3]"),
                                {"attribute Position", still, "cannot be set in a text"});
    LinkRun run(2, UDP);
    run.Install();
    STARDUST_EXPECT_INPUT_ERROR(CreateObject<StationOutage>()->Start(run.group, four, {}),
                                {"--stationFile", "station 0", "no Wi-Fi access point"});
    ChurnHelper churn;
    churn.SetUpTime("ns3::ConstantRandomVariable[Constant=1]");
    churn.SetDownTime("ns3::ConstantRandomVariable[Constant=1]");
    churn.SetDeviceFile("absent.csv");
    STARDUST_EXPECT_INPUT_ERROR(churn.Check(2), {"--churnFile=absent.csv", "--upTime", "one of them"});
}

/// What programs find in their options, the library must find in scripts.
class StardustRefusalsTestSuite : public TestSuite
{
  public:
    StardustRefusalsTestSuite()
        : TestSuite("stardust-refusals", Type::UNIT)
    {
        AddTestCase(new DataRefusalTestCase);
        AddTestCase(new LearnerRefusalTestCase);
        AddTestCase(new RecordRefusalTestCase);
        AddTestCase(new NetworkRefusalTestCase);
    }
};

static StardustRefusalsTestSuite g_stardustRefusalsTestSuite;
