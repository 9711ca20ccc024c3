/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-saver.h"

#include "model-path.h"

#include "ns3/boolean.h"
#include "ns3/float-bytes.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/npy-writer.h"
#include "ns3/number-parser.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelSaver);

TypeId
ModelSaver::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ModelSaver")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<ModelSaver>()
            .AddAttribute("Path",
                          "The .npy file to write, in whose name %t stands for the time in "
                          "seconds, %r for RngRun and %% for a percent sign; empty: none",
                          StringValue(""),
                          MakeStringAccessor(&ModelSaver::m_path),
                          MakeStringChecker())
            .AddAttribute("Interval",
                          "Time between savings; 0: only at the end",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ModelSaver::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Learners",
                          "Ids of the learners to save with commas between, or all",
                          StringValue("all"),
                          MakeStringAccessor(&ModelSaver::m_learnerList),
                          MakeStringChecker())
            .AddAttribute("ToTrace",
                          "Whether to write the parameters into the trace",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ModelSaver::m_toTrace),
                          MakeBooleanChecker());
    return tid;
}

void
ModelSaver::DoDispose()
{
    m_next.Cancel();
    // An event holds the saver, which holds the event.
    m_next = EventId();
    m_group = nullptr;
    m_database = nullptr;
    Object::DoDispose();
}

bool
ModelSaver::IsWanted() const
{
    return !m_path.empty() || m_toTrace;
}

void
ModelSaver::Check(uint32_t learners, uint32_t runs) const
{
    ParseLearners(learners);
    if (m_path.empty())
    {
        return;
    }
    const std::string context = "--saveModels=" + m_path;
    const ModelPath path(m_path);
    if (m_interval.IsStrictlyPositive() && !path.HasTime())
    {
        throw InputError(context + ": expected %t, which stands for the time, in the name of a "
                                   "file that is written more than once (--saveEvery)");
    }
    if (runs > 1 && !path.HasRun())
    {
        throw InputError(context + ": expected %r, which stands for RngRun, in the name of a file "
                                   "of --runs=" +
                         std::to_string(runs));
    }
    CheckWritable(path.Expand(Time(0), RngSeedManager::GetRun()), context);
}

std::vector<uint32_t>
ModelSaver::ParseLearners(uint32_t n) const
{
    std::vector<uint32_t> learners;
    if (m_learnerList == "all")
    {
        learners.resize(n);
        std::iota(learners.begin(), learners.end(), 0);
        return learners;
    }
    const std::string context = "--saveLearners=" + m_learnerList;
    for (const uint64_t id : ParseWholes(m_learnerList, 0, n - 1, context))
    {
        learners.push_back(static_cast<uint32_t>(id));
    }
    std::sort(learners.begin(), learners.end());
    const bool twice = std::adjacent_find(learners.begin(), learners.end()) != learners.end();
    if (learners.empty() || twice)
    {
        throw InputError(context + ": expected all, or different ids with commas between");
    }
    return learners;
}

void
ModelSaver::Start(Ptr<LearnerGroup> group, Ptr<TraceDatabase> database)
{
    if (!group->GetObjective())
    {
        throw InputError("--saveModels=" + m_path + ": nothing is learned, there are no models");
    }
    if (m_toTrace && !database)
    {
        throw InputError("--saveToTrace: needs a trace");
    }
    Check(group->GetN(), 1);
    m_group = group;
    m_database = database;
    m_learners = ParseLearners(group->GetN());
    if (m_interval.IsStrictlyPositive())
    {
        // The event holds the saver: a script need not.
        m_next = Simulator::ScheduleNow(&ModelSaver::SavePeriodically, Ptr<ModelSaver>(this));
    }
    Simulator::ScheduleDestroy(&ModelSaver::Dispose, Ptr<ModelSaver>(this));
}

void
ModelSaver::SavePeriodically()
{
    Save();
    m_next =
        Simulator::Schedule(m_interval, &ModelSaver::SavePeriodically, Ptr<ModelSaver>(this));
}

void
ModelSaver::Finish()
{
    Save();
    m_next.Cancel();
}

void
ModelSaver::Save()
{
    if (m_saved == Simulator::Now())
    {
        return;
    }
    m_saved = Simulator::Now();
    if (!m_path.empty())
    {
        WriteFile();
    }
    if (m_toTrace)
    {
        WriteRows();
    }
}

void
ModelSaver::WriteFile() const
{
    const uint32_t parameters = m_group->GetObjective()->GetParameterCount();
    const auto rows = static_cast<uint32_t>(m_learners.size());
    NpyWriter file(ModelPath(m_path).Expand(m_saved, RngSeedManager::GetRun()),
                   {rows, parameters});
    for (const uint32_t learner : m_learners)
    {
        file.Append(m_group->GetLearner(learner)->GetParameters()->Data(), parameters);
    }
    file.Commit();
}

void
ModelSaver::WriteRows() const
{
    const uint32_t parameters = m_group->GetObjective()->GetParameterCount();
    for (const uint32_t id : m_learners)
    {
        const Ptr<GossipLearner>& learner = m_group->GetLearner(id);
        ParametersRow row{id, learner->GetVersion(), m_saved.GetNanoSeconds(), {}};
        row.bytes.resize(4 * std::size_t(parameters));
        WriteFloatBytes(learner->GetParameters()->Data(), parameters, row.bytes.data());
        m_database->Append(row);
    }
}

} // namespace stardust
} // namespace ns3
