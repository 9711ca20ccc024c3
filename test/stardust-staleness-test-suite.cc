/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/gossip-age-theory.h"
#include "ns3/simulator.h"
#include "ns3/staleness-monitor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/**
 * Random updates and merges on a table, with every integral computed a second
 * time by brute force: between two events all n x n values of S are added up.
 */
class BruteForce
{
  public:
    BruteForce(uint32_t n, Time warmUp, int64_t stream)
        : m_n(n),
          m_table(Create<VersionTable>(n)),
          m_monitor(CreateObject<StalenessMonitor>()),
          m_random(CreateObject<UniformRandomVariable>()),
          m_versions(n * n, 0),
          m_integrals(n * n, 0)
    {
        m_random->SetStream(stream);
        m_warmUp = warmUp;
        m_monitor->SetWarmUp(warmUp);
        m_monitor->Attach(m_table);
    }

    void Run(uint32_t events)
    {
        m_left = events;
        Simulator::ScheduleNow(&BruteForce::Next, this);
        Simulator::Run();
    }

    uint32_t
    S(uint32_t holder, uint32_t source) const
    {
        return m_versions[source * m_n + source] - m_versions[holder * m_n + source];
    }

    /// Time average of a pair.
    double
    Mean(uint32_t holder, uint32_t source) const
    {
        const double span = (Simulator::Now() - m_warmUp).GetSeconds();
        return m_integrals[holder * m_n + source] / span;
    }

    uint32_t m_n;
    Ptr<VersionTable> m_table;
    Ptr<StalenessMonitor> m_monitor;

  private:
    void
    Next()
    {
        AddUp();
        if (m_left-- == 0)
        {
            return;
        }
        const uint32_t a = m_random->GetInteger(0, m_n - 1);
        const uint32_t b = m_random->GetInteger(0, m_n - 1);
        const double kind = m_random->GetValue(0, 1);
        if (a == b || kind < 0.3)
        {
            m_table->Make(a);
            ++m_versions[a * m_n + a];
        }
        else if (kind < 0.8)
        {
            m_table->LearnAll(a, m_table->TakeSnapshot(b));
            for (uint32_t i = 0; i < m_n; ++i)
            {
                m_versions[a * m_n + i] =
                    std::max(m_versions[a * m_n + i], m_versions[b * m_n + i]);
            }
        }
        else
        {
            const uint32_t version = m_random->GetInteger(0, m_versions[b * m_n + b]);
            m_table->LearnOne(a, b, version);
            m_versions[a * m_n + b] = std::max(m_versions[a * m_n + b], version);
        }
        // Some events at the same instant.
        const double wait = std::max(0.0, m_random->GetValue(-0.2, 1));
        Simulator::Schedule(Seconds(wait), &BruteForce::Next, this);
    }

    void
    AddUp()
    {
        const Time begin = std::max(m_last, m_warmUp);
        if (Simulator::Now() > begin)
        {
            const double span = (Simulator::Now() - begin).GetSeconds();
            for (uint32_t j = 0; j < m_n; ++j)
            {
                for (uint32_t i = 0; i < m_n; ++i)
                {
                    m_integrals[j * m_n + i] += m_before[j * m_n + i] * span;
                }
            }
        }
        m_last = Simulator::Now();
        Simulator::ScheduleNow(&BruteForce::Remember, this);
    }

    /// The state that holds from this instant on, after all events of the instant.
    void
    Remember()
    {
        m_before.assign(m_n * m_n, 0);
        for (uint32_t j = 0; j < m_n; ++j)
        {
            for (uint32_t i = 0; i < m_n; ++i)
            {
                m_before[j * m_n + i] = S(j, i);
            }
        }
    }

    Ptr<UniformRandomVariable> m_random;
    std::vector<uint32_t> m_versions;
    std::vector<double> m_integrals;
    std::vector<double> m_before = std::vector<double>(m_n * m_n, 0);
    Time m_warmUp;
    Time m_last;
    uint32_t m_left{0};
};

} // namespace

