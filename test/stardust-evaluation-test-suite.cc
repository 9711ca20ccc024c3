/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/boolean.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/float-bytes.h"
#include "ns3/linear-objective.h"
#include "ns3/mean-distance.h"
#include "ns3/perceptron-objective.h"
#include "ns3/record-helper.h"
#include "ns3/regression-task.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/softmax-objective.h"
#include "ns3/sqlite-handle.h"
#include "ns3/string.h"
#include "ns3/synthetic-task.h"
#include "ns3/uinteger.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// A run of some devices on the direct network, and all that its evaluator says.
struct EvaluatedRun
{
    EvaluatedRun()
    {
        SetSmallTask(helper, DEVICES, 10);
        record.SetEvaluation(MakeSmallTask(DEVICES, 10), Seconds(1));
        record.SetDigest(true);
    }

    RunSummary Run(double seconds)
    {
        DirectNetworkHelper().Install(helper);
        NodeContainer nodes;
        nodes.Create(DEVICES);
        helper.Install(nodes);
        helper.GetGroup()->TraceConnectWithoutContext("LocalUpdate",
                                                      MakeCallback(&EvaluatedRun::TakeUpdate, this));
        Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
        if (Ptr<ModelEvaluator> evaluator = recorder->GetEvaluator())
        {
            evaluator->TraceConnectWithoutContext("Scores",
                                                  MakeCallback(&EvaluatedRun::Take, this));
        }
        monitor = recorder->GetMonitor();
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        const RunSummary summary = recorder->Finish();
        Simulator::Destroy();
        return summary;
    }

    void Take(const Evaluation& evaluation)
    {
        evaluations.push_back(evaluation);
        staleness.push_back(monitor->Sample().mean);
    }

    void TakeUpdate(const LocalUpdate& update)
    {
        updates.push_back(update);
    }

    static constexpr uint32_t DEVICES = 12;

    LearnerHelper helper;
    RecordHelper record;
    Ptr<StalenessMonitor> monitor;
    std::vector<Evaluation> evaluations;
    std::vector<double> staleness; //!< mean, at each evaluation
    std::vector<LocalUpdate> updates;
};

double
MeanAccuracy(const Evaluation& evaluation)
{
    return SummarizeScores(evaluation.scores).mean;
}

/// Samples of 4 classes, of which the last has none, and 3 features.
Ptr<LabeledDataset>
MakeUnevenData()
{
    auto data = Create<LabeledDataset>(57, 3, 4);
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(77);
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        for (uint32_t f = 0; f < 3; ++f)
        {
            data->GetRow(i)[f] = static_cast<float>(random->GetValue(-2, 2));
        }
        data->SetLabel(i, random->GetInteger(0, 2));
    }
    return data;
}

std::vector<float>
DrawModel(uint32_t count, int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    std::vector<float> model(count);
    for (float& p : model)
    {
        p = static_cast<float>(random->GetValue(-1, 1));
    }
    return model;
}

/// Scores of the classes for a sample, in double precision.
std::vector<double>
ScoreClasses(const std::vector<float>& w, const LabeledDataset& data, uint32_t sample)
{
    const uint32_t features = data.GetFeatures();
    std::vector<double> scores(data.GetClasses());
    for (uint32_t c = 0; c < scores.size(); ++c)
    {
        scores[c] = w[scores.size() * features + c];
        for (uint32_t f = 0; f < features; ++f)
        {
            scores[c] += double(w[c * features + f]) * data.GetRow(sample)[f];
        }
    }
    return scores;
}

std::string
AskTrace(const std::string& path, const std::string& sql)
{
    SqliteConnection connection(path);
    SqliteStatement query(connection, sql);
    return query.Step() ? query.GetText(0) : "no row";
}

void
RemoveTrace(const std::string& path)
{
    for (const std::string suffix : {"", "-wal", "-shm"})
    {
        std::remove((path + suffix).c_str());
    }
}

} // namespace

