/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-version-log.h"

#include "ns3/gossip-learner.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{
namespace tests
{

namespace
{

/// The value of which a share of the others is not above it, by nearest rank.
uint32_t
FindRank(const std::vector<uint32_t>& sorted, uint32_t percent)
{
    const auto rank = static_cast<std::size_t>(std::ceil(sorted.size() * (percent / 100.0) - 1e-9));
    return sorted[rank - 1];
}

} // namespace

VersionLog::VersionLog(Ptr<LearnerGroup> group, Ptr<StalenessMonitor> monitor)
    : m_group(group),
      m_monitor(monitor),
      m_n(group->GetN()),
      m_known(m_n, std::vector<uint32_t>(m_n, 0)),
      m_integrals(m_n, std::vector<uint64_t>(m_n, 0)),
      m_lastFresh(m_n, 0),
      m_running(m_n, false),
      m_sequences(m_n, 0)
{
    for (uint32_t column = 0; column < group->GetVersions()->GetTrackedCount(); ++column)
    {
        m_tracked.push_back(group->GetVersions()->GetSource(column));
    }
    group->TraceConnectWithoutContext("State", MakeCallback(&VersionLog::TakeState, this));
    group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                   MakeCallback(&VersionLog::TakeConcluded, this));
    for (uint32_t i = 0; i < m_n; ++i)
    {
        Ptr<GossipLearner> learner = group->GetLearner(i);
        learner->TraceConnectWithoutContext("LocalUpdate",
                                            MakeCallback(&VersionLog::TakeUpdate, this));
        learner->TraceConnectWithoutContext("ModelSent", MakeCallback(&VersionLog::TakeSent, this));
        learner->TraceConnectWithoutContext("ModelReceived",
                                            MakeCallback(&VersionLog::TakeReceived, this));
    }
}

const std::string&
VersionLog::GetProblem() const
{
    return m_problem;
}

uint64_t
VersionLog::GetComparisons() const
{
    return m_comparisons;
}

uint64_t
VersionLog::Count(MessageOutcome outcome, MessageReason reason) const
{
    const auto found = m_outcomes.find({outcome, reason});
    return found == m_outcomes.end() ? 0 : found->second;
}

uint64_t
VersionLog::CountInFlight() const
{
    return m_flights.size();
}

void
VersionLog::Check(bool good, const std::string& what)
{
    if (!good && m_problem.empty())
    {
        m_problem = what + " at " + std::to_string(Simulator::Now().GetSeconds()) + " s";
    }
}

void
VersionLog::CheckNear(double found, double expected, const std::string& what)
{
    Check(std::abs(found - expected) <= 1e-12 * (1 + std::abs(expected)),
          what + ": " + std::to_string(found) + " instead of " + std::to_string(expected));
}

void
VersionLog::Elapse()
{
    const int64_t now = Simulator::Now().GetNanoSeconds();
    const int64_t from = std::max(m_last, m_monitor->GetWarmUp().GetNanoSeconds());
    m_last = now;
    for (uint32_t holder = 0; holder < m_n && now > from; ++holder)
    {
        for (uint32_t source = 0; source < m_n; ++source)
        {
            m_integrals[holder][source] += uint64_t(S(holder, source)) * uint64_t(now - from);
        }
    }
}

void
VersionLog::TakeState(uint32_t learner, bool up)
{
    Check(m_running[learner] != up, "a device starts or stops that has done so");
    m_running[learner] = up;
}

void
VersionLog::TakeUpdate(const LocalUpdate& update)
{
    Elapse();
    ++m_known[update.learner][update.learner];
    Check(m_running[update.learner], "a stopped device makes an update");
    Check(update.version == m_known[update.learner][update.learner], "the version of an update");
    Check(update.ended == Simulator::Now() && update.started <= update.ended, "times of an update");
    Compare();
}

