/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"
#include "stardust-version-log.h"

#include "ns3/direct-network-helper.h"
#include "ns3/integer.h"
#include "ns3/opportunistic-peer-selector.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// A small run in which everything that can be drawn is drawn.
class RandomRun
{
  public:
    explicit RandomRun(int64_t stream)
        : m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(stream);
        m_n = m_random->GetInteger(2, 7);
        m_learners.SetFirstStream(stream << 20);
        SetNetwork();
        SetRules();
        m_learners.SetGraph(DrawGraph());
        NodeContainer nodes;
        nodes.Create(m_n);
        ApplicationContainer applications = m_learners.Install(nodes);
        for (uint32_t i = 0; i < m_n; ++i)
        {
            // Some begin late, some stop, some do neither.
            applications.Get(i)->SetStartTime(Seconds(std::max(0.0, m_random->GetValue(-3, 3))));
            if (Chance(0.4))
            {
                applications.Get(i)->SetStopTime(Seconds(m_random->GetValue(4, 12)));
            }
        }
        m_monitor = CreateObject<StalenessMonitor>();
        m_monitor->SetWarmUp(Seconds(std::max(0.0, m_random->GetValue(-4, 4))));
        m_monitor->Attach(m_learners.GetGroup()->GetVersions());
        m_log = std::make_unique<VersionLog>(m_learners.GetGroup(), m_monitor);
    }

    ~RandomRun()
    {
        Simulator::Destroy();
    }

    void Run()
    {
        for (uint32_t k = 0; k < 40; ++k)
        {
            Simulator::Stop(Seconds(0.377));
            Simulator::Run();
            m_log->Compare();
        }
    }

    const VersionLog& GetLog() const
    {
        return *m_log;
    }

    const MessageLedger& GetLedger() const
    {
        return *m_learners.GetGroup()->GetLedger();
    }

    const VersionTable& GetVersions() const
    {
        return *m_learners.GetGroup()->GetVersions();
    }

  private:
    bool Chance(double share)
    {
        return m_random->GetValue(0, 1) < share;
    }

    void SetNetwork()
    {
        DirectNetworkHelper network;
        network.SetErrorRate(Chance(0.5) ? 0.2 : 0);
        network.SetOccupying(Chance(0.3));
        const std::vector<std::string> delays{"0",
                                              "0.3",
                                              "ns3::ExponentialRandomVariable[Mean=0.4]",
                                              "ns3::UniformRandomVariable[Min=0|Max=1.5]",
                                              "ns3::NormalRandomVariable[Mean=0.2|Variance=0.1]"};
        network.SetDelay(delays[m_random->GetInteger(0, 4)]);
        network.Install(m_learners);
        m_learners.SetGroupAttribute(
            "Ledger", StringValue("ns3::stardust::MessageLedger[MessageLifetime=+1s]"));
    }

    void SetRules()
    {
        const std::vector<std::string> selectors{"UniformPeerSelector",
                                                 "RoundRobinPeerSelector",
                                                 "WeightedPeerSelector",
                                                 "OpportunisticPeerSelector[Piggyback=OwnerOnly]",
                                                 "OpportunisticPeerSelector[Piggyback=All]"};
        m_learners.SetTimelinessOnly();
        m_learners.SetPeerSelector("ns3::stardust::" + selectors[m_random->GetInteger(0, 4)]);
        m_learners.SetAttribute("UpdateShift", TimeValue(Seconds(0.1)));
        m_learners.SetAttribute("UpdateTime",
                                StringValue("ns3::ExponentialRandomVariable[Mean=0.3]"));
        m_learners.SetAttribute("GossipInterval",
                                StringValue(Chance(0.5)
                                                ? "ns3::ExponentialRandomVariable[Mean=0.2]"
                                                : "ns3::ConstantRandomVariable[Constant=0.25]"));
        m_learners.SetGroupAttribute("Tracked", UintegerValue(m_random->GetInteger(0, m_n)));
        m_learners.SetGroupAttribute("Source",
                                     IntegerValue(int64_t(m_random->GetInteger(0, m_n)) - 1));
    }

    Ptr<CommunicationGraph> DrawGraph()
    {
        GraphEdges edges;
        std::vector<double> weights;
        for (uint32_t i = 0; i < m_n; ++i)
        {
            for (uint32_t j = 0; j < m_n; ++j)
            {
                if (i != j && Chance(0.5))
                {
                    edges.emplace_back(i, j);
                    weights.push_back(m_random->GetValue(0.1, 3));
                }
            }
        }
        return Chance(0.2) ? Create<CommunicationGraph>(m_n)
                           : Create<CommunicationGraph>(m_n, edges, weights, Chance(0.7));
    }

    Ptr<UniformRandomVariable> m_random; //!< all choices
    uint32_t m_n;                        //!< number of devices
    LearnerHelper m_learners;            //!< makes the run
    Ptr<StalenessMonitor> m_monitor;     //!< what is tested
    std::unique_ptr<VersionLog> m_log;   //!< what it is compared with
};

} // namespace

