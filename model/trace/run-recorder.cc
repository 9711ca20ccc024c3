/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-recorder.h"

#include "class-counts.h"
#include "run-facts.h"
#include "run-rows.h"

#include "ns3/abort.h"
#include "ns3/learner-energy.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <exception>
#include <iostream>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RunRecorder);

namespace
{
/// Totals and rows go to the trace about so often, s of wall time.
constexpr double HEARTBEAT = 0.1;

/// Whether the program ends because of an error, which is told by others.
bool
IsFailing()
{
    return std::uncaught_exceptions() > 0 || std::current_exception();
}
} // namespace

TypeId
RunRecorder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::RunRecorder")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<RunRecorder>()
                            .AddTraceSource(
                                "Staleness",
                                "Staleness was sampled; once a sample time",
                                MakeTraceSourceAccessor(&RunRecorder::m_stalenessTrace),
                                "ns3::stardust::RunRecorder::StalenessTracedCallback");
    return tid;
}

RunRecorder::RunRecorder() = default;

void
RunRecorder::DoDispose()
{
    m_beat.Cancel();
    m_sample.Cancel();
    if (m_database && m_recording && m_group->GetLedger())
    {
        m_database->SetProgress(MakeProgress());
    }
    if (m_database && !IsFailing())
    {
        // Not NS_LOG: whoever forgot it would not see it.
        std::cerr << "warning: " << m_summary.trace << ": run " << m_summary.runId
                  << " counts as failed; call RunRecorder::Finish() after Simulator::Run() and before "
                     "Simulator::Destroy()"
                  << std::endl;
    }
    m_group = nullptr;
    m_listener = nullptr;
    m_monitor = nullptr;
    m_evaluator = nullptr;
    m_stopRule = nullptr;
    m_saver = nullptr;
    m_positions = nullptr;
    m_usage = nullptr;
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
    m_digested = m_digested || m_database;
    m_run = std::move(run);
    m_run.rngSeed = RngSeedManager::GetSeed();
    m_run.rngRun = RngSeedManager::GetRun();
    m_run.learners = group->GetN();
    m_run.trackedSources = group->GetVersions()->GetTrackedCount();
    m_run.source = group->GetChosenSource();
    if (group->GetObjective())
    {
        m_run.kernel = GetKernelName(group->GetObjective()->GetKernels().level);
    }
    m_run.coordination = group->GetLearner(0)->GetPeerSelector()->GetCoordination();
    m_run.warmUpNs = monitor->GetWarmUp().GetNanoSeconds();
    m_started = std::chrono::steady_clock::now();

    m_run.graph = group->GetGraph().IsComplete() ? "complete" : m_run.graph;
    const auto edges = DigestEdges();
    m_summary.name = m_run.name;
    m_summary.learners = m_run.learners;
    m_summary.warmUp = monitor->GetWarmUp();
    if (m_database)
    {
        m_summary.trace = m_database->GetPath();
        CollectFacts();
        const auto classes = m_run.detail == TraceDetail::SUMMARY ? std::vector<LearnerClassRow>()
                                                                  : CountClasses(*group);
        m_summary.runId = m_database->BeginRun(m_run, MakeLearnerRows(*group), edges, classes);
    }
    m_listener = group->GetObject<NetworkListener>();
    m_recording = true;
    Connect();
    if (m_database)
    {
        m_beat = Simulator::Schedule(Seconds(m_beatInterval), &RunRecorder::Beat, this);
    }
}

void
RunRecorder::CollectFacts()
{
    AddAttributeFacts(m_run.facts);
    AddGlobalFacts(m_run.facts);
    AddHostFacts(m_run.facts);
    AddPartFacts("group", *m_group, m_run.facts);
    // One for all: what differs from learner to learner has columns of its own.
    AddPartFacts("learner", *m_group->GetLearner(0), m_run.facts);
    AddPartFacts("monitor", *m_monitor, m_run.facts);
    if (m_group->GetObjective())
    {
        AddPartFacts("objective", *m_group->GetObjective(), m_run.facts);
    }
    if (m_evaluator)
    {
        AddPartFacts("evaluator", *m_evaluator, m_run.facts);
    }
}