void
VersionLog::TakeSent(Ptr<const ModelMessage> message)
{
    Elapse();
    const uint32_t sender = message->sender;
    Flight flight{m_known[sender], Simulator::Now()};
    Check(m_running[sender], "a stopped device sends");
    Check(message->sequence == m_sequences[sender]++, "the number of a message");
    Check(message->senderVersion == flight.knowledge[sender], "the sender's version");
    Check(message->sourceVersion == flight.knowledge[message->source], "the source's version");
    CompareMessage(*message, flight);
    m_flights.emplace(Key(sender, message->sequence), flight);
    Compare();
}

void
VersionLog::CompareMessage(const ModelMessage& message, const Flight& flight)
{
    for (uint32_t column = 0; column < m_tracked.size(); ++column)
    {
        Check(message.versions->Data()[column] == flight.knowledge[m_tracked[column]],
              "what a message knows of " + std::to_string(m_tracked[column]));
    }
    Check(message.sent == flight.sent, "when a message was sent");
}

void
VersionLog::TakeReceived(Ptr<const ModelMessage> message)
{
    Elapse();
    const auto found = m_flights.find({message->sender, message->sequence});
    if (found == m_flights.end())
    {
        Check(false, "a message is received that is not under way");
        return;
    }
    Flight& flight = found->second;
    const uint32_t receiver = message->receiver;
    Check(m_running[receiver] && !flight.received, "a message is received twice, or by nobody");
    flight.received = true;
    CompareMessage(*message, flight);
    Check(message->staleness ==
              m_known[message->sender][message->sender] - flight.knowledge[message->sender],
          "the staleness of a message");
    bool fresh = false;
    for (uint32_t source = 0; source < m_n; ++source)
    {
        const bool taught = !message->sourceOnly || source == message->source;
        if (taught && flight.knowledge[source] > m_known[receiver][source])
        {
            m_known[receiver][source] = flight.knowledge[source];
            fresh |= std::binary_search(m_tracked.begin(), m_tracked.end(), source);
        }
    }
    if (fresh)
    {
        m_lastFresh[receiver] = Simulator::Now().GetNanoSeconds();
    }
    Compare();
}

void
VersionLog::TakeConcluded(Ptr<const ModelMessage> message)
{
    const auto found = m_flights.find({message->sender, message->sequence});
    if (found == m_flights.end())
    {
        Check(false, "a message has a second outcome");
        return;
    }
    const Flight& flight = found->second;
    const Time taken = Simulator::Now() - flight.sent;
    const Time lifetime = m_group->GetLedger()->GetMessageLifetime();
    Check(message->concluded == Simulator::Now(), "when an outcome was known");
    Check((message->outcome == MessageOutcome::DELIVERED) == flight.received,
          "delivered is what was received");
    Check(taken <= lifetime, "an outcome after the lifetime");
    Check(message->outcome != MessageOutcome::REJECTED, "refused for no reason");
    Check(message->reason != MessageReason::RECEIVER_STOPPED || !m_running[message->receiver],
          "the receiver is running");
    Check(message->reason != MessageReason::TOO_LATE || taken == lifetime, "given up early");
    Check(message->reason != MessageReason::CHANNEL_ERROR || taken.IsZero(), "lost later");
    ++m_outcomes[{message->outcome, message->reason}];
    m_flights.erase(found);
}

void
VersionLog::Compare()
{
    Elapse();
    ++m_comparisons;
    CompareTable();
    CompareAverages();
    CompareHolders();
    CompareDistribution();
    CompareAges();
}

void
VersionLog::CompareTable()
{
    const VersionTable& table = *m_group->GetVersions();
    for (uint32_t holder = 0; holder < m_n; ++holder)
    {
        Check(table.GetMade(holder) == m_known[holder][holder], "updates made");
        for (const uint32_t source : m_tracked)
        {
            Check(table.Get(holder, source) == m_known[holder][source], "a version known");
            Check(table.Get(holder, source) <= table.GetMade(source), "a version never made");
            Check(m_monitor->GetStaleness(holder, source) == S(holder, source), "staleness now");
        }
    }
}

