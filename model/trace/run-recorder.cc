/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-recorder.h"

#include "ns3/abort.h"
#include "ns3/mobility-model.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RunRecorder);

namespace
{
/// Totals and rows go to the trace about so often, s of wall time.
constexpr double HEARTBEAT = 0.2;

std::optional<double>
AbsentIfNan(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional<double>(value);
}
} // namespace

TypeId
RunRecorder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::RunRecorder")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<RunRecorder>();
    return tid;
}

RunRecorder::RunRecorder() = default;

void
RunRecorder::DoDispose()
{
    m_beat.Cancel();
    m_group = nullptr;
    m_monitor = nullptr;
    m_evaluator = nullptr;
    m_database = nullptr;
    Object::DoDispose();
}

void
RunRecorder::Start(Ptr<LearnerGroup> group,
                   Ptr<StalenessMonitor> monitor,
                   Ptr<ModelEvaluator> evaluator,
                   Ptr<TraceDatabase> database,
                   RunDescription run)
{
    NS_ABORT_MSG_IF(m_group, "a recorder records one run");
    m_group = group;
    m_monitor = monitor;
    m_evaluator = evaluator;
    m_database = database;
    m_run = std::move(run);
    m_run.rngSeed = RngSeedManager::GetSeed();
    m_run.rngRun = RngSeedManager::GetRun();
    m_run.learners = group->GetN();
    m_run.trackedSources = group->GetN();
    m_run.warmUpNs = monitor->GetWarmUp().GetNanoSeconds();
    m_started = std::chrono::steady_clock::now();

    const auto edges = MakeEdgeRows();
    m_summary.name = m_run.name;
    m_summary.learners = m_run.learners;
    m_summary.warmUp = monitor->GetWarmUp();
    if (m_database)
    {
        m_summary.trace = m_database->GetPath();
        m_summary.runId = m_database->BeginRun(m_run, MakeLearnerRows(), edges);
    }
    m_recording = true;
    Connect();
    if (m_database)
    {
        m_beat = Simulator::Schedule(Seconds(m_beatInterval), &RunRecorder::Beat, this);
    }
}

std::vector<LearnerRow>
RunRecorder::MakeLearnerRows() const
{
    std::vector<LearnerRow> rows;
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        Ptr<GossipLearner> learner = m_group->GetLearner(i);
        LearnerRow row{};
        row.learner = i;
        row.node = learner->GetNode()->GetId();
        row.samples = learner->GetSampleCount();
        row.parameters = learner->GetParameters()->Size();
        if (Ptr<MobilityModel> mobility = learner->GetNode()->GetObject<MobilityModel>())
        {
            const Vector position = mobility->GetPosition();
            row.x = position.x;
            row.y = position.y;
            row.z = position.z;
        }
        rows.push_back(row);
    }
    return rows;
}

std::vector<EdgeRow>
RunRecorder::MakeEdgeRows()
{
    const CommunicationGraph& graph = m_group->GetGraph();
    std::vector<EdgeRow> rows;
    m_digest.Add(RunDigest::EDGE, {graph.GetN(), graph.IsComplete()});
    if (graph.IsComplete())
    {
        m_run.graph = "complete";
        return rows;
    }
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            rows.push_back({i, graph.GetNeighbor(i, k), 0});
            m_digest.Add(RunDigest::EDGE, {i, graph.GetNeighbor(i, k), 0});
        }
    }
    return rows;
}

void
RunRecorder::Connect()
{
    const auto state = MakeCallback(&RunRecorder::RecordState, this);
    const auto update = MakeCallback(&RunRecorder::RecordUpdate, this);
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        m_group->GetLearner(i)->TraceConnectWithoutContext("State", state);
        m_group->GetLearner(i)->TraceConnectWithoutContext("LocalUpdate", update);
    }
    m_group->GetLedger()->TraceConnectWithoutContext(
        "MessageConcluded",
        MakeCallback(&RunRecorder::RecordMessage, this));
    if (m_evaluator)
    {
        m_evaluator->TraceConnectWithoutContext("Scores",
                                                MakeCallback(&RunRecorder::RecordScores, this));
    }
}

void
RunRecorder::SetIdealStaleness(std::optional<double> staleness)
{
    m_summary.result.idealStaleness = staleness;
}

void
RunRecorder::SetBaselines(double alone, double pooled)
{
    m_summary.result.aloneAccuracy = AbsentIfNan(alone);
    m_summary.result.pooledAccuracy = AbsentIfNan(pooled);
}

template <typename Row>
void
RunRecorder::Append(const Row& row, bool wanted)
{
    if (m_database && wanted)
    {
        m_database->Append(row);
    }
}

void
RunRecorder::Beat()
{
    m_database->SetProgress(MakeProgress());
    m_database->WriteIfDue();
    // Aim at a steady pace of the wall clock, whatever the simulation's is.
    const double wall = GetWallSeconds();
    const double correction = HEARTBEAT / std::max(wall - m_lastBeat, 1e-9);
    m_beatInterval *= std::clamp(correction, 0.5, 2.0);
    m_lastBeat = wall;
    m_beat = Simulator::Schedule(Seconds(m_beatInterval), &RunRecorder::Beat, this);
}

void
RunRecorder::RecordState(uint32_t learner, bool up)
{
    if (!m_recording)
    {
        return;
    }
    const MembershipRow row{learner, Simulator::Now().GetNanoSeconds(), up};
    m_digest.Add(RunDigest::MEMBERSHIP, {learner, uint64_t(row.changedNs), up});
    Append(row, true);
}

