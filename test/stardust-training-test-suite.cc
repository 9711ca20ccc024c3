/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/device-speeds.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/gossip-age-theory.h"
#include "ns3/ideal-staleness.h"
#include "ns3/record-helper.h"
#include "ns3/simulator.h"
#include "ns3/softmax-objective.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Learners on the direct network that send only what a test tells them to.
struct QuietRun
{
    LearnerHelper helper;             //!< configured before Install()
    Ptr<LearnerGroup> group;          //!< of the learners
    std::vector<LocalUpdate> updates; //!< all of them

    QuietRun()
    {
        helper.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        helper.SetAttribute("GossipInterval",
                            StringValue("ns3::ConstantRandomVariable[Constant=1e6]"));
        SetUpdateTime(1);
    }

    void SetUpdateTime(double seconds)
    {
        helper.SetAttribute("UpdateTime",
                            StringValue("ns3::ConstantRandomVariable[Constant=" +
                                        std::to_string(seconds) + "]"));
    }

    void TakeUpdate(const LocalUpdate& update)
    {
        updates.push_back(update);
    }

    void Install(uint32_t n)
    {
        DirectNetworkHelper().Install(helper);
        NodeContainer nodes;
        nodes.Create(n);
        helper.Install(nodes);
        group = helper.GetGroup();
        group->TraceConnectWithoutContext("LocalUpdate",
                                          MakeCallback(&QuietRun::TakeUpdate, this));
    }

    void Send(uint32_t from, uint32_t to, double at) const
    {
        Simulator::Schedule(Seconds(at), &GossipLearner::SendModel, group->GetLearner(from), to);
    }

    static void Run(double until)
    {
        Simulator::Stop(Seconds(until));
        Simulator::Run();
    }

    /// The updates of a device as text: begin and end in ms.
    std::string ListUpdates(uint32_t learner) const
    {
        std::string list;
        for (const auto& update : updates)
        {
            if (update.learner == learner)
            {
                list += std::to_string(update.started.GetMilliSeconds()) + "-" +
                        std::to_string(update.ended.GetMilliSeconds()) + " ";
            }
        }
        return list;
    }
};

/// Notes which samples gradients are taken on.
class NotingObjective : public SoftmaxObjective
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::NotingObjective")
                                .SetParent<SoftmaxObjective>()
                                .AddConstructor<NotingObjective>();
        return tid;
    }

    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override
    {
        GetNotes().insert(GetNotes().end(), batch.samples, batch.samples + batch.size);
        return SoftmaxObjective::ComputeGradient(parameters, batch, gradient);
    }

    bool IsThreadSafe() const override
    {
        return false;
    }

    static std::vector<uint32_t>& GetNotes()
    {
        static std::vector<uint32_t> notes;
        return notes;
    }
};

NS_OBJECT_ENSURE_REGISTERED(NotingObjective);

} // namespace

