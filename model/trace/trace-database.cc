/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-database.h"

#include "trace-file.h"
#include "trace-statements.h"

#include "ns3/abort.h"
#include "ns3/input-error.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace ns3
{
namespace stardust
{

namespace
{
/// Rows that are written before their time; so many within it call for a thread. While the
/// thread writes as many, as many more may wait: what a killed run loses stays below a second.
constexpr std::size_t BATCH_ROWS = 1 << 16;
/// Rows are written at least so often; half of the second that a killed run may lose.
constexpr std::chrono::milliseconds WRITE_INTERVAL(500);
/// How long to leave the lock to another process before the next try.
constexpr std::chrono::milliseconds LOCK_RETRY(10);
} // namespace

/// Connection, queue and writer thread.
struct TraceDatabase::Impl
{
    /** @param path the file. */
    explicit Impl(const std::string& path)
        : connection(OpenTraceFile(path)),
          watch(*connection),
          statements(*connection)
    {
    }

    /**
     * Do something in a transaction, if no other process holds the lock.
     * @param work what to do.
     * @return whether it was done.
     */
    bool TryTransaction(const std::function<void()>& work)
    {
        try
        {
            SqliteTransaction transaction(*connection);
            work();
            transaction.Commit();
            watch.Check();
            return true;
        }
        catch (const SqliteError& error)
        {
            if (!error.IsBusy())
            {
                throw;
            }
            return false;
        }
    }

    /**
     * Do something in a transaction, waiting as long as another process holds
     * the lock.
     * @param work what to do; done again if the lock was lost.
     */
    void InTransaction(const std::function<void()>& work)
    {
        while (!TryTransaction(work))
        {
            SetBlocked(true);
            std::this_thread::sleep_for(LOCK_RETRY);
        }
        SetBlocked(false);
    }

    /** @param value whether another process holds the lock: rows may queue up meanwhile. */
    void SetBlocked(bool value)
    {
        {
            const std::lock_guard<std::mutex> guard(mutex);
            blocked = value;
        }
        room.notify_all();
    }

    /** The writer thread. */
    void Write()
    {
        std::unique_lock<std::mutex> lock(mutex);
        while (true)
        {
            wake.wait_for(lock, WRITE_INTERVAL, [this] {
                return stopping || pending.CountRows() >= BATCH_ROWS;
            });
            std::swap(pending, writing);
            const bool last = stopping;
            lock.unlock();
            room.notify_all();
            WriteBatch();
            lock.lock();
            room.notify_all();
            if (last || !error.empty())
            {
                return;
            }
        }
    }

    /** Write the batch at hand; on failure remember why. */
    void WriteBatch()
    {
        std::string failure;
        try
        {
            if (writing.CountRows() > 0 || writing.progress)
            {
                InTransaction([this] { statements.InsertBatch(run, writing); });
            }
        }
        catch (const std::exception& caught)
        {
            failure = caught.what();
        }
        writing.Clear();
        if (!failure.empty())
        {
            const std::lock_guard<std::mutex> guard(mutex);
            error = failure;
        }
    }

    /** Start the writer thread, if it does not run. */
    void StartWriter()
    {
        if (!writer.joinable())
        {
            writer = std::thread(&Impl::Write, this);
        }
    }

    /** See TraceDatabase::WriteIfDue(). */
    void WriteIfDue()
    {
        const auto now = std::chrono::steady_clock::now();
        if (writer.joinable() || now - written < WRITE_INTERVAL ||
            (pending.CountRows() == 0 && !pending.progress))
        {
            return;
        }
        written = now;
        if (!TryTransaction([this] { statements.InsertBatch(run, pending); }))
        {
            StartWriter();
            return;
        }
        pending.Clear();
    }

    /**
     * Queue a row.
     * @tparam Row its type.
     * @param rows where it goes in the pending batch.
     * @param row the row.
     */
    template <typename Row>
    void Append(std::vector<Row> TraceBatch::*rows, const Row& row)
    {
        std::unique_lock<std::mutex> lock(mutex);
        if (pending.CountRows() >= BATCH_ROWS)
        {
            StartWriter();
            wake.notify_one();
            room.wait(lock, [this] {
                return !error.empty() ||
                       pending.CountRows() < (blocked ? MAX_QUEUED_ROWS : BATCH_ROWS);
            });
        }
        if (!error.empty())
        {
            throw TraceError(error);
        }
        (pending.*rows).push_back(row);
    }

    /** Write what is pending and end the writer thread, if it runs. */
    void Join()
    {
        if (!writer.joinable())
        {
            std::swap(pending, writing);
            WriteBatch();
            return;
        }
        {
            const std::lock_guard<std::mutex> guard(mutex);
            stopping = true;
        }
        wake.notify_one();
        writer.join();
        stopping = false;
    }

    std::unique_ptr<SqliteConnection> connection; //!< used by the writer while it runs
    FileWatch watch;                              //!< on the file
    TraceStatements statements;                   //!< on the connection
    int64_t run{0};                               //!< run_id of the run under way, 0: none

    std::mutex mutex;             //!< guards what follows
    std::condition_variable wake; //!< there is work for the writer
    std::condition_variable room; //!< there is room for rows
    TraceBatch pending;           //!< rows not yet taken by the writer
    bool stopping{false};         //!< the writer is to end
    bool blocked{false};          //!< another process holds the lock
    std::string error;            //!< why writing failed, empty if it has not

    TraceBatch writing; //!< rows that the writer has taken; its own
    std::thread writer; //!< runs if a run needs it

    std::chrono::steady_clock::time_point written; //!< last time without the thread
};

TraceDatabase::TraceDatabase(const std::string& path)
{
    try
    {
        m_impl = std::make_unique<Impl>(path);
    }
    catch (const SqliteError& error)
    {
        throw InputError("--trace=" + path + ": is marked as a trace but is none: " + error.what());
    }
}

TraceDatabase::~TraceDatabase()
{
    if (m_impl->run == 0)
    {
        return;
    }
    m_impl->Join();
    try
    {
        m_impl->InTransaction([this] { m_impl->statements.FailRun(m_impl->run); });
    }
    catch (const SqliteError&)
    {
        // The run keeps the status `running`, which says as much: not finished.
    }
}

const std::string&
TraceDatabase::GetPath() const
{
    return m_impl->connection->GetPath();
}

int64_t
TraceDatabase::BeginRun(const RunDescription& run,
                        const std::vector<LearnerRow>& learners,
                        const std::vector<EdgeRow>& edges,
                        const std::vector<LearnerClassRow>& classes)
{
    NS_ABORT_MSG_IF(m_impl->run != 0, "one run at a time");
    try
    {
        m_impl->InTransaction([&] {
            m_impl->run = m_impl->statements.InsertRun(run, learners, edges, classes);
        });
    }
    catch (const SqliteError& error)
    {
        m_impl->run = 0;
        throw TraceError(error.what());
    }
    m_impl->written = std::chrono::steady_clock::now();
    m_impl->pending.Clear();
    m_impl->error.clear();
    return m_impl->run;
}

void
TraceDatabase::Append(const MembershipRow& row)
{
    m_impl->Append(&TraceBatch::memberships, row);
}

void
TraceDatabase::Append(const DeviceUsageRow& row)
{
    m_impl->Append(&TraceBatch::usages, row);
}

void
TraceDatabase::Append(const EdgeChangeRow& row)
{
    m_impl->Append(&TraceBatch::edgeChanges, row);
}

void
TraceDatabase::Append(const LocalUpdateRow& row)
{
    m_impl->Append(&TraceBatch::localUpdates, row);
}

void
TraceDatabase::Append(const MessageRow& row)
{
    m_impl->Append(&TraceBatch::messages, row);
}

void
TraceDatabase::Append(const EvaluationRow& row)
{
    m_impl->Append(&TraceBatch::evaluations, row);
}

void
TraceDatabase::Append(const ClassEvaluationRow& row)
{
    m_impl->Append(&TraceBatch::classEvaluations, row);
}

void
TraceDatabase::Append(const LayerEvaluationRow& row)
{
    m_impl->Append(&TraceBatch::layerEvaluations, row);
}

void
TraceDatabase::Append(const ParametersRow& row)
{
    m_impl->Append(&TraceBatch::parameters, row);
}

void
TraceDatabase::Append(const FlowRow& row)
{
    m_impl->Append(&TraceBatch::flows, row);
}

void
TraceDatabase::Append(const StalenessRow& row)
{
    m_impl->Append(&TraceBatch::stalenesses, row);
}

void
TraceDatabase::Append(const StalenessSampleRow& row)
{
    m_impl->Append(&TraceBatch::stalenessSamples, row);
}

void
TraceDatabase::Append(const PositionRow& row)
{
    m_impl->Append(&TraceBatch::positions, row);
}

void
TraceDatabase::Append(const StationRow& row)
{
    m_impl->Append(&TraceBatch::stations, row);
}

void
TraceDatabase::SetProgress(const RunProgress& progress)
{
    const std::lock_guard<std::mutex> guard(m_impl->mutex);
    m_impl->pending.progress = progress;
}

void
TraceDatabase::WriteIfDue()
{
    try
    {
        m_impl->WriteIfDue();
    }
    catch (const SqliteError& error)
    {
        throw TraceError(error.what());
    }
}

void
TraceDatabase::FinishRun(const RunResult& result,
                         const std::vector<LearnerStaleness>& staleness,
                         const std::vector<PairStaleness>& pairs)
{
    NS_ABORT_MSG_IF(m_impl->run == 0, "no run is under way");
    m_impl->Join();
    const int64_t run = m_impl->run;
    if (!m_impl->error.empty())
    {
        throw TraceError(m_impl->error);
    }
    try
    {
        m_impl->InTransaction(
            [&] { m_impl->statements.FinishRun(run, result, staleness, pairs); });
    }
    catch (const SqliteError& error)
    {
        throw TraceError(error.what());
    }
    m_impl->run = 0;
}

} // namespace stardust
} // namespace ns3