STARDUST_TEST_CASE(MonitorBruteForceTestCase,
                   "every time average equals one computed by adding up all pairs between events")
{
    for (int64_t round = 0; round < 30; ++round)
    {
        const uint32_t n = 2 + round % 7;
        BruteForce brute(n, Seconds(round % 3 * 10), 40 + round);
        brute.Run(200);
        double total = 0;
        std::vector<double> ofSource(n, 0);
        std::vector<double> ofHolder(n, 0);
        for (uint32_t j = 0; j < n; ++j)
        {
            for (uint32_t i = 0; i < n; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(brute.m_monitor->GetStaleness(j, i), brute.S(j, i), "now");
                NS_TEST_EXPECT_MSG_EQ_TOL(brute.m_monitor->GetPairStaleness(j, i),
                                          brute.Mean(j, i),
                                          1e-9 * (1 + brute.Mean(j, i)),
                                          "pair");
                total += brute.Mean(j, i);
                ofSource[i] += brute.Mean(j, i);
                ofHolder[j] += brute.Mean(j, i);
            }
        }
        const double pairs = n * (n - 1.0);
        NS_TEST_EXPECT_MSG_EQ_TOL(brute.m_monitor->GetMeanStaleness(),
                                  total / pairs,
                                  1e-9 * (1 + total),
                                  "all pairs");
        for (uint32_t i = 0; i < n; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(brute.m_monitor->GetSourceStaleness(i),
                                      ofSource[i] / (n - 1),
                                      1e-9 * (1 + total),
                                      "source");
            NS_TEST_EXPECT_MSG_EQ_TOL(brute.m_monitor->GetHolderStaleness(i),
                                      ofHolder[i] / (n - 1),
                                      1e-9 * (1 + total),
                                      "holder");
            uint32_t worst = 0;
            double sum = 0;
            for (uint32_t k = 0; k < n; ++k)
            {
                worst = std::max(worst, brute.S(i, k));
                sum += brute.S(i, k);
            }
            NS_TEST_EXPECT_MSG_EQ(brute.m_monitor->GetHolderSample(i).worst, worst, "worst now");
            NS_TEST_EXPECT_MSG_EQ_TOL(brute.m_monitor->GetHolderSample(i).mean,
                                      sum / (n - 1),
                                      1e-12,
                                      "mean now");
        }
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(MonitorLargeTimesTestCase, "averages stay exact after a hundred simulated years")
{
    auto table = Create<VersionTable>(2u);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->Attach(table);
    const Time year = Seconds(365.0 * 86400);
    Simulator::Schedule(year * 50, &VersionTable::Make, table, 0u);
    Simulator::Stop(year * 100);
    Simulator::Run();
    NS_TEST_EXPECT_MSG_EQ(monitor->GetPairStaleness(1, 0), 0.5, "one version, half of the time");
    NS_TEST_EXPECT_MSG_EQ(monitor->GetMeanStaleness(), 0.25, "one of the two pairs");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(MonitorPairLimitTestCase, "pair averages are kept up to MaxPairIntegrals only")
{
    auto table = Create<VersionTable>(3u);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->SetAttribute("MaxPairIntegrals", UintegerValue(8));
    monitor->Attach(table);
    NS_TEST_EXPECT_MSG_EQ(monitor->HasPairIntegrals(), false, "9 entries, 8 allowed");
    table->Make(1);
    NS_TEST_EXPECT_MSG_EQ(monitor->GetStaleness(0, 1), 1, "the rest works");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(VersionTableTestCase, "versions never decrease, and a snapshot does not change")
{
    auto table = Create<VersionTable>(3u);
    table->Make(0);
    table->Make(0);
    const VersionVector early = table->TakeSnapshot(0);
    NS_TEST_EXPECT_MSG_EQ((table->TakeSnapshot(0) == early), true, "shared while nothing changes");
    NS_TEST_EXPECT_MSG_EQ(table->GetSnapshotBytes(), 0, "no copy while nothing changes");
    table->Make(0);
    NS_TEST_EXPECT_MSG_GT(table->GetSnapshotBytes(), 0, "a copy before the change");
    const VersionVector late = table->TakeSnapshot(0);
    table->LearnAll(1, late);
    NS_TEST_EXPECT_MSG_EQ(table->Get(1, 0), 3, "learned");
    table->LearnAll(1, early);
    NS_TEST_EXPECT_MSG_EQ(table->Get(1, 0), 3, "an older message takes nothing back");
    table->LearnOne(2, 0, 2);
    table->LearnOne(2, 0, 1);
    NS_TEST_EXPECT_MSG_EQ(table->Get(2, 0), 2, "an older message takes nothing back");
    NS_TEST_EXPECT_MSG_EQ(early->Data()[0], 2, "the snapshot is as it was");
}

STARDUST_TEST_CASE(TheoryTestCase, "the closed form solves the subset recursion it comes from")
{
    // v_k = [r + (n-1-k) k l/(n-1) v_{k+1}] / [(n-k) k l/(n-1)], v_{n-1} = r/l; E[S] = v_1.
    for (const uint32_t n : {2u, 4u, 8u, 64u, 1000u})
    {
        const double r = 0.7;
        const double l = 1.3;
        double v = r / l;
        for (uint32_t k = n - 2; k >= 1 && n > 2; --k)
        {
            const double rate = k * l / (n - 1);
            v = (r + (n - 1 - k) * rate * v) / ((n - k) * rate);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(CompleteGraphStaleness(n, r, l), v, 1e-12 * v, "n=" << n);
    }
    NS_TEST_EXPECT_MSG_EQ(CompleteGraphStaleness(1, 1, 1), 0, "no pairs");
    NS_TEST_EXPECT_MSG_EQ_TOL(CompleteGraphStaleness(4, 1, 1), 1.8333333, 1e-6, "1 + 1/2 + 1/3");
}

/// Versions, staleness and its theory.
class StardustStalenessTestSuite : public TestSuite
{
  public:
    StardustStalenessTestSuite()
        : TestSuite("stardust-staleness", Type::UNIT)
    {
        AddTestCase(new MonitorBruteForceTestCase);
        AddTestCase(new MonitorLargeTimesTestCase);
        AddTestCase(new MonitorPairLimitTestCase);
        AddTestCase(new VersionTableTestCase);
        AddTestCase(new TheoryTestCase);
    }
};

static StardustStalenessTestSuite g_stardustStalenessTestSuite;
