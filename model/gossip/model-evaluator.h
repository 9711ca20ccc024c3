/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_EVALUATOR_H
#define MODEL_EVALUATOR_H

#include "learner-group.h"

#include "ns3/event-id.h"
#include "ns3/traced-callback.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// Mean and extremes over devices. In regression there is no accuracy: its values are NaN.
struct AccuracySummary
{
    double mean{0};        //!< accuracy over devices
    double worst{0};       //!< accuracy of a device
    double best{0};        //!< accuracy of a device
    double loss{0};        //!< mean over devices
    double leastLoss{0};   //!< of a device
    double largestLoss{0}; //!< of a device

    /** @return whether there is an accuracy. */
    bool HasAccuracy() const;
};

/**
 * @ingroup stardust
 * Evaluates the models of all learners on one test set, each Interval from the
 * start on, and whenever it is asked to.
 */
class ModelEvaluator : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin; the first periodic evaluation is at the present time.
     * @param group whose learners to evaluate.
     * @param test the samples; not those trained on.
     */
    void Start(Ptr<LearnerGroup> group, Ptr<const LabeledDataset> test);

    /** Evaluate now, unless that has been done at this very time. */
    void Evaluate();

    /** @return whether anything has been evaluated yet. */
    bool HasScores() const;

    /** @return the last scores, by learner id. */
    const std::vector<ModelScore>& GetScores() const;

    /** @return when the last scores were taken. */
    Time GetScoreTime() const;

    /** @return the last scores in brief. */
    AccuracySummary Summarize() const;

    /** @return the test set. */
    Ptr<const LabeledDataset> GetTestData() const;

    /**
     * TracedCallback signature for evaluations.
     * @param scores one a learner, by id.
     */
    typedef void (*ScoresTracedCallback)(const std::vector<ModelScore>& scores);

  protected:
    void DoDispose() override;

  private:
    /** Evaluate and wait for the next time. */
    void EvaluatePeriodically();

    Time m_interval;                                     //!< see the attribute
    Ptr<LearnerGroup> m_group;                           //!< whose learners
    Ptr<const LabeledDataset> m_test;                    //!< the samples
    std::vector<ModelScore> m_scores;                    //!< the last ones
    Time m_scoreTime;                                    //!< when they were taken
    EventId m_next;                                      //!< next periodic evaluation
    TracedCallback<const std::vector<ModelScore>&> m_scoresTrace; //!< models were evaluated
};

/**
 * @ingroup stardust
 * @param scores one a device.
 * @return mean and extremes.
 */
AccuracySummary SummarizeScores(const std::vector<ModelScore>& scores);

} // namespace stardust
} // namespace ns3

#endif // MODEL_EVALUATOR_H
