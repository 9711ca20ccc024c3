/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-evaluator.h"

#include "gossip-learner.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelEvaluator);

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
            .AddTraceSource("Scores",
                            "The models of all learners were evaluated",
                            MakeTraceSourceAccessor(&ModelEvaluator::m_scoresTrace),
                            "ns3::stardust::ModelEvaluator::ScoresTracedCallback");
    return tid;
}

void
ModelEvaluator::DoDispose()
{
    m_next.Cancel();
    m_group = nullptr;
    m_test = nullptr;
    Object::DoDispose();
}

void
ModelEvaluator::Start(Ptr<LearnerGroup> group, Ptr<const LabeledDataset> test)
{
    m_group = group;
    m_test = test;
    if (m_interval.IsStrictlyPositive())
    {
        // The event holds the evaluator: a script need not.
        m_next = Simulator::ScheduleNow(&ModelEvaluator::EvaluatePeriodically,
                                        Ptr<ModelEvaluator>(this));
    }
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
ModelEvaluator::Evaluate()
{
    if (HasScores() && m_scoreTime == Simulator::Now())
    {
        return;
    }
    std::vector<const float*> models;
    models.reserve(m_group->GetN());
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        models.push_back(m_group->GetLearner(i)->GetParameters()->Data());
    }
    m_scores = m_group->Evaluate(models, *m_test);
    m_scoreTime = Simulator::Now();
    m_scoresTrace(m_scores);
}

bool
ModelEvaluator::HasScores() const
{
    return !m_scores.empty();
}

const std::vector<ModelScore>&
ModelEvaluator::GetScores() const
{
    return m_scores;
}

Time
ModelEvaluator::GetScoreTime() const
{
    return m_scoreTime;
}

Ptr<const LabeledDataset>
ModelEvaluator::GetTestData() const
{
    return m_test;
}

AccuracySummary
ModelEvaluator::Summarize() const
{
    return SummarizeScores(m_scores);
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
    for (const auto& score : scores)
    {
        summary.mean += score.accuracy / scores.size();
        summary.loss += score.loss / scores.size();
        summary.leastLoss = std::fmin(summary.leastLoss, score.loss);
        summary.largestLoss = std::fmax(summary.largestLoss, score.loss);
    }
    return summary;
}

} // namespace stardust
} // namespace ns3
