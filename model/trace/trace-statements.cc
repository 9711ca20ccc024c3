/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-statements.h"

#include "run-facts.h"

#include <algorithm>
#include <ctime>
#include <limits>

// It comes from the build file; elsewhere there is nothing to tell.
#ifndef STARDUST_VERSION
#define STARDUST_VERSION "unknown"
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

/// INSERT with as many parameters as columns are named: a file keeps working when a later
/// version adds a column.
std::string
MakeInsert(const std::string& table, const std::string& columns)
{
    const auto commas = std::count(columns.begin(), columns.end(), ',');
    std::string marks = "?";
    for (auto i = commas; i > 0; --i)
    {
        marks += ", ?";
    }
    return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")";
}

/// Options, whatever program wrote them, and what the module found out by itself.
void
InsertParameters(SqliteConnection& connection, int64_t run, const std::vector<RunFact>& facts)
{
    SqliteStatement options(connection,
                            "INSERT INTO run_parameter (run_id, kind, name, value) "
                            "SELECT run.run_id, 'option', option.key, "
                            "coalesce(max(CAST(option.value AS TEXT)), '') "
                            "FROM run, json_each(run.parameters) AS option "
                            "WHERE run.run_id = ? AND option.key IS NOT NULL "
                            "GROUP BY option.key");
    options.Bind(run).Run();
    // A subclass may give an attribute the name of its parent's: the subclass's comes first.
    SqliteStatement insert(connection,
                           MakeInsert("run_parameter", "run_id, kind, name, value") +
                               " ON CONFLICT DO NOTHING");
    for (const auto& fact : facts)
    {
        insert.Bind(run).BindLiteral(ToString(fact.kind)).Bind(fact.name).Bind(fact.value).Run();
    }
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
    SqliteStatement insert(connection,
                           MakeInsert("learner_class", "run_id, learner_id, class, samples"));
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
    const std::size_t rows = memberships.size() + usages.size() + edgeChanges.size() +
                             localUpdates.size() + messages.size() +
                             evaluations.size() + classEvaluations.size() +
                             layerEvaluations.size() + flows.size() + stalenesses.size() + stalenessSamples.size() + positions.size() +
                             stations.size();
    // All rows of a run have the same length.
    return parameters.empty()
               ? rows
               : rows + parameters.size() * (1 + parameters.front().bytes.size() / ROW_BYTES);
}

void
TraceBatch::Clear()
{
    memberships.clear();
    usages.clear();
    edgeChanges.clear();
    localUpdates.clear();
    messages.clear();
    evaluations.clear();
    classEvaluations.clear();
    layerEvaluations.clear();
    parameters.clear();
    flows.clear();
    stalenesses.clear();
    stalenessSamples.clear();
    positions.clear();
    stations.clear();
    progress.reset();
}

