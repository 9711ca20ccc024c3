/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/adam-optimizer.h"
#include "ns3/compute-pool.h"
#include "ns3/direct-network-helper.h"
#include "ns3/parallel-evaluation.h"
#include "ns3/record-helper.h"
#include "ns3/regression-task.h"
#include "ns3/sgd-optimizer.h"
#include "ns3/simulator.h"
#include "ns3/softmax-objective.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// More than wakes a worker.
constexpr double MUCH = 10 * ComputePool::WAKE_FLOPS;

/// Counts its runs, and may take its time or throw.
class CountingJob : public ComputeJob
{
  public:
    void Run() override
    {
        thread = std::this_thread::get_id();
        ++runs;
        std::this_thread::sleep_for(pause);
        if (fails)
        {
            throw std::runtime_error("a failing job");
        }
    }

    /// Wait until it has begun, at most half a minute.
    void WaitForBegin() const
    {
        for (int i = 0; i < 30000 && runs == 0; ++i)
        {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    std::atomic<int> runs{0};           //!< times it was run
    std::thread::id thread;             //!< where it was run
    std::chrono::milliseconds pause{0}; //!< how long it takes
    bool fails{false};                  //!< it throws
};

/// Where work was done.
struct ThreadLog
{
    std::mutex mutex;              //!< guards the rest
    std::set<std::thread::id> ids; //!< of the threads

    void Note()
    {
        const std::lock_guard<std::mutex> lock(mutex);
        ids.insert(std::this_thread::get_id());
    }

    bool IsMainOnly() const
    {
        return ids == std::set<std::thread::id>{std::this_thread::get_id()};
    }
};

ThreadLog g_gradientThreads; //!< where watched objectives worked
ThreadLog g_stepThreads;     //!< where watched optimizers worked

/// Not thread-safe, and watched.
class MainThreadObjective : public SoftmaxObjective
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::MainThreadObjective")
                                .SetParent<SoftmaxObjective>()
                                .AddConstructor<MainThreadObjective>();
        return tid;
    }

    bool IsThreadSafe() const override
    {
        return false;
    }

    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override
    {
        g_gradientThreads.Note();
        return SoftmaxObjective::ComputeGradient(parameters, batch, gradient);
    }

    void PredictBlock(const float* parameters,
                      const SampleBlock& block,
                      float* outputs) const override
    {
        g_gradientThreads.Note();
        SoftmaxObjective::PredictBlock(parameters, block, outputs);
    }
};

NS_OBJECT_ENSURE_REGISTERED(MainThreadObjective);

/// Not thread-safe, and watched.
class MainThreadOptimizer : public SgdOptimizer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::MainThreadOptimizer")
                                .SetParent<SgdOptimizer>()
                                .AddConstructor<MainThreadOptimizer>();
        return tid;
    }

    bool IsThreadSafe() const override
    {
        return false;
    }

  protected:
    void DoStep(float* parameters, const float* gradient, uint32_t size, double stepSize) override
    {
        g_stepThreads.Note();
        SgdOptimizer::DoStep(parameters, gradient, size, stepSize);
    }
};

NS_OBJECT_ENSURE_REGISTERED(MainThreadOptimizer);

constexpr uint32_t DEVICES = 6;
constexpr uint32_t PER_DEVICE = 60;

Ptr<const LabeledDataset>
MakeData(bool regression)
{
    if (regression)
    {
        RegressionTask task;
        task.devices = DEVICES;
        task.samplesPerDevice = PER_DEVICE;
        task.features = 30;
        return MakeRegressionTask(task, 900);
    }
    GaussianTask task;
    task.samples = DEVICES * PER_DEVICE;
    task.features = 30;
    task.classes = 5;
    return MakeGaussianTask(task, 900);
}

/// What a run is made of.
struct Setting
{
    std::string objective{"ns3::stardust::SoftmaxObjective"}; //!< factory string
    std::string optimizer{"ns3::stardust::SgdOptimizer"};     //!< factory string
    std::string snapshot{"Start"};                            //!< GradientSnapshot
    std::string trainOn{"Clock"};                             //!< TrainOn
    uint32_t threads{0};                                      //!< beside the simulator's
};

