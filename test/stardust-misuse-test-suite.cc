/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-link-run.h"
#include "stardust-test-support.h"

#include "ns3/churn-helper.h"
#include "ns3/churn-process.h"
#include "ns3/communication-graph.h"
#include "ns3/csv-dataset-reader.h"
#include "ns3/device-usage-monitor.h"
#include "ns3/digit-shapes.h"
#include "ns3/feature-scaler.h"
#include "ns3/first-passage-staleness.h"
#include "ns3/graph-sequence.h"
#include "ns3/input-error.h"
#include "ns3/label-noise.h"
#include "ns3/label-partition.h"
#include "ns3/learner-energy-helper.h"
#include "ns3/learner-energy.h"
#include "ns3/link-schedule.h"
#include "ns3/link-skew.h"
#include "ns3/local-optimizer.h"
#include "ns3/mean-estimate.h"
#include "ns3/metropolis-mixer.h"
#include "ns3/movement-helper.h"
#include "ns3/seed-scope.h"
#include "ns3/server-device.h"
#include "ns3/share-dealing.h"
#include "ns3/softmax-objective.h"
#include "ns3/staleness-monitor.h"
#include "ns3/uinteger.h"
#include "ns3/version-table.h"
#include "ns3/wifi-net-device.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

/// Writes what gcov has counted, in a build that counts.
extern "C" void __gcov_dump() __attribute__((weak));

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Exit status of a process that NS_ABORT_MSG or NS_FATAL_ERROR ended.
constexpr int ENDED = 77;

/// A call that scripts must not make, and what it must be told.
struct Misuse
{
    std::string what;           //!< in words
    std::string why;            //!< part of the message
    std::function<void()> work; //!< the call
};

/// End this process without the parent's static objects, which are amid a test, but with gcov's counters.
[[noreturn]] void
Leave(int status)
{
    if (__gcov_dump)
    {
        __gcov_dump();
    }
    _exit(status);
}

/// Do it in this process, which does not go on.
[[noreturn]] void
EndIn(const std::function<void()>& work, int output)
{
    dup2(output, STDERR_FILENO);
    alarm(60);
    std::set_terminate([] { Leave(ENDED); });
    try
    {
        work();
    }
    catch (const InputError& error)
    {
        // As RunProgram() does.
        std::cerr << error.what() << std::endl;
        Leave(ENDED);
    }
    Leave(0);
}

/// In a process of its own; what it said, or how else it ended.
std::string
TellEnd(const std::function<void()>& work)
{
    std::cout.flush();
    std::fflush(nullptr);
    int ends[2];
    if (pipe(ends) != 0)
    {
        return "no pipe";
    }
    const pid_t child = fork();
    if (child == 0)
    {
        close(ends[0]);
        EndIn(work, ends[1]);
    }
    close(ends[1]);
    std::string said;
    char part[512];
    for (ssize_t size = 0; (size = read(ends[0], part, sizeof(part))) > 0;)
    {
        said.append(part, size);
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == ENDED
               ? said
               : "not ended by a check, status " + std::to_string(status) + ": " + said;
}

/// Two devices that learn, not yet installed.
LinkRun
MakeRun()
{
    return LinkRun(2, "ns3::stardust::UdpTransport");
}

/// What must end for two devices that are installed.
std::function<void()>
WithRun(const std::function<void(LinkRun&)>& work)
{
    return [work] {
        LinkRun run(2, "ns3::stardust::UdpTransport");
        run.Install();
        work(run);
    };
}

/// Three samples with two features and no classes.
LabeledDataset
MakeRegression()
{
    return LabeledDataset(3, 2, 0);
}

/// A sequence that has no graph.
class NoGraphs : public GraphSequence
{
  private:
    Ptr<const CommunicationGraph> MakeNext(const LearnerGroup& /* group */) override
    {
        return nullptr;
    }
};

/// A sequence of one graph.
class OneGraph : public GraphSequence
{
  private:
    Ptr<const CommunicationGraph> MakeNext(const LearnerGroup& group) override
    {
        return Create<CommunicationGraph>(group.GetN());
    }
};

/// Each of the calls ends the program with its reason.
class MisuseTestCase : public TestCase
{
  public:
    MisuseTestCase(const std::string& of, std::vector<Misuse> calls)
        : TestCase("a script's mistake ends it with what was wrong: " + of),
          m_calls(std::move(calls))
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& call : m_calls)
        {
            const std::string said = TellEnd(call.work);
            NS_TEST_EXPECT_MSG_NE(said.find(call.why), std::string::npos, call.what << ": " << said);
        }
        const std::string right = TellEnd([] {});
        NS_TEST_EXPECT_MSG_EQ(right, "not ended by a check, status 0: ", "what is right does not end");
    }

    std::vector<Misuse> m_calls; //!< what is tried
};