STARDUST_TEST_CASE(SoftmaxScoresTestCase,
                   "loss, accuracy and hits by class of softmax models are those counted sample by "
                   "sample in double precision")
{
    Ptr<LabeledDataset> data = MakeUnevenData();
    auto objective = CreateObject<SoftmaxObjective>();
    objective->SetShape(*data);
    std::vector<std::vector<float>> models;
    for (int m = 0; m < 5; ++m)
    {
        models.push_back(DrawModel(objective->GetParameterCount(), 500 + m));
    }
    std::vector<const float*> pointers;
    for (const auto& model : models)
    {
        pointers.push_back(model.data());
    }
    std::vector<uint32_t> hits;
    const auto scores = objective->Evaluate(pointers, *data, &hits);
    for (std::size_t m = 0; m < models.size(); ++m)
    {
        double loss = 0;
        std::vector<uint32_t> found(4, 0);
        for (uint32_t i = 0; i < data->GetN(); ++i)
        {
            const auto score = ScoreClasses(models[m], *data, i);
            const uint32_t label = data->GetLabel(i);
            const auto best = std::max_element(score.begin(), score.end()) - score.begin();
            found[label] += best == label ? 1 : 0;
            double sum = 0;
            for (const double s : score)
            {
                sum += std::exp(s - score[label]);
            }
            loss += std::log(sum) / data->GetN();
        }
        const double all = found[0] + found[1] + found[2];
        NS_TEST_EXPECT_MSG_EQ_TOL(scores[m].loss, loss, 1e-5, "loss");
        NS_TEST_EXPECT_MSG_EQ_TOL(scores[m].accuracy, all / data->GetN(), 1e-12, "accuracy");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(scores[m].error), true, "no error of classes");
        for (uint32_t c = 0; c < 4; ++c)
        {
            NS_TEST_EXPECT_MSG_EQ(hits[m * 4 + c], found[c], "class " << c);
        }
    }
}

STARDUST_TEST_CASE(LinearScoresTestCase,
                   "loss and error of linear models are those added up sample by sample in double "
                   "precision")
{
    RegressionTask task;
    task.devices = 3;
    task.samplesPerDevice = 100;
    task.features = 6;
    Ptr<const LabeledDataset> data = MakeRegressionTask(task, 600);
    auto objective = CreateObject<LinearObjective>();
    objective->SetShape(*data);
    const std::vector<float> model = DrawModel(objective->GetParameterCount(), 610);
    const ModelScore score = objective->Evaluate({model.data()}, *data).front();
    double square = 0;
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        double error = -double(data->GetTarget(i));
        for (uint32_t f = 0; f < 6; ++f)
        {
            error += double(model[f]) * data->GetRow(i)[f];
        }
        square += error * error / data->GetN();
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(score.error, std::sqrt(square), 1e-5 * std::sqrt(square), "error");
    NS_TEST_EXPECT_MSG_EQ_TOL(score.loss, square / 2, 1e-5 * square, "loss");
    NS_TEST_EXPECT_MSG_EQ(std::isnan(score.accuracy), true, "no accuracy");
}

STARDUST_TEST_CASE(MeanDistanceTestCase,
                   "distances to the mean model are those of matrices of doubles, for lengths "
                   "around and beyond what is summed at once")
{
    for (const uint32_t size : {1u, 3u, 1023u, 1024u, 1025u, 5000u})
    {
        constexpr int count = 7;
        Eigen::MatrixXd matrix(count, size);
        std::vector<std::vector<float>> models;
        std::vector<const float*> pointers;
        for (int m = 0; m < count; ++m)
        {
            models.push_back(DrawModel(size, 700 + m));
            matrix.row(m) = Eigen::Map<Eigen::RowVectorXf>(models[m].data(), size).cast<double>();
        }
        for (const auto& model : models)
        {
            pointers.push_back(model.data());
        }
        const Eigen::VectorXd expected =
            (matrix.rowwise() - matrix.colwise().mean()).rowwise().norm();
        const auto distances = ComputeMeanDistances(pointers, size);
        for (int m = 0; m < count; ++m)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(distances[m], expected[m], 1e-12 * expected[m] + 1e-15, size);
        }
        NS_TEST_EXPECT_MSG_EQ(ComputeMeanDistances({pointers[0]}, size)[0], 0, "of one alone");
    }
}

