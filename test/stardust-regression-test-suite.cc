/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/baseline-training.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/linear-objective.h"
#include "ns3/nonlinear-objective.h"
#include "ns3/progress-reporter.h"
#include "ns3/record-helper.h"
#include "ns3/regression-task.h"
#include "ns3/run-summary-printer.h"
#include "ns3/sgd-optimizer.h"
#include "ns3/simulator.h"
#include "ns3/softmax-objective.h"
#include "ns3/sqlite-handle.h"
#include "ns3/uinteger.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <numeric>
#include <sstream>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr double NO_NUMBER = std::numeric_limits<double>::quiet_NaN();

/// Streams of the tasks here.
constexpr int64_t STREAM = 5000;

RegressionTask
MakeTask(RegressionKind kind, uint32_t devices, uint32_t samplesPerDevice, uint32_t features)
{
    RegressionTask task;
    task.kind = kind;
    task.devices = devices;
    task.samplesPerDevice = samplesPerDevice;
    task.features = features;
    return task;
}

std::vector<uint32_t>
Count(uint32_t n)
{
    std::vector<uint32_t> all(n);
    std::iota(all.begin(), all.end(), 0);
    return all;
}

/// A model in double precision, straight from its definition.
using ReferenceModel = std::function<double(const float* parameters, const float* sample)>;

ReferenceModel
MakeLinearReference(uint32_t features, bool bias)
{
    return [features, bias](const float* w, const float* x) {
        double sum = bias ? w[features] : 0;
        for (uint32_t f = 0; f < features; ++f)
        {
            sum += double(w[f]) * x[f];
        }
        return sum;
    };
}

ReferenceModel
MakeNonlinearReference(uint32_t features, uint32_t hidden)
{
    return [features, hidden](const float* w, const float* x) {
        const float* biases = w + features * hidden;
        double sum = biases[2 * hidden];
        for (uint32_t k = 0; k < hidden; ++k)
        {
            double z = biases[k];
            for (uint32_t f = 0; f < features; ++f)
            {
                z += double(w[k * features + f]) * x[f];
            }
            sum += biases[hidden + k] * std::tanh(z);
        }
        return sum;
    };
}

double
ReferenceLoss(const ReferenceModel& model,
              const float* parameters,
              const LabeledDataset& data,
              const std::vector<uint32_t>& samples)
{
    double square = 0;
    for (uint32_t i : samples)
    {
        square += std::pow(model(parameters, data.GetRow(i)) - data.GetTarget(i), 2);
    }
    return square / (2.0 * samples.size());
}

/// Half of L2 times the square of the weights, which are neither of the biases.
double
ReferencePenalty(double l2, const float* parameters, const std::vector<uint32_t>& weights)
{
    double square = 0;
    for (uint32_t k : weights)
    {
        square += std::pow(parameters[k], 2);
    }
    return l2 / 2 * square;
}

std::vector<float>
DrawUniform(std::size_t count, double bound, int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    std::vector<float> values(count);
    for (auto& value : values)
    {
        value = static_cast<float>(random->GetValue(-bound, bound));
    }
    return values;
}

/// An objective and what it ought to be.
struct GradientCase
{
    Ptr<LearningObjective> objective; //!< with its shape
    ReferenceModel model;             //!< what it predicts
    double l2;                        //!< its penalty
    std::vector<uint32_t> weights;    //!< parameters that are penalised
};

/**
 * Compare loss and gradient on a batch with the definition.
 * @return the largest deviation from central differences, over 1 + their size.
 */