/// Calls that are made twice, though a part belongs to one run.
std::vector<Misuse>
ListTwice()
{
    const auto monitor = [](LinkRun& run) {
        const auto usage = CreateObject<DeviceUsageMonitor>();
        usage->Attach(run.group);
        usage->Attach(run.group);
    };
    const auto recorder = [](LinkRun& run) {
        const auto recorder = run.record.Install(run.group);
        recorder->Start(run.group, nullptr, nullptr, nullptr, {});
    };
    const auto churn = [](LinkRun& run) {
        CreateObject<ChurnProcess>()->StartList(run.group, {});
        CreateObject<ChurnProcess>()->StartList(run.group, {});
    };
    const auto links = [](LinkRun& run) {
        CreateObject<LinkSchedule>()->Start(run.group, {});
        CreateObject<LinkSchedule>()->Start(run.group, {});
    };
    const auto graphs = [](LinkRun& run) {
        CreateObject<OneGraph>()->Start(run.group);
        CreateObject<OneGraph>()->Start(run.group);
    };
    const auto algorithm = [](LinkRun& run) {
        const auto mixer = CreateObject<MetropolisMixer>();
        mixer->Setup(*run.group, 0);
        mixer->Setup(*run.group, 1);
    };
    const auto table = [] {
        const auto versions = Create<VersionTable>(2);
        const auto monitor = CreateObject<StalenessMonitor>();
        monitor->Attach(versions);
        monitor->Attach(versions);
    };
    return {{"a usage monitor twice", "one usage monitor for one group", WithRun(monitor)},
            {"a recorder twice", "a recorder records one run", WithRun(recorder)},
            {"two churn processes", "one process for one group", WithRun(churn)},
            {"two link schedules", "one schedule for one group", WithRun(links)},
            {"two graph sequences", "one sequence of graphs for one group", WithRun(graphs)},
            {"a mixer of two learners", "each learner needs an algorithm of its own", WithRun(algorithm)},
            {"a monitor of two tables", "the monitor follows a table already", table}};
}