/// All that a run leaves: its digest, and the bytes of all models and of the baselines.
std::string
MakeRun(const Setting& setting, double seconds = 12)
{
    const bool regression = setting.objective.find("Softmax") == std::string::npos &&
                            setting.objective.find("MainThread") == std::string::npos;
    const auto data = MakeData(regression);
    DataShares shares(DEVICES);
    for (uint32_t i = 0; i < DEVICES * PER_DEVICE; ++i)
    {
        shares[i / PER_DEVICE].push_back(i);
    }
    LearnerHelper helper;
    helper.SetObjective(setting.objective);
    helper.SetOptimizer(setting.optimizer);
    helper.SetOptimizerAttribute("StepSize", StringValue("0.01"));
    helper.SetData(data, shares);
    helper.SetAttribute("GradientSnapshot", StringValue(setting.snapshot));
    helper.SetAttribute("TrainOn", StringValue(setting.trainOn));
    helper.SetAttribute("LocalSteps", UintegerValue(40));
    helper.SetGroupAttribute("Threads", UintegerValue(setting.threads));
    DirectNetworkHelper().Install(helper);
    NodeContainer nodes;
    nodes.Create(DEVICES);
    ApplicationContainer learners = helper.Install(nodes);
    // In the middle of some update.
    learners.Get(1)->SetStopTime(Seconds(seconds / 3));
    learners.Get(4)->SetStopTime(Seconds(seconds / 2));
    RecordHelper record;
    record.SetDigest(true);
    record.SetEvaluation(data, Seconds(2));
    auto recorder = record.Install(helper.GetGroup());
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
    std::string result = recorder->Finish().result.digest;
    for (uint32_t i = 0; i < DEVICES; ++i)
    {
        const auto model = helper.GetGroup()->GetLearner(i)->GetParameters();
        result.append(reinterpret_cast<const char*>(model->Data()), model->Size() * sizeof(float));
    }
    const LearnerBaselines baselines = helper.TrainBaselines(data);
    for (const double number : {baselines.alone.loss, baselines.pooled.loss})
    {
        result.append(reinterpret_cast<const char*>(&number), sizeof(number));
    }
    Simulator::Destroy();
    return result;
}

} // namespace

STARDUST_TEST_CASE(LoopTestCase, "a parallel loop does each index once, whatever the number of threads")
{
    for (const uint32_t threads : {0u, 1u, 2u, 8u})
    {
        ComputePool pool(threads);
        NS_TEST_EXPECT_MSG_EQ(pool.GetThreads(), threads, "threads");
        for (const uint32_t count : {0u, 1u, 2u, 7u, 1000u})
        {
            for (const double flops : {0.0, MUCH})
            {
                std::vector<std::atomic<int>> times(count);
                pool.ParallelFor(count, flops, [&times](uint32_t i) { ++times[i]; });
                const bool once = std::all_of(times.begin(), times.end(), [](const auto& t) {
                    return t == 1;
                });
                NS_TEST_EXPECT_MSG_EQ(once, true, threads << " threads, " << count);
            }
        }
        bool thrown = false;
        try
        {
            pool.ParallelFor(100, MUCH, [](uint32_t i) {
                if (i == 50)
                {
                    throw std::runtime_error("index 50");
                }
            });
        }
        catch (const std::runtime_error&)
        {
            thrown = true;
        }
        NS_TEST_EXPECT_MSG_EQ(thrown, true, "what an index throws is thrown here");
    }
}

STARDUST_TEST_CASE(JobsTestCase,
                   "a job is run once or given back, by another thread if there is much to do and only "
                   "then; what it throws is thrown by Claim()")
{
    ComputePool pool(2);
    std::vector<CountingJob> jobs(200);
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        pool.Submit(jobs[i], static_cast<int64_t>(i * 7919 % 31), MUCH / 20);
    }
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        CountingJob& job = jobs[i * 77 % jobs.size()];
        const bool run = pool.Claim(job);
        NS_TEST_EXPECT_MSG_EQ(job.runs, (run ? 1 : 0), "job " << i);
        NS_TEST_EXPECT_MSG_EQ(pool.Claim(job), false, "claimed before");
    }

    CountingJob much;
    pool.Submit(much, 0, MUCH);
    much.WaitForBegin();
    NS_TEST_EXPECT_MSG_EQ(pool.Claim(much), true, "a worker has run it");
    NS_TEST_EXPECT_MSG_EQ((much.thread != std::this_thread::get_id()), true, "another thread");

    CountingJob little;
    pool.Submit(little, 0, ComputePool::WAKE_FLOPS / 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    NS_TEST_EXPECT_MSG_EQ(pool.Claim(little), false, "nobody is woken for it");

    CountingJob failing;
    failing.fails = true;
    pool.Submit(failing, 0, MUCH);
    failing.WaitForBegin();
    std::string message;
    try
    {
        pool.Claim(failing);
    }
    catch (const std::runtime_error& error)
    {
        message = error.what();
    }
    NS_TEST_EXPECT_MSG_EQ(message, "a failing job", "thrown again");
}