double
FindGradientError(const GradientCase& what,
                  const LabeledDataset& data,
                  const std::vector<uint32_t>& samples,
                  int64_t stream)
{
    const uint32_t count = what.objective->GetParameterCount();
    std::vector<float> w = DrawUniform(count, 0.5, stream);
    const auto reference = [&] {
        return ReferenceLoss(what.model, w.data(), data, samples) +
               ReferencePenalty(what.l2, w.data(), what.weights);
    };
    std::vector<float> gradient(count, NO_NUMBER);
    const SampleBatch batch{&data, samples.data(), uint32_t(samples.size())};
    const double loss = what.objective->ComputeGradient(w.data(), batch, gradient.data());
    double worst = std::abs(loss - reference()) / (1 + loss);
    for (uint32_t k = 0; k < count; ++k)
    {
        const float kept = w[k];
        // The reference is in double precision; only the step is in float.
        w[k] = kept + 1e-3f;
        const double above = w[k];
        const double up = reference();
        w[k] = kept - 1e-3f;
        const double difference = (up - reference()) / (above - w[k]);
        w[k] = kept;
        const double error = std::abs(gradient[k] - difference) / (1 + std::abs(difference));
        // Not std::max, which would pass over NaN.
        worst = error <= worst ? worst : error;
    }
    return worst;
}

std::vector<uint32_t>
DrawBatch(uint32_t round, uint32_t samples, Ptr<UniformRandomVariable> random)
{
    std::vector<uint32_t> batch(round % 4 == 0 ? 1 : random->GetInteger(1, samples));
    for (auto& sample : batch)
    {
        sample = random->GetInteger(0, samples - 1);
    }
    return batch;
}

Ptr<LinearObjective>
MakeLinear(uint32_t features, bool bias = false)
{
    auto objective = CreateObject<LinearObjective>();
    objective->SetAttribute("Bias", BooleanValue(bias));
    objective->SetShape(features);
    return objective;
}

Ptr<NonlinearObjective>
MakeNonlinear(uint32_t features, uint32_t hidden)
{
    auto objective = CreateObject<NonlinearObjective>();
    objective->SetAttribute("Hidden", UintegerValue(hidden));
    objective->SetShape(features);
    return objective;
}

/// The least-squares solution by the normal equations, in double precision.
Eigen::VectorXd
SolveLeastSquares(const LabeledDataset& data, bool bias)
{
    const uint32_t columns = data.GetFeatures() + (bias ? 1 : 0);
    Eigen::MatrixXd a = Eigen::MatrixXd::Ones(data.GetN(), columns);
    Eigen::VectorXd y(data.GetN());
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        y[i] = data.GetTarget(i);
        for (uint32_t f = 0; f < data.GetFeatures(); ++f)
        {
            a(i, f) = data.GetRow(i)[f];
        }
    }
    return (a.transpose() * a).llt().solve(a.transpose() * y);
}

double
EvaluateOne(const LearningObjective& objective,
            const std::vector<float>& parameters,
            const LabeledDataset& data)
{
    return objective.Evaluate({parameters.data()}, data).front().loss;
}

} // namespace

STARDUST_TEST_CASE(GeneratorLossTestCase,
                   "without noise the loss of a generator on the samples of its device vanishes, with "
                   "noise it is half the variance")
{
    for (const auto kind : {RegressionKind::LINEAR, RegressionKind::NONLINEAR})
    {
        RegressionTask task = MakeTask(kind, 4, 3000, 10);
        task.common = 0.5;
        task.heterogeneity = 1;
        Ptr<LearningObjective> objective;
        if (kind == RegressionKind::LINEAR)
        {
            objective = MakeLinear(10);
        }
        else
        {
            objective = MakeNonlinear(10, task.hidden);
        }
        for (const double noise : {0.0, 0.5})
        {
            task.noise = noise;
            auto data = MakeRegressionTask(task, STREAM);
            const DataShares shares = MakePartition("natural", *data, 4, 1);
            for (uint32_t device = 0; device < 4; ++device)
            {
                const auto own = data->Select(shares[device]);
                const auto generator = DrawRegressionGenerator(task, device, STREAM);
                NS_TEST_ASSERT_MSG_EQ(generator.size(), objective->GetParameterCount(), "layout");
                const double loss = EvaluateOne(*objective, generator, *own);
                const double other =
                    EvaluateOne(*objective,
                                DrawRegressionGenerator(task, (device + 1) % 4, STREAM),
                                *own);
                // Four standard errors of a mean of 3000 squares; without noise the
                // targets' rounding to float32.
                NS_TEST_EXPECT_MSG_EQ_TOL(loss,
                                          noise * noise / 2,
                                          (noise * noise / 2 * 4 * std::sqrt(2.0 / 3000) + 1e-11),
                                          "own generator");
                NS_TEST_EXPECT_MSG_GT(other, 0.1 + noise * noise / 2, "another's generator");
            }
        }
    }
}

