/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_RECORDER_H
#define RUN_RECORDER_H

#include "model-saver.h"
#include "position-sampler.h"
#include "run-digest.h"
#include "stop-rule.h"
#include "stray-recorder.h"
#include "trace-database.h"

#include "ns3/gossip-learner.h"
#include "ns3/model-evaluator.h"
#include "ns3/network-listener.h"
#include "ns3/object.h"
#include "ns3/staleness-monitor.h"
#include "ns3/traced-callback.h"

#include <chrono>

namespace ns3
{
namespace stardust
{

/// A run in brief.
struct RunSummary
{
    std::string name;              //!< what the user calls it
    uint32_t learners{0};          //!< number of learners
    Time simulated;                //!< simulated time
    double wallSeconds{0};         //!< wall time
    bool evaluated{false};         //!< whether models were evaluated
    AccuracySummary accuracy;      //!< the last evaluation
    uint32_t testSamples{0};       //!< of the evaluation
    uint32_t evaluatedLearners{0}; //!< of the evaluation
    std::string stop;              //!< the targets and whether one was reached; empty without
    RunResult result;              //!< staleness, baselines, digest
    std::vector<PartialDigest> partialDigests; //!< of its tables over time; none if not asked for
    std::string idealFormula;      //!< where the ideal staleness comes from
    Time warmUp;                   //!< staleness is averaged from here on
    StalenessSample staleness;     //!< at the end
    uint32_t trackedSources{0};    //!< sources whose staleness is measured
    std::string coordination;      //!< how devices know what their gossip rule needs of others
    MessageCounters messages;      //!< totals
    std::vector<StraySourceRow> straySources; //!< where stray packets came from
    uint64_t messagesInFlight{0};  //!< live messages at the end
    uint64_t localUpdates{0};      //!< completed
    std::optional<DeviceUsage> usage; //!< sum over devices; absent if nobody measures it
    uint32_t emptyDevices{0};      //!< whose battery is empty
    std::string trace;             //!< path of the trace, empty if there is none
    int64_t runId{0};              //!< in the trace
};

/**
 * @ingroup stardust
 * Listens to a group of learners, its evaluator and its staleness monitor, and
 * writes what happens to a trace.
 *
 * Staleness is sampled, learner by learner, whenever models are evaluated (or,
 * if nobody evaluates, at a pace of its own) and at the end; its averages are the monitor's
 * exact ones. A message gets its row when its outcome is known, or at the end, as `in_flight`.
 * What devices use is sampled along with staleness; the digest does not cover it.
 */
class RunRecorder : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RunRecorder();

    /**
     * Begin to record, before the learners start.
     * @param group whose run it is.
     * @param monitor measures its staleness, attached.
     * @param evaluator evaluates its models; null if nobody does.
     * @param database where rows go; null to count and digest only.
     * @param run name, command line and so on; what can be asked of the others is filled in.
     */
    void Start(Ptr<LearnerGroup> group,
               Ptr<StalenessMonitor> monitor,
               Ptr<ModelEvaluator> evaluator,
               Ptr<TraceDatabase> database,
               RunDescription run);

    /**
     * Sample staleness at a fixed pace, from now on; only without an evaluator.
     * @param interval simulated time between samples; 0: only at the end.
     */
    void SetSampleInterval(Time interval);

    /**
     * Whether to compute the run's digest although there is no trace; before
     * Start(). Without either no rows are made.
     * @param wanted true if so; false if not called.
     * @param interval simulated time between partial digests of its tables; 0: there are none.
     */
    void SetDigest(bool wanted, Time interval = Time());

    /**
     * Tell what theory says of the mean staleness on an ideal channel.
     * @param staleness versions; absent if no theory applies.
     * @param formula how it comes about, for a person.
     */
    void SetIdealStaleness(std::optional<double> staleness, const std::string& formula);

    /**
     * Tell what the same model reaches otherwise.
     * @param alone mean scores over devices, each with its own samples only.
     * @param pooled scores with all samples in one place.
     */
    void SetBaselines(const ModelScore& alone, const ModelScore& pooled);

    /**
     * Enter what ns-3's FlowMonitor has counted; after the run and before Finish().
     * @param flows a row a flow; without a trace they are dropped.
     */
    void RecordFlows(const std::vector<FlowRow>& flows);

    /**
     * Let a rule see each evaluation and each sample of staleness, and stop the run.
     * @param rule the rule; before the run.
     */
    void SetStopRule(Ptr<StopRule> rule);

    /**
     * Write what devices use, too.
     * @param monitor measures it, attached.
     */
    void SetUsageMonitor(Ptr<DeviceUsageMonitor> monitor);

    /**
     * Let models be saved a last time by StopRecording(), while the trace's run is open.
     * @param saver what saves them, started.
     */
    void SetModelSaver(Ptr<ModelSaver> saver);

    /**
     * Let positions be written a last time by StopRecording().
     * @param positions what writes them, started.
     */
    void SetPositionSampler(Ptr<PositionSampler> positions);