STARDUST_TEST_CASE(EvaluatedDevicesTestCase,
                   "the devices evaluated are chosen once by a stream of their own; their scores "
                   "are those they have when all are evaluated")
{
    EvaluatedRun all;
    all.Run(10);
    std::set<std::vector<uint32_t>> choices;
    for (const uint64_t run : {1, 2, 3, 4})
    {
        RngSeedManager::SetRun(run);
        EvaluatedRun some;
        some.record.SetEvaluatorAttribute("Devices", UintegerValue(5));
        const RunSummary summary = some.Run(10);
        NS_TEST_EXPECT_MSG_EQ(summary.evaluatedLearners, 5, "so many");
        const auto& ids = some.evaluations.front().learners;
        NS_TEST_ASSERT_MSG_EQ(ids.size(), 5, "so many");
        NS_TEST_EXPECT_MSG_EQ(std::is_sorted(ids.begin(), ids.end()), true, "ascending");
        NS_TEST_EXPECT_MSG_EQ(std::set<uint32_t>(ids.begin(), ids.end()).size(), 5, "different");
        NS_TEST_EXPECT_MSG_LT(ids.back(), 12, "learners");
        choices.insert(ids);
        NS_TEST_EXPECT_MSG_EQ(some.evaluations.size(), 11, "0, 1, ..., 10");
        for (std::size_t k = 0; k < some.evaluations.size(); ++k)
        {
            const Evaluation& evaluation = some.evaluations[k];
            NS_TEST_EXPECT_MSG_EQ((evaluation.learners == ids), true, "the same ones");
            NS_TEST_EXPECT_MSG_EQ(evaluation.distances.size(), 5, "one a device");
            for (std::size_t i = 0; run == 1 && i < 5; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(evaluation.scores[i].loss,
                                      all.evaluations[k].scores[ids[i]].loss,
                                      "the same model");
            }
        }
    }
    RngSeedManager::SetRun(1);
    NS_TEST_EXPECT_MSG_GT(choices.size(), 1, "another run, another choice");
    EvaluatedRun many;
    many.record.SetEvaluatorAttribute("Devices", UintegerValue(13));
    STARDUST_EXPECT_INPUT_ERROR(many.Run(1), {"--evaluateDevices=13", "12 learners"});
    Simulator::Destroy();
}

STARDUST_TEST_CASE(EvaluationTimesTestCase,
                   "models are evaluated each interval, at the times given, and at the end, at one "
                   "time once")
{
    EvaluatedRun run;
    run.record.SetEvaluation(MakeSmallTask(12, 10), Seconds(5));
    run.record.SetEvaluatorAttribute("Times", StringValue("7,2.5,5,0.1,7"));
    run.Run(11);
    std::vector<double> times;
    for (const auto& evaluation : run.evaluations)
    {
        times.push_back(evaluation.time.GetSeconds());
    }
    const std::vector<double> expected{0, 0.1, 2.5, 5, 7, 10, 11};
    NS_TEST_EXPECT_MSG_EQ((times == expected), true, "times");
    EvaluatedRun wrong;
    wrong.record.SetEvaluatorAttribute("Times", StringValue("1,x"));
    STARDUST_EXPECT_INPUT_ERROR(wrong.Run(1), {"--evaluateAt=1,x", "'x'", "expected a number"});
    Simulator::Destroy();
}