STARDUST_TEST_CASE(LinearGradientTestCase,
                   "the linear gradient is that of central differences of the definition, with and "
                   "without bias and penalty, batch size 1 included")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(3);
    for (uint32_t round = 0; round < 40; ++round)
    {
        const uint32_t features = random->GetInteger(1, 40);
        const bool bias = round % 2 == 1;
        const double l2 = round % 3 == 1 ? 0.3 : 0;
        auto data =
            MakeRegressionTask(MakeTask(RegressionKind::LINEAR, 1, 50, features), 100 * round);
        auto objective = MakeLinear(features, bias);
        objective->SetAttribute("L2", DoubleValue(l2));
        NS_TEST_ASSERT_MSG_EQ(objective->GetParameterCount(), features + bias, "parameters");
        const GradientCase what{objective,
                                MakeLinearReference(features, bias),
                                l2,
                                Count(features)};
        const double error =
            FindGradientError(what, *data, DrawBatch(round, 50, random), 300 + round);
        NS_TEST_EXPECT_MSG_LT(error, 2e-5, "round " << round);
    }
}

STARDUST_TEST_CASE(NonlinearGradientTestCase,
                   "the nonlinear gradient is that of central differences of the definition, with "
                   "and without penalty, batch size 1 included")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(4);
    for (uint32_t round = 0; round < 40; ++round)
    {
        const uint32_t features = random->GetInteger(1, 20);
        const uint32_t hidden = round % 5 == 0 ? 1 : random->GetInteger(1, 20);
        const double l2 = round % 3 == 1 ? 0.3 : 0;
        auto data =
            MakeRegressionTask(MakeTask(RegressionKind::NONLINEAR, 1, 50, features), 100 * round);
        auto objective = MakeNonlinear(features, hidden);
        objective->SetAttribute("L2", DoubleValue(l2));
        NS_TEST_ASSERT_MSG_EQ(objective->GetParameterCount(),
                              hidden * (features + 2) + 1,
                              "parameters");
        std::vector<uint32_t> weights = Count(hidden * features);
        for (uint32_t k = 0; k < hidden; ++k)
        {
            weights.push_back(hidden * (features + 1) + k);
        }
        const GradientCase what{objective, MakeNonlinearReference(features, hidden), l2, weights};
        const double error =
            FindGradientError(what, *data, DrawBatch(round, 50, random), 300 + round);
        NS_TEST_EXPECT_MSG_LT(error, 2e-5, "round " << round);
    }
}

