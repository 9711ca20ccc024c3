/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "record-helper.h"

#include "factory-parser.h"
#include "ideal-staleness.h"
#include "ready-time.h"
#include "station-rows.h"
#include "stream-plan.h"

#include "ns3/abort.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/learner-energy.h"
#include "ns3/network-listener.h"
#include "ns3/run-facts.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iostream>

namespace ns3
{
namespace stardust
{

namespace
{

/// The script may have attached one for its own use.
Ptr<DeviceUsageMonitor>
FindUsageMonitor(const Ptr<LearnerGroup>& group)
{
    Ptr<DeviceUsageMonitor> monitor = group->GetObject<DeviceUsageMonitor>();
    if (!monitor)
    {
        monitor = CreateObject<DeviceUsageMonitor>();
        monitor->Attach(group);
    }
    return monitor;
}

} // namespace

RecordHelper::RecordHelper()
{
    m_evaluator.SetTypeId(ModelEvaluator::GetTypeId());
    m_stopRule.SetTypeId(StopRule::GetTypeId());
    m_saver.SetTypeId(ModelSaver::GetTypeId());
}

void
RecordHelper::SetTrace(const std::string& path)
{
    m_path = path;
    m_database = nullptr;
}

void
RecordHelper::OpenTrace()
{
    if (!m_path.empty() && !m_database)
    {
        m_database = Create<TraceDatabase>(m_path);
    }
}

void
RecordHelper::SetDetail(TraceDetail detail)
{
    m_run.detail = detail;
}

void
RecordHelper::SetName(const std::string& name)
{
    m_run.name = name;
}

void
RecordHelper::SetCommandLine(const std::string& commandLine, const std::string& parameters)
{
    m_run.commandLine = commandLine;
    m_run.parameters = parameters;
}

void
RecordHelper::SetPartition(const std::string& spec, std::optional<uint32_t> seed)
{
    m_run.partition = spec;
    m_run.partitionSeed = seed;
}

void
RecordHelper::SetEvaluation(Ptr<const LabeledDataset> test, Time interval)
{
    m_test = test;
    m_interval = interval;
}

void
RecordHelper::SetSampleInterval(Time interval)
{
    m_test = nullptr;
    m_interval = interval;
}

void
RecordHelper::SetEvaluatorAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_evaluator, name, value, "RecordHelper::SetEvaluatorAttribute");
}

void
RecordHelper::SetStopRuleAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_stopRule, name, value, "RecordHelper::SetStopRuleAttribute");
}

void
RecordHelper::SetModelSaverAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_saver, name, value, "RecordHelper::SetModelSaverAttribute");
}

void
RecordHelper::SetDigest(bool wanted, Time interval)
{
    m_digest = wanted;
    m_digestInterval = interval;
}

void
RecordHelper::SetUsage(bool wanted)
{
    m_usage = wanted;
}

void
RecordHelper::SetWarmUp(Time warmUp)
{
    m_warmUp = warmUp;
}

void
RecordHelper::ExpectOneLearner()
{
    m_oneExpected = true;
}

void
RecordHelper::SetStations(const NodeContainer& nodes)
{
    m_stations = nodes;
}

void
RecordHelper::RecordPlaces(Ptr<LearnerGroup> group, Ptr<RunRecorder> recorder) const
{
    if (m_database)
    {
        for (const auto& row : MakeStationRows(m_stations))
        {
            m_database->Append(row);
        }
    }
    const bool wanted = m_run.detail != TraceDetail::SUMMARY;
    auto positions = CreateObject<PositionSampler>();
    positions->Start(group,
                     wanted ? m_database : nullptr,
                     NanoSeconds(m_run.readyNs),
                     m_interval);
    recorder->SetPositionSampler(positions);
}

Ptr<RunRecorder>
RecordHelper::Install(Ptr<LearnerGroup> group)
{
    if (!group)
    {
        throw InputError("RecordHelper::Install(): there is no group yet; expected LearnerHelper::Install() before");
    }
    NetworkListener::Install(group);
    const Time ready = FindReadyTime(*group);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->SetWarmUp(ready + m_warmUp);
    monitor->Attach(group->GetVersions());

    auto recorder = CreateObject<RunRecorder>();
    Ptr<ModelEvaluator> evaluator;
    if (m_test)
    {
        evaluator = m_evaluator.Create<ModelEvaluator>();
        evaluator->SetAttribute("Interval", TimeValue(m_interval));
        evaluator->AssignStreams(STREAMS_EVALUATED);
        evaluator->Start(group, m_test, ready);
    }
    auto stopRule = m_stopRule.Create<StopRule>();
    stopRule->CheckTargets(evaluator);
    auto saver = m_saver.Create<ModelSaver>();
    saver->Check(group->GetN(), 1);
    // What the user can get wrong has been checked: now a file may be made.
    OpenTrace();
    recorder->SetDigest(m_digest, m_digestInterval);
    m_run.readyNs = ready.GetNanoSeconds();
    m_run.facts.clear();
    AddPartFacts("stop_rule", *stopRule, m_run.facts);
    AddPartFacts("model_saver", *saver, m_run.facts);
    recorder->Start(group, monitor, evaluator, m_database, m_run);
    recorder->SetStopRule(stopRule);
    if (saver->IsWanted())
    {
        saver->Start(group, m_database);
        recorder->SetModelSaver(saver);
    }
    RecordPlaces(group, recorder);
    if (m_usage.value_or(m_database || group->GetObject<LearnerEnergy>()))
    {
        recorder->SetUsageMonitor(FindUsageMonitor(group));
    }
    if (!evaluator)
    {
        recorder->SetSampleInterval(m_interval);
    }
    if (const auto ideal = FindIdealStaleness(group))
    {
        recorder->SetIdealStaleness(ideal->value, ideal->formula);
    }
    else
    {
        recorder->SetIdealStaleness(std::nullopt, ExplainMissingTheory(group));
    }
    // The learners' trace sources know the recorder by a plain pointer: it must
    // live as long as they do, also if the script does not keep what is returned.
    Simulator::ScheduleDestroy(&RunRecorder::Dispose, recorder);
    if (group->GetN() == 1 && !m_oneExpected)
    {
        // Not NS_LOG: whoever did not mean it would not see it.
        std::cerr << "warning: one learner: it learns alone and sends nothing" << std::endl;
    }
    return recorder;
}

} // namespace stardust
} // namespace ns3