STARDUST_TEST_CASE(EvaluationVersionsTestCase,
                   "a device is evaluated by itself at exactly the multiples of its own version, "
                   "when it makes them; the times are as without")
{
    const std::string path = CreateTempDirFilename("versions.db");
    RemoveTrace(path);
    EvaluatedRun plain;
    plain.Run(30);
    EvaluatedRun run;
    run.record.SetEvaluatorAttribute("EveryVersions", UintegerValue(3));
    run.record.SetEvaluatorAttribute("Devices", UintegerValue(7));
    run.record.SetTrace(path);
    run.Run(30);
    std::vector<Evaluation> timed;
    std::map<std::pair<uint32_t, int64_t>, uint32_t> versions;
    for (const auto& evaluation : run.evaluations)
    {
        if (evaluation.cause == EvaluationCause::TIME)
        {
            timed.push_back(evaluation);
            continue;
        }
        NS_TEST_ASSERT_MSG_EQ(evaluation.learners.size(), 1, "one device");
        NS_TEST_EXPECT_MSG_EQ(evaluation.distances.empty(), true, "no mean to be far from");
        ++versions[{evaluation.learners[0], evaluation.time.GetNanoSeconds()}];
    }
    NS_TEST_ASSERT_MSG_EQ(timed.size(), plain.evaluations.size(), "the same times");
    const auto& chosen = timed.front().learners;
    std::size_t expected = 0;
    for (const auto& update : run.updates)
    {
        const bool due = update.version % 3 == 0 &&
                         std::binary_search(chosen.begin(), chosen.end(), update.learner);
        const auto found = versions.find({update.learner, update.ended.GetNanoSeconds()});
        NS_TEST_EXPECT_MSG_EQ((found != versions.end()), due, "version " << update.version);
        expected += due ? 1 : 0;
    }
    NS_TEST_EXPECT_MSG_EQ(versions.size(), expected, "and at no other time");
    NS_TEST_EXPECT_MSG_GT(expected, 40, "many");
    for (const std::string sql :
         {"count(*) FROM evaluation WHERE cause = 'version' AND (version % 3 <> 0 OR distance NOT "
          "NULL)",
          "count(*) FROM evaluation WHERE cause = 'time' AND distance IS NULL",
          "count(*) - 31 FROM accuracy_history",
          "sum(learners) - (SELECT count(*) FROM evaluation WHERE cause = 'version') FROM "
          "version_history"})
    {
        NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT " + sql), "0", sql);
    }
    NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT count(*) FROM evaluation WHERE cause = 'version'"),
                          std::to_string(expected),
                          "rows");
}

STARDUST_TEST_CASE(ClassEvaluationTestCase,
                   "accuracies of classes add up to the accuracy, and a class without test samples "
                   "has no row")
{
    const std::string path = CreateTempDirFilename("classes.db");
    RemoveTrace(path);
    Ptr<LabeledDataset> data = MakeUnevenData();
    DataShares shares(12);
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        shares[i % 12].push_back(i);
    }
    for (const bool perClass : {true, false})
    {
        EvaluatedRun run;
        run.helper.SetData(data, shares);
        run.record.SetEvaluation(data, Seconds(4));
        run.record.SetEvaluatorAttribute("PerClass", BooleanValue(perClass));
        run.record.SetTrace(path);
        run.Run(8);
        NS_TEST_EXPECT_MSG_EQ(run.evaluations.back().classHits.size(), (perClass ? 48 : 0), "hits");
    }
    for (const std::string sql :
         {"count(*) - 3 * 12 * 3 FROM class_evaluation",
          "count(*) FROM class_evaluation WHERE class = 3 OR run_id = 2",
          "count(*) FROM (SELECT sum(samples) AS total FROM class_evaluation "
          "GROUP BY evaluated_ns, learner_id) WHERE total <> 57",
          "count(*) FROM evaluation AS e WHERE run_id = 1 AND abs(accuracy - (SELECT "
          "sum(samples * c.accuracy) / 57.0 FROM class_evaluation AS c WHERE c.learner_id = "
          "e.learner_id AND c.evaluated_ns = e.evaluated_ns)) > 1e-12",
          "count(*) - 9 FROM class_history",
          "count(DISTINCT digest) - 1 FROM run"})
    {
        NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT " + sql), "0", sql);
    }
}