STARDUST_TEST_CASE(RegressionEvaluationTestCase,
                   "evaluating many models at once gives the loss of each by definition, no accuracy, "
                   "and no number where a parameter is none")
{
    // More rows than a block, and not a whole number of blocks.
    auto data = MakeRegressionTask(MakeTask(RegressionKind::NONLINEAR, 1, 300, 9), STREAM);
    auto penalised = MakeNonlinear(9, 5);
    penalised->SetAttribute("L2", DoubleValue(3));
    const std::vector<std::pair<Ptr<LearningObjective>, ReferenceModel>> kinds{
        {MakeLinear(9, true), MakeLinearReference(9, true)},
        {penalised, MakeNonlinearReference(9, 5)}};
    for (const auto& [objective, reference] : kinds)
    {
        const uint32_t count = objective->GetParameterCount();
        std::vector<std::vector<float>> models;
        std::vector<const float*> pointers;
        for (int m = 0; m < 7; ++m)
        {
            models.push_back(DrawUniform(count, 1, 50 + m));
        }
        for (const auto& model : models)
        {
            pointers.push_back(model.data());
        }
        const auto scores = objective->Evaluate(pointers, *data);
        NS_TEST_ASSERT_MSG_EQ(scores.size(), 7, "one score a model");
        for (int m = 0; m < 7; ++m)
        {
            const double loss = ReferenceLoss(reference, pointers[m], *data, Count(300));
            NS_TEST_EXPECT_MSG_EQ_TOL(scores[m].loss, loss, 1e-6 * (1 + loss), "loss");
            NS_TEST_EXPECT_MSG_EQ(std::isnan(scores[m].accuracy), true, "no accuracy");
        }
        for (uint32_t k = 0; k < count; ++k)
        {
            auto diverged = models[0];
            diverged[k] = NO_NUMBER;
            NS_TEST_EXPECT_MSG_EQ(std::isnan(EvaluateOne(*objective, diverged, *data)),
                                  true,
                                  "parameter " << k << " shows");
        }
    }
}

STARDUST_TEST_CASE(LeastSquaresTestCase,
                   "full-batch SGD on the linear objective reaches the least-squares solution")
{
    RegressionTask task = MakeTask(RegressionKind::LINEAR, 10, 20, 10);
    task.common = 0;
    task.heterogeneity = 1;
    task.noise = 0.3;
    auto data = MakeRegressionTask(task, STREAM);
    for (const bool bias : {false, true})
    {
        auto objective = MakeLinear(10, bias);
        const uint32_t count = objective->GetParameterCount();
        BaselineTask training;
        training.objective = objective;
        training.train = data;
        training.samples = Count(data->GetN());
        Ptr<FloatBuffer> initial = Create<FloatBuffer>(count);
        auto random = CreateObject<UniformRandomVariable>();
        objective->Initialize(initial->Data(), random);
        training.initial = initial;
        training.optimizer = CreateObject<SgdOptimizer>();
        training.optimizer->SetAttribute("StepSize", DoubleValue(0.2));
        training.steps = 2000;
        training.batchSize = data->GetN();
        const auto reached = TrainBaseline(training);
        const Eigen::VectorXd solution = SolveLeastSquares(*data, bias);
        for (uint32_t k = 0; k < count; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(reached->Data()[k], solution[k], 2e-6, "coordinate " << k);
        }
    }
}

STARDUST_TEST_CASE(InitialScaleTestCase,
                   "nonlinear weights begin uniform within 1 over the square root of the fan-in, biases "
                   "at 0")
{
    const uint32_t features = 25;
    const uint32_t hidden = 400;
    auto objective = MakeNonlinear(features, hidden);
    std::vector<float> w(objective->GetParameterCount(), 7);
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(6);
    objective->Initialize(w.data(), random);
    const auto check = [this](const float* begin, uint32_t count, double bound) {
        double square = 0;
        for (const float* value = begin; value != begin + count; ++value)
        {
            NS_TEST_EXPECT_MSG_LT_OR_EQ(std::abs(*value), bound, "within the bound");
            square += double(*value) * *value / count;
        }
        // A squared uniform value has mean b^2/3 and variance 4 b^4/45: four standard errors.
        const double error = 4 * bound * bound * std::sqrt(4.0 / 45 / count);
        NS_TEST_EXPECT_MSG_EQ_TOL(square, bound * bound / 3, error, "mean square");
    };
    check(w.data(), hidden * features, 1 / std::sqrt(features));
    check(w.data() + hidden * (features + 1), hidden, 1 / std::sqrt(hidden));
    const auto biases = w.begin() + hidden * features;
    NS_TEST_EXPECT_MSG_EQ(std::count(biases, biases + hidden, 0.0f), hidden, "hidden biases");
    NS_TEST_EXPECT_MSG_EQ(w.back(), 0.0f, "output bias");
}

