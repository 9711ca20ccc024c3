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
#include "ns3/version-kernels.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StalenessMonitor);

namespace
{

/// How many pairs have which staleness.
class StalenessHistogram
{
  public:
    void Add(uint32_t staleness)
    {
        if (staleness < COMMON)
        {
            ++m_common[staleness];
        }
        else
        {
            ++m_rare[staleness];
        }
    }

    /**
     * @param rank 1 for the smallest, and so on.
     * @return the staleness at that rank.
     */
    uint32_t Find(uint64_t rank) const
    {
        uint64_t seen = 0;
        for (uint32_t staleness = 0; staleness < COMMON; ++staleness)
        {
            seen += m_common[staleness];
            if (seen >= rank)
            {
                return staleness;
            }
        }
        for (const auto& [staleness, pairs] : m_rare)
        {
            seen += pairs;
            if (seen >= rank)
            {
                return staleness;
            }
        }
        return 0;
    }

  private:
    /// Staleness below this is counted in an array.
    static constexpr uint32_t COMMON = 4096;

    std::vector<uint64_t> m_common = std::vector<uint64_t>(COMMON, 0); //!< small values
    std::map<uint32_t, uint64_t> m_rare;                              //!< the others
};

} // namespace

TypeId
StalenessMonitor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::StalenessMonitor")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<StalenessMonitor>()
            .AddAttribute("MaxPairIntegrals",
                          "Keep a time average for each pair if there are at most so many "
                          "(8 bytes each)",
                          UintegerValue(10000),
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
StalenessMonitor::Attach(Ptr<VersionTable> versions)
{
    NS_ABORT_MSG_IF(m_versions, "the monitor follows a table already");
    m_versions = versions;
    const uint64_t columns = versions->GetTrackedCount();
    m_madeBy.resize(columns);
    m_learnedOf.Resize(columns);
    m_holders.resize(versions->GetN());
    if (versions->GetN() * columns <= m_maxPairIntegrals)
    {
        m_pairMoments.resize(versions->GetN() * columns, 0);
    }
    versions->AddListener(this);
}

Ptr<const VersionTable>
StalenessMonitor::GetVersions() const
{
    return m_versions;
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
    const uint32_t column = m_versions->GetColumn(source);
    if (column == VersionTable::NOT_TRACKED)
    {
        return;
    }
    const uint64_t time = GetMomentTime();
    m_made.Add(1, time);
    m_madeBy[column].Add(1, time);
}

void
StalenessMonitor::NotifyLearned(uint32_t holder,
                                uint32_t column,
                                const uint32_t* increments,
                                uint32_t count)
{
    __builtin_prefetch(&m_holders[holder], 1);
    const Time now = Simulator::Now();
    const uint64_t time = std::max(now, m_warmUp).GetNanoSeconds();
    const uint64_t sum = m_learnedOf.Add(column, increments, count, time);
    m_learned.Add(sum, time);
    m_holders[holder].learned.Add(sum, time);
    m_holders[holder].lastFreshNs = now.GetNanoSeconds();
    if (!m_pairMoments.empty())
    {
        AddMoments(increments,
                   m_pairMoments.data() + std::size_t(holder) * m_madeBy.size() + column,
                   count,
                   time);
    }
}

void
StalenessMonitor::NotifyForgotten(uint32_t holder,
                                  uint32_t column,
                                  const uint32_t* decrements,
                                  uint32_t count)
{
    const uint64_t time = GetMomentTime();
    const uint64_t sum = m_learnedOf.Subtract(column, decrements, count, time);
    m_learned.Subtract(sum, time);
    m_holders[holder].learned.Subtract(sum, time);
    const std::size_t first = std::size_t(holder) * m_madeBy.size() + column;
    for (uint32_t k = 0; k < count && !m_pairMoments.empty(); ++k)
    {
        m_pairMoments[first + k] -= uint64_t(decrements[k]) * time;
    }
}

double
StalenessMonitor::Average(WideMoment integral, uint64_t pairs) const
{
    const uint64_t span = GetMomentTime() - m_warmUp.GetNanoSeconds();
    if (span == 0 || pairs == 0)
    {
        return 0;
    }
    return static_cast<double>(integral) / static_cast<double>(span) / static_cast<double>(pairs);
}

uint32_t
StalenessMonitor::CountOtherSources(uint32_t holder) const
{
    const bool tracked = m_versions->GetColumn(holder) != VersionTable::NOT_TRACKED;
    return m_versions->GetTrackedCount() - (tracked ? 1 : 0);
}

double
StalenessMonitor::GetMeanStaleness() const
{
    const uint64_t others = m_versions->GetN() - 1;
    const uint64_t time = GetMomentTime();
    return Average(m_made.Integrate(time) * others - m_learned.Integrate(time),
                   m_madeBy.size() * others);
}

double
StalenessMonitor::GetSourceStaleness(uint32_t source) const
{
    const uint32_t column = m_versions->GetColumn(source);
    NS_ASSERT_MSG(column != VersionTable::NOT_TRACKED, "source " << source << " is not tracked");
    const uint64_t others = m_versions->GetN() - 1;
    const uint64_t time = GetMomentTime();
    return Average(m_madeBy[column].Integrate(time) * others -
                       m_learnedOf.Get(column).Integrate(time),
                   others);
}

double
StalenessMonitor::GetHolderStaleness(uint32_t holder) const
{
    // Everybody's versions but the holder's own, less what it has learned.
    const uint64_t time = GetMomentTime();
    WideMoment integral = m_made.Integrate(time) - m_holders[holder].learned.Integrate(time);
    const uint32_t own = m_versions->GetColumn(holder);
    if (own != VersionTable::NOT_TRACKED)
    {
        integral -= m_madeBy[own].Integrate(time);
    }
    return Average(integral, CountOtherSources(holder));
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
    const uint32_t column = m_versions->GetColumn(source);
    const uint64_t made = m_madeBy[column].count * time - uint64_t(m_madeBy[column].moment);
    const uint64_t moment = m_pairMoments[std::size_t(holder) * m_madeBy.size() + column];
    const uint64_t known = m_versions->Get(holder, source) * time - moment;
    return Average(made - known, 1);
}

uint32_t
StalenessMonitor::GetStaleness(uint32_t holder, uint32_t source) const
{
    return m_versions->GetMade(source) - m_versions->Get(holder, source);
}

Time
StalenessMonitor::GetTimeSinceFresh(uint32_t holder) const
{
    return Simulator::Now() - NanoSeconds(m_holders[holder].lastFreshNs);
}

HolderStaleness
StalenessMonitor::GetHolderSample(uint32_t holder) const
{
    HolderStaleness sample;
    const uint32_t* row = m_versions->GetRow(holder);
    uint64_t sum = 0;
    for (uint32_t column = 0; column < m_madeBy.size(); ++column)
    {
        const auto staleness = static_cast<uint32_t>(m_madeBy[column].count - row[column]);
        sum += staleness;
        sample.worst = std::max(sample.worst, staleness);
    }
    const uint32_t others = CountOtherSources(holder);
    sample.mean = others == 0 ? 0 : static_cast<double>(sum) / others;
    sample.sinceFreshNs = GetTimeSinceFresh(holder).GetNanoSeconds();
    return sample;
}

VersionAge
StalenessMonitor::GetVersionAge(uint32_t source) const
{
    VersionAge age;
    uint64_t sum = 0;
    for (uint32_t holder = 0; holder < m_holders.size(); ++holder)
    {
        const uint32_t staleness = GetStaleness(holder, source);
        sum += staleness;
        age.worst = std::max(age.worst, staleness);
    }
    const uint64_t others = m_holders.size() - 1;
    age.mean = others == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(others);
    return age;
}

StalenessSample
StalenessMonitor::Sample(std::vector<HolderStaleness>* holders) const
{
    StalenessSample sample;
    const uint32_t n = m_holders.size();
    const uint32_t columns = m_madeBy.size();
    StalenessHistogram histogram;
    std::vector<uint32_t> worstOf(columns, 0);
    uint64_t total = 0;
    for (uint32_t holder = 0; holder < n; ++holder)
    {
        HolderStaleness one = GetHolderSample(holder);
        const uint32_t* row = m_versions->GetRow(holder);
        const uint32_t own = m_versions->GetColumn(holder);
        for (uint32_t column = 0; column < columns; ++column)
        {
            const auto staleness = static_cast<uint32_t>(m_madeBy[column].count - row[column]);
            worstOf[column] = std::max(worstOf[column], staleness);
            total += staleness;
            if (column != own)
            {
                histogram.Add(staleness);
            }
        }
        if (one.worst > sample.worst)
        {
            sample.worst = one.worst;
            sample.worstHolder = holder;
        }
        sample.meanSinceFreshNs += static_cast<double>(one.sinceFreshNs) / n;
        sample.longestSinceFreshNs = std::max(sample.longestSinceFreshNs, one.sinceFreshNs);
        if (holders)
        {
            holders->push_back(one);
        }
    }
    const uint64_t pairs = uint64_t(columns) * (n - 1);
    if (pairs > 0)
    {
        sample.mean = static_cast<double>(total) / static_cast<double>(pairs);
        // Nearest rank, in whole numbers: the smallest rank that covers the share.
        sample.median = histogram.Find((pairs * 50 + 99) / 100);
        sample.p95 = histogram.Find((pairs * 95 + 99) / 100);
        sample.p99 = histogram.Find((pairs * 99 + 99) / 100);
    }
    for (const uint32_t worst : worstOf)
    {
        sample.meanWorst += static_cast<double>(worst) / columns;
    }
    return sample;
}

} // namespace stardust
} // namespace ns3
