/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-evaluator.h"

#include "gossip-learner.h"
#include "vector-blocks.h"
#include "vector-moments.h"

#include "ns3/boolean.h"
#include "ns3/input-error.h"
#include "ns3/mean-distance.h"
#include "ns3/number-parser.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelEvaluator);

namespace
{
/// Latest time of evaluation, s.
constexpr double MAX_SECONDS = 1e9;
} // namespace

TypeId
ModelEvaluator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ModelEvaluator")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<ModelEvaluator>()
            .AddAttribute("Interval",
                          "Time between evaluations; 0: none but those asked for",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&ModelEvaluator::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Times",
                          "Further times of evaluation: seconds with commas between, such as "
                          "1,2.5,40; those that have passed at the start are left out",
                          StringValue(""),
                          MakeStringAccessor(&ModelEvaluator::m_times),
                          MakeStringChecker())
            .AddAttribute("Devices",
                          "Number of devices evaluated, chosen at random once; 0: all",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ModelEvaluator::m_devices),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("EveryVersions",
                          "Also evaluate each of these devices by itself whenever its own version "
                          "is a multiple of this number; 0: do not",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ModelEvaluator::m_everyVersions),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("PerClass",
                          "Whether to count the samples found class by class; of no effect in "
                          "regression",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ModelEvaluator::m_perClass),
                          MakeBooleanChecker())
            .AddAttribute("PerLayer",
                          "Whether to measure mean and variance of the parameters of each layer, "
                          "weights and biases apart",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ModelEvaluator::m_perLayer),
                          MakeBooleanChecker())
            .AddTraceSource("Scores",
                            "The models of some learners were evaluated",
                            MakeTraceSourceAccessor(&ModelEvaluator::m_scoresTrace),
                            "ns3::stardust::ModelEvaluator::ScoresTracedCallback");
    return tid;
}

ModelEvaluator::ModelEvaluator()
    : m_deviceRandom(CreateObject<UniformRandomVariable>())
{
}

void
ModelEvaluator::DoDispose()
{
    m_next.Cancel();
    // An event holds the evaluator, which holds the event.
    m_next = EventId();
    for (auto& event : m_timed)
    {
        event.Cancel();
    }
    m_timed.clear();
    m_group = nullptr;
    m_test = nullptr;
    Object::DoDispose();
}

void
ModelEvaluator::CheckTestData() const
{
    Ptr<const LearningObjective> objective = m_group->GetObjective();
    if (!objective)
    {
        throw InputError("evaluation: nothing is learned, there is no model to evaluate");
    }
    const std::string where = "the test set";
    if (const std::string problem = objective->FindProblem(*m_test); !problem.empty())
    {
        throw InputError(where + ": " + problem);
    }
    if (m_test->GetN() == 0)
    {
        throw InputError(where + ": expected at least 1 sample");
    }
    if (m_test->GetFeatures() != objective->GetFeatures())
    {
        throw InputError(where + ": samples of " + std::to_string(m_test->GetFeatures()) +
                         " features, expected " + std::to_string(objective->GetFeatures()) +
                         " as in the training data");
    }
    if (m_test->GetClasses() > objective->GetClasses())
    {
        throw InputError(where + ": " + std::to_string(m_test->GetClasses()) +
                         " classes, expected at most the " +
                         std::to_string(objective->GetClasses()) + " of the training data");
    }
}

void
ModelEvaluator::ChooseLearners()
{
    const uint32_t n = m_group->GetN();
    if (m_devices > n)
    {
        throw InputError("--evaluateDevices=" + std::to_string(m_devices) + ": more than the " +
                         std::to_string(n) + " learners");
    }
    m_learners.resize(n);
    std::iota(m_learners.begin(), m_learners.end(), 0);
    if (m_devices == 0 || m_devices == n)
    {
        return;
    }
    Shuffle(m_learners, m_deviceRandom);
    m_learners.resize(m_devices);
    m_learners.shrink_to_fit();
    std::sort(m_learners.begin(), m_learners.end());
}

void
ModelEvaluator::CountClassSamples()
{
    if (!m_perClass || m_test->IsRegression())
    {
        return;
    }
    m_classSamples.assign(m_group->GetObjective()->GetClasses(), 0);
    for (uint32_t i = 0; i < m_test->GetN(); ++i)
    {
        ++m_classSamples[m_test->GetLabel(i)];
    }
}

void
ModelEvaluator::ScheduleTimes()
{
    const auto times = ParseReals(m_times, 0, MAX_SECONDS, "--evaluateAt=" + m_times);
    for (const double time : times)
    {
        const Time wait = m_ready + Seconds(time) - Simulator::Now();
        if (!wait.IsStrictlyNegative())
        {
            m_timed.push_back(
                Simulator::Schedule(wait, &ModelEvaluator::Evaluate, Ptr<ModelEvaluator>(this)));
        }
    }
}

void
ModelEvaluator::Start(Ptr<LearnerGroup> group, Ptr<const LabeledDataset> test, Time ready)
{
    m_group = group;
    m_ready = ready;
    m_test = test;
    CheckTestData();
    ChooseLearners();
    CountClassSamples();
    if (m_perLayer)
    {
        m_layers = m_group->GetObjective()->GetParameterBlocks();
    }
    ScheduleTimes();
    if (m_interval.IsStrictlyPositive())
    {
        // The event holds the evaluator: a script need not.
        m_next = Simulator::Schedule(std::max(m_ready - Simulator::Now(), Time()),
                                     &ModelEvaluator::EvaluatePeriodically,
                                     Ptr<ModelEvaluator>(this));
    }
    if (m_everyVersions > 0)
    {
        m_group->TraceConnectWithoutContext("LocalUpdate",
                                            MakeCallback(&ModelEvaluator::NotifyUpdate, this));
    }
    // Until then it lives: the group knows the evaluator by a plain pointer.
    Simulator::ScheduleDestroy(&ModelEvaluator::Dispose, Ptr<ModelEvaluator>(this));
}