STARDUST_TEST_CASE(NonlinearLearnsTestCase,
                   "on held-out samples of the nonlinear task the trained network beats the best linear "
                   "model")
{
    RegressionTask task = MakeTask(RegressionKind::NONLINEAR, 1, 6000, 6);
    task.hidden = 4;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(7);
    const DatasetSplit split = SplitDataset(MakeRegressionTask(task, STREAM), 1.0 / 3, random);
    auto linear = MakeLinear(6, true);
    const Eigen::VectorXf solution = SolveLeastSquares(*split.train, true).cast<float>();
    const double best =
        EvaluateOne(*linear, {solution.data(), solution.data() + solution.size()}, *split.test);

    auto objective = MakeNonlinear(6, 16);
    BaselineTask training;
    training.objective = objective;
    training.train = split.train;
    training.samples = Count(split.train->GetN());
    Ptr<FloatBuffer> initial = Create<FloatBuffer>(objective->GetParameterCount());
    objective->Initialize(initial->Data(), random);
    training.initial = initial;
    training.optimizer = CreateObject<SgdOptimizer>();
    training.optimizer->SetAttribute("StepSize", DoubleValue(0.1));
    training.steps = 30000;
    training.batchSize = 32;
    training.stream = 8;
    const auto reached = TrainBaseline(training);
    const double loss = objective->Evaluate({reached->Data()}, *split.test).front().loss;
    NS_TEST_EXPECT_MSG_LT(loss, best / 5, "best linear model: " << best);
}

STARDUST_TEST_CASE(ObjectiveKindTestCase,
                   "an objective names data that it cannot learn, and the helper passes that on to the "
                   "user")
{
    auto classes = Create<LabeledDataset>(4, 2, 3);
    auto targets = Create<LabeledDataset>(4, 2, 0);
    auto softmax = CreateObject<SoftmaxObjective>();
    auto linear = CreateObject<LinearObjective>();
    auto nonlinear = CreateObject<NonlinearObjective>();
    NS_TEST_EXPECT_MSG_EQ(softmax->IsClassification(), true, "softmax");
    NS_TEST_EXPECT_MSG_EQ(linear->IsClassification(), false, "linear");
    NS_TEST_EXPECT_MSG_EQ(nonlinear->IsClassification(), false, "nonlinear");
    NS_TEST_EXPECT_MSG_EQ(softmax->FindProblem(*classes), "", "fits");
    NS_TEST_EXPECT_MSG_EQ(linear->FindProblem(*targets), "", "fits");
    NS_TEST_EXPECT_MSG_EQ(nonlinear->FindProblem(*targets), "", "fits");

    const auto install = [](const std::string& objective, Ptr<const LabeledDataset> data) {
        LearnerHelper helper;
        helper.SetObjective("ns3::stardust::" + objective);
        helper.SetData(data, {{0, 1}, {2, 3}});
        NodeContainer nodes;
        nodes.Create(2);
        helper.Install(nodes);
    };
    STARDUST_EXPECT_INPUT_ERROR(install("SoftmaxObjective", targets),
                                {"--task", "SoftmaxObjective", "regression targets"});
    STARDUST_EXPECT_INPUT_ERROR(install("LinearObjective", classes),
                                {"--task", "LinearObjective", "3 classes"});
    STARDUST_EXPECT_INPUT_ERROR(install("NonlinearObjective", classes),
                                {"--task", "NonlinearObjective", "3 classes"});
    Simulator::Destroy();
}