STARDUST_TEST_CASE(
    RandomRunsTestCase,
    "on random runs every figure of the monitor, and every message, is what a log of the "
    "events says, at each event")
{
    uint64_t comparisons = 0;
    uint64_t delivered = 0;
    uint64_t late = 0;
    uint64_t lost = 0;
    uint64_t stopped = 0;
    for (int64_t run = 1; run <= 300; ++run)
    {
        RandomRun random(run);
        random.Run();
        const VersionLog& log = random.GetLog();
        NS_TEST_EXPECT_MSG_EQ(log.GetProblem(), "", "run " << run);
        const MessageCounters& counters = random.GetLedger().GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.sent,
                              counters.delivered + counters.lost + counters.expired +
                                  counters.rejected + random.GetLedger().CountInFlight(),
                              "every message has one outcome, or none yet");
        NS_TEST_EXPECT_MSG_EQ(log.CountInFlight(), random.GetLedger().CountInFlight(), "under way");
        NS_TEST_EXPECT_MSG_EQ(counters.delivered,
                              log.Count(MessageOutcome::DELIVERED, MessageReason::NONE),
                              "delivered");
        NS_TEST_EXPECT_MSG_EQ(counters.rejected, 0, "rejected");
        NS_TEST_EXPECT_MSG_EQ(counters.lost,
                              log.Count(MessageOutcome::LOST, MessageReason::RECEIVER_STOPPED) +
                                  log.Count(MessageOutcome::LOST, MessageReason::TOO_LATE) +
                                  log.Count(MessageOutcome::LOST, MessageReason::CHANNEL_ERROR),
                              "lost");
        comparisons += log.GetComparisons();
        delivered += counters.delivered;
        stopped += log.Count(MessageOutcome::LOST, MessageReason::RECEIVER_STOPPED);
        late += log.Count(MessageOutcome::LOST, MessageReason::TOO_LATE);
        lost += log.Count(MessageOutcome::LOST, MessageReason::CHANNEL_ERROR);
    }
    // The runs do hold what they are meant to: none of the checks was for nothing.
    NS_TEST_EXPECT_MSG_GT(comparisons, 50000, "events");
    NS_TEST_EXPECT_MSG_GT(delivered, 10000, "deliveries");
    NS_TEST_EXPECT_MSG_GT(late, 500, "messages that would be too late");
    NS_TEST_EXPECT_MSG_GT(lost, 500, "messages lost");
    NS_TEST_EXPECT_MSG_GT(stopped, 500, "messages to a device that is not running");
}

STARDUST_TEST_CASE(LargeStalenessTestCase, "percentiles are those of a sort at any staleness")
{
    const uint32_t n = 30;
    auto table = Create<VersionTable>(n);
    auto monitor = CreateObject<StalenessMonitor>();
    monitor->Attach(table);
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(12);
    for (const uint32_t most : {1u, 100u, 5000u, 20000u})
    {
        for (uint32_t source = 0; source < n; ++source)
        {
            for (uint32_t k = random->GetInteger(0, most); k > 0; --k)
            {
                table->Make(source);
            }
            for (uint32_t holder = 0; holder < n; ++holder)
            {
                table->LearnOne(holder, source, random->GetInteger(0, table->GetMade(source)));
            }
        }
        std::vector<uint32_t> values;
        for (uint32_t source = 0; source < n; ++source)
        {
            for (uint32_t holder = 0; holder < n; ++holder)
            {
                if (holder != source)
                {
                    values.push_back(table->GetMade(source) - table->Get(holder, source));
                }
            }
        }
        std::sort(values.begin(), values.end());
        // 870 pairs: ranks 435, 826.5 and 861.3, rounded up.
        const StalenessSample sample = monitor->Sample();
        NS_TEST_EXPECT_MSG_EQ(sample.median, values[434], "median, up to " << most);
        NS_TEST_EXPECT_MSG_EQ(sample.p95, values[826], "95 %, up to " << most);
        NS_TEST_EXPECT_MSG_EQ(sample.p99, values[861], "99 %, up to " << most);
        NS_TEST_EXPECT_MSG_EQ(sample.worst, values[869], "worst, up to " << most);
    }
    NS_TEST_EXPECT_MSG_GT(monitor->Sample().p95, 4096, "beyond what is counted in an array");
}

namespace
{

/// An opportunistic selector that counts how many there are.
class CountedSelector : public OpportunisticPeerSelector
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::stardust::tests::CountedSelector")
                                .SetParent<OpportunisticPeerSelector>()
                                .SetGroupName("Stardust")
                                .AddConstructor<CountedSelector>();
        return tid;
    }

    CountedSelector()
    {
        ++g_alive;
    }

    ~CountedSelector() override
    {
        --g_alive;
    }

    static uint32_t g_alive; //!< now
};

uint32_t CountedSelector::g_alive = 0;

NS_OBJECT_ENSURE_REGISTERED(CountedSelector);

} // namespace

STARDUST_TEST_CASE(FreedTestCase, "nothing is left of a run, not even of opportunistic rounds")
{
    for (const bool stopped : {false, true})
    {
        {
            LearnerHelper learners;
            DirectNetworkHelper().Install(learners);
            learners.SetTimelinessOnly();
            learners.SetPeerSelector("ns3::stardust::tests::CountedSelector");
            NodeContainer nodes;
            nodes.Create(5);
            ApplicationContainer applications = learners.Install(nodes);
            if (stopped)
            {
                applications.Stop(Seconds(5));
            }
            Simulator::Stop(Seconds(10));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ((CountedSelector::g_alive >= 5), true, "one a learner");
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_EQ(CountedSelector::g_alive, 0, "learners are freed with their group");
    }
}

/// What must hold in any run.
class StardustConservationTestSuite : public TestSuite
{
  public:
    StardustConservationTestSuite()
        : TestSuite("stardust-conservation", Type::SYSTEM)
    {
        AddTestCase(new RandomRunsTestCase);
        AddTestCase(new LargeStalenessTestCase);
        AddTestCase(new FreedTestCase);
    }
};

static StardustConservationTestSuite g_stardustConservationTestSuite;