TraceStatements::TraceStatements(SqliteConnection& connection)
    : m_connection(connection),
      m_membership(connection,
                   MakeInsert("membership", "run_id, learner_id, changed_ns, state, cause")),
      m_usage(connection,
              MakeInsert("device_usage",
                         "run_id, sampled_ns, learner_id, sent_bytes, received_bytes, "
                         "sent_packets, received_packets, sent_frames, received_frames, "
                         "transmit_ns, receive_ns, busy_ns, radio_j, compute_j, remaining_j")),
      m_edgeChange(connection,
                   MakeInsert("edge_change",
                              "run_id, sender_id, receiver_id, changed_ns, state, weight")),
      m_localUpdate(connection,
                    MakeInsert("local_update",
                               "run_id, learner_id, version, started_ns, ended_ns, loss")),
      m_message(connection,
                MakeInsert("model_message",
                           "run_id, sender_id, sequence, receiver_id, sender_version, "
                           "payload_bytes, bytes, packets, packets_arrived, sent_ns, "
                           "concluded_ns, outcome, reason, fraction, staleness, transmission, "
                            "first_packet_ns, last_packet_ns, mac_retries, mac_drops")),
      m_evaluation(connection,
                   MakeInsert("evaluation",
                              "run_id, evaluated_ns, learner_id, version, cause, samples, "
                              "loss, accuracy, error, distance")),
      m_classEvaluation(connection,
                        MakeInsert("class_evaluation",
                                   "run_id, evaluated_ns, learner_id, cause, class, samples, "
                                   "accuracy")),
      m_layerEvaluation(connection,
                        MakeInsert("layer_evaluation",
                                   "run_id, evaluated_ns, learner_id, cause, layer, kind, "
                                   "parameters, mean, variance")),
      m_parameters(connection,
                   MakeInsert("model_parameters",
                              "run_id, learner_id, saved_ns, version, parameters")),
      m_flow(connection,
             MakeInsert("flow",
                        "run_id, flow_id, source_address, source_port, "
                        "destination_address, destination_port, protocol, sender_id, "
                        "receiver_id, packets_sent, bytes_sent, packets_received, "
                        "bytes_received, packets_lost, packets_dropped, forwardings, "
                        "delay_sum_ns, jitter_sum_ns, first_sent_ns, last_sent_ns, "
                        "first_received_ns, last_received_ns")),
      m_staleness(connection,
                  MakeInsert("staleness",
                             "run_id, sampled_ns, learner_id, mean, worst, since_fresh_ns")),
      m_stalenessSample(connection,
                        MakeInsert("staleness_sample",
                                   "run_id, sampled_ns, mean, median, p95, p99, worst, "
                                   "worst_learner_id, mean_worst, mean_since_fresh_ns, "
                                   "longest_since_fresh_ns, source_mean, source_worst")),
      m_position(connection,
                 MakeInsert("position", "run_id, learner_id, sampled_ns, x_m, y_m, z_m")),
      m_station(connection, MakeInsert("station", "run_id, node_id, kind, x_m, y_m, z_m")),
      m_progress(connection,
                 "UPDATE run SET simulated_ns = ?, wall_s = ?, last_evaluated_ns = ?, "
                 "messages_sent = ?, messages_delivered = ?, messages_lost = ?, "
                 "messages_expired = ?, messages_rejected = ?, messages_in_flight = ?, "
                 "bytes_sent = ?, packets_sent = ?, late_packets = ?, stray_packets = ?, "
                 "feedback_sent = ?, feedback_bytes = ?, "
                 "pilots_sent = ?, pilot_bytes = ?, gossips_skipped = ?, "
                 "local_updates = ? WHERE run_id = ?"),
      m_straySource(connection,
                    MakeInsert("stray_source", "run_id, learner_id, source, sender_id, packets") +
                        " ON CONFLICT (run_id, learner_id, source) "
                        "DO UPDATE SET packets = excluded.packets")
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
                           "module_version, ns3_version, build_type, rng_seed, rng_run, learners, graph, "
                           "detail, tracked_sources, source_id, coordination, ready_ns, "
                           "warm_up_ns, partition, partition_seed, kernel) "
                           "VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                           "?, ?)");
    insert.Bind(run.name).Bind(FormatUtcNow()).Bind(run.commandLine).Bind(run.parameters);
    insert.BindLiteral(STARDUST_VERSION).Bind(NameNs3Version());
    insert.BindLiteral(GetBuildType());
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
                            MakeInsert("learner",
                                       "run_id, learner_id, node_id, samples, parameters, "
                                       "x_m, y_m, z_m, device_speed"));
    for (const auto& row : learners)
    {
        learner.Bind(id).Bind(int64_t(row.learner)).Bind(int64_t(row.node));
        learner.Bind(int64_t(row.samples)).Bind(int64_t(row.parameters));
        learner.Bind(row.x).Bind(row.y).Bind(row.z).Bind(row.deviceSpeed).Run();
    }
    InsertParameters(m_connection, id, run.facts);
    InsertClasses(m_connection, id, classes);
    SqliteStatement edge(
        m_connection,
        MakeInsert("edge", "run_id, sender_id, receiver_id, since_ns, weight"));
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
        m_membership.BindLiteral(row.up ? "up" : "down").BindLiteral(ToString(row.cause)).Run();
    }
    for (const auto& row : batch.usages)
    {
        InsertUsage(run, row);
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
    for (const auto& row : batch.layerEvaluations)
    {
        m_layerEvaluation.Bind(run).Bind(row.evaluatedNs).Bind(int64_t(row.learner));
        m_layerEvaluation.BindLiteral(ToString(row.cause)).Bind(int64_t(row.layer));
        m_layerEvaluation.BindLiteral(row.weights ? "weights" : "biases");
        m_layerEvaluation.Bind(int64_t(row.parameters));
        m_layerEvaluation.Bind(row.moments.mean).Bind(row.moments.variance).Run();
    }
    for (const auto& row : batch.parameters)
    {
        m_parameters.Bind(run).Bind(int64_t(row.learner)).Bind(row.savedNs);
        m_parameters.Bind(int64_t(row.version)).BindBytes(row.bytes).Run();
    }
    for (const auto& row : batch.flows)
    {
        InsertFlow(run, row);
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
    for (const auto& row : batch.positions)
    {
        m_position.Bind(run).Bind(int64_t(row.learner)).Bind(row.sampledNs);
        m_position.Bind(row.x).Bind(row.y).Bind(row.z).Run();
    }
    for (const auto& row : batch.stations)
    {
        m_station.Bind(run).Bind(int64_t(row.node)).BindLiteral(ToString(row.kind));
        m_station.Bind(row.x).Bind(row.y).Bind(row.z).Run();
    }
    if (batch.progress)
    {
        UpdateProgress(run, *batch.progress);
    }
}

void
TraceStatements::InsertFlow(int64_t run, const FlowRow& row)
{
    const auto bind = [this](const std::optional<int64_t>& value) {
        if (value)
        {
            m_flow.Bind(*value);
        }
        else
        {
            m_flow.BindNull();
        }
    };
    m_flow.Bind(run).Bind(int64_t(row.flow));
    m_flow.Bind(row.sourceAddress).Bind(int64_t(row.sourcePort));
    m_flow.Bind(row.destinationAddress).Bind(int64_t(row.destinationPort));
    m_flow.Bind(int64_t(row.protocol));
    bind(row.sender);
    bind(row.receiver);
    for (const uint64_t count : {row.packetsSent,
                                 row.bytesSent,
                                 row.packetsReceived,
                                 row.bytesReceived,
                                 row.packetsLost,
                                 row.packetsDropped,
                                 row.forwardings})
    {
        m_flow.Bind(static_cast<int64_t>(count));
    }
    m_flow.Bind(row.delaySumNs).Bind(row.jitterSumNs);
    for (const auto& time :
         {row.firstSentNs, row.lastSentNs, row.firstReceivedNs, row.lastReceivedNs})
    {
        bind(time);
    }
    m_flow.Run();
}

void
TraceStatements::InsertUsage(int64_t run, const DeviceUsageRow& row)
{
    const DeviceUsage& usage = row.usage;
    m_usage.Bind(run).Bind(row.sampledNs).Bind(int64_t(row.learner));
    for (const uint64_t number :
         {usage.sentBytes, usage.receivedBytes, usage.sentPackets, usage.receivedPackets})
    {
        m_usage.Bind(static_cast<int64_t>(number));
    }
    for (const auto& frames : {usage.link.sentFrames, usage.link.receivedFrames})
    {
        frames ? m_usage.Bind(static_cast<int64_t>(*frames)) : m_usage.BindNull();
    }
    for (const auto& time : {usage.link.transmit, usage.link.receive, usage.link.busy})
    {
        time ? m_usage.Bind(time->GetNanoSeconds()) : m_usage.BindNull();
    }
    m_usage.Bind(usage.radioJoules).Bind(usage.computeJoules).Bind(usage.remainingJoules).Run();
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
                                 counters.gossipsSkipped,
                                 progress.localUpdates})
    {
        m_progress.Bind(static_cast<int64_t>(count));
    }
    m_progress.Bind(run).Run();
    for (const auto& row : progress.straySources)
    {
        m_straySource.Bind(run).Bind(int64_t(row.learner)).Bind(row.source);
        BindIf(m_straySource, row.sender.has_value(), row.sender.value_or(0));
        m_straySource.Bind(static_cast<int64_t>(row.packets)).Run();
    }
}

void
TraceStatements::FinishRun(int64_t run,
                           const RunResult& result,
                           const std::vector<LearnerStaleness>& staleness,
                           const std::vector<PairStaleness>& pairs)
{
    SqliteStatement learner(m_connection,
                            "UPDATE learner SET held_staleness = ?, source_staleness = ? "
                            "WHERE run_id = ? AND learner_id = ?");
    for (const auto& row : staleness)
    {
        learner.Bind(row.held).Bind(row.source).Bind(run).Bind(int64_t(row.learner)).Run();
    }
    SqliteStatement pair(m_connection, "INSERT INTO pair_staleness VALUES (?, ?, ?, ?)");
    for (const auto& row : pairs)
    {
        pair.Bind(run).Bind(int64_t(row.source)).Bind(int64_t(row.holder)).Bind(row.mean).Run();
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
