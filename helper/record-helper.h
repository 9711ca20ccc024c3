/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECORD_HELPER_H
#define RECORD_HELPER_H

#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/run-recorder.h"

#include <optional>
#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Measures and records a run: attaches a StalenessMonitor, a ModelEvaluator
 * and a RunRecorder to a group of learners, and opens the trace.
 *
 * Without a trace path everything is measured all the same, to be read in C++.
 */
class RecordHelper
{
  public:
    RecordHelper();

    /** @param path of the SQLite trace; an existing trace is appended to, empty: none. */
    void SetTrace(const std::string& path);

    /**
     * Open the trace now; otherwise the first Install() does. For programs that
     * write something before, which a mistake in the path should prevent.
     * @throws InputError if it cannot be opened.
     */
    void OpenTrace();

    /** @param detail how much goes into the trace. */
    void SetDetail(TraceDetail detail);

    /** @param name what the run is called in the trace. */
    void SetName(const std::string& name);

    /**
     * @param commandLine how the program was started.
     * @param parameters its options and their values, a JSON object.
     */
    void SetCommandLine(const std::string& commandLine, const std::string& parameters);

    /**
     * Tell how the training samples were dealt to the devices; without, the trace
     * does not say it.
     * @param spec as MakePartition() takes it.
     * @param seed of the partition; absent if it follows RngSeed and RngRun.
     */
    void SetPartition(const std::string& spec, std::optional<uint32_t> seed = std::nullopt);

    /**
     * Evaluate models.
     * @param test samples to evaluate on.
     * @param interval time between evaluations; 0: only at the end.
     */
    void SetEvaluation(Ptr<const LabeledDataset> test, Time interval);

    /**
     * Sample staleness at a fixed pace, if no models are evaluated.
     * @param interval time between samples; 0: only at the end.
     */
    void SetSampleInterval(Time interval);

    /**
     * @param wanted whether to compute a digest of the run although there is no trace.
     * @param interval simulated time between partial digests of its tables; 0: there are none.
     */
    void SetDigest(bool wanted, Time interval = Time());

    /**
     * Set an attribute of the ModelEvaluator, such as Devices, Times, PerClass or PerLayer.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetEvaluatorAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set a target at which the run stops, an attribute of the StopRule.
     * @param name Accuracy, Loss or Staleness.
     * @param value the target; negative: none.
     */
    void SetStopRuleAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Save models, an attribute of the ModelSaver.
     * @param name Path, Interval, Learners or ToTrace.
     * @param value its value.
     */
    void SetModelSaverAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param wanted whether to measure what devices use, and write it into the trace
     *        (DeviceUsageMonitor); if not called: with a trace, or with energy
     *        (LearnerEnergyHelper).
     */
    void SetUsage(bool wanted);

    /** @param warmUp time after the start of the first learner from which on staleness is averaged. */
    void SetWarmUp(Time warmUp);

    /**
     * Tell of the nodes that serve the devices; access points and LTE base stations among
     * them get rows in the trace.
     * @param nodes LearnerNetwork::others.
     */
    void SetStations(const NodeContainer& nodes);

    /** One learner is meant, as a baseline: do not warn that it learns alone. */
    void ExpectOneLearner();

    /**
     * Begin to record, before Simulator::Run().
     * @param group the learners, installed.
     * @return the recorder; its Finish() ends the run. It lives at least until
     *         Simulator::Destroy().
     * @throws InputError if the trace cannot be opened, the test set is of another kind
     *         than the training data, what a target is about is not measured, or models
     *         cannot be saved as wanted.
     */
    Ptr<RunRecorder> Install(Ptr<LearnerGroup> group);

  private:
    /**
     * Write where stations are, and follow the devices.
     * @param group the learners.
     * @param recorder of their run, which has begun.
     */
    void RecordPlaces(Ptr<LearnerGroup> group, Ptr<RunRecorder> recorder) const;

    RunDescription m_run;               //!< what is known of the run
    std::string m_path;                 //!< of the trace
    Ptr<const LabeledDataset> m_test;   //!< samples to evaluate on
    Time m_interval;                    //!< between evaluations
    ObjectFactory m_evaluator;          //!< makes evaluators
    ObjectFactory m_stopRule;           //!< makes stop rules
    ObjectFactory m_saver;              //!< makes model savers
    bool m_digest{false};               //!< see SetDigest()
    Time m_digestInterval;              //!< see SetDigest()
    std::optional<bool> m_usage;        //!< see SetUsage(); absent: not called
    Time m_warmUp;                      //!< staleness is averaged from here on
    NodeContainer m_stations;           //!< see SetStations()
    bool m_oneExpected{false};          //!< see ExpectOneLearner()
    Ptr<TraceDatabase> m_database;      //!< open from the first run on
};

} // namespace stardust
} // namespace ns3

#endif // RECORD_HELPER_H
