/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "record-helper.h"

#include "ideal-staleness.h"
#include "stream-plan.h"

#include "ns3/gossip-learner.h"
#include "ns3/network-listener.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iostream>

namespace ns3
{
namespace stardust
{

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
    m_evaluator.Set(name, value);
}

void
RecordHelper::SetStopRuleAttribute(const std::string& name, const AttributeValue& value)
{
    m_stopRule.Set(name, value);
}

void
RecordHelper::SetModelSaverAttribute(const std::string& name, const AttributeValue& value)
{
    m_saver.Set(name, value);
}

void
RecordHelper::SetDigest(bool wanted)
{
    m_digest = wanted;
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

namespace
{

/// When the first learner starts: the network is ready then.
Time
FindReadyTime(const LearnerGroup& group)
{
    Time ready = Time::Max();
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        TimeValue start;
        group.GetLearner(i)->GetAttribute("StartTime", start);
        ready = std::min(ready, start.Get());
    }
    return ready;
}

} // namespace

Ptr<RunRecorder>
RecordHelper::Install(Ptr<LearnerGroup> group)
{
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
    recorder->SetDigest(m_digest);
    m_run.readyNs = ready.GetNanoSeconds();
    recorder->Start(group, monitor, evaluator, m_database, m_run);
    recorder->SetStopRule(stopRule);
    if (saver->IsWanted())
    {
        saver->Start(group, m_database);
        recorder->SetModelSaver(saver);
    }
    if (!evaluator)
    {
        recorder->SetSampleInterval(m_interval);
    }
    if (const auto ideal = FindIdealStaleness(group))
    {
        recorder->SetIdealStaleness(ideal->value, ideal->formula);
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
