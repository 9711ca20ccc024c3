/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stats-export.h"

#include "ns3/abort.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StatsExport);

namespace
{

Ptr<MinMaxAvgTotalCalculator<double>>
MakeDistribution(const std::string& context, const std::string& key)
{
    auto calculator = CreateObject<MinMaxAvgTotalCalculator<double>>();
    calculator->SetContext(context);
    calculator->SetKey(key);
    return calculator;
}

/// One number; none if it is no number.
void
AddNumber(Ptr<DataCollector> collector,
          const std::string& context,
          const std::string& key,
          double value)
{
    if (std::isfinite(value))
    {
        auto calculator = CreateObject<CounterCalculator<double>>();
        calculator->SetContext(context);
        calculator->SetKey(key);
        calculator->Update(value);
        collector->AddDataCalculator(calculator);
    }
}

void
AddCounters(Ptr<DataCollector> collector, const RunSummary& summary)
{
    const MessageCounters& counters = summary.messages;
    const std::vector<std::pair<std::string, uint64_t>> counts{
        {"sent", counters.sent},
        {"delivered", counters.delivered},
        {"lost", counters.lost},
        {"expired", counters.expired},
        {"rejected", counters.rejected},
        {"in_flight", summary.messagesInFlight},
        {"bytes_sent", counters.bytesSent},
        {"packets_sent", counters.packetsSent},
        {"late_packets", counters.latePackets},
        {"stray_packets", counters.strayPackets}};
    for (const auto& [key, count] : counts)
    {
        AddNumber(collector, "messages", key, static_cast<double>(count));
    }
    AddNumber(collector, "updates", "completed", static_cast<double>(summary.localUpdates));
}

void
AddResult(Ptr<DataCollector> collector, const RunSummary& summary)
{
    const RunResult& result = summary.result;
    const auto add = [&](const std::string& context, const std::string& key, const auto& value) {
        if (value)
        {
            AddNumber(collector, context, key, *value);
        }
    };
    add("staleness", "time_average", result.meanStaleness);
    add("staleness", "ideal", result.idealStaleness);
    for (const auto& [name, score] : {std::make_pair("alone", result.alone),
                                      std::make_pair("pooled", result.pooled)})
    {
        if (score)
        {
            AddNumber(collector, "models", std::string(name) + "_accuracy", score->accuracy);
            AddNumber(collector, "models", std::string(name) + "_loss", score->loss);
            AddNumber(collector, "models", std::string(name) + "_error", score->error);
        }
    }
    AddNumber(collector, "run", "simulated_s", summary.simulated.GetSeconds());
    AddNumber(collector, "run", "wall_s", summary.wallSeconds);
}

/// OmnetDataOutput neither escapes quotes nor expects empty values.
void
AddText(Ptr<DataCollector> collector, const std::string& key, std::string value)
{
    std::replace(value.begin(), value.end(), '"', '\'');
    if (!value.empty())
    {
        collector->AddMetadata(key, value);
    }
}

void
AddMetadata(Ptr<DataCollector> collector, const RunSummary& summary)
{
    AddText(collector, "name", summary.name);
    collector->AddMetadata("learners", summary.learners);
    collector->AddMetadata("rng_seed", RngSeedManager::GetSeed());
    AddText(collector, "rng_run", std::to_string(RngSeedManager::GetRun()));
    AddText(collector, "coordination", summary.coordination);
    collector->AddMetadata("tracked_sources", summary.trackedSources);
    AddText(collector, "ideal_formula", summary.idealFormula);
    AddText(collector, "digest", summary.result.digest);
    if (!summary.trace.empty())
    {
        AddText(collector, "trace", summary.trace);
        AddText(collector, "run_id", std::to_string(summary.runId));
    }
}

void
LabelRun(Ptr<DataCollector> collector, const std::string& name)
{
    std::string label = name + "-" + std::to_string(RngSeedManager::GetSeed()) + "-" +
                        std::to_string(RngSeedManager::GetRun());
    std::replace(label.begin(), label.end(), '/', '-');
    collector->DescribeRun(name, "gossip", "", label, "decentralized learning");
}

} // namespace