STARDUST_TEST_CASE(EpochStepsTestCase,
                   "an epoch has as many steps as whole batches, at least one, and uses no sample twice")
{
    auto objective = CreateObject<SoftmaxObjective>();
    objective->SetShape(4, 2);
    const auto data = MakeSmallTask(1, 100);
    const std::vector<std::vector<uint32_t>> cases{
        {10, 4, 2}, {8, 4, 2}, {3, 4, 1}, {4, 4, 1}, {100, 32, 3}, {1, 1, 1}, {7, 1, 7}};
    for (const auto& one : cases)
    {
        std::vector<uint32_t> samples(one[0]);
        std::iota(samples.begin(), samples.end(), 0);
        LocalTrainer trainer(objective, data, samples, one[1]);
        NS_TEST_EXPECT_MSG_EQ(trainer.GetEpochSteps(), one[2], one[0] << " by " << one[1]);
    }
    for (const uint32_t samples : {8u, 10u})
    {
        NotingObjective::GetNotes().clear();
        QuietRun run;
        SetSmallTask(run.helper, 1, samples);
        run.helper.SetObjective("ns3::stardust::tests::NotingObjective");
        run.helper.SetAttribute("BatchSize", UintegerValue(4));
        run.helper.SetAttribute("LocalEpochs", UintegerValue(3));
        run.Install(1);
        QuietRun::Run(5.5);
        const auto& notes = NotingObjective::GetNotes();
        const auto learner = run.group->GetLearner(0);
        NS_TEST_EXPECT_MSG_EQ(learner->GetVersion(), 5, "updates");
        NS_TEST_EXPECT_MSG_EQ(learner->GetStepsMade(), 5 * 3 * 2, "steps of three epochs each");
        NS_TEST_EXPECT_MSG_EQ(notes.size(), 5 * 3 * 8, "samples, by whole batches");
        for (auto begin = notes.begin(); notes.end() - begin >= 8; begin += 8)
        {
            std::vector<uint32_t> epoch(begin, begin + 8);
            std::sort(epoch.begin(), epoch.end());
            const auto twice = std::adjacent_find(epoch.begin(), epoch.end());
            NS_TEST_EXPECT_MSG_EQ((twice == epoch.end()), true, "no sample twice in an epoch");
        }
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(StepsMadeTestCase,
                   "the baseline alone makes the steps that each device has really made")
{
    // Without links a device with full batches is its own baseline, exactly. Speeds make
    // them complete other numbers of updates.
    QuietRun run;
    SetSmallTask(run.helper, 3, 5);
    run.helper.SetAttribute("LocalEpochs", UintegerValue(2));
    run.helper.SetAttribute("BatchSize", UintegerValue(5));
    run.helper.SetGraph(Create<CommunicationGraph>(3, GraphEdges{}, false));
    run.helper.SetDeviceSpeeds({320, 640, 160});
    run.Install(3);
    QuietRun::Run(20.6);
    const auto test = MakeSmallTask(3, 20);
    double loss = 0;
    std::string versions;
    for (uint32_t i = 0; i < 3; ++i)
    {
        const auto learner = run.group->GetLearner(i);
        versions += std::to_string(learner->GetVersion()) + " ";
        NS_TEST_EXPECT_MSG_EQ(learner->GetStepsMade(), 2 * learner->GetVersion(), "two epochs each");
        loss += run.group->GetObjective()->Evaluate({learner->GetParameters()->Data()}, *test)[0].loss / 3;
    }
    // 2 x 5 samples x 32 operations: 320 an update.
    NS_TEST_EXPECT_MSG_EQ(versions, "20 41 10 ", "updates by speed");
    NS_TEST_EXPECT_MSG_EQ_TOL(run.helper.TrainBaselines(test).alone.loss, loss, 1e-6, "alone");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(ReceiveTestCase,
                   "by receipt each model mixed in begins an update, those during one a single further "
                   "one, with and without learning")
{
    for (const bool learned : {true, false})
    {
        QuietRun run;
        if (learned)
        {
            SetSmallTask(run.helper, 3, 4);
        }
        else
        {
            run.helper.SetTimelinessOnly();
        }
        run.helper.SetAttribute("TrainOn", StringValue("Receive"));
        run.helper.SetAttribute("UpdateShift", TimeValue(MilliSeconds(500)));
        run.SetUpdateTime(0.5);
        run.Install(3);
        run.Send(1, 0, 1);
        run.Send(1, 0, 1.3);
        run.Send(2, 0, 1.6);
        run.Send(0, 1, 1.7);
        run.Send(2, 0, 5);
        QuietRun::Run(10);
        NS_TEST_EXPECT_MSG_EQ(run.ListUpdates(0), "1000-2000 2000-3000 5000-6000 ", "coalesced");
        NS_TEST_EXPECT_MSG_EQ(run.ListUpdates(1), "1700-2700 ", "one model, one update");
        NS_TEST_EXPECT_MSG_EQ(run.ListUpdates(2), "", "no model, no update");
        NS_TEST_EXPECT_MSG_EQ(FindIdealStaleness(run.group).has_value(), false, "no theory");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(ReceiveInstantTestCase,
                   "by receipt an update may take no time; a refused model and a device without "
                   "samples begin none; a stop ends what was to follow")
{
    QuietRun run;
    SetSmallTask(run.helper, 2, 4);
    run.helper.SetAttribute("TrainOn", StringValue("Receive"));
    run.SetUpdateTime(0);
    run.Install(2);
    run.Send(1, 0, 1);
    run.Send(1, 0, 1.5);
    QuietRun::Run(10);
    NS_TEST_EXPECT_MSG_EQ(run.ListUpdates(0), "1000-1000 1500-1500 ", "at once");
    Simulator::Destroy();

    QuietRun refusing;
    SetSmallTask(refusing.helper, 2, 4);
    refusing.helper.SetAttribute("TrainOn", StringValue("Receive"));
    refusing.helper.SetMixer("ns3::stardust::PairwiseAverageMixer[Weight=0]");
    refusing.Install(2);
    refusing.Send(1, 0, 1);
    QuietRun::Run(10);
    NS_TEST_EXPECT_MSG_EQ(refusing.updates.size(), 0, "refused");
    Simulator::Destroy();

    QuietRun empty;
    SetSmallTask(empty.helper, 2, 0);
    empty.helper.SetAttribute("TrainOn", StringValue("Receive"));
    empty.Install(2);
    empty.Send(1, 0, 1);
    QuietRun::Run(10);
    NS_TEST_EXPECT_MSG_EQ(empty.updates.size(), 0, "no samples");
    NS_TEST_EXPECT_MSG_EQ(empty.group->GetLedger()->GetCounters().delivered, 1, "mixed, though");
    Simulator::Destroy();

    QuietRun stopping;
    SetSmallTask(stopping.helper, 2, 4);
    stopping.helper.SetAttribute("TrainOn", StringValue("Receive"));
    stopping.Install(2);
    stopping.group->GetLearner(0)->SetStopTime(Seconds(1.7));
    stopping.Send(1, 0, 1);
    stopping.Send(1, 0, 1.5);
    QuietRun::Run(10);
    NS_TEST_EXPECT_MSG_EQ(stopping.updates.size(), 0, "stopped");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(ReceiveModelTestCase, "by receipt a device averages, then trains at the average")
{
    for (const std::string snapshot : {"Start", "Done"})
    {
        QuietRun run;
        SetSmallTask(run.helper, 2, 1);
        run.helper.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.5]");
        run.helper.SetAttribute("TrainOn", StringValue("Receive"));
        run.helper.SetAttribute("LocalSteps", UintegerValue(1));
        run.helper.SetAttribute("GradientSnapshot", StringValue(snapshot));
        run.Install(2);
        run.Send(1, 0, 1);
        run.Send(0, 1, 3);
        QuietRun::Run(10);
        const auto data = MakeSmallTask(2, 1);
        std::vector<float> model(10, 0);
        std::vector<float> gradient(10);
        for (const uint32_t sample : {0u, 1u})
        {
            for (auto& value : model)
            {
                value /= 2; // the other model is still zero
            }
            run.group->GetObjective()->ComputeGradient(model.data(),
                                                       {PeekPointer(data), &sample, 1},
                                                       gradient.data());
            for (uint32_t k = 0; k < 10; ++k)
            {
                model[k] -= 0.5f * gradient[k];
            }
        }
        for (uint32_t k = 0; k < 10; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(run.group->GetLearner(1)->GetParameters()->Data()[k],
                                      model[k],
                                      1e-6,
                                      "coordinate " << k);
        }
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(ReceiveRepeatTestCase,
                   "by receipt the same run is the same twice, gossip starts by itself, and rules that "
                   "send after updates only are refused")
{
    std::vector<std::string> digests;
    for (const bool again : {false, true})
    {
        LearnerHelper helper;
        SetSmallTask(helper, 6, 10);
        helper.SetAttribute("TrainOn", StringValue("Receive"));
        DirectNetworkHelper().Install(helper);
        NodeContainer nodes;
        nodes.Create(6);
        helper.Install(nodes);
        RecordHelper record;
        record.SetDigest(true);
        auto recorder = record.Install(helper.GetGroup());
        QuietRun::Run(30);
        const RunSummary summary = recorder->Finish();
        NS_TEST_EXPECT_MSG_GT(summary.localUpdates, 60, "updates, again " << again);
        NS_TEST_EXPECT_MSG_EQ((summary.localUpdates <= summary.messages.delivered),
                              true,
                              "at most one a model");
        digests.push_back(summary.result.digest);
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], "the same run");

    QuietRun rounds;
    SetSmallTask(rounds.helper, 3, 4);
    rounds.helper.SetAttribute("TrainOn", StringValue("Receive"));
    rounds.helper.SetPeerSelector("ns3::stardust::OpportunisticPeerSelector");
    STARDUST_EXPECT_INPUT_ERROR(rounds.Install(3), {"--trainOn=receive", "OpportunisticPeerSelector"});
    Simulator::Destroy();
}

STARDUST_TEST_CASE(DeviceSpeedTestCase,
                   "an update takes its work divided by the speed, exactly, plus the shift; a device "
                   "half as fast makes half the updates")
{
    for (const int64_t shiftMs : {0, 30})
    {
        QuietRun run;
        SetSmallTask(run.helper, 2, 4);
        run.helper.SetAttribute("LocalSteps", UintegerValue(3));
        run.helper.SetAttribute("BatchSize", UintegerValue(2));
        run.helper.SetAttribute("UpdateShift", TimeValue(MilliSeconds(shiftMs)));
        // 32 operations by each of 6 samples: 192 an update.
        run.helper.SetDeviceSpeeds({19200, 9600});
        run.Install(2);
        QuietRun::Run(6);
        NS_TEST_EXPECT_MSG_EQ_TOL(run.group->GetLearner(0)->GetUpdateWork(), 192, 1e-9, "work");
        for (const auto& update : run.updates)
        {
            const Time expected = MilliSeconds((update.learner == 0 ? 10 : 20) + shiftMs);
            NS_TEST_EXPECT_MSG_EQ((update.ended - update.started), expected, "learner " << update.learner);
        }
        const uint32_t fast = run.group->GetLearner(0)->GetVersion();
        const uint32_t slow = run.group->GetLearner(1)->GetVersion();
        // An update that ends with the run may or may not be in it.
        NS_TEST_EXPECT_MSG_EQ_TOL(fast, 6000.0 / (10 + shiftMs), 1.0, "fast");
        NS_TEST_EXPECT_MSG_EQ_TOL(slow, 6000.0 / (20 + shiftMs), 1.0, "slow");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(SpeedIdealTestCase, "theory takes the rates that follow from the speeds")
{
    QuietRun run;
    SetSmallTask(run.helper, 4, 4);
    run.helper.SetAttribute("GossipInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
    run.helper.SetAttribute("BatchSize", UintegerValue(4));
    run.helper.SetAttribute("LocalSteps", UintegerValue(1));
    run.helper.SetDeviceSpeeds({128, 256, 128, 64}); // 128 operations: 1, 2, 1 and 1/2 updates a second
    run.Install(4);
    const auto ideal = FindIdealStaleness(run.group);
    NS_TEST_ASSERT_MSG_EQ(ideal.has_value(), true, "uniform push on the complete graph");
    NS_TEST_EXPECT_MSG_EQ_TOL(ideal->value, CompleteGraphStaleness(4, 4.5 / 4, 2), 1e-9, "mean rate");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(SpeedSpecsTestCase, "speeds come as a number, by a random variable or from a file")
{
    const std::string path = CreateTempDirFilename("speeds.txt");
    const auto same = MakeDeviceSpeeds("2.5e9", 3);
    NS_TEST_EXPECT_MSG_EQ((same == std::vector<double>(3, 2.5e9)), true, "a number");
    const std::string law = "ns3::LogNormalRandomVariable[Mu=20|Sigma=0.5]";
    const auto few = MakeDeviceSpeeds(law, 5);
    const auto many = MakeDeviceSpeeds(law, 12);
    NS_TEST_EXPECT_MSG_EQ(std::equal(few.begin(), few.end(), many.begin()), true, "by id");
    NS_TEST_EXPECT_MSG_NE(few[0], few[1], "a draw each");
    WriteFile(path, "# three devices\n1e9\n\n 2e9 \r\n0.5\n");
    const auto read = MakeDeviceSpeeds("file:" + path, 3);
    NS_TEST_EXPECT_MSG_EQ((read == std::vector<double>{1e9, 2e9, 0.5}), true, "a file");

    STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds("file:" + path, 2), {path + ":5", "--learners=2"});
    STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds("file:" + path, 4), {path, "3 speeds for 4 devices (--learners)"});
    for (const std::string wrong : {"0", "-1", "nan", "inf", "fast", "1 2", "1e400"})
    {
        WriteFile(path, "1e9\n# none\n" + wrong + "\n");
        STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds("file:" + path, 2), {path + ":3", wrong});
        STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds(wrong, 2), {"--deviceSpeed=" + wrong});
    }
    STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds("file:" + path + ".no", 2), {"cannot be opened"});
    STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds("ns3::Nothing", 2), {"--deviceSpeed", "unknown type"});
    STARDUST_EXPECT_INPUT_ERROR(MakeDeviceSpeeds("ns3::UniformRandomVariable[Min=-2|Max=-1]", 2),
                                {"--deviceSpeed=ns3::Uniform", "learner 0", "above 0"});
}

STARDUST_TEST_CASE(SpeedErrorsTestCase, "speeds that do not fit the learners are refused")
{
    const double inf = std::numeric_limits<double>::infinity();
    const std::vector<std::pair<std::vector<double>, std::string>> cases{{{1, 2}, "2 speeds"},
                                                                         {{1, 2, 0}, "learner 2"},
                                                                         {{1, inf, 1}, "learner 1"},
                                                                         {{-1, 1, 1}, "learner 0"}};
    for (const auto& [speeds, part] : cases)
    {
        QuietRun run;
        SetSmallTask(run.helper, 3, 4);
        run.helper.SetDeviceSpeeds(speeds);
        STARDUST_EXPECT_INPUT_ERROR(run.Install(3), {"--deviceSpeed", part});
    }
    QuietRun none;
    none.helper.SetTimelinessOnly();
    none.helper.SetAttribute("DeviceSpeed", DoubleValue(1));
    STARDUST_EXPECT_INPUT_ERROR(none.Install(3), {"--deviceSpeed", "nothing is learned"});
    Simulator::Destroy();
}

STARDUST_TEST_CASE(SpeedTraceTestCase, "the trace says how fast a device computes, or that updates are drawn")
{
    const std::string path = CreateTempDirFilename("speeds.db");
    RecordHelper record;
    record.SetTrace(path);
    for (const bool given : {true, false})
    {
        QuietRun run;
        SetSmallTask(run.helper, 2, 4);
        if (given)
        {
            run.helper.SetDeviceSpeeds({1e3, 2.5e3});
        }
        run.Install(2);
        auto recorder = record.Install(run.group);
        QuietRun::Run(1);
        recorder->Finish();
        Simulator::Destroy();
    }
    SqliteConnection connection(path);
    SqliteStatement query(connection,
                          "SELECT group_concat(ifnull(device_speed, 'NULL'), ' ') FROM "
                          "(SELECT device_speed FROM learner ORDER BY run_id, learner_id)");
    NS_TEST_ASSERT_MSG_EQ(query.Step(), true, "a row");
    NS_TEST_EXPECT_MSG_EQ(query.GetText(0), "1000.0 2500.0 NULL NULL", "speeds");
}

/// When, how long and how much devices train.
class StardustTrainingTestSuite : public TestSuite
{
  public:
    StardustTrainingTestSuite()
        : TestSuite("stardust-training", Type::SYSTEM)
    {
        AddTestCase(new EpochStepsTestCase);
        AddTestCase(new StepsMadeTestCase);
        AddTestCase(new ReceiveTestCase);
        AddTestCase(new ReceiveInstantTestCase);
        AddTestCase(new ReceiveModelTestCase);
        AddTestCase(new ReceiveRepeatTestCase);
        AddTestCase(new DeviceSpeedTestCase);
        AddTestCase(new SpeedIdealTestCase);
        AddTestCase(new SpeedSpecsTestCase);
        AddTestCase(new SpeedErrorsTestCase);
        AddTestCase(new SpeedTraceTestCase);
    }
};

static StardustTrainingTestSuite g_stardustTrainingTestSuite;