    /**
     * Evaluate and sample a last time at the present time, which is the end of
     * the run; then stop recording. Called after Simulator::Run() and before
     * Simulator::Destroy().
     */
    void StopRecording();

    /**
     * Write everything and mark the run finished. StopRecording() is called if
     * it was not; baselines may be set in between. Before Simulator::Destroy(): a recorder that goes
     * away with its run unfinished in a trace says so on the standard error output.
     * @return the run in brief.
     * @throws TraceError if writing has failed.
     */
    RunSummary Finish();

    /** @return the learners whose run it is. */
    Ptr<LearnerGroup> GetGroup() const;
    /** @return the evaluator, null if there is none. */
    Ptr<ModelEvaluator> GetEvaluator() const;
    /** @return the staleness monitor. */
    Ptr<StalenessMonitor> GetMonitor() const;

    /**
     * TracedCallback signature for a sample of staleness.
     * @param when simulated time of the sample.
     * @param sample over all pairs.
     */
    typedef void (*StalenessTracedCallback)(Time when, const StalenessSample& sample);

  protected:
    void DoDispose() override;

  private:
    /** Find out what it takes to make the run again. */
    void CollectFacts();
    /** @return the graph's rows, none for the complete graph; enters them into the digest. */
    std::vector<EdgeRow> DigestEdges();
    /** Listen to the trace sources. */
    void Connect();

    /**
     * @param learner its id.
     * @param up whether it runs from now on.
     */
    void RecordState(uint32_t learner, bool up);
    /**
     * @param before who might send to whom.
     * @param after who may from now on.
     */
    void RecordGraph(const CommunicationGraph& before, const CommunicationGraph& after);
    /** @param update the update. */
    void RecordUpdate(const LocalUpdate& update);
    /** @param message the message, its outcome known or in flight. */
    void RecordMessage(Ptr<const ModelMessage> message);
    /** @param evaluation what came out. */
    void RecordScores(const Evaluation& evaluation);
    /** Sample every learner's staleness. */
    void RecordStaleness();
    /** Keep the time average of each pair for the end, if the monitor has them. */
    void CollectPairStaleness();
    /**
     * Sample what every device uses.
     * @param last whether the run is over.
     */
    void RecordUsage(bool last);
    /** Sample and wait for the next time. */
    void SampleStaleness();

    /**
     * Queue a row.
     * @tparam Row its type.
     * @param row the row.
     * @param wanted whether the detail includes it.
     */
    template <typename Row>
    void Append(const Row& row, bool wanted);

    /** Let totals and rows that have waited be written, and come back. */
    void Beat();

    /** @return the totals so far. */
    RunProgress MakeProgress() const;
    /** @return wall time since the start, s. */
    double GetWallSeconds() const;

    Ptr<LearnerGroup> m_group;             //!< whose run it is
    Ptr<StalenessMonitor> m_monitor;       //!< measures its staleness
    Ptr<ModelEvaluator> m_evaluator;       //!< evaluates its models
    Ptr<TraceDatabase> m_database;         //!< where rows go
    Ptr<NetworkListener> m_listener;       //!< books what the network does; null: nobody
    Ptr<StopRule> m_stopRule;              //!< may end the run; null: none
    Ptr<DeviceUsageMonitor> m_usage;       //!< measures what devices use; null: nobody
    std::optional<int64_t> m_lastUsageNs;  //!< time of the last sample of that in the trace
    Ptr<ModelSaver> m_saver;               //!< saves the models; null: nobody
    Ptr<PositionSampler> m_positions;      //!< writes where devices are; null: nobody
    StrayRecorder m_strays;                //!< where stray packets come from
    RunDescription m_run;                  //!< what is known of it
    RunDigest m_digest;                    //!< of the rows
    RunSummary m_summary;                  //!< filled in at the end
    std::vector<LearnerStaleness> m_learnerStaleness; //!< filled in at the end
    std::vector<PairStaleness> m_pairStaleness;       //!< filled in at the end
    std::optional<int64_t> m_lastEvaluatedNs; //!< time of the last evaluation
    std::optional<int64_t> m_lastSampledNs; //!< time of the last sample of staleness
    uint64_t m_localUpdates{0};            //!< completed
    bool m_recording{false};               //!< between start and stop
    bool m_finished{false};                //!< the summary is complete
    bool m_digested{false};                //!< rows are made and digested
    std::chrono::steady_clock::time_point m_started; //!< wall clock at the start
    StalenessSample m_lastStaleness;       //!< the last sample
    Time m_sampleInterval;                 //!< between samples
    EventId m_sample;                      //!< next sample
    EventId m_beat;                        //!< next time rows may be written
    double m_beatInterval{1e-3};           //!< simulated time between two, s
    TracedCallback<Time, const StalenessSample&> m_stalenessTrace; //!< a sample was taken
    double m_lastBeat{0};                  //!< wall time of the last one, s since the start
};

} // namespace stardust
} // namespace ns3

#endif // RUN_RECORDER_H