STARDUST_TEST_CASE(LayerEvaluationTestCase,
                   "moments of layers are those of the parameters saved at the same time")
{
    const std::string path = CreateTempDirFilename("layers.db");
    RemoveTrace(path);
    Ptr<LabeledDataset> data = MakeUnevenData();
    DataShares shares(12);
    for (uint32_t i = 0; i < data->GetN(); ++i)
    {
        shares[i % 12].push_back(i);
    }
    for (const bool perLayer : {true, false})
    {
        EvaluatedRun run;
        run.helper.SetObjective("ns3::stardust::PerceptronObjective[Hidden=5]");
        run.helper.SetData(data, shares);
        run.record.SetEvaluation(data, Seconds(4));
        run.record.SetEvaluatorAttribute("PerLayer", BooleanValue(perLayer));
        run.record.SetModelSaverAttribute("Interval", TimeValue(Seconds(4)));
        run.record.SetModelSaverAttribute("ToTrace", BooleanValue(true));
        run.record.SetTrace(path);
        run.Run(8);
        NS_TEST_EXPECT_MSG_EQ(run.evaluations.back().layers.size(), (perLayer ? 48 : 0), "moments");
    }
    // 3 features, 5 hidden units, 4 classes: weights and biases of two layers.
    const std::vector<uint32_t> ends{15, 20, 40, 44};
    SqliteConnection trace(path);
    SqliteStatement query(trace,
                          "SELECT layer, kind, l.parameters, mean, variance, p.parameters "
                          "FROM layer_evaluation AS l JOIN model_parameters AS p "
                          "ON p.run_id = l.run_id AND p.learner_id = l.learner_id "
                          "AND p.saved_ns = l.evaluated_ns AND l.cause = 'time'");
    std::vector<uint32_t> rows(4);
    while (query.Step())
    {
        const auto block = static_cast<uint32_t>(2 * query.GetInteger(0) + (query.GetText(1) == "biases"));
        const uint32_t begin = block == 0 ? 0 : ends[block - 1];
        NS_TEST_ASSERT_MSG_EQ(query.GetInteger(2), ends[block] - begin, "entries");
        const std::string bytes = query.GetText(5);
        std::vector<float> model(ends.back());
        NS_TEST_ASSERT_MSG_EQ(bytes.size(), 4 * model.size(), "the whole model");
        ReadFloatBytes(reinterpret_cast<const uint8_t*>(bytes.data()), model.size(), model.data());
        const Eigen::ArrayXd layer =
            Eigen::Map<const Eigen::ArrayXf>(model.data() + begin, ends[block] - begin).cast<double>();
        NS_TEST_EXPECT_MSG_EQ_TOL(query.GetReal(3), layer.mean(), 1e-7, "mean of block " << block);
        NS_TEST_EXPECT_MSG_EQ_TOL(query.GetReal(4),
                                  (layer - layer.mean()).square().mean(),
                                  1e-6,
                                  "variance of block " << block);
        ++rows[block];
    }
    NS_TEST_EXPECT_MSG_EQ((rows == std::vector<uint32_t>(4, 3 * 12)), true, "each device, time and block");
    for (const std::string sql : {"count(*) FROM layer_evaluation WHERE run_id = 2",
                                  "count(*) - 3 * 4 FROM layer_history",
                                  "count(DISTINCT digest) - 1 FROM run"})
    {
        NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT " + sql), "0", sql);
    }
}

