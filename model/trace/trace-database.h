/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_DATABASE_H
#define TRACE_DATABASE_H

#include "trace-rows.h"

#include "ns3/output-error.h"
#include "ns3/simple-ref-count.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Writing the trace failed while a run was under way (disk full, for instance).
class TraceError : public OutputError
{
  public:
    using OutputError::OutputError;
};

/**
 * @ingroup stardust
 * A stardust trace open for writing: an SQLite file that holds any number of runs.
 *
 * 1. Rows are queued and written in transactions of many rows. The write lock
 *    is held only during a transaction.
 * 2. WriteIfDue() writes, in the caller's thread, rows that have waited for half
 *    a second. A run that gives rows faster than that, or finds the file locked
 *    by another process, gets a writer thread, which from then on does the same
 *    by itself. (It does not get one sooner: with a second thread in the process
 *    every malloc takes a lock, which makes ns-3 2 to 3 % slower.)
 * 3. While another process holds the lock rows queue up; when MAX_QUEUED_ROWS
 *    wait, Append() waits too. Where the disk is slower than the run Append() waits
 *    much sooner, so that a process that is killed loses less than a second.
 * 4. The progress given last is written with each transaction.
 * 5. A run that is not finished keeps the status `running` if the process
 *    dies, and gets `failed` if the object is destroyed.
 *
 * 6. If the file is removed, moved away or replaced the next transaction fails.
 *
 * One run at a time; a file may be open in several processes.
 */
class TraceDatabase : public SimpleRefCount<TraceDatabase>
{
  public:
    /// Rows that wait for another process's lock at most, before the run waits.
    static constexpr std::size_t MAX_QUEUED_ROWS = 1 << 20;

    /**
     * Open a trace, or create it if there is no such file. Folders are not created.
     * @param path the file.
     * @throws InputError if it cannot be created or written, is no trace, or
     *         has a newer schema; such a file is left as it was.
     */
    explicit TraceDatabase(const std::string& path);
    ~TraceDatabase();

    /** @return path of the file. */
    const std::string& GetPath() const;

    /**
     * Begin a run.
     * @param run what is known of it.
     * @param learners its learners.
     * @param edges its communication graph.
     * @param classes the learners' samples by class.
     * @return its run_id.
     */
    int64_t BeginRun(const RunDescription& run,
                     const std::vector<LearnerRow>& learners,
                     const std::vector<EdgeRow>& edges,
                     const std::vector<LearnerClassRow>& classes = {});

    /**
     * Give a row of the run under way.
     * @param row the row.
     * @throws TraceError if writing has failed.
     */
    void Append(const MembershipRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const DeviceUsageRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const EdgeChangeRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const LocalUpdateRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const MessageRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const EvaluationRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const ClassEvaluationRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const LayerEvaluationRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const ParametersRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const FlowRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const StalenessRow& row);
    /** @param row the row. */
    void Append(const StalenessSampleRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const PositionRow& row);
    /** @copydoc Append(const MembershipRow&) */
    void Append(const StationRow& row);

    /**
     * Give the totals of the run under way, to be written with the next rows.
     * @param progress the totals.
     */
    void SetProgress(const RunProgress& progress);

    /**
     * Write what has waited for half a second; to be called a few times a second
     * of wall time.
     * @throws TraceError if writing has failed.
     */
    void WriteIfDue();

    /**
     * Write everything and finish the run under way.
     * @param result what came out.
     * @param staleness time averages of each learner.
     * @param pairs time averages of pairs; none if they are not kept.
     * @throws TraceError if writing has failed.
     */
    void FinishRun(const RunResult& result,
                   const std::vector<LearnerStaleness>& staleness,
                   const std::vector<PairStaleness>& pairs = {});

  private:
    struct Impl; //!< connection, queue and thread, kept out of this header

    std::unique_ptr<Impl> m_impl; //!< connection, queue and thread
};

} // namespace stardust
} // namespace ns3

#endif // TRACE_DATABASE_H