/// Calls that come before or after their time.
std::vector<Misuse>
ListOrder()
{
    const auto noNode = [] {
        LinkRun run = MakeRun();
        run.Install();
        CreateObject<GossipLearner>()->Join(run.group, {}, Create<FloatBuffer>(1));
    };
    const auto noGroup = [] {
        const auto nodes = MakeIdealNetwork(1);
        const auto learner = CreateObject<GossipLearner>();
        nodes.Get(0)->AddApplication(learner);
        learner->SetStartTime(Seconds(0));
        Simulator::Run();
    };
    const auto noData = [] {
        LearnerHelper helper;
        helper.Install(MakeIdealNetwork(2));
    };
    const auto noBaseline = [] {
        LearnerHelper helper;
        helper.SetTimelinessOnly();
        helper.Install(MakeIdealNetwork(2));
        helper.TrainBaselines(nullptr);
    };
    const auto warmUp = [] {
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        const auto late = CreateObject<StalenessMonitor>();
        late->Attach(Create<VersionTable>(2));
        late->SetWarmUp(Seconds(1));
    };
    const auto sampling = [](LinkRun& run) {
        run.record.SetEvaluation(MakeSmallTask(2, 5), Seconds(1));
        run.record.Install(run.group)->SetSampleInterval(Seconds(1));
    };
    const auto rejoin = [](LinkRun& run) {
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        const auto learner = run.group->GetLearner(0);
        learner->SetAttribute("Rejoin", StringValue("Reset"));
        learner->Pause();
        learner->Resume();
    };
    const auto concluded = [](LinkRun& run) {
        const auto message = Create<ModelMessage>();
        message->outcome = MessageOutcome::LOST;
        run.group->GetLedger()->Conclude(message, MessageOutcome::DELIVERED, MessageReason::NONE);
    };
    const auto inFlight = [](LinkRun& run) {
        const auto message = Create<ModelMessage>();
        run.group->GetLedger()->Register(message);
        run.group->GetLedger()->Conclude(message, MessageOutcome::IN_FLIGHT, MessageReason::NONE);
    };
    const auto choco = [] {
        LinkRun run = MakeRun();
        run.helper.SetMixer("ns3::stardust::ChocoMixer");
        run.Install();
        run.group->SetGraph(Create<CommunicationGraph>(2));
    };
    const auto noLearners = [] { RecordHelper().Install(LearnerHelper().GetGroup()); };
    const auto noChurn = [] { ChurnHelper().Install(LearnerHelper().GetGroup()); };
    const auto noEnergy = [] { LearnerEnergyHelper().Install(LearnerHelper().GetGroup()); };
    const auto noPlace = [] {
        NodeContainer nodes;
        nodes.Create(2);
        const auto device = CreateObject<WifiNetDevice>();
        nodes.Get(1)->AddDevice(device);
        LearnerHelper learners;
        learners.SetTimelinessOnly();
        learners.Install(nodes);
    };
    const auto noAttribute = [] { LearnerHelper().SetAttribute("GossipIntervall", TimeValue()); };
    const auto noScores = [] { LearnerHelper().TrainBaselines(nullptr); };
    const auto finish = [](LinkRun& run) {
        const auto recorder = run.record.Install(run.group);
        Simulator::Destroy();
        recorder->Finish();
    };
    const auto stopped = [](LinkRun& run) {
        const auto recorder = run.record.Install(run.group);
        recorder->StopRecording();
        Simulator::Destroy();
        recorder->Finish();
    };
    const auto stop = [](LinkRun& run) {
        const auto recorder = run.record.Install(run.group);
        Simulator::Destroy();
        recorder->StopRecording();
    };
    const auto optimizer = [] {
        ObjectFactory factory("ns3::stardust::OasisOptimizer");
        float value = 1;
        factory.Create<LocalOptimizer>()->Step(&value, &value, 1);
    };
    return {{"a learner without a node", "add the learner to a node first", noNode},
            {"a learner without a group", "a learner must join a group before it starts", noGroup},
            {"learners without data", "LearnerHelper::Install(): there are no data; expected SetData()", noData},
            {"learners without positions", "has a Wi-Fi device and no position", noPlace},
            {"an attribute that is not there", "LearnerHelper::SetAttribute(): ns3::stardust::GossipLearner has no attribute "
                                               "GossipIntervall (did you mean GossipInterval?)", noAttribute},
            {"baselines of nothing", "nothing is learned, there is no baseline", noBaseline},
            {"a warm-up when averages are taken", "once averages are taken", warmUp},
            {"samples beside evaluations", "staleness is sampled when models are evaluated", WithRun(sampling)},
            {"Rejoin changed in the run", "Rejoin must be set before a learner joins", WithRun(rejoin)},
            {"a message concluded twice", "a message has one outcome", WithRun(concluded)},
            {"a message concluded as in flight", "in flight is no conclusion", WithRun(inFlight)},
            {"CHOCO on another graph", "the graph of ChocoMixer must not change", choco},
            {"a recorder before the learners", "RecordHelper::Install(): there is no group yet; expected LearnerHelper::Install()", noLearners},
            {"churn before the learners", "ChurnHelper::Install(): there is no group yet", noChurn},
            {"batteries before the learners", "LearnerEnergyHelper::Install(): there is no group yet", noEnergy},
            {"baselines before the learners", "TrainBaselines(): nobody has learned yet; expected Install()", noScores},
            {"a run finished when all is gone", "Finish() before Simulator::Destroy()", WithRun(finish)},
            {"a run stopped, then finished when all is gone", "Finish() before Simulator::Destroy()", WithRun(stopped)},
            {"a run stopped when all is gone", "Finish() before Simulator::Destroy()", WithRun(stop)},
            {"OASIS without curvature", "OASIS must see the curvature before a step", optimizer}};
}