void
VersionLog::CompareAverages()
{
    const int64_t span = m_last - m_monitor->GetWarmUp().GetNanoSeconds();
    const double perSpan = span > 0 ? 1.0 / static_cast<double>(span) : 0;
    std::vector<double> ofHolder(m_n, 0);
    double total = 0;
    for (const uint32_t source : m_tracked)
    {
        double ofSource = 0;
        for (uint32_t holder = 0; holder < m_n; ++holder)
        {
            const double average = static_cast<double>(m_integrals[holder][source]) * perSpan;
            CheckNear(m_monitor->GetPairStaleness(holder, source), average, "average of a pair");
            ofSource += average;
            ofHolder[holder] += average;
        }
        CheckNear(m_monitor->GetSourceStaleness(source), ofSource / (m_n - 1), "of a source");
        total += ofSource;
    }
    for (uint32_t holder = 0; holder < m_n; ++holder)
    {
        const bool own = std::binary_search(m_tracked.begin(), m_tracked.end(), holder);
        const std::size_t others = m_tracked.size() - own;
        const double average = others > 0 ? ofHolder[holder] / others : 0;
        CheckNear(m_monitor->GetHolderStaleness(holder), average, "of a holder");
    }
    CheckNear(m_monitor->GetMeanStaleness(), total / (m_tracked.size() * (m_n - 1)), "of all");
}

void
VersionLog::CompareHolders()
{
    for (uint32_t holder = 0; holder < m_n; ++holder)
    {
        uint32_t worst = 0;
        double sum = 0;
        uint32_t others = 0;
        for (const uint32_t source : m_tracked)
        {
            worst = std::max(worst, S(holder, source));
            sum += S(holder, source);
            others += source != holder;
        }
        const HolderStaleness sample = m_monitor->GetHolderSample(holder);
        Check(sample.worst == worst, "worst of a holder");
        CheckNear(sample.mean, others > 0 ? sum / others : 0, "mean of a holder now");
        const int64_t since = m_last - m_lastFresh[holder];
        Check(sample.sinceFreshNs == uint64_t(since), "time since something new");
        Check(m_monitor->GetTimeSinceFresh(holder) == NanoSeconds(since), "time since fresh");
    }
}

void
VersionLog::CompareDistribution()
{
    std::vector<uint32_t> values;
    double worstSum = 0;
    for (const uint32_t source : m_tracked)
    {
        uint32_t worst = 0;
        for (uint32_t holder = 0; holder < m_n; ++holder)
        {
            worst = std::max(worst, S(holder, source));
            if (holder != source)
            {
                values.push_back(S(holder, source));
            }
        }
        worstSum += worst;
    }
    double sum = 0;
    for (const uint32_t value : values)
    {
        sum += value;
    }
    std::sort(values.begin(), values.end());
    std::vector<HolderStaleness> holders;
    const StalenessSample sample = m_monitor->Sample(&holders);
    CheckNear(sample.mean, sum / values.size(), "mean of a sample");
    Check(sample.median == FindRank(values, 50), "median");
    Check(sample.p95 == FindRank(values, 95), "95th percentile");
    Check(sample.p99 == FindRank(values, 99), "99th percentile");
    Check(sample.worst == values.back(), "worst of all");
    Check(holders.size() == m_n && holders[sample.worstHolder].worst == sample.worst,
          "worst holder");
    CheckNear(sample.meanWorst, worstSum / m_tracked.size(), "mean of the worst");
    const int64_t oldest = *std::min_element(m_lastFresh.begin(), m_lastFresh.end());
    Check(sample.longestSinceFreshNs == uint64_t(m_last - oldest), "longest without news");
    double since = 0;
    for (const int64_t fresh : m_lastFresh)
    {
        since += static_cast<double>(m_last - fresh) / m_n;
    }
    CheckNear(sample.meanSinceFreshNs, since, "mean time without news");
}

void
VersionLog::CompareAges()
{
    for (const uint32_t source : m_tracked)
    {
        uint32_t worst = 0;
        double sum = 0;
        for (uint32_t holder = 0; holder < m_n; ++holder)
        {
            worst = std::max(worst, S(holder, source));
            sum += S(holder, source);
        }
        const VersionAge age = m_monitor->GetVersionAge(source);
        Check(age.worst == worst, "worst version age");
        CheckNear(age.mean, sum / (m_n - 1), "version age");
    }
}

} // namespace tests
} // namespace stardust
} // namespace ns3