STARDUST_TEST_CASE(TestDataRefusedTestCase, "a test set of another kind than the training data is refused")
{
    const auto refuse = [this](Ptr<const LabeledDataset> test, const std::string& what) {
        EvaluatedRun run;
        run.record.SetEvaluation(test, Seconds(1));
        STARDUST_EXPECT_INPUT_ERROR(run.Run(1), {"the test set", what});
        Simulator::Destroy();
    };
    refuse(Create<LabeledDataset>(3, 5, 2), "samples of 5 features, expected 4");
    refuse(Create<LabeledDataset>(3, 4, 3), "3 classes, expected at most the 2");
    refuse(Create<LabeledDataset>(3, 4, 0), "regression");
    refuse(Create<LabeledDataset>(0, 4, 2), "at least 1 sample");
}

namespace
{

/// A target, and where a run without it first reaches it.
struct StopCase
{
    std::string attribute;
    double target;
    StopReason reason;
    std::size_t at; //!< index of the evaluation
};

/// Targets that are reached in the middle of a run.
std::vector<StopCase>
MakeStopCases(const EvaluatedRun& whole, double warmUp)
{
    std::vector<StopCase> cases;
    const auto add = [&](const std::string& name,
                         StopReason reason,
                         double target,
                         const std::function<bool(std::size_t)>& reached) {
        std::size_t at = 0;
        while (!reached(at))
        {
            ++at;
        }
        cases.push_back({name, target, reason, at});
    };
    const double accuracy = MeanAccuracy(whole.evaluations[9]);
    add("Accuracy", StopReason::ACCURACY, accuracy, [&](std::size_t k) {
        return MeanAccuracy(whole.evaluations[k]) >= accuracy;
    });
    const double loss = SummarizeScores(whole.evaluations[11].scores).loss;
    add("Loss", StopReason::LOSS, loss, [&](std::size_t k) {
        return SummarizeScores(whole.evaluations[k].scores).loss <= loss;
    });
    const double staleness = whole.staleness[13];
    add("Staleness", StopReason::STALENESS, staleness, [&](std::size_t k) {
        return whole.evaluations[k].time.GetSeconds() > warmUp && whole.staleness[k] <= staleness;
    });
    return cases;
}

} // namespace

STARDUST_TEST_CASE(StopRuleTestCase,
                   "a run stops at the very evaluation at which it first reaches its target, and is "
                   "up to there the run without a target, with a trace and without")
{
    constexpr double warmUp = 4;
    EvaluatedRun whole;
    whole.record.SetWarmUp(Seconds(warmUp));
    NS_TEST_EXPECT_MSG_EQ(whole.Run(20).stop, "", "no target, nothing to say");
    for (const auto& stop : MakeStopCases(whole, warmUp))
    {
        std::vector<std::string> digests;
        for (const bool traced : {true, false})
        {
            const std::string path = CreateTempDirFilename("stop.db");
            RemoveTrace(path);
            EvaluatedRun run;
            run.record.SetWarmUp(Seconds(warmUp));
            run.record.SetStopRuleAttribute(stop.attribute, DoubleValue(stop.target));
            run.record.SetTrace(traced ? path : "");
            const RunSummary summary = run.Run(20);
            digests.push_back(summary.result.digest);
            NS_TEST_EXPECT_MSG_GT(stop.at, 0, "not at the start");
            NS_TEST_EXPECT_MSG_LT(stop.at, 15, "not at the end");
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(summary.result.stopReason)),
                                  ToString(stop.reason),
                                  stop.attribute);
            NS_TEST_EXPECT_MSG_EQ(summary.simulated, whole.evaluations[stop.at].time, "its time");
            NS_TEST_ASSERT_MSG_EQ(run.evaluations.size(), stop.at + 1, "no evaluation after it");
            for (std::size_t k = 0; k <= stop.at; ++k)
            {
                const bool same = run.evaluations[k].time == whole.evaluations[k].time &&
                                  run.evaluations[k].distances == whole.evaluations[k].distances &&
                                  run.staleness[k] == whole.staleness[k];
                NS_TEST_EXPECT_MSG_EQ(same, true, "the same history");
            }
            if (traced)
            {
                NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT stop_reason FROM run_summary"),
                                      ToString(stop.reason),
                                      "recorded");
                NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT simulated_ns FROM run"),
                                      std::to_string(summary.simulated.GetNanoSeconds()),
                                      "time to the target");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(digests[0], digests[1], "the same run");
    }
}