std::vector<EdgeRow>
RunRecorder::DigestEdges()
{
    const CommunicationGraph& graph = m_group->GetGraph();
    m_digest.Add(RunDigest::EDGE, {graph.GetN(), graph.IsComplete()});
    std::vector<EdgeRow> rows = MakeEdgeRows(graph);
    for (const auto& row : rows)
    {
        m_digest.Add(RunDigest::EDGE,
                     {row.sender, row.receiver, 0, RunDigest::ToWord(row.weight)});
    }
    return rows;
}

void
RunRecorder::Connect()
{
    const auto state = MakeCallback(&RunRecorder::RecordState, this);
    const auto update = MakeCallback(&RunRecorder::RecordUpdate, this);
    m_group->TraceConnectWithoutContext("State", state);
    m_group->TraceConnectWithoutContext("LocalUpdate", update);
    m_group->TraceConnectWithoutContext("Graph", MakeCallback(&RunRecorder::RecordGraph, this));
    m_strays.Connect(m_group);
    if (m_digested)
    {
        m_group->GetLedger()->TraceConnectWithoutContext(
            "MessageConcluded",
            MakeCallback(&RunRecorder::RecordMessage, this));
    }
    if (m_evaluator)
    {
        m_evaluator->TraceConnectWithoutContext("Scores",
                                                MakeCallback(&RunRecorder::RecordScores, this));
    }
}

void
RunRecorder::SetDigest(bool wanted, Time interval)
{
    m_digested = wanted;
    m_digest.SetInterval(interval);
}

void
RunRecorder::SetSampleInterval(Time interval)
{
    NS_ABORT_MSG_IF(m_evaluator, "staleness is sampled when models are evaluated");
    m_sampleInterval = interval;
    m_sample.Cancel();
    if (interval.IsStrictlyPositive())
    {
        const Time wait = NanoSeconds(m_run.readyNs) - Simulator::Now();
        m_sample = Simulator::Schedule(std::max(wait, Time()), &RunRecorder::SampleStaleness, this);
    }
}

void
RunRecorder::SetIdealStaleness(std::optional<double> staleness, const std::string& formula)
{
    m_summary.idealFormula = formula;
    m_summary.result.idealStaleness = staleness;
}

void
RunRecorder::SetBaselines(const ModelScore& alone, const ModelScore& pooled)
{
    m_summary.result.alone = alone;
    m_summary.result.pooled = pooled;
}

void
RunRecorder::SetStopRule(Ptr<StopRule> rule)
{
    rule->CheckTargets(m_evaluator);
    m_stopRule = rule;
}

void
RunRecorder::SetUsageMonitor(Ptr<DeviceUsageMonitor> monitor)
{
    m_usage = monitor;
}

void
RunRecorder::SetModelSaver(Ptr<ModelSaver> saver)
{
    m_saver = saver;
}

void
RunRecorder::SetPositionSampler(Ptr<PositionSampler> positions)
{
    m_positions = positions;
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
    const StateCause cause = m_group->GetLearner(learner)->GetStateCause();
    const MembershipRow row{learner, Simulator::Now().GetNanoSeconds(), up, cause};
    m_digest.Add(RunDigest::MEMBERSHIP, {learner, uint64_t(row.changedNs), up});
    Append(row, true);
}

void
RunRecorder::RecordGraph(const CommunicationGraph& before, const CommunicationGraph& after)
{
    if (!m_recording || !m_digested)
    {
        return;
    }
    const int64_t now = Simulator::Now().GetNanoSeconds();
    for (const auto& row : MakeEdgeChangeRows(before, after, now))
    {
        m_digest.Add(RunDigest::EDGE,
                     {row.sender, row.receiver, uint64_t(now), row.up, RunDigest::ToWord(row.weight)});
        Append(row, true);
    }
}