void
RunRecorder::RecordUpdate(const LocalUpdate& update)
{
    if (!m_recording)
    {
        return;
    }
    ++m_localUpdates;
    const LocalUpdateRow row{update.learner,
                             update.version,
                             update.started.GetNanoSeconds(),
                             update.ended.GetNanoSeconds(),
                             update.loss};
    m_digest.Add(RunDigest::LOCAL_UPDATE,
                 {row.learner,
                  row.version,
                  uint64_t(row.startedNs),
                  uint64_t(row.endedNs),
                  RunDigest::ToWord(row.loss)});
    Append(row, m_run.detail == TraceDetail::ALL);
}

void
RunRecorder::RecordMessage(Ptr<const ModelMessage> message)
{
    if (!m_recording)
    {
        return;
    }
    MessageRow row{};
    row.sender = message->sender;
    row.sequence = message->sequence;
    row.receiver = message->receiver;
    row.senderVersion = message->senderVersion;
    row.payloadBytes = message->payloadBytes;
    row.packets = message->packets;
    row.packetsArrived = message->packetsArrived;
    row.outcome = message->outcome;
    row.reason = message->reason;
    row.bytes = message->bytes;
    row.sentNs = message->sent.GetNanoSeconds();
    row.concludedNs = message->concluded.GetNanoSeconds();
    row.fraction = message->fraction;
    m_digest.Add(RunDigest::MODEL_MESSAGE,
                 {row.sender,
                  row.sequence,
                  row.receiver,
                  row.senderVersion,
                  row.payloadBytes,
                  row.bytes,
                  row.packets,
                  row.packetsArrived,
                  uint64_t(row.sentNs),
                  uint64_t(row.concludedNs),
                  uint64_t(row.outcome),
                  uint64_t(row.reason),
                  RunDigest::ToWord(row.fraction)});
    Append(row, m_run.detail != TraceDetail::SUMMARY);
}

void
RunRecorder::RecordScores(const std::vector<ModelScore>& scores)
{
    if (!m_recording)
    {
        return;
    }
    const int64_t now = Simulator::Now().GetNanoSeconds();
    m_lastEvaluatedNs = now;
    const uint32_t samples = m_evaluator->GetTestData()->GetN();
    for (uint32_t i = 0; i < scores.size(); ++i)
    {
        const EvaluationRow row{now,
                                i,
                                m_group->GetLearner(i)->GetVersion(),
                                samples,
                                scores[i].loss,
                                scores[i].accuracy};
        m_digest.Add(RunDigest::EVALUATION,
                     {uint64_t(now),
                      i,
                      row.version,
                      RunDigest::ToWord(row.loss),
                      RunDigest::ToWord(row.accuracy)});
        Append(row, true);
    }
    RecordStaleness();
}

void
RunRecorder::RecordStaleness()
{
    const int64_t now = Simulator::Now().GetNanoSeconds();
    for (uint32_t i = 0; i < m_group->GetN(); ++i)
    {
        const StalenessRow row{now,
                               i,
                               m_monitor->GetWorstStaleness(i),
                               m_monitor->GetCurrentHolderStaleness(i)};
        m_digest.Add(RunDigest::STALENESS,
                     {uint64_t(now), i, row.worst, RunDigest::ToWord(row.mean)});
        Append(row, true);
    }
}

double
RunRecorder::GetWallSeconds() const
{
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_started;
    return wall.count();
}

RunProgress
RunRecorder::MakeProgress() const
{
    RunProgress progress;
    progress.simulatedNs = Simulator::Now().GetNanoSeconds();
    progress.wallSeconds = GetWallSeconds();
    progress.lastEvaluatedNs = m_lastEvaluatedNs;
    progress.messages = m_group->GetLedger()->GetCounters();
    progress.messagesInFlight = m_group->GetLedger()->CountInFlight();
    progress.localUpdates = m_localUpdates;
    return progress;
}

void
RunRecorder::StopRecording()
{
    if (!m_recording)
    {
        return;
    }
    if (m_evaluator)
    {
        m_evaluator->Evaluate();
        m_summary.evaluated = true;
        m_summary.accuracy = m_evaluator->Summarize();
        m_summary.testSamples = m_evaluator->GetTestData()->GetN();
    }
    else
    {
        RecordStaleness();
    }
    for (const auto& message : m_group->GetLedger()->GetInFlight())
    {
        RecordMessage(message);
    }
    if (m_group->GetN() > 1)
    {
        m_summary.result.meanStaleness = m_monitor->GetMeanStaleness();
        for (uint32_t i = 0; i < m_group->GetN(); ++i)
        {
            m_learnerStaleness.push_back(
                {i, m_monitor->GetHolderStaleness(i), m_monitor->GetSourceStaleness(i)});
        }
    }
    m_summary.result.digest = m_digest.ToHex();
    m_summary.simulated = Simulator::Now();
    m_summary.wallSeconds = GetWallSeconds();
    m_summary.messages = m_group->GetLedger()->GetCounters();
    m_summary.messagesInFlight = m_group->GetLedger()->CountInFlight();
    m_summary.localUpdates = m_localUpdates;
    if (m_database)
    {
        m_database->SetProgress(MakeProgress());
    }
    m_beat.Cancel();
    m_recording = false;
}

RunSummary
RunRecorder::Finish()
{
    StopRecording();
    if (m_database)
    {
        m_database->FinishRun(m_summary.result, m_learnerStaleness);
        m_database = nullptr;
    }
    return m_summary;
}

Ptr<ModelEvaluator>
RunRecorder::GetEvaluator() const
{
    return m_evaluator;
}

Ptr<StalenessMonitor>
RunRecorder::GetMonitor() const
{
    return m_monitor;
}

} // namespace stardust
} // namespace ns3
