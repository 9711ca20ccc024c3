/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "churn-helper.h"

#include "change-reader.h"
#include "factory-parser.h"
#include "random-mean.h"
#include "ready-time.h"
#include "station-outage.h"
#include "stream-plan.h"

#include "ns3/double.h"
#include "ns3/graph-sequence.h"
#include "ns3/input-error.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// Changes whose times count from the start of the simulation, not from a later time.
template <typename Change>
std::vector<Change>
Delay(std::vector<Change> changes, Time by)
{
    for (auto& change : changes)
    {
        change.when += by;
    }
    return changes;
}

/// Times that are never above zero would let devices come and go without end at one instant.
ObjectFactory
ParseTime(const std::string& spec, const std::string& option)
{
    const ObjectFactory factory = ParseFactory(spec, RandomVariableStream::GetTypeId(), option);
    const auto mean = FindMean(factory.Create<RandomVariableStream>());
    if (mean && *mean <= 0)
    {
        throw InputError(option + "=" + spec + ": expected times above 0 s");
    }
    return factory;
}

} // namespace

void
ChurnHelper::SetUpTime(const std::string& spec)
{
    m_upTime = ParseTime(spec, "--upTime");
    m_hasUp = true;
}

void
ChurnHelper::SetDownTime(const std::string& spec)
{
    m_downTime = ParseTime(spec, "--downTime");
    m_hasDown = true;
}

void
ChurnHelper::SetInitialUp(double share)
{
    m_initialUp = share;
}

void
ChurnHelper::SetDeviceFile(const std::string& path)
{
    m_deviceFile = path;
}

void
ChurnHelper::SetLinkFile(const std::string& path)
{
    m_linkFile = path;
}

void
ChurnHelper::SetStationFile(const std::string& path)
{
    m_stationFile = path;
}

void
ChurnHelper::Check(uint32_t n, uint32_t stations) const
{
    if (m_hasUp != m_hasDown)
    {
        throw InputError(m_hasUp ? "--upTime: without --downTime devices would never come back; "
                                   "expected both"
                                 : "--downTime: without --upTime devices would never go down; "
                                   "expected both");
    }
    if (m_hasUp && !m_deviceFile.empty())
    {
        throw InputError("--churnFile=" + m_deviceFile +
                         ": --upTime says when devices come and go; expected one of them");
    }
    if (!m_deviceFile.empty())
    {
        ReadDeviceChanges(m_deviceFile, n);
    }
    if (!m_linkFile.empty())
    {
        ReadLinkChanges(m_linkFile, n);
    }
    if (!m_stationFile.empty())
    {
        ReadStationChanges(m_stationFile, stations);
    }
}

void
ChurnHelper::Install(Ptr<LearnerGroup> group, const NodeContainer& stations) const
{
    const uint32_t n = group->GetN();
    Check(n, stations.GetN());
    const Time ready = FindReadyTime(*group);
    if (m_hasUp || !m_deviceFile.empty())
    {
        auto process = CreateObject<ChurnProcess>();
        process->SetAttribute("InitialUp", DoubleValue(m_initialUp));
        if (m_hasUp)
        {
            process->StartRandom(group, m_upTime, m_downTime, ready, STREAMS_CHURN);
        }
        else
        {
            process->StartList(group, Delay(ReadDeviceChanges(m_deviceFile, n), ready));
        }
    }
    if (!m_linkFile.empty())
    {
        if (group->GetObject<GraphSequence>())
        {
            throw InputError("--linkFile=" + m_linkFile +
                             ": the graph follows a sequence or a range, which says which links hold");
        }
        CreateObject<LinkSchedule>()->Start(group, Delay(ReadLinkChanges(m_linkFile, n), ready));
    }
    if (!m_stationFile.empty())
    {
        CreateObject<StationOutage>()->Start(
            group,
            stations,
            Delay(ReadStationChanges(m_stationFile, stations.GetN()), ready));
    }
}

} // namespace stardust
} // namespace ns3