STARDUST_TEST_CASE(StopRuleLimitsTestCase,
                   "a target never reached leaves the duration; one without anything to measure is "
                   "refused; a sample without evaluations stops too, within the warm-up none does")
{
    EvaluatedRun far;
    far.record.SetStopRuleAttribute("Loss", DoubleValue(0));
    far.record.SetStopRuleAttribute("Accuracy", DoubleValue(1));
    RunSummary summary = far.Run(5);
    NS_TEST_EXPECT_MSG_EQ(std::string(ToString(summary.result.stopReason)), "duration", "reason");
    NS_TEST_EXPECT_MSG_EQ(summary.stop, "accuracy 1 or loss 0: not reached", "said");
    NS_TEST_EXPECT_MSG_EQ(summary.simulated, Seconds(5), "the whole time");

    EvaluatedRun blind;
    blind.record.SetSampleInterval(Seconds(1));
    blind.record.SetStopRuleAttribute("Accuracy", DoubleValue(0.5));
    STARDUST_EXPECT_INPUT_ERROR(blind.Run(1), {"--stopAccuracy=0.5", "accuracy"});
    Simulator::Destroy();

    const std::string path = CreateTempDirFilename("sampled.db");
    RemoveTrace(path);
    EvaluatedRun sampled;
    sampled.record.SetSampleInterval(Seconds(1));
    sampled.record.SetWarmUp(Seconds(3));
    sampled.record.SetTrace(path);
    sampled.record.SetStopRuleAttribute("Staleness", DoubleValue(1000));
    summary = sampled.Run(20);
    NS_TEST_EXPECT_MSG_EQ(summary.simulated, Seconds(4), "the first sample after the warm-up");
    NS_TEST_EXPECT_MSG_EQ(summary.stop, "staleness 1000: staleness reached after 4 s", "said");
    NS_TEST_EXPECT_MSG_EQ(AskTrace(path, "SELECT count(*) FROM staleness_sample"), "5", "each once");

    EvaluatedRun early;
    early.record.SetWarmUp(Seconds(15));
    early.record.SetStopRuleAttribute("Accuracy", DoubleValue(0));
    summary = early.Run(20);
    NS_TEST_EXPECT_MSG_EQ(summary.simulated, Seconds(0), "at once");
    NS_TEST_EXPECT_MSG_EQ(summary.result.meanStaleness.has_value(), false, "nothing to average");
}

/// Evaluation of models, and stopping at a target.
class StardustEvaluationTestSuite : public TestSuite
{
  public:
    StardustEvaluationTestSuite()
        : TestSuite("stardust-evaluation", Type::SYSTEM)
    {
        AddTestCase(new SoftmaxScoresTestCase);
        AddTestCase(new LinearScoresTestCase);
        AddTestCase(new MeanDistanceTestCase);
        AddTestCase(new EvaluatedDevicesTestCase);
        AddTestCase(new EvaluationTimesTestCase);
        AddTestCase(new EvaluationVersionsTestCase);
        AddTestCase(new ClassEvaluationTestCase);
        AddTestCase(new LayerEvaluationTestCase);
        AddTestCase(new TestDataRefusedTestCase);
        AddTestCase(new StopRuleTestCase);
        AddTestCase(new StopRuleLimitsTestCase);
    }
};

static StardustEvaluationTestSuite g_stardustEvaluationTestSuite;