TypeId
StatsExport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::StatsExport")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<StatsExport>();
    return tid;
}

StatsExport::StatsExport()
    : m_delay(MakeDistribution("messages", "delay_s")),
      m_age(MakeDistribution("messages", "staleness")),
      m_bytes(MakeDistribution("messages", "bytes")),
      m_loss(MakeDistribution("updates", "loss")),
      m_meanStaleness(MakeDistribution("staleness", "sampled_mean"))
{
}

void
StatsExport::DoDispose()
{
    m_recorder = nullptr;
    Object::DoDispose();
}

void
StatsExport::Start(Ptr<RunRecorder> recorder)
{
    NS_ABORT_MSG_IF(m_recorder, "an export listens to one run");
    m_recorder = recorder;
    const auto group = recorder->GetGroup();
    group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                   MakeCallback(&StatsExport::NoteMessage, this));
    group->TraceConnectWithoutContext("LocalUpdate", MakeCallback(&StatsExport::NoteUpdate, this));
    recorder->TraceConnectWithoutContext("Staleness",
                                         MakeCallback(&StatsExport::NoteStaleness, this));
    // The trace sources know it by a plain pointer.
    Simulator::ScheduleDestroy(&StatsExport::Dispose, Ptr<StatsExport>(this));
}

void
StatsExport::NoteMessage(Ptr<const ModelMessage> message)
{
    m_bytes->Update(static_cast<double>(message->bytes));
    if (message->outcome == MessageOutcome::DELIVERED)
    {
        m_delay->Update((message->concluded - message->sent).GetSeconds());
        m_age->Update(message->staleness);
    }
}

void
StatsExport::NoteUpdate(const LocalUpdate& update)
{
    if (std::isfinite(update.loss))
    {
        m_loss->Update(update.loss);
    }
}

void
StatsExport::NoteStaleness(Time when, const StalenessSample& sample)
{
    if (when >= m_recorder->GetMonitor()->GetWarmUp())
    {
        m_meanStaleness->Update(sample.mean);
    }
}

void
StatsExport::AddScores(Ptr<DataCollector> collector) const
{
    const auto evaluator = m_recorder->GetEvaluator();
    if (!evaluator || !evaluator->HasScores())
    {
        return;
    }
    // In regression there is no accuracy, with classes no error, and a loss may be none.
    const std::vector<std::pair<std::string, double ModelScore::*>> quantities{
        {"accuracy", &ModelScore::accuracy},
        {"loss", &ModelScore::loss},
        {"error", &ModelScore::error}};
    for (const auto& [key, member] : quantities)
    {
        const auto calculator = MakeDistribution("models", key);
        for (const ModelScore& score : evaluator->GetEvaluation().scores)
        {
            if (std::isfinite(score.*member))
            {
                calculator->Update(score.*member);
            }
        }
        if (calculator->getCount() > 0)
        {
            collector->AddDataCalculator(calculator);
        }
    }
    AddNumber(collector, "models", "diverged", evaluator->Summarize().diverged);
}

void
StatsExport::Fill(const RunSummary& summary, Ptr<DataCollector> collector) const
{
    NS_ABORT_MSG_UNLESS(m_recorder, "Fill() comes after Start() and before Simulator::Destroy()");
    if (collector->GetRunLabel().empty())
    {
        LabelRun(collector, summary.name);
    }
    AddMetadata(collector, summary);
    for (const auto& calculator : {m_delay, m_age, m_bytes, m_loss, m_meanStaleness})
    {
        // Without a value it would write a count alone.
        if (calculator->getCount() > 0)
        {
            collector->AddDataCalculator(calculator);
        }
    }
    AddScores(collector);
    AddCounters(collector, summary);
    AddResult(collector, summary);
}

} // namespace stardust
} // namespace ns3