/// Sizes that do not go together.
std::vector<Misuse>
ListSizes()
{
    const auto energy = [](LinkRun& run) { CreateObject<LearnerEnergy>()->Attach(run.group, {}); };
    const auto chances = [](LinkRun& run) { SetLinkProbabilities(*run.group, {0.5}); };
    const auto noServer = [](LinkRun& run) { SetLinkProbabilities(*run.group, {0.5, 0.5}); };
    const auto graph = [](LinkRun& run) { run.group->SetGraph(Create<CommunicationGraph>(3)); };
    const auto noGraph = [](LinkRun& run) { CreateObject<NoGraphs>()->Start(run.group); };
    const auto places = [] {
        NodeContainer nodes;
        nodes.Create(2);
        MovementHelper().Install(nodes, std::vector<DevicePlace>(1));
    };
    const auto idle = [] {
        DealToOthers(2, 2, [](uint32_t n) { return DataShares(n); });
    };
    const auto fill = [] {
        DataShares shares{{0, 1}, {}};
        FillUpToMinimum(shares, 2, CreateObject<UniformRandomVariable>());
    };
    return {{"energy of no learner", "energy for each learner", WithRun(energy)},
            {"a chance for one of two", "one chance a device", WithRun(chances)},
            {"chances without a server", "device 0 has no link to a server", WithRun(noServer)},
            {"a graph of three for two", "a graph of other devices", WithRun(graph)},
            {"a sequence without a graph", "a sequence begins with a graph", WithRun(noGraph)},
            {"one place for two", "one place a node", places},
            {"an idle device that is not there", "one of several devices is idle", idle},
            {"two samples each of two", "fewer samples than all devices need", fill},
            {"tracked sources in disorder", "tracked sources are ascending devices", [] { VersionTable(3, {1, 0}); }},
            {"a tracked source that is not there", "tracked sources are ascending", [] { VersionTable(3, {3}); }},
            {"two weights for one link", "one weight a link",
             [] { CommunicationGraph(2, {{0, 1}}, std::vector<double>{1, 2}, false); }},
            {"Student's t of one value", "needs a degree of freedom", [] { StudentQuantile(0); }},
            {"a mean of nothing", "no runs, no mean", [] { EstimateMean({}); }},
            {"random staleness without draws", "no source of random draws",
             [] { EstimateFirstPassageStaleness(CommunicationGraph(2), {}, nullptr); }}};
}

/// Data that are not what is asked of them.
std::vector<Misuse>
ListData()
{
    const auto uniform = CreateObject<UniformRandomVariable>();
    const auto gamma = CreateObject<GammaRandomVariable>();
    const auto csv = [](uint32_t classes, bool regression) {
        CsvOptions options;
        options.regression = regression;
        ReadCsv("absent.csv", options, Create<LabeledDataset>(1, 1, classes));
    };
    const auto noise = [](uint32_t classes, double share) {
        LabeledDataset data(2, 1, classes);
        AddLabelNoise(data, share, 1);
    };
    const auto scope = FeatureScaler::Scope::ALL;
    return {
        {"Dirichlet of a regression", "a label skew needs classes",
         [=] { PartitionDirichlet(MakeRegression(), 2, 1, gamma, uniform); }},
        {"shards of a regression", "a label skew needs classes",
         [=] { PartitionShards(MakeRegression(), 2, 1, uniform); }},
        {"devices that need no sample", "every device needs a sample",
         [] { MakePartition("iid", MakeRegression(), 2, 1, 0); }},
        {"softmax without classes", "SoftmaxObjective and 0 classes",
         [] { CreateObject<SoftmaxObjective>()->SetShape(3, 0); }},
        {"links by classes of a regression", "the data have no classes",
         [] { DrawClassLinkProbabilities(MakeRegression(), {}, 1, 0.1, 1); }},
        {"noise with one class", "a wrong label needs another class", [=] { noise(1, 0.5); }},
        {"noise in more than all", "a share of the labels", [=] { noise(2, 1.5); }},
        {"noise in less than none", "a share of the labels", [=] { noise(2, -0.5); }},
        {"classes to test a regression", "of another kind than the training data", [=] { csv(0, false); }},
        {"targets to test classes", "of another kind than the training data", [=] { csv(2, true); }},
        {"classes without names", "classes of the training data without names", [=] { csv(2, false); }},
        {"a scale of nothing", "no sample to learn a scale from",
         [=] { FeatureScaler(LabeledDataset(0, 1, 0), scope); }},
        {"targets of classes scaled", "only a regression has targets",
         [=] { FeatureScaler(LabeledDataset(1, 1, 2), scope); }},
        {"another number of features", "data of other features",
         [=] { FeatureScaler(MakeRegression(), scope).Scale(LabeledDataset(1, 1, 0)); }},
        {"an image of other size", "an image of another number of values",
         [] { LabeledDataset(1, 5, 2).SetImageShape({1, 2, 2}); }},
        {"one name for two classes", "a name for each class", [] { LabeledDataset(1, 1, 2).SetNames({"a"}, {}); }},
        {"two names for one feature", "a name for each value",
         [] { LabeledDataset(1, 1, 2).SetNames({}, {"a", "b"}); }},
        {"a row kept twice", "row 1 is to be kept twice",
         [] {
             LabeledDataset data(3, 1, 2);
             data.Keep({0, 1, 1});
         }},
        {"an eleventh digit", "no digit", [] { GetDigitShapes(10); }},
        {"seed 0", "no seed of ns-3's generator", [] { SeedScope(0); }}};
}

