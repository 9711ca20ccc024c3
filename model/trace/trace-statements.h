/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_STATEMENTS_H
#define TRACE_STATEMENTS_H

#include "sqlite-handle.h"
#include "trace-rows.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Rows on their way to the file, and the totals to be written with them.
struct TraceBatch
{
    std::vector<MembershipRow> memberships;   //!< table membership
    std::vector<DeviceUsageRow> usages;       //!< table device_usage
    std::vector<EdgeChangeRow> edgeChanges;   //!< table edge_change
    std::vector<LocalUpdateRow> localUpdates; //!< table local_update
    std::vector<MessageRow> messages;         //!< table model_message
    std::vector<EvaluationRow> evaluations;   //!< table evaluation
    std::vector<ClassEvaluationRow> classEvaluations; //!< table class_evaluation
    std::vector<LayerEvaluationRow> layerEvaluations; //!< table layer_evaluation
    std::vector<ParametersRow> parameters;    //!< table model_parameters
    std::vector<FlowRow> flows;               //!< table flow
    std::vector<StalenessRow> stalenesses;    //!< table staleness
    std::vector<StalenessSampleRow> stalenessSamples; //!< table staleness_sample
    std::vector<PositionRow> positions;       //!< table position
    std::vector<StationRow> stations;         //!< table station
    std::optional<RunProgress> progress;      //!< newest totals, if there are new ones

    /** @return number of rows; long rows of parameters count as many as their bytes would make. */
    std::size_t CountRows() const;

    /** Remove everything, keeping the memory. */
    void Clear();
};

/**
 * @ingroup stardust
 * The prepared statements that write a trace. Used inside a transaction of the
 * caller's, by one thread at a time.
 */
class TraceStatements
{
  public:
    /** @param connection an open trace; it must outlive the statements. */
    explicit TraceStatements(SqliteConnection& connection);

    /**
     * Enter a run with its learners and edges.
     * @param run what is known of it.
     * @param learners its learners.
     * @param edges its communication graph.
     * @param classes the learners' samples by class.
     * @return its run_id.
     */
    int64_t InsertRun(const RunDescription& run,
                      const std::vector<LearnerRow>& learners,
                      const std::vector<EdgeRow>& edges,
                      const std::vector<LearnerClassRow>& classes);

    /**
     * Enter rows and totals.
     * @param run the run_id.
     * @param batch the rows.
     */
    void InsertBatch(int64_t run, const TraceBatch& batch);

    /**
     * Enter what came out of a run and mark it finished.
     * @param run the run_id.
     * @param result what came out.
     * @param staleness time averages of each learner.
     * @param pairs time averages of each pair, or none.
     */
    void FinishRun(int64_t run,
                   const RunResult& result,
                   const std::vector<LearnerStaleness>& staleness,
                   const std::vector<PairStaleness>& pairs);

    /**
     * Mark a run failed.
     * @param run the run_id.
     */
    void FailRun(int64_t run);

  private:
    /**
     * @param run the run_id.
     * @param progress its totals.
     */
    void UpdateProgress(int64_t run, const RunProgress& progress);

    /**
     * @param run the run_id.
     * @param row the row of the table flow.
     */
    void InsertFlow(int64_t run, const FlowRow& row);

    /**
     * @param run run_id.
     * @param row the row of the table device_usage.
     */
    void InsertUsage(int64_t run, const DeviceUsageRow& row);

    /**
     * @param run the run_id.
     * @param row the row of the table staleness_sample.
     */
    void InsertSample(int64_t run, const StalenessSampleRow& row);

    SqliteConnection& m_connection; //!< the open trace
    SqliteStatement m_membership;   //!< inserts a row
    SqliteStatement m_usage;        //!< inserts a row
    SqliteStatement m_edgeChange;      //!< inserts into edge_change
    SqliteStatement m_localUpdate;  //!< inserts a row
    SqliteStatement m_message;      //!< inserts a row
    SqliteStatement m_evaluation;   //!< inserts a row
    SqliteStatement m_classEvaluation; //!< inserts a row
    SqliteStatement m_layerEvaluation; //!< inserts a row
    SqliteStatement m_parameters;   //!< inserts a row
    SqliteStatement m_flow;         //!< inserts a row
    SqliteStatement m_staleness;    //!< inserts a row
    SqliteStatement m_stalenessSample; //!< inserts a row
    SqliteStatement m_position;     //!< inserts a row
    SqliteStatement m_station;      //!< inserts a row
    SqliteStatement m_progress;     //!< updates the totals
    SqliteStatement m_straySource;  //!< inserts a row or updates its number
};

} // namespace stardust
} // namespace ns3

#endif // TRACE_STATEMENTS_H
