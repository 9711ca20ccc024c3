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

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/graph-sequence.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"

#include <iostream>
#include <map>

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

/// A line of a file of changes, for WarnOfIdleChanges().
struct Named
{
    std::string name; //!< what changes, and when
    uint64_t key;     //!< what changes
    bool before;      //!< how it is at the start
    bool after;       //!< how it is from then on
};

/// Somebody who wrote a line that changes nothing had something else in mind.
void
WarnOfIdleChanges(const std::string& file, const std::vector<Named>& changes)
{
    std::map<uint64_t, bool> states;
    std::string first;
    uint32_t idle = 0;
    for (const auto& change : changes)
    {
        bool& state = states.try_emplace(change.key, change.before).first->second;
        if (state == change.after)
        {
            first = idle++ == 0 ? change.name : first;
        }
        state = change.after;
    }
    if (idle > 0)
    {
        std::cerr << "warning: " << file << ": " << idle << " of " << changes.size()
                  << " changes change nothing, the first: " << first
                  << ", as it is already" << std::endl;
    }
}

/// What a change is called.
std::string
NameChange(const std::string& what, bool up, Time when)
{
    return what + (up ? " up at " : " down at ") + FormatNumber(when.GetSeconds()) + " s";
}

void
WarnOfIdleDevices(const std::string& path, const std::vector<DeviceChange>& changes)
{
    std::vector<Named> named;
    for (const auto& change : changes)
    {
        const std::string what = "device " + std::to_string(change.device);
        named.push_back({NameChange(what, change.up, change.when), change.device, true, change.up});
    }
    WarnOfIdleChanges("--churnFile=" + path, named);
}

void
WarnOfIdleLinks(const std::string& path,
                const std::vector<LinkChange>& changes,
                const CommunicationGraph& graph)
{
    std::vector<Named> named;
    for (const auto& change : changes)
    {
        const std::string what = "the link from " + std::to_string(change.sender) + " to " +
                                 std::to_string(change.receiver);
        named.push_back({NameChange(what, change.up, change.when),
                         (uint64_t(change.sender) << 32) | change.receiver,
                         graph.HasArc(change.sender, change.receiver),
                         change.up});
    }
    WarnOfIdleChanges("--linkFile=" + path, named);
}

void
WarnOfIdleStations(const std::string& path, const std::vector<StationChange>& changes)
{
    std::vector<Named> named;
    for (const auto& change : changes)
    {
        const std::string what = "station " + std::to_string(change.station);
        named.push_back({NameChange(what, change.up, change.when), change.station, true, change.up});
    }
    WarnOfIdleChanges("--stationFile=" + path, named);
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
    if (!group)
    {
        throw InputError("ChurnHelper::Install(): there is no group yet; expected LearnerHelper::Install() before");
    }
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
            const auto changes = ReadDeviceChanges(m_deviceFile, n);
            WarnOfIdleDevices(m_deviceFile, changes);
            process->StartList(group, Delay(changes, ready));
        }
    }
    if (!m_linkFile.empty())
    {
        if (group->GetObject<GraphSequence>())
        {
            throw InputError("--linkFile=" + m_linkFile +
                             ": the graph follows a sequence or a range, which says which links hold");
        }
        const auto changes = ReadLinkChanges(m_linkFile, n);
        WarnOfIdleLinks(m_linkFile, changes, group->GetGraph());
        CreateObject<LinkSchedule>()->Start(group, Delay(changes, ready));
    }
    if (!m_stationFile.empty())
    {
        const auto changes = ReadStationChanges(m_stationFile, stations.GetN());
        WarnOfIdleStations(m_stationFile, changes);
        CreateObject<StationOutage>()->Start(group, stations, Delay(changes, ready));
    }
}

} // namespace stardust
} // namespace ns3