void
RunRecorder::RecordUpdate(const LocalUpdate& update)
{
    if (!m_recording)
    {
        return;
    }
    ++m_localUpdates;
    if (!m_digested)
    {
        return;
    }
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
    row.staleness = message->staleness;
    row.transmission = message->transmission;
    row.cause = FindCause(*message);
    row.firstPacketNs = message->firstPacket.GetNanoSeconds();
    row.lastPacketNs = message->lastPacket.GetNanoSeconds();
    if (m_listener && m_listener->TellsRetries(message->sender))
    {
        row.macRetries = message->macRetries;
    }
    if (m_listener && m_listener->TellsDrops(message->sender))
    {
        row.macDrops = message->macDrops;
    }
    m_digest.Add(row);
    Append(row, m_run.detail != TraceDetail::SUMMARY);
}

void
RunRecorder::RecordScores(const Evaluation& evaluation)
{
    if (!m_recording)
    {
        return;
    }
    const uint32_t samples = m_evaluator->GetTestData()->GetN();
    for (const auto& row : MakeEvaluationRows(evaluation, *m_group, samples))
    {
        m_digest.Add(row);
        Append(row, true);
    }
    if (m_database)
    {
        for (const auto& row : MakeClassRows(evaluation, m_evaluator->GetClassSamples()))
        {
            m_database->Append(row);
        }
        for (const auto& row : MakeLayerRows(evaluation, m_evaluator->GetLayers()))
        {
            m_database->Append(row);
        }
    }
    if (evaluation.cause == EvaluationCause::VERSION)
    {
        return;
    }
    m_lastEvaluatedNs = evaluation.time.GetNanoSeconds();
    if (m_stopRule)
    {
        m_stopRule->NotifyScores(SummarizeScores(evaluation.scores));
    }
    RecordStaleness();
}

void
RunRecorder::RecordStaleness()
{
    const int64_t now = Simulator::Now().GetNanoSeconds();
    if (m_lastSampledNs == now)
    {
        // A run that a sample has stopped ends with that sample.
        return;
    }
    m_lastSampledNs = now;
    RecordUsage(false);
    std::vector<HolderStaleness> holders;
    holders.reserve(m_group->GetN());
    StalenessSampleRow all{now, m_monitor->Sample(&holders), std::nullopt};
    for (uint32_t i = 0; i < holders.size(); ++i)
    {
        const HolderStaleness& holder = holders[i];
        const StalenessRow row{now, i, holder.worst, holder.mean, int64_t(holder.sinceFreshNs)};
        m_digest.Add(RunDigest::STALENESS,
                     {uint64_t(now), i, row.worst, RunDigest::ToWord(row.mean), holder.sinceFreshNs});
        Append(row, m_run.detail != TraceDetail::SUMMARY);
    }
    if (const auto source = m_group->GetChosenSource())
    {
        all.source = m_monitor->GetVersionAge(*source);
    }
    m_lastStaleness = all.sample;
    m_digest.Add(RunDigest::STALENESS, {all.sample.median, all.sample.p95, all.sample.p99});
    Append(all, true);
    m_stalenessTrace(Simulator::Now(), all.sample);
    if (m_stopRule)
    {
        m_stopRule->NotifyStaleness(all.sample.mean, m_monitor->GetWarmUp());
    }
}

void
RunRecorder::RecordUsage(bool last)
{
    if (!m_usage)
    {
        return;
    }
    const int64_t now = Simulator::Now().GetNanoSeconds();
    const bool wanted =
        m_lastUsageNs != now && (last || m_run.detail == TraceDetail::ALL);
    std::vector<DeviceUsageRow> rows = MakeUsageRows(*m_usage);
    if (wanted)
    {
        m_lastUsageNs = now;
        for (const auto& row : rows)
        {
            Append(row, true);
        }
    }
    if (last)
    {
        m_summary.usage = SumUsage(rows);
        const Ptr<LearnerEnergy> energy = m_group->GetObject<LearnerEnergy>();
        m_summary.emptyDevices = energy ? energy->CountEmpty() : 0;
    }
}

void
RunRecorder::SampleStaleness()
{
    RecordStaleness();
    m_sample = Simulator::Schedule(m_sampleInterval, &RunRecorder::SampleStaleness, this);
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
    progress.straySources = m_strays.GetRows();
    return progress;
}

