/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_EVALUATOR_H
#define MODEL_EVALUATOR_H

#include "learner-group.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <string>
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
    double error{0};       //!< mean over devices of the root mean square error; NaN with classes
    double leastError{0};   //!< of a device; NaN with classes
    double largestError{0}; //!< of a device; NaN with classes
    uint32_t diverged{0};  //!< devices whose loss is not finite

    /** @return whether there is an accuracy. */
    bool HasAccuracy() const;
};

/// What made somebody evaluate models.
enum class EvaluationCause : uint8_t
{
    TIME,   //!< a time had come, or somebody asked
    VERSION //!< a device had made a version that is a multiple of EveryVersions
};

/// How the parameters of one layer are spread.
struct LayerMoments
{
    double mean;     //!< of the layer's entries; not finite if one of them is not
    double variance; //!< mean squared distance to it; likewise
};

/// The models of some devices, evaluated at one time.
struct Evaluation
{
    Time time;                                    //!< when
    EvaluationCause cause{EvaluationCause::TIME}; //!< why
    std::vector<uint32_t> learners;               //!< ids, ascending
    std::vector<ModelScore> scores;               //!< one a learner
    /// L2 norm of the learner's parameters less the mean of those of all learners
    /// evaluated; empty if a version was the cause, for it concerns one device.
    std::vector<double> distances;
    /// Samples of each class that are found, learners x classes, row by row; empty
    /// without PerClass.
    std::vector<uint32_t> classHits;
    /// Of each layer, learners x blocks of LearningObjective::GetParameterBlocks(), row by
    /// row; empty without PerLayer.
    std::vector<LayerMoments> layers;
};

/**
 * @ingroup stardust
 * Evaluates models of learners on one test set: all, or some that are chosen once
 * and at random, together at certain times, and one by one as they make versions.
 *
 * 1. All of them are evaluated at the start and each Interval from then on, at
 *    the Times, and whenever Evaluate() is called; at one time once.
 * 2. With EveryVersions = K each of them is evaluated by itself as it makes the
 *    versions K, 2K and so on, just after the update has entered its model.
 *
 * Models are read where they are, none is copied.
 */
class ModelEvaluator : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ModelEvaluator();

    /**
     * Begin; the first periodic evaluation is when the network is ready, and Times
     * count from there. The evaluator lives until Simulator::Destroy(), whether a script holds it or not.
     * @param group whose learners to evaluate, all of them in it.
     * @param test the samples; not those trained on.
     * @param ready when the network is ready, simulated time.
     * @throws InputError if the objective cannot predict such samples, the group
     *         learns nothing, Devices are more than the learners, or Times are none.
     */
    void Start(Ptr<LearnerGroup> group, Ptr<const LabeledDataset> test, Time ready = Time());

    /** Evaluate now, unless that has been done at this very time. */
    void Evaluate();

    /** @return whether all have been evaluated yet. */
    bool HasScores() const;

    /** @return the last evaluation whose cause was not a version. */
    const Evaluation& GetEvaluation() const;

    /** @return scores of the last evaluation, by learner id. */
    const std::vector<ModelScore>& GetScores() const;

    /** @return when the last scores were taken. */
    Time GetScoreTime() const;

    /** @return the last scores in brief. */
    AccuracySummary Summarize() const;

    /** @return the test set. */
    Ptr<const LabeledDataset> GetTestData() const;

    /** @return test samples of each class; empty without PerClass. */
    const std::vector<uint32_t>& GetClassSamples() const;

    /** @return the layers whose moments are measured; empty without PerLayer. */
    const std::vector<ParameterBlock>& GetLayers() const;

    /** @return ids of the learners that are evaluated, ascending. */
    const std::vector<uint32_t>& GetLearners() const;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * TracedCallback signature for evaluations.
     * @param evaluation what came out.
     */
    typedef void (*ScoresTracedCallback)(const Evaluation& evaluation);

  protected:
    void DoDispose() override;

  private:
    /** Check that the test set and the group's objective fit each other. */
    void CheckTestData() const;
    /** Choose the learners to evaluate. */
    void ChooseLearners();
    /** Count the test samples of each class. */
    void CountClassSamples();
    /**
     * @param models the parameter vectors.
     * @return moments of their layers, models x layers, row by row.
     */
    std::vector<LayerMoments> MeasureLayers(const std::vector<const float*>& models) const;
    /** Wait for each of the Times. */
    void ScheduleTimes();
    /** Evaluate and wait for the next time. */
    void EvaluatePeriodically();
    /** @param update after which its learner may be due. */
    void NotifyUpdate(const LocalUpdate& update);

    /**
     * Evaluate some learners now and tell the trace source.
     * @param evaluation its cause and learners given; receives the rest.
     */
    void EvaluateLearners(Evaluation& evaluation);

    /**
     * Evaluate models on the test set.
     * @param models the parameter vectors.
     * @param classHits receives, unless null, how many samples of each class are found.
     * @return one score a model.
     */
    std::vector<ModelScore> ScoreModels(const std::vector<const float*>& models,
                                        std::vector<uint32_t>* classHits) const;

    Time m_interval;                            //!< see the attribute
    Time m_ready;                               //!< when the network is ready
    std::string m_times;                        //!< see the attribute
    uint32_t m_devices;                         //!< see the attribute
    uint32_t m_everyVersions;                   //!< see the attribute
    bool m_perClass;                            //!< see the attribute
    bool m_perLayer;                            //!< see the attribute
    Ptr<UniformRandomVariable> m_deviceRandom;  //!< chooses the devices
    Ptr<LearnerGroup> m_group;                  //!< whose learners
    Ptr<const LabeledDataset> m_test;           //!< the samples
    std::vector<uint32_t> m_classSamples;       //!< of the test set
    std::vector<ParameterBlock> m_layers;       //!< measured; empty without PerLayer
    std::vector<uint32_t> m_learners;           //!< evaluated, ascending
    Evaluation m_last;                          //!< the last one whose cause was not a version
    EventId m_next;                             //!< next periodic evaluation
    std::vector<EventId> m_timed;               //!< evaluations at the Times
    TracedCallback<const Evaluation&> m_scoresTrace; //!< models were evaluated
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
