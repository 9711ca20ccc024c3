/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What doc/tutorial.rst arrives at: data from a file, a Wi-Fi scenario as any ns-3 script builds
// it, and a mixer of the script's own.

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/mobility-module.h"
#include "ns3/network-module.h"
#include "ns3/stardust-module.h"
#include "ns3/wifi-module.h"

#include <cmath>
#include <iostream>
#include <vector>

using namespace ns3;
using namespace ns3::stardust;

// [mixer begins]
/// Averages with what it receives, but trusts a model the less, the further it is from its own.
class TrustMixer : public ModelMixer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("TrustMixer")
                .SetParent<ModelMixer>()
                .AddConstructor<TrustMixer>()
                .AddAttribute("Distance",
                              "Distance at which a model gets half the weight of an equal one",
                              DoubleValue(1),
                              MakeDoubleAccessor(&TrustMixer::m_distance),
                              MakeDoubleChecker<double>(1e-9));
        return tid;
    }

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override
    {
        // A sparse codec leaves coordinates out, which then must not be used.
        const bool whole = message.present.empty();
        const std::vector<CoordinateRange> present =
            whole ? std::vector<CoordinateRange>{{0, count}} : message.present;
        const float* received = message.parameters->Data();
        double square = 0;
        for (const CoordinateRange& range : present)
        {
            for (uint32_t k = range.begin; k < range.end; ++k)
            {
                square += (received[k] - local[k]) * (received[k] - local[k]);
            }
        }
        const auto weight = static_cast<float>(0.5 / (1 + std::sqrt(square) / m_distance));
        for (const CoordinateRange& range : present)
        {
            for (uint32_t k = range.begin; k < range.end; ++k)
            {
                local[k] += weight * (received[k] - local[k]);
            }
        }
        // Of a whole model it now knows all that the sender knew.
        return whole ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
    }

  private:
    double m_distance; ///< see the attribute
};

NS_OBJECT_ENSURE_REGISTERED(TrustMixer);
// [mixer ends]

// [network begins]
/// People with phones who walk about a hall with one access point.
static void
BuildNetwork(NodeContainer phones)
{
    NodeContainer point;
    point.Create(1);
    YansWifiPhyHelper phy;
    phy.SetChannel(YansWifiChannelHelper::Default().Create());
    WifiHelper wifi;
    wifi.SetStandard(WIFI_STANDARD_80211a);
    wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager",
                                 "DataMode",
                                 StringValue("OfdmRate24Mbps"));
    WifiMacHelper mac;
    mac.SetType("ns3::StaWifiMac", "Ssid", SsidValue(Ssid("hall")));
    NetDeviceContainer devices = wifi.Install(phy, mac, phones);
    mac.SetType("ns3::ApWifiMac", "Ssid", SsidValue(Ssid("hall")));
    devices.Add(wifi.Install(phy, mac, point));
    PrepareWifiDevices(devices); // for 802.11n and later: block acks that do not fail under load

    MobilityHelper mobility;
    mobility.SetPositionAllocator("ns3::GridPositionAllocator",
                                  "DeltaX",
                                  DoubleValue(8),
                                  "DeltaY",
                                  DoubleValue(8),
                                  "GridWidth",
                                  UintegerValue(4));
    mobility.SetMobilityModel("ns3::RandomWalk2dMobilityModel",
                              "Bounds",
                              RectangleValue(Rectangle(-5, 35, -5, 35)));
    mobility.Install(phones);
    mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
    mobility.Install(point);

    NodeContainer all(phones, point);
    InternetStackHelper stack;
    stack.Install(all);
    Ipv4AddressHelper("10.1.0.0", "255.255.0.0").Assign(devices);

    // ns-3's objects draw from streams that depend on what was made before, unless told otherwise.
    int64_t stream = STREAMS_NETWORK;
    stream += wifi.AssignStreams(devices, stream);
    stream += mobility.AssignStreams(all, stream);
    stack.AssignStreams(all, stream);
}

// [network ends]

static int
Tutorial(int argc, char* argv[])
{
    std::string data = "flowers.csv";
    std::string mixer = "TrustMixer[Distance=2]";
    std::string trace = "tutorial.db";
    std::string name = "trust";
    double duration = 60;
    ScriptOptions options("Phones in a hall learn from a CSV file with a column 'device'.");
    options.Add("data", "CSV file; its last column is the class", data);
    options.Add("mixer", "Factory string of the mixer", mixer);
    options.Add("trace", "SQLite file to append the run to; empty: none", trace);
    options.Add("name", "What the run is called in the trace", name);
    options.Add("duration", "Time of learning, s", duration, 1);
    options.Parse(argc, argv);

    // [data begins]
    CsvOptions columns;
    columns.groupColumn = "device";
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_SPLIT);
    DatasetSplit split = SplitDataset(ReadCsv(data, columns), 0.2, random);
    const FeatureScaler scaler(*split.train, FeatureScaler::Scope::FEATURES);
    Ptr<const LabeledDataset> train = scaler.Scale(*split.train);
    Ptr<const LabeledDataset> test = scaler.Scale(*split.test);
    uint32_t groups = 0;
    for (uint32_t i = 0; i < train->GetN(); ++i)
    {
        groups = std::max(groups, train->GetGroup(i) + 1);
    }
    DataShares shares = MakePartition("natural", *train, groups, STREAMS_PARTITION);
    // [data ends]

    // [learners begin]
    NodeContainer phones;
    phones.Create(groups);
    BuildNetwork(phones);
    const Time ready = Seconds(2); // by then all phones have found the access point

    LearnerHelper learner;
    learner.SetData(train, shares);
    learner.SetObjective("ns3::stardust::SoftmaxObjective");
    learner.SetMixer(mixer);
    learner.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=1]"));
    learner.SetReadyTime(ready);
    learner.Install(phones);

    RecordHelper record;
    record.SetName(name);
    record.SetCommandLine(options.GetCommandLine(), options.ToJson());
    record.SetPartition("natural");
    record.SetTrace(trace);
    record.SetEvaluation(test, Seconds(5));
    Ptr<RunRecorder> recorder = record.Install(learner.GetGroup());

    Simulator::Stop(ready + Seconds(duration));
    Simulator::Run();
    recorder->StopRecording();
    LearnerBaselines baselines = learner.TrainBaselines(test);
    recorder->SetBaselines(baselines.alone, baselines.pooled);
    PrintRunSummary(recorder->Finish(), std::cout);
    Simulator::Destroy();
    // [learners end]
    return 0;
}

int
main(int argc, char* argv[])
{
    return RunProgram(argc, argv, &Tutorial);
}