STARDUST_TEST_CASE(PoolEndTestCase,
                   "a pool that goes waits for the job that runs and drops the others")
{
    CountingJob running;
    std::vector<CountingJob> waiting(20);
    running.pause = std::chrono::milliseconds(50);
    {
        ComputePool pool(1);
        pool.Submit(running, 0, MUCH);
        running.WaitForBegin();
        for (auto& job : waiting)
        {
            job.pause = std::chrono::milliseconds(200);
            pool.Submit(job, 1, MUCH);
        }
        pool.Claim(running);
    }
    int runs = 0;
    for (const auto& job : waiting)
    {
        runs += job.runs;
    }
    // While it waited, the thread of the test has helped with one, or two; the worker likewise.
    NS_TEST_EXPECT_MSG_LT(runs, 20, "dropped");
    NS_TEST_EXPECT_MSG_EQ(running.runs, 1, "run");
}

STARDUST_TEST_CASE(SameRunTestCase,
                   "0, 1, 2 and 8 threads make the same run and the same models, for all objectives, "
                   "optimizers, snapshots and triggers, with devices that stop in mid-update")
{
    for (const std::string objective : {"Softmax", "Linear", "Nonlinear"})
    {
        for (const std::string optimizer : {"Sgd", "Adam", "Momentum"})
        {
            for (const std::string snapshot : {"Start", "Done"})
            {
                for (const std::string trainOn : {"Clock", "Receive"})
                {
                    Setting setting;
                    setting.objective = "ns3::stardust::" + objective + "Objective";
                    setting.optimizer = "ns3::stardust::" + optimizer + "Optimizer";
                    setting.snapshot = snapshot;
                    setting.trainOn = trainOn;
                    const std::string alone = MakeRun(setting);
                    for (const uint32_t threads : {1u, 2u, 8u})
                    {
                        setting.threads = threads;
                        NS_TEST_EXPECT_MSG_EQ((MakeRun(setting) == alone),
                                              true,
                                              objective << " " << optimizer << " " << snapshot << " "
                                                        << trainOn << ", " << threads << " threads");
                    }
                }
            }
        }
    }
}

STARDUST_TEST_CASE(InterruptedTestCase,
                   "an update that never ends is lost to the model, and with Start its steps count for "
                   "the optimizer, whatever the number of threads")
{
    auto objective = CreateObject<SoftmaxObjective>();
    objective->SetShape(30, 5);
    const auto data = MakeData(false);
    std::vector<uint32_t> samples(PER_DEVICE);
    std::iota(samples.begin(), samples.end(), 0);
    const uint32_t steps = 100;
    const auto initial = Create<FloatBuffer>(objective->GetParameterCount());
    for (const auto snapshot : {SNAPSHOT_START, SNAPSHOT_DONE})
    {
        // What must come out.
        LocalTrainer trainer(objective, data, samples, 16);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(55);
        auto optimizer = CreateObject<AdamOptimizer>();
        trainer.DrawBatches(steps, random);
        if (snapshot == SNAPSHOT_START)
        {
            trainer.Train(initial->Copy()->Data(), *optimizer);
        }
        trainer.DrawBatches(steps, random);
        auto expected = initial->Copy();
        trainer.Train(expected->Data(), *optimizer);

        for (const uint32_t threads : {0u, 1u, 2u})
        {
            auto pool = std::make_shared<ComputePool>(threads);
            LocalUpdater updater(objective, data, samples, 16, pool);
            updater.SetStream(55);
            const UpdatePlan plan{CreateObject<AdamOptimizer>(), steps, snapshot, 1, false};
            Ptr<FloatBuffer> model = initial->Copy();
            updater.Begin(model, plan);
            updater.Begin(model, plan);
            updater.End(model);
            const bool same =
                std::memcmp(model->Data(), expected->Data(), model->Size() * sizeof(float)) == 0;
            NS_TEST_EXPECT_MSG_EQ(same, true, threads << " threads");
            NS_TEST_EXPECT_MSG_EQ(updater.GetStepsMade(), steps, "of the update that ended");
            // One that nobody ends: whoever drops the learner must not wait for ever.
            updater.Begin(model, plan);
        }
    }
}