void
ModelEvaluator::EvaluatePeriodically()
{
    Evaluate();
    m_next = Simulator::Schedule(m_interval,
                                 &ModelEvaluator::EvaluatePeriodically,
                                 Ptr<ModelEvaluator>(this));
}

void
ModelEvaluator::NotifyUpdate(const LocalUpdate& update)
{
    // Disposed of while learners still run.
    if (!m_group || update.version % m_everyVersions != 0 ||
        !std::binary_search(m_learners.begin(), m_learners.end(), update.learner))
    {
        return;
    }
    Evaluation evaluation;
    evaluation.cause = EvaluationCause::VERSION;
    evaluation.learners.push_back(update.learner);
    EvaluateLearners(evaluation);
}

void
ModelEvaluator::Evaluate()
{
    if (HasScores() && m_last.time == Simulator::Now())
    {
        return;
    }
    m_last.learners = m_learners;
    EvaluateLearners(m_last);
}

void
ModelEvaluator::EvaluateLearners(Evaluation& evaluation)
{
    evaluation.time = Simulator::Now();
    std::vector<const float*> models;
    models.reserve(evaluation.learners.size());
    for (const uint32_t learner : evaluation.learners)
    {
        models.push_back(m_group->GetLearner(learner)->GetParameters()->Data());
    }
    const bool perClass = !m_classSamples.empty();
    evaluation.scores = ScoreModels(models, perClass ? &evaluation.classHits : nullptr);
    if (evaluation.cause == EvaluationCause::TIME)
    {
        evaluation.distances =
            ComputeMeanDistances(models, m_group->GetObjective()->GetParameterCount());
    }
    evaluation.layers = MeasureLayers(models);
    m_scoresTrace(evaluation);
}

std::vector<LayerMoments>
ModelEvaluator::MeasureLayers(const std::vector<const float*>& models) const
{
    std::vector<LayerMoments> layers;
    layers.reserve(models.size() * m_layers.size());
    for (const float* model : models)
    {
        for (const ParameterBlock& layer : m_layers)
        {
            VectorMoments moments;
            ForEachBlock(layer.end - layer.begin, [&](uint32_t at, uint32_t size) {
                moments.Add(model + layer.begin + at, size);
            });
            layers.push_back({moments.GetMean(), moments.GetVariance()});
        }
    }
    return layers;
}

std::vector<ModelScore>
ModelEvaluator::ScoreModels(const std::vector<const float*>& models,
                            std::vector<uint32_t>* classHits) const
{
    return m_group->Evaluate(models, *m_test, classHits);
}

bool
ModelEvaluator::HasScores() const
{
    return !m_last.scores.empty();
}

const Evaluation&
ModelEvaluator::GetEvaluation() const
{
    return m_last;
}

const std::vector<ModelScore>&
ModelEvaluator::GetScores() const
{
    return m_last.scores;
}

Time
ModelEvaluator::GetScoreTime() const
{
    return m_last.time;
}

Ptr<const LabeledDataset>
ModelEvaluator::GetTestData() const
{
    return m_test;
}

const std::vector<ParameterBlock>&
ModelEvaluator::GetLayers() const
{
    return m_layers;
}

const std::vector<uint32_t>&
ModelEvaluator::GetClassSamples() const
{
    return m_classSamples;
}

const std::vector<uint32_t>&
ModelEvaluator::GetLearners() const
{
    return m_learners;
}

int64_t
ModelEvaluator::AssignStreams(int64_t stream)
{
    m_deviceRandom->SetStream(stream);
    return 1;
}

AccuracySummary
ModelEvaluator::Summarize() const
{
    return SummarizeScores(m_last.scores);
}

bool
AccuracySummary::HasAccuracy() const
{
    return !std::isnan(mean);
}

AccuracySummary
SummarizeScores(const std::vector<ModelScore>& scores)
{
    AccuracySummary summary;
    if (scores.empty())
    {
        return summary;
    }
    const auto [worst, best] =
        std::minmax_element(scores.begin(), scores.end(), [](const auto& a, const auto& b) {
            return a.accuracy < b.accuracy;
        });
    summary.worst = worst->accuracy;
    summary.best = best->accuracy;
    summary.leastLoss = summary.largestLoss = scores.front().loss;
    summary.leastError = summary.largestError = scores.front().error;
    for (const auto& score : scores)
    {
        summary.mean += score.accuracy;
        summary.loss += score.loss;
        summary.leastLoss = std::fmin(summary.leastLoss, score.loss);
        summary.largestLoss = std::fmax(summary.largestLoss, score.loss);
        summary.error += score.error;
        summary.leastError = std::fmin(summary.leastError, score.error);
        summary.largestError = std::fmax(summary.largestError, score.error);
        summary.diverged += std::isfinite(score.loss) ? 0 : 1;
    }
    for (double* sum : {&summary.mean, &summary.loss, &summary.error})
    {
        *sum /= scores.size();
    }
    return summary;
}

} // namespace stardust
} // namespace ns3