void
RunRecorder::StopRecording()
{
    if (!m_recording)
    {
        return;
    }
    NS_ABORT_MSG_UNLESS(m_group, "RunRecorder::StopRecording() and Finish() before Simulator::Destroy()");
    if (m_evaluator)
    {
        m_evaluator->Evaluate();
        m_summary.evaluated = true;
        m_summary.accuracy = m_evaluator->Summarize();
        m_summary.testSamples = m_evaluator->GetTestData()->GetN();
        m_summary.evaluatedLearners = m_evaluator->GetLearners().size();
    }
    else
    {
        RecordStaleness();
    }
    RecordUsage(true);
    for (const auto& message : m_group->GetLedger()->GetInFlight())
    {
        RecordMessage(message);
    }
    if (m_saver)
    {
        m_saver->Finish();
    }
    if (m_positions)
    {
        m_positions->Finish();
    }
    if (m_stopRule)
    {
        m_summary.stop = m_stopRule->Describe();
        m_summary.result.stopReason = m_stopRule->GetReason();
    }
    // A run that a target has stopped may have ended before there is anything to average.
    if (m_group->GetN() > 1 && Simulator::Now() > m_monitor->GetWarmUp())
    {
        m_summary.result.meanStaleness = m_monitor->GetMeanStaleness();
        for (uint32_t i = 0; i < m_group->GetN(); ++i)
        {
            LearnerStaleness staleness{i, m_monitor->GetHolderStaleness(i), std::nullopt};
            if (m_group->GetVersions()->GetColumn(i) != VersionTable::NOT_TRACKED)
            {
                staleness.source = m_monitor->GetSourceStaleness(i);
            }
            m_learnerStaleness.push_back(staleness);
        }
        CollectPairStaleness();
    }
    m_summary.staleness = m_lastStaleness;
    m_summary.trackedSources = m_run.trackedSources;
    m_summary.coordination = m_run.coordination;
    m_summary.result.digest = m_digested ? m_digest.ToHex() : "";
    m_summary.partialDigests = m_digest.GetPartials();
    m_summary.simulated = Simulator::Now();
    m_summary.wallSeconds = GetWallSeconds();
    m_summary.messages = m_group->GetLedger()->GetCounters();
    m_summary.straySources = m_strays.GetRows();
    m_summary.messagesInFlight = m_group->GetLedger()->CountInFlight();
    m_summary.localUpdates = m_localUpdates;
    if (m_database)
    {
        m_database->SetProgress(MakeProgress());
    }
    m_beat.Cancel();
    m_sample.Cancel();
    m_recording = false;
}

void
RunRecorder::CollectPairStaleness()
{
    if (!m_monitor->HasPairIntegrals() || m_run.detail == TraceDetail::SUMMARY)
    {
        return;
    }
    for (uint32_t source = 0; source < m_group->GetN(); ++source)
    {
        if (m_group->GetVersions()->GetColumn(source) == VersionTable::NOT_TRACKED)
        {
            continue;
        }
        for (uint32_t holder = 0; holder < m_group->GetN(); ++holder)
        {
            if (holder != source)
            {
                m_pairStaleness.push_back(
                    {source, holder, m_monitor->GetPairStaleness(holder, source)});
            }
        }
    }
}

RunSummary
RunRecorder::Finish()
{
    NS_ABORT_MSG_UNLESS(m_group || m_finished, "RunRecorder::Finish() before Simulator::Destroy()");
    StopRecording();
    m_finished = true;
    if (m_database)
    {
        m_database->FinishRun(m_summary.result, m_learnerStaleness, m_pairStaleness);
        m_database = nullptr;
    }
    return m_summary;
}

void
RunRecorder::RecordFlows(const std::vector<FlowRow>& flows)
{
    if (m_database)
    {
        for (const auto& row : flows)
        {
            m_database->Append(row);
        }
    }
}

Ptr<LearnerGroup>
RunRecorder::GetGroup() const
{
    return m_group;
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
