/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "staleness-monitor.h"

#include "ns3/abort.h"
#include "ns3/assert.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StalenessMonitor);

TypeId
StalenessMonitor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::StalenessMonitor")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<StalenessMonitor>()
            .AddAttribute("MaxPairIntegrals",
                          "Keep a time average for each pair if there are at most so many pairs "
                          "(8 bytes each)",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&StalenessMonitor::m_maxPairIntegrals),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("WarmUp",
                          "Time from which on averages are taken",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&StalenessMonitor::SetWarmUp,
                                           &StalenessMonitor::GetWarmUp),
                          MakeTimeChecker(Time(0)));
    return tid;
}

StalenessMonitor::~StalenessMonitor()
{
    if (m_versions)
    {
        m_versions->RemoveListener(this);
    }
}

void
StalenessMonitor::Attach(std::shared_ptr<VersionTable> versions)
{
    NS_ABORT_MSG_IF(m_versions, "the monitor follows a table already");
    m_versions = versions;
    const uint32_t n = versions->GetN();
    m_madeBy.resize(n);
    m_learnedOf.resize(n);
    m_learnedBy.resize(n);
    if (uint64_t(n) * n <= m_maxPairIntegrals)
    {
        m_pairMoments.resize(std::size_t(n) * n, 0);
    }
    versions->AddListener(this);
}

void
StalenessMonitor::SetWarmUp(Time warmUp)
{
    NS_ABORT_MSG_IF(m_versions && Simulator::Now() > std::min(warmUp, m_warmUp),
                    "the warm-up cannot be changed once averages are taken");
    m_warmUp = warmUp;
}

Time
StalenessMonitor::GetWarmUp() const
{
    return m_warmUp;
}

uint64_t
StalenessMonitor::GetMomentTime() const
{
    // What happened during the warm-up counts as if it had happened at its end.
    return std::max(Simulator::Now(), m_warmUp).GetNanoSeconds();
}

void
StalenessMonitor::NotifyMade(uint32_t source)
{
    const uint64_t time = GetMomentTime();
    m_made.Add(1, time);
    m_madeBy[source].Add(1, time);
}

void
StalenessMonitor::AddLearned(uint32_t holder, uint32_t source, uint32_t increment, uint64_t time)
{
    m_learnedOf[source].Add(increment, time);
    if (!m_pairMoments.empty())
    {
        m_pairMoments[std::size_t(holder) * m_madeBy.size() + source] += increment * time;
    }
}

void
StalenessMonitor::NotifyLearnedAll(uint32_t holder, const uint32_t* increments)
{
    const uint64_t time = GetMomentTime();
    const uint32_t n = m_madeBy.size();
    uint64_t sum = 0;
    for (uint32_t source = 0; source < n; ++source)
    {
        if (increments[source] > 0)
        {
            AddLearned(holder, source, increments[source], time);
            sum += increments[source];
        }
    }
    m_learnedBy[holder].Add(sum, time);
    m_learned.Add(sum, time);
}

void
StalenessMonitor::NotifyLearnedOne(uint32_t holder, uint32_t source, uint32_t increment)
{
    const uint64_t time = GetMomentTime();
    AddLearned(holder, source, increment, time);
    m_learnedBy[holder].Add(increment, time);
    m_learned.Add(increment, time);
}

StalenessMonitor::Wide
StalenessMonitor::Integrate(const Counted& counted) const
{
    return Wide(counted.count) * GetMomentTime() - counted.moment;
}

double
StalenessMonitor::Average(Wide integral, uint64_t pairs) const
{
    const uint64_t span = GetMomentTime() - m_warmUp.GetNanoSeconds();
    if (span == 0 || pairs == 0)
    {
        return 0;
    }
    return static_cast<double>(integral) / static_cast<double>(span) / static_cast<double>(pairs);
}

double
StalenessMonitor::GetMeanStaleness() const
{
    const uint64_t n = m_madeBy.size();
    const Wide integral = Integrate(m_made) * (n - 1) - Integrate(m_learned);
    return n < 2 ? 0 : Average(integral, n * (n - 1));
}

double
StalenessMonitor::GetSourceStaleness(uint32_t source) const
{
    const uint64_t n = m_madeBy.size();
    const Wide integral =
        Integrate(m_madeBy[source]) * (n - 1) - Integrate(m_learnedOf[source]);
    return Average(integral, n - 1);
}

double
StalenessMonitor::GetHolderStaleness(uint32_t holder) const
{
    // Everybody's versions but the holder's own, less what it has learned.
    const Wide integral =
        Integrate(m_made) - Integrate(m_madeBy[holder]) - Integrate(m_learnedBy[holder]);
    return Average(integral, m_madeBy.size() - 1);
}

bool
StalenessMonitor::HasPairIntegrals() const
{
    return !m_pairMoments.empty();
}

double
StalenessMonitor::GetPairStaleness(uint32_t holder, uint32_t source) const
{
    NS_ASSERT_MSG(HasPairIntegrals(), "more pairs than MaxPairIntegrals");
    if (holder == source)
    {
        return 0;
    }
    const uint64_t time = GetMomentTime();
    const uint64_t made = m_madeBy[source].count * time - uint64_t(m_madeBy[source].moment);
    const uint64_t moment = m_pairMoments[std::size_t(holder) * m_madeBy.size() + source];
    const uint64_t known = m_versions->Get(holder, source) * time - moment;
    return Average(made - known, 1);
}

uint32_t
StalenessMonitor::GetStaleness(uint32_t holder, uint32_t source) const
{
    return m_versions->Get(source, source) - m_versions->Get(holder, source);
}

double
StalenessMonitor::GetCurrentHolderStaleness(uint32_t holder) const
{
    const uint64_t others = m_madeBy.size() - 1;
    const uint64_t sum =
        m_made.count - m_madeBy[holder].count - m_learnedBy[holder].count;
    return others == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(others);
}

uint32_t
StalenessMonitor::GetWorstStaleness(uint32_t holder) const
{
    uint32_t worst = 0;
    for (uint32_t source = 0; source < m_madeBy.size(); ++source)
    {
        worst = std::max(worst, GetStaleness(holder, source));
    }
    return worst;
}

} // namespace stardust
} // namespace ns3
