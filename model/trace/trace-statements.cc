/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-statements.h"

#include <ctime>
#include <limits>

// Both come from the build file; elsewhere there is nothing to tell.
#ifndef STARDUST_VERSION
#define STARDUST_VERSION "unknown"
#endif
#ifndef STARDUST_BUILD_TYPE
#define STARDUST_BUILD_TYPE "unknown"
#endif

namespace ns3
{
namespace stardust
{

namespace
{

constexpr double NO_NUMBER = std::numeric_limits<double>::quiet_NaN();
/// Becomes NULL.
constexpr ModelScore NO_SCORE{NO_NUMBER, NO_NUMBER, NO_NUMBER};

/// What a row of numbers takes while it waits, about.
constexpr std::size_t ROW_BYTES = 64;

std::string
FormatUtcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

const char*
ReasonOrNull(MessageReason reason)
{
    return reason == MessageReason::NONE ? nullptr : ToString(reason);
}

/// Bind a number, or NULL where there is none.
void
BindIf(SqliteStatement& statement, bool known, int64_t value)
{
    if (known)
    {
        statement.Bind(value);
    }
    else
    {
        statement.BindNull();
    }
}

void
InsertClasses(SqliteConnection& connection,
              int64_t run,
              const std::vector<LearnerClassRow>& classes)
{
    SqliteStatement insert(connection, "INSERT INTO learner_class VALUES (?, ?, ?, ?)");
    for (const auto& row : classes)
    {
        insert.Bind(run).Bind(int64_t(row.learner)).Bind(int64_t(row.label));
        insert.Bind(int64_t(row.samples)).Run();
    }
}

} // namespace

std::size_t
TraceBatch::CountRows() const
{
    const std::size_t rows = memberships.size() + edgeChanges.size() + localUpdates.size() + messages.size() +
                             evaluations.size() + classEvaluations.size() + stalenesses.size() +
                             stalenessSamples.size();
    // All rows of a run have the same length.
    return parameters.empty()
               ? rows
               : rows + parameters.size() * (1 + parameters.front().bytes.size() / ROW_BYTES);
}

void
TraceBatch::Clear()
{
    memberships.clear();
    edgeChanges.clear();
    localUpdates.clear();
    messages.clear();
    evaluations.clear();
    classEvaluations.clear();
    parameters.clear();
    stalenesses.clear();
    stalenessSamples.clear();
    progress.reset();
}

TraceStatements::TraceStatements(SqliteConnection& connection)
    : m_connection(connection),
      m_membership(connection, "INSERT INTO membership VALUES (?, ?, ?, ?)"),
      m_edgeChange(connection, "INSERT INTO edge_change VALUES (?, ?, ?, ?, ?, ?)"),
      m_localUpdate(connection, "INSERT INTO local_update VALUES (?, ?, ?, ?, ?, ?)"),
      m_message(connection,
                "INSERT INTO model_message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "?, ?, ?, ?)"),
      m_evaluation(connection, "INSERT INTO evaluation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      m_classEvaluation(connection, "INSERT INTO class_evaluation VALUES (?, ?, ?, ?, ?, ?, ?)"),
      m_parameters(connection, "INSERT INTO model_parameters VALUES (?, ?, ?, ?, ?)"),
      m_staleness(connection, "INSERT INTO staleness VALUES (?, ?, ?, ?, ?, ?)"),
      m_stalenessSample(connection,
                        "INSERT INTO staleness_sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      m_progress(connection,
                 "UPDATE run SET simulated_ns = ?, wall_s = ?, last_evaluated_ns = ?, "
                 "messages_sent = ?, messages_delivered = ?, messages_lost = ?, "
                 "messages_expired = ?, messages_rejected = ?, messages_in_flight = ?, "
                 "bytes_sent = ?, packets_sent = ?, late_packets = ?, stray_packets = ?, "
                 "feedback_sent = ?, feedback_bytes = ?, "
                 "pilots_sent = ?, pilot_bytes = ?, "
                 "local_updates = ? WHERE run_id = ?")
{
}

int64_t
TraceStatements::InsertRun(const RunDescription& run,
                           const std::vector<LearnerRow>& learners,
                           const std::vector<EdgeRow>& edges,
                           const std::vector<LearnerClassRow>& classes)
{
    SqliteStatement insert(m_connection,
                           "INSERT INTO run (name, status, started_at, command_line, parameters, "
                           "module_version, build_type, rng_seed, rng_run, learners, graph, "
                           "detail, tracked_sources, source_id, coordination, ready_ns, "
                           "warm_up_ns, partition, partition_seed, kernel) "
                           "VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                           "?, ?)");
    insert.Bind(run.name).Bind(FormatUtcNow()).Bind(run.commandLine).Bind(run.parameters);
    insert.BindLiteral(STARDUST_VERSION).BindLiteral(STARDUST_BUILD_TYPE);
    insert.Bind(int64_t(run.rngSeed)).Bind(int64_t(run.rngRun)).Bind(int64_t(run.learners));
    insert.Bind(run.graph).BindLiteral(ToString(run.detail));
    insert.Bind(int64_t(run.trackedSources));
    const auto bind = [&insert](const auto& value) {
        if (!value)
        {
            insert.BindNull();
            return;
        }
        insert.Bind(*value);
    };
    bind(run.source);
    insert.Bind(run.coordination).Bind(run.readyNs).Bind(run.warmUpNs);
    bind(run.partition);
    bind(run.partitionSeed);
    bind(run.kernel);
    insert.Run();
    const int64_t id = m_connection.GetLastInsertId();

    SqliteStatement learner(m_connection,
                            "INSERT INTO learner VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)");
    for (const auto& row : learners)
    {
        learner.Bind(id).Bind(int64_t(row.learner)).Bind(int64_t(row.node));
        learner.Bind(int64_t(row.samples)).Bind(int64_t(row.parameters));
        learner.Bind(row.x).Bind(row.y).Bind(row.z).Bind(row.deviceSpeed).Run();
    }
    InsertClasses(m_connection, id, classes);
    SqliteStatement edge(m_connection, "INSERT INTO edge VALUES (?, ?, ?, ?, ?)");
    for (const auto& row : edges)
    {
        edge.Bind(id).Bind(int64_t(row.sender)).Bind(int64_t(row.receiver));
        edge.Bind(row.sinceNs).Bind(row.weight).Run();
    }
    return id;
}

void
TraceStatements::InsertBatch(int64_t run, const TraceBatch& batch)
{
    for (const auto& row : batch.memberships)
    {
        m_membership.Bind(run).Bind(int64_t(row.learner)).Bind(row.changedNs);
        m_membership.BindLiteral(row.up ? "up" : "down").Run();
    }
    for (const auto& row : batch.edgeChanges)
    {
        m_edgeChange.Bind(run).Bind(int64_t(row.sender)).Bind(int64_t(row.receiver));
        m_edgeChange.Bind(row.changedNs).BindLiteral(row.up ? "up" : "down");
        m_edgeChange.Bind(row.weight).Run();
    }
    for (const auto& row : batch.localUpdates)
    {
        m_localUpdate.Bind(run).Bind(int64_t(row.learner)).Bind(int64_t(row.version));
        m_localUpdate.Bind(row.startedNs).Bind(row.endedNs).Bind(row.loss).Run();
    }
    for (const auto& row : batch.messages)
    {
        m_message.Bind(run).Bind(int64_t(row.sender)).Bind(int64_t(row.sequence));
        m_message.Bind(int64_t(row.receiver)).Bind(int64_t(row.senderVersion));
        m_message.Bind(int64_t(row.payloadBytes)).Bind(int64_t(row.bytes));
        m_message.Bind(int64_t(row.packets)).Bind(int64_t(row.packetsArrived)).Bind(row.sentNs);
        BindIf(m_message, row.outcome != MessageOutcome::IN_FLIGHT, row.concludedNs);
        m_message.BindLiteral(ToString(row.outcome)).BindLiteral(ReasonOrNull(row.cause));
        m_message.Bind(row.fraction);
        BindIf(m_message, row.outcome == MessageOutcome::DELIVERED, row.staleness);
        BindIf(m_message, row.transmission >= 0, row.transmission);
        BindIf(m_message, row.firstPacketNs >= 0, row.firstPacketNs);
        BindIf(m_message, row.lastPacketNs >= 0, row.lastPacketNs);
        BindIf(m_message, row.macRetries.has_value(), row.macRetries.value_or(0));
        BindIf(m_message, row.macDrops.has_value(), row.macDrops.value_or(0));
        m_message.Run();
    }
    for (const auto& row : batch.evaluations)
    {
        m_evaluation.Bind(run).Bind(row.evaluatedNs).Bind(int64_t(row.learner));
        m_evaluation.Bind(int64_t(row.version)).BindLiteral(ToString(row.cause));
        m_evaluation.Bind(int64_t(row.samples)).Bind(row.score.loss).Bind(row.score.accuracy);
        m_evaluation.Bind(row.score.error).Bind(row.distance).Run();
    }
    for (const auto& row : batch.classEvaluations)
    {
        m_classEvaluation.Bind(run).Bind(row.evaluatedNs).Bind(int64_t(row.learner));
        m_classEvaluation.BindLiteral(ToString(row.cause)).Bind(int64_t(row.label));
        m_classEvaluation.Bind(int64_t(row.samples)).Bind(row.accuracy).Run();
    }
    for (const auto& row : batch.parameters)
    {
        m_parameters.Bind(run).Bind(int64_t(row.learner)).Bind(row.savedNs);
        m_parameters.Bind(int64_t(row.version)).BindBytes(row.bytes).Run();
    }
    for (const auto& row : batch.stalenesses)
    {
        m_staleness.Bind(run).Bind(row.sampledNs).Bind(int64_t(row.learner));
        m_staleness.Bind(row.mean).Bind(int64_t(row.worst)).Bind(row.sinceFreshNs).Run();
    }
    for (const auto& row : batch.stalenessSamples)
    {
        InsertSample(run, row);
    }
    if (batch.progress)
    {
        UpdateProgress(run, *batch.progress);
    }
}

void
TraceStatements::InsertSample(int64_t run, const StalenessSampleRow& row)
{
    const StalenessSample& sample = row.sample;
    m_stalenessSample.Bind(run).Bind(row.sampledNs).Bind(sample.mean);
    for (const uint64_t number :
         {sample.median, sample.p95, sample.p99, sample.worst, sample.worstHolder})
    {
        m_stalenessSample.Bind(static_cast<int64_t>(number));
    }
    m_stalenessSample.Bind(sample.meanWorst).Bind(sample.meanSinceFreshNs);
    m_stalenessSample.Bind(static_cast<int64_t>(sample.longestSinceFreshNs));
    if (row.source)
    {
        m_stalenessSample.Bind(row.source->mean).Bind(int64_t(row.source->worst));
    }
    else
    {
        m_stalenessSample.BindNull().BindNull();
    }
    m_stalenessSample.Run();
}

void
TraceStatements::UpdateProgress(int64_t run, const RunProgress& progress)
{
    const MessageCounters& counters = progress.messages;
    m_progress.Bind(progress.simulatedNs).Bind(progress.wallSeconds);
    if (progress.lastEvaluatedNs)
    {
        m_progress.Bind(*progress.lastEvaluatedNs);
    }
    else
    {
        m_progress.BindNull();
    }
    for (const uint64_t count : {counters.sent,
                                 counters.delivered,
                                 counters.lost,
                                 counters.expired,
                                 counters.rejected,
                                 progress.messagesInFlight,
                                 counters.bytesSent,
                                 counters.packetsSent,
                                 counters.latePackets,
                                 counters.strayPackets,
                                 counters.feedbackSent,
                                 counters.feedbackBytes,
                                 counters.pilotsSent,
                                 counters.pilotBytes,
                                 progress.localUpdates})
    {
        m_progress.Bind(static_cast<int64_t>(count));
    }
    m_progress.Bind(run).Run();
}

void
TraceStatements::FinishRun(int64_t run,
                           const RunResult& result,
                           const std::vector<LearnerStaleness>& staleness)
{
    SqliteStatement learner(m_connection,
                            "UPDATE learner SET held_staleness = ?, source_staleness = ? "
                            "WHERE run_id = ? AND learner_id = ?");
    for (const auto& row : staleness)
    {
        learner.Bind(row.held).Bind(row.source).Bind(run).Bind(int64_t(row.learner)).Run();
    }
    SqliteStatement finish(m_connection,
                           "UPDATE run SET status = 'finished', stop_reason = ?, "
                           "mean_staleness = ?, ideal_staleness = ?, alone_accuracy = ?, "
                           "alone_loss = ?, alone_error = ?, pooled_accuracy = ?, "
                           "pooled_loss = ?, pooled_error = ?, digest = ? WHERE run_id = ?");
    finish.BindLiteral(ToString(result.stopReason));
    finish.Bind(result.meanStaleness).Bind(result.idealStaleness);
    for (const auto& baseline : {result.alone, result.pooled})
    {
        const ModelScore score = baseline.value_or(NO_SCORE);
        finish.Bind(score.accuracy).Bind(score.loss).Bind(score.error);
    }
    finish.Bind(result.digest).Bind(run).Run();
}

void
TraceStatements::FailRun(int64_t run)
{
    SqliteStatement(m_connection, "UPDATE run SET status = 'failed' WHERE run_id = ?")
        .Bind(run)
        .Run();
}

} // namespace stardust
} // namespace ns3