STARDUST_TEST_CASE(MainThreadTestCase,
                   "an objective or an optimizer that is not thread-safe works on the simulator's thread "
                   "only, and makes the same run")
{
    Setting plain;
    const std::string expected = MakeRun(plain);
    Setting objective;
    objective.objective = "ns3::stardust::tests::MainThreadObjective";
    objective.threads = 2;
    NS_TEST_EXPECT_MSG_EQ((MakeRun(objective) == expected), true, "the same run");
    NS_TEST_EXPECT_MSG_EQ(g_gradientThreads.IsMainOnly(), true, "objective");
    Setting optimizer;
    optimizer.optimizer = "ns3::stardust::tests::MainThreadOptimizer";
    optimizer.threads = 2;
    NS_TEST_EXPECT_MSG_EQ((MakeRun(optimizer) == expected), true, "the same run");
    NS_TEST_EXPECT_MSG_EQ(g_stepThreads.IsMainOnly(), true, "optimizer");
}

STARDUST_TEST_CASE(ParallelScoresTestCase, "models evaluated in parallel have the scores they have alone")
{
    auto objective = CreateObject<SoftmaxObjective>();
    objective->SetShape(30, 5);
    const auto data = MakeData(false);
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(66);
    std::vector<Ptr<FloatBuffer>> models;
    std::vector<const float*> parameters;
    for (uint32_t m = 0; m < 23; ++m)
    {
        models.push_back(Create<FloatBuffer>(objective->GetParameterCount()));
        std::generate_n(models.back()->Data(), models.back()->Size(), [random] {
            return static_cast<float>(random->GetValue(-1, 1));
        });
        parameters.push_back(models.back()->Data());
    }
    std::vector<uint32_t> hits;
    const auto expected = objective->Evaluate(parameters, *data, &hits);
    for (const uint32_t threads : {0u, 1u, 2u, 8u})
    {
        ComputePool pool(threads);
        std::vector<uint32_t> parallelHits;
        const auto scores = EvaluateInParallel(*objective, parameters, *data, pool, &parallelHits);
        NS_TEST_EXPECT_MSG_EQ((parallelHits == hits), true, "hits, " << threads << " threads");
        NS_TEST_ASSERT_MSG_EQ(scores.size(), expected.size(), "one a model");
        for (std::size_t m = 0; m < scores.size(); ++m)
        {
            NS_TEST_EXPECT_MSG_EQ(scores[m].loss, expected[m].loss, "loss of model " << m);
            NS_TEST_EXPECT_MSG_EQ(scores[m].accuracy, expected[m].accuracy, "accuracy of model " << m);
        }
    }
}

STARDUST_TEST_CASE(DestroyTestCase,
                   "a simulation can be destroyed with jobs under way, and the next one in the process "
                   "is as if it had been the first")
{
    Setting setting;
    setting.threads = 2;
    const std::string first = MakeRun(setting, 6);
    for (const double seconds : {0.1, 0.5, 1.5})
    {
        const auto data = MakeData(false);
        DataShares shares(2);
        shares[0] = shares[1] = {0, 1, 2, 3, 4, 5, 6, 7};
        LearnerHelper helper;
        helper.SetData(data, shares);
        helper.SetAttribute("LocalSteps", UintegerValue(20000));
        helper.SetGroupAttribute("Threads", UintegerValue(2));
        DirectNetworkHelper().Install(helper);
        NodeContainer nodes;
        nodes.Create(2);
        helper.Install(nodes);
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((MakeRun(setting, 6) == first), true, "the same run");
}

/// Worker threads, and that nothing depends on them.
class StardustComputePoolTestSuite : public TestSuite
{
  public:
    StardustComputePoolTestSuite()
        : TestSuite("stardust-compute-pool", Type::SYSTEM)
    {
        AddTestCase(new LoopTestCase);
        AddTestCase(new JobsTestCase);
        AddTestCase(new PoolEndTestCase);
        AddTestCase(new SameRunTestCase);
        AddTestCase(new InterruptedTestCase);
        AddTestCase(new MainThreadTestCase);
        AddTestCase(new ParallelScoresTestCase);
        AddTestCase(new DestroyTestCase);
    }
};

static StardustComputePoolTestSuite g_stardustComputePoolTestSuite;