namespace
{

/// A run of 4 devices that learn a regression, each its own samples.
struct RegressionRun
{
    RunSummary summary;           //!< of the run
    LearnerBaselines baselines;   //!< as recorded
    std::vector<double> accuracy; //!< of the last evaluation
    std::string progress;         //!< what the reporter wrote
};

RegressionRun
MakeRegressionRun(const std::string& path, const std::string& objective)
{
    RegressionTask task = MakeTask(RegressionKind::LINEAR, 4, 20, 5);
    task.heterogeneity = 0.5;
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(9);
    const DatasetSplit data = SplitDataset(MakeRegressionTask(task, STREAM), 0.2, random);
    LearnerHelper helper;
    helper.SetObjective(objective);
    helper.SetData(data.train, MakePartition("natural", *data.train, 4, 1));
    helper.Install(MakeIdealNetwork(4));
    RecordHelper record;
    record.SetTrace(path);
    record.SetEvaluation(data.test, Seconds(5));
    record.SetDigest(true);
    Ptr<RunRecorder> recorder = record.Install(helper.GetGroup());
    std::ostringstream progress;
    auto reporter = CreateObject<ProgressReporter>();
    reporter->Start(Seconds(30), recorder->GetEvaluator(), ProgressMode::ON, progress);
    Simulator::Stop(Seconds(30));
    Simulator::Run();
    reporter->Finish();
    recorder->StopRecording();
    RegressionRun run;
    run.baselines = helper.TrainBaselines(data.test);
    recorder->SetBaselines(run.baselines.alone, run.baselines.pooled);
    for (const auto& score : recorder->GetEvaluator()->GetScores())
    {
        run.accuracy.push_back(score.accuracy);
    }
    run.summary = recorder->Finish();
    run.progress = progress.str();
    Simulator::Destroy();
    return run;
}

bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

STARDUST_TEST_CASE(RegressionRunTestCase,
                   "a regression run learns, its trace has losses and NULL for accuracies, and what "
                   "is printed tells the loss")
{
    const std::string path = CreateTempDirFilename("regression.db");
    for (const std::string suffix : {"", "-wal", "-shm"})
    {
        std::remove((path + suffix).c_str());
    }
    const RegressionRun run = MakeRegressionRun(path, "ns3::stardust::LinearObjective");
    const AccuracySummary& scores = run.summary.accuracy;
    NS_TEST_EXPECT_MSG_EQ(std::count_if(run.accuracy.begin(),
                                        run.accuracy.end(),
                                        [](double a) { return std::isnan(a); }),
                          4,
                          "no device has an accuracy");
    NS_TEST_EXPECT_MSG_EQ(scores.HasAccuracy(), false, "nor has the summary");
    const RunResult& result = run.summary.result;
    NS_TEST_EXPECT_MSG_EQ(std::isnan(result.alone->accuracy), true, "nor a baseline");
    NS_TEST_EXPECT_MSG_EQ(std::isnan(result.pooled->accuracy), true, "nor a baseline");
    NS_TEST_EXPECT_MSG_LT(scores.leastLoss, scores.loss, "least");
    NS_TEST_EXPECT_MSG_LT(scores.loss, scores.largestLoss, "largest");
    NS_TEST_EXPECT_MSG_LT(run.baselines.pooled.loss,
                          run.baselines.alone.loss,
                          "samples of others help");
    NS_TEST_EXPECT_MSG_LT(scores.loss, run.baselines.alone.loss, "and so does gossip");

    for (const std::string query :
         {"count(*) FROM evaluation WHERE accuracy IS NOT NULL OR loss IS NULL",
          "count(*) FROM run_summary WHERE mean_accuracy NOT NULL OR worst_accuracy NOT NULL OR "
          "best_accuracy NOT NULL OR alone_accuracy NOT NULL OR pooled_accuracy NOT NULL",
          "count(*) FROM accuracy_history WHERE mean_accuracy NOT NULL OR mean_loss IS NULL"})
    {
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT " + query), "0", query);
    }
    NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM evaluation"), "28", "7 of 4 devices");
    std::ostringstream least;
    least.precision(17);
    least << "SELECT abs(mean_loss - " << scores.loss << ") < 1e-12 FROM run_summary";
    NS_TEST_EXPECT_MSG_EQ(Ask(path, least.str()), "1", "mean loss");
    // Heterogeneity leaves about 0.5 * 5 * 0.5^2 of the 0.5 * 5 * (1 + 0.5^2) at zero.
    NS_TEST_EXPECT_MSG_EQ(Ask(path,
                              "SELECT first.mean_loss > 4 * last.mean_loss FROM "
                              "accuracy_history AS first, accuracy_history AS last WHERE "
                              "first.evaluated_s = 0 AND last.evaluated_s = 30"),
                          "1",
                          "it learns");

    std::ostringstream printed;
    PrintRunSummary(run.summary, printed);
    NS_TEST_EXPECT_MSG_EQ(Holds(printed.str(), "mean over devices (least "), true, printed.str());
    NS_TEST_EXPECT_MSG_EQ(Holds(printed.str(), "on 16 test samples"), true, printed.str());
    for (const std::string& text : {printed.str(), run.progress})
    {
        NS_TEST_EXPECT_MSG_EQ(Holds(text, "loss "), true, text);
        NS_TEST_EXPECT_MSG_EQ(Holds(text, "accuracy"), false, text);
        NS_TEST_EXPECT_MSG_EQ(Holds(text, "nan"), false, text);
    }
    const RegressionRun again = MakeRegressionRun("", "ns3::stardust::LinearObjective");
    NS_TEST_EXPECT_MSG_EQ(again.summary.result.digest, run.summary.result.digest, "the same run");
}

STARDUST_TEST_CASE(NanDigestTestCase,
                   "whatever is no number has one word in a digest, no number has it")
{
    double odd = NO_NUMBER;
    reinterpret_cast<unsigned char*>(&odd)[0] = 1;
    NS_TEST_ASSERT_MSG_EQ(std::isnan(odd), true, "a NaN with a payload");
    const uint64_t word = RunDigest::ToWord(NO_NUMBER);
    NS_TEST_EXPECT_MSG_EQ(word, 0x7FF8000000000000u, "the quiet NaN");
    NS_TEST_EXPECT_MSG_EQ(RunDigest::ToWord(-NO_NUMBER), word, "with a sign");
    NS_TEST_EXPECT_MSG_EQ(RunDigest::ToWord(odd), word, "with a payload");
    NS_TEST_EXPECT_MSG_NE(RunDigest::ToWord(INFINITY), word, "infinity");
    NS_TEST_EXPECT_MSG_EQ(RunDigest::ToWord(1.0), 0x3FF0000000000000u, "a number's bits");
}

STARDUST_TEST_CASE(DivergedSummaryTestCase,
                   "a diverged device does not hide the extremes of the loss of the others")
{
    const AccuracySummary summary = SummarizeScores(
        {{NO_NUMBER, NO_NUMBER}, {3, NO_NUMBER}, {1, NO_NUMBER}, {NO_NUMBER, NO_NUMBER}});
    NS_TEST_EXPECT_MSG_EQ(summary.HasAccuracy(), false, "no accuracy");
    NS_TEST_EXPECT_MSG_EQ(std::isnan(summary.loss), true, "the mean is no number");
    NS_TEST_EXPECT_MSG_EQ(summary.leastLoss, 1, "least");
    NS_TEST_EXPECT_MSG_EQ(summary.largestLoss, 3, "largest");
}

/// Regression: objectives, and what is recorded of a run.
class StardustRegressionTestSuite : public TestSuite
{
  public:
    StardustRegressionTestSuite()
        : TestSuite("stardust-regression", Type::UNIT)
    {
        AddTestCase(new GeneratorLossTestCase);
        AddTestCase(new LinearGradientTestCase);
        AddTestCase(new NonlinearGradientTestCase);
        AddTestCase(new RegressionEvaluationTestCase);
        AddTestCase(new LeastSquaresTestCase);
        AddTestCase(new InitialScaleTestCase);
        AddTestCase(new NonlinearLearnsTestCase);
        AddTestCase(new ObjectiveKindTestCase);
        AddTestCase(new RegressionRunTestCase);
        AddTestCase(new NanDigestTestCase);
        AddTestCase(new DivergedSummaryTestCase);
    }
};

static StardustRegressionTestSuite g_stardustRegressionTestSuite;