/// The run's trace, in a file that is gone afterwards.
std::function<void()>
WithTrace(const std::function<void(LinkRun&, Ptr<RunRecorder>)>& work)
{
    return WithRun([work](LinkRun& run) {
        const std::string path = "/tmp/stardust-misuse-" + std::to_string(getpid()) + ".db";
        run.record.SetTrace(path);
        try
        {
            work(run, run.record.Install(run.group));
        }
        catch (const InputError&)
        {
            Simulator::Destroy();
        }
        Simulator::Destroy();
        std::remove(path.c_str());
    });
}

STARDUST_TEST_CASE(WarningTestCase, "what a script may do, but hardly means, gets one line and goes on")
{
    const auto expect = [this](const std::string& what,
                               const std::string& start,
                               const std::string& end,
                               const std::function<void()>& work) {
        const std::string said = TellEnd(work);
        const std::string right = "not ended by a check, status 0: " + start;
        NS_TEST_EXPECT_MSG_EQ(said.rfind(right, 0), 0, what << ": " << said);
        const std::size_t lines = std::count(said.begin(), said.end(), '\n');
        NS_TEST_EXPECT_MSG_EQ(lines, (start.empty() ? 0 : 1), what << ": " << said);
        NS_TEST_EXPECT_MSG_NE(said.find(end), std::string::npos, what << ": " << said);
    };
    const std::string late = "() after Install() changes nothing";
    expect("a mixer set late", "warning: LearnerHelper::SetMixer", late, WithRun([](LinkRun& run) {
               run.helper.SetMixer("ns3::stardust::MetropolisMixer");
           }));
    expect("an attribute of a transport set late", "warning: LearnerHelper::SetTransportAttribute", late,
           WithRun([](LinkRun& run) {
               run.helper.SetTransportAttribute("MaxBurst", UintegerValue(3));
           }));
    expect("the helper used again for another run", "", "", WithRun([](LinkRun& run) {
               Simulator::Destroy();
               run.helper.SetMixer("ns3::stardust::MetropolisMixer");
           }));
    expect("a run without its end", "warning: /tmp/stardust-misuse-", "run 1 counts as failed",
           WithTrace([](LinkRun&, Ptr<RunRecorder>) {}));
    expect("a run stopped and not finished", "warning: ", "call RunRecorder::Finish()",
           WithTrace([](LinkRun&, Ptr<RunRecorder> recorder) { recorder->StopRecording(); }));
    expect("a run with its end", "", "",
           WithTrace([](LinkRun&, Ptr<RunRecorder> recorder) { recorder->Finish(); }));
    expect("a run that an error ends", "", "",
           WithTrace([](LinkRun&, Ptr<RunRecorder>) { throw InputError("told by others"); }));
}

/// What a script must not do, as NS_ABORT_MSG_IF checks it.
class StardustMisuseTestSuite : public TestSuite
{
  public:
    StardustMisuseTestSuite()
        : TestSuite("stardust-misuse", Type::UNIT)
    {
        AddTestCase(new MisuseTestCase("what belongs to one run used twice", ListTwice()));
        AddTestCase(new MisuseTestCase("calls out of order", ListOrder()));
        AddTestCase(new MisuseTestCase("sizes that differ", ListSizes()));
        AddTestCase(new MisuseTestCase("data of another kind", ListData()));
        AddTestCase(new WarningTestCase);
    }
};

} // namespace

static StardustMisuseTestSuite g_stardustStardustMisuseTestSuite;
