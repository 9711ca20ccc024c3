/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/direct-network-helper.h"
#include "ns3/draco-mixer.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <limits>
#include <map>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

constexpr double STEP = 0.1;

/// Devices with quadratic losses.
struct Setting
{
    std::string mixer{};                                          //!< attributes of DracoMixer
    uint32_t n{5};                                                //!< devices
    uint32_t length{4};                                           //!< parameters
    std::string graph{"complete"};                                //!< as --graph takes it, or star
    std::string update{"ns3::ConstantRandomVariable[Constant=1]"}; //!< time of an update
    std::string interval{"ns3::ConstantRandomVariable[Constant=1.37]"}; //!< of gossip
    std::string phase{"ns3::ConstantRandomVariable[Constant=0.9]"}; //!< of both at the start
    std::string delay{"0"};                                       //!< of the network
    double errorRate{0};                                          //!< of the network
    std::string codec{"Float32Codec"};                            //!< without the prefix
    std::string payload{"Virtual"};                               //!< payload mode

    Eigen::MatrixXd GetCenters() const
    {
        return DrawNormal(length, n, 3);
    }

    Ptr<const CommunicationGraph> MakeLinks() const
    {
        if (graph != "star")
        {
            return MakeGraph(graph, n, {false, true}, 7);
        }
        GraphEdges edges;
        for (uint32_t i = 1; i < n; ++i)
        {
            edges.emplace_back(0, i);
        }
        return Create<CommunicationGraph>(n, edges, false);
    }

    Ptr<LearnerGroup> Install() const
    {
        LearnerHelper learners;
        DirectNetworkHelper network;
        network.SetDelay(delay);
        network.SetErrorRate(errorRate);
        network.Install(learners);
        SetQuadraticTask(learners, GetCenters());
        learners.SetGraph(MakeLinks());
        learners.SetMixer("ns3::stardust::DracoMixer[" + mixer + "]");
        learners.SetCodec("ns3::stardust::" + codec);
        learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=" + std::to_string(STEP) + "]");
        learners.SetAttribute("GradientSnapshot", StringValue("Done"));
        learners.SetAttribute("LocalSteps", UintegerValue(1));
        learners.SetAttribute("UpdateTime", StringValue(update));
        learners.SetAttribute("GossipInterval", StringValue(interval));
        learners.SetAttribute("StartPhase", StringValue(phase));
        learners.SetGroupAttribute("Payload", StringValue(payload));
        NodeContainer nodes;
        nodes.Create(n);
        learners.Install(nodes);
        return learners.GetGroup();
    }
};

/// The algorithm by its definition, in double precision: all devices act at the same times.
class Recursion
{
  public:
    /// What is attributes of the mixer there.
    struct Options
    {
        bool applyLocal{true};
        uint32_t limit{1000};
        double window{0};
        bool byWindow{false};
        uint32_t period{1000000};
        bool bySender{false};
    };

    Recursion(const Setting& setting, const Options& options)
        : m_options(options),
          m_links(setting.MakeLinks()),
          m_centers(setting.GetCenters()),
          m_models(Eigen::MatrixXd::Zero(setting.length, setting.n)),
          m_differences(m_models),
          m_received(setting.n, 0),
          m_waiting(setting.n)
    {
    }

    /// Run up to a time at which nothing happens.
    void Run(double until)
    {
        std::multimap<double, int> events;
        for (int k = 1; k < until; ++k)
        {
            // The first of each is cut short by the phase.
            events.emplace(k - 0.1, 0);
            events.emplace(1.37 * (k - 0.1), 1);
            events.emplace(1.37 * (k - 0.1) + m_options.window, 2);
            if (k % m_options.period == 0)
            {
                events.emplace(k, 3);
            }
        }
        for (auto event = events.begin(); event != events.lower_bound(until); ++event)
        {
            const auto period = int64_t(event->first / m_options.period);
            switch (event->second)
            {
            case 0:
                Update();
                break;
            case 1:
                Gossip();
                break;
            case 2:
                CloseWindows();
                break;
            default:
                m_received.assign(m_received.size(), 0);
                m_models.colwise() = Eigen::VectorXd(m_models.col((period - 1) % m_models.cols()));
            }
        }
    }

    const Eigen::MatrixXd& GetModels() const
    {
        return m_models;
    }

  private:
    double GetWeight(uint32_t device) const
    {
        return 1.0 / (1 + m_links->GetDegree(device));
    }

    void Update()
    {
        const Eigen::MatrixXd change = STEP * (m_centers - m_models);
        m_differences += change;
        if (m_options.applyLocal)
        {
            m_models += change;
        }
    }

    void Gossip()
    {
        for (uint32_t j = 0; j < m_models.cols(); ++j)
        {
            if (!m_options.applyLocal)
            {
                m_models.col(j) += GetWeight(j) * m_differences.col(j);
            }
            for (uint32_t i = 0; i < m_models.cols(); ++i)
            {
                if (i != j && m_links->HasArc(i, j) && m_received[j] < m_options.limit)
                {
                    ++m_received[j];
                    m_waiting[j].emplace_back(m_options.bySender ? GetWeight(i) : GetWeight(j),
                                              m_differences.col(i));
                }
            }
        }
        m_differences.setZero();
    }

    void CloseWindows()
    {
        for (uint32_t j = 0; j < m_models.cols(); ++j)
        {
            const double shared = 1.0 / (1 + m_waiting[j].size());
            for (const auto& [weight, difference] : m_waiting[j])
            {
                m_models.col(j) += (m_options.byWindow ? shared : weight) * difference;
            }
            m_waiting[j].clear();
        }
    }

    Options m_options;
    Ptr<const CommunicationGraph> m_links;
    Eigen::MatrixXd m_centers;
    Eigen::MatrixXd m_models;
    Eigen::MatrixXd m_differences;
    std::vector<uint32_t> m_received;
    std::vector<std::vector<std::pair<double, Eigen::VectorXd>>> m_waiting;
};

bool
IsBalanced(const LearnerGroup& group)
{
    const MessageCounters& counters = group.GetLedger()->GetCounters();
    return counters.sent == counters.delivered + counters.lost + counters.expired +
                                counters.rejected + group.GetLedger()->CountInFlight();
}

void
RunFor(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

uint64_t
CountKept(const LearnerGroup& group, uint32_t learner)
{
    return DynamicCast<DracoMixer>(group.GetLearner(learner)->GetMixer())->CountKeptFloats();
}

} // namespace

STARDUST_TEST_CASE(RecursionTestCase,
                   "models follow the algorithm's recursion, whatever its attributes say")
{
    struct Row
    {
        std::string mixer;
        std::string graph;
        Recursion::Options options;
    };
    const std::vector<Row> rows{
        {"Hub=None", "complete", {}},
        {"Hub=None", "star", {}},
        {"Hub=None|Weights=Sender", "star", {true, 1000, 0, false, 1000000, true}},
        {"Hub=None|ApplyLocal=false", "star", {false}},
        {"UnificationPeriod=5s", "ring", {true, 1000, 0, false, 5}},
        {"UnificationPeriod=5s|ReceptionLimit=3", "complete", {true, 3, 0, false, 5}},
        {"UnificationPeriod=5s|ReceptionLimit=3|Window=0.2s", "complete", {true, 3, 0.2, false, 5}},
        {"UnificationPeriod=5s|ReceptionLimit=3|Window=0.2s|Weights=Window|ApplyLocal=false",
         "complete",
         {false, 3, 0.2, true, 5}},
    };
    for (const Row& row : rows)
    {
        Setting setting;
        setting.mixer = row.mixer;
        setting.graph = row.graph;
        Recursion expected(setting, row.options);
        expected.Run(40.25);
        for (const std::string payload : {"Virtual", "Bytes"})
        {
            setting.payload = payload;
            Ptr<LearnerGroup> group = setting.Install();
            RunFor(40.25);
            NS_TEST_EXPECT_MSG_LT((TakeModels(*group) - expected.GetModels()).cwiseAbs().maxCoeff(),
                                  1e-5,
                                  row.mixer << " on " << row.graph << ", " << payload);
            NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, row.mixer);
            Simulator::Destroy();
        }
    }
}

namespace
{

/// Counts what happens to messages by receiver and period.
struct ReceptionLog
{
    double period{4};                                       //!< s
    std::map<std::pair<uint32_t, int64_t>, uint32_t> taken; //!< by receiver and period
    uint64_t overLimit{0};                                  //!< rejected by the limit

    void Note(Ptr<const ModelMessage> message)
    {
        if (message->outcome == MessageOutcome::DELIVERED)
        {
            ++taken[{message->receiver, int64_t(message->concluded.GetSeconds() / period)}];
        }
        overLimit += message->reason == MessageReason::OVER_LIMIT;
    }
};

} // namespace

STARDUST_TEST_CASE(LimitTestCase, "no device takes more than ReceptionLimit differences a period")
{
    for (const uint32_t limit : {1, 3, 10})
    {
        Setting setting;
        setting.mixer =
            "UnificationPeriod=4s|Hub=None|ReceptionLimit=" + std::to_string(limit);
        setting.n = 8;
        setting.update = "ns3::ExponentialRandomVariable[Mean=0.5]";
        setting.interval = "ns3::ExponentialRandomVariable[Mean=0.7]";
        setting.phase = "ns3::UniformRandomVariable";
        setting.delay = "ns3::ExponentialRandomVariable[Mean=0.2]";
        Ptr<LearnerGroup> group = setting.Install();
        ReceptionLog log;
        group->GetLedger()->TraceConnectWithoutContext("MessageConcluded",
                                                       MakeCallback(&ReceptionLog::Note, &log));
        // Not until all have come to rest: then there is nothing to send.
        RunFor(60);
        uint32_t most = 0;
        uint32_t full = 0;
        for (const auto& [key, count] : log.taken)
        {
            most = std::max(most, count);
            full += count == limit;
        }
        NS_TEST_EXPECT_MSG_EQ(most, limit, "most in a period");
        // 7 senders, some 25 messages a period: next to all periods are full.
        NS_TEST_EXPECT_MSG_GT(full, 8 * 15 * 0.95, "full periods");
        NS_TEST_EXPECT_MSG_EQ(log.overLimit, group->GetLedger()->GetCounters().rejected, "reason");
        NS_TEST_EXPECT_MSG_GT(log.overLimit, 1000, "rejected");
        NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, "one outcome each");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(SaturationTestCase,
                   "the distance to the optimum falls less and less with ReceptionLimit, as the closed "
                   "form says, while messages grow")
{
    // In each period all devices make one update from the hub's model, each sends its difference
    // once, the first psi that arrive, any psi of n - 1, enter with 1 / (psi + 1), and
    // a random hub's model goes to all. With e = x - mean of centers, v_i = center i - mean:
    //   e' = (1 - a) e + STEP (v_h + sum of psi other v_i / (psi + 1)), a = STEP (1 + psi / (psi + 1))
    // and the mean square of e follows from the noise's, with psi of n - 1 drawn at a time.
    constexpr uint32_t N = 20;
    constexpr uint32_t LENGTH = 50;
    constexpr uint32_t PERIODS = 800;
    constexpr uint32_t START = 60;
    std::vector<double> distances;
    for (const uint32_t limit : {1, 4, 8, 16})
    {
        Setting setting;
        setting.n = N;
        setting.length = LENGTH;
        setting.mixer = "UnificationPeriod=1s|Hub=Random|Window=0.65s|Weights=Window|ReceptionLimit=" +
                        std::to_string(limit);
        setting.interval = "ns3::ExponentialRandomVariable[Mean=0.1]";
        setting.phase = "ns3::ConstantRandomVariable[Constant=0.2]";
        Ptr<LearnerGroup> group = setting.Install();
        const Eigen::MatrixXd centers = setting.GetCenters();
        const Eigen::VectorXd mean = centers.rowwise().mean();
        RunFor(START + 0.1);
        const uint64_t before = group->GetLedger()->GetCounters().delivered;
        double distance = 0;
        for (uint32_t period = 0; period < PERIODS; ++period)
        {
            RunFor(1);
            distance += (TakeModels(*group).col(0) - mean).squaredNorm() / PERIODS;
        }
        const double p = limit;
        const double spread = (centers.colwise() - mean).squaredNorm() / N;
        const double noise = STEP * STEP * spread *
                             (1 - 2 * p / ((p + 1) * (N - 1)) +
                              p * (N - p) / ((p + 1) * (p + 1) * (N - 1)));
        const double pull = STEP * (1 + p / (p + 1));
        const double expected = noise / (1 - (1 - pull) * (1 - pull));
        NS_TEST_EXPECT_MSG_EQ_TOL(distance, expected, 0.1 * expected, "psi " << limit);
        distances.push_back(distance);
        // The hub's model, and what the limit lets in.
        const double taken = double(group->GetLedger()->GetCounters().delivered - before) / PERIODS;
        NS_TEST_EXPECT_MSG_EQ_TOL(taken, N - 1 + p * N, 0.01 * p * N, "messages taken a period");
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_GT((distances[0] - distances[1]) / 3,
                          5 * (distances[2] - distances[3]) / 8,
                          "a message more gains less and less");
}

namespace
{

double
MeasureSpread(const LearnerGroup& group)
{
    const Eigen::MatrixXd models = TakeModels(group);
    return (models.colwise() - models.rowwise().mean()).squaredNorm();
}

} // namespace

STARDUST_TEST_CASE(SawtoothTestCase, "models agree right after a unification and part until the next")
{
    for (const std::string hub : {"Rotating", "Random"})
    {
        Setting setting;
        setting.mixer = "UnificationPeriod=7s|Hub=" + hub;
        setting.graph = "ring";
        setting.n = 6;
        setting.update = "ns3::ExponentialRandomVariable[Mean=0.5]";
        setting.interval = "ns3::ExponentialRandomVariable[Mean=0.7]";
        Ptr<LearnerGroup> group = setting.Install();
        RunFor(6.999);
        for (uint32_t period = 1; period < 12; ++period)
        {
            NS_TEST_EXPECT_MSG_GT(MeasureSpread(*group), 0.1, hub << ", before unification " << period);
            Simulator::Stop(Seconds(7 * period) + NanoSeconds(1) - Simulator::Now());
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(MeasureSpread(*group), 0, hub << ", after unification " << period);
            RunFor(1);
            const double early = MeasureSpread(*group);
            Simulator::Stop(Seconds(7 * period + 6.999) - Simulator::Now());
            Simulator::Run();
            NS_TEST_EXPECT_MSG_GT(MeasureSpread(*group), early, hub << ", growing " << period);
        }
        Simulator::Destroy();
    }
    Setting without;
    without.mixer = "Hub=None";
    Ptr<LearnerGroup> group = without.Install();
    RunFor(200);
    // Without hubs each device's own changes count in full: it ends at its own optimum.
    NS_TEST_EXPECT_MSG_LT((TakeModels(*group) - without.GetCenters()).cwiseAbs().maxCoeff(),
                          1e-3,
                          "no consensus without unification");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(LossyCodecTestCase, "what the codec leaves out of a difference is sent later")
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    constexpr uint32_t LENGTH = 20;
    const Eigen::MatrixXd center = DrawNormal(LENGTH, 1, 4);
    // The second device has no samples: all that it knows it was told.
    auto data = Create<LabeledDataset>(1, LENGTH, 0);
    Eigen::Map<Eigen::VectorXf>(data->GetRow(0), LENGTH) = center.col(0).cast<float>();
    learners.SetObjective("ns3::stardust::tests::QuadraticObjective");
    learners.SetData(data, {{0}, {}});
    learners.SetGraph(Create<CommunicationGraph>(2, GraphEdges{{0, 1}}, true));
    learners.SetMixer("ns3::stardust::DracoMixer[Hub=None]");
    learners.SetCodec("ns3::stardust::TopKCodec[Count=1]");
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.5]");
    NodeContainer nodes;
    nodes.Create(2);
    learners.Install(nodes);
    Ptr<LearnerGroup> group = learners.GetGroup();
    RunFor(15);
    NS_TEST_EXPECT_MSG_EQ(CountKept(*group, 0), LENGTH, "memory: 1 float a parameter");
    RunFor(300);
    const MessageCounters& counters = group->GetLedger()->GetCounters();
    const uint64_t sent = counters.sent;
    const Eigen::MatrixXd models = TakeModels(*group);
    NS_TEST_EXPECT_MSG_LT((models.col(0) - center.col(0)).cwiseAbs().maxCoeff(), 1e-5, "learned");
    NS_TEST_EXPECT_MSG_LT((models.col(1) - models.col(0) / 2).cwiseAbs().maxCoeff(),
                          1e-5,
                          "half of all differences, one coordinate at a time");
    NS_TEST_EXPECT_MSG_GT(sent, LENGTH - 1, "messages");
    RunFor(300);
    NS_TEST_EXPECT_MSG_EQ(counters.sent, sent, "nothing is sent where nothing changes");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(ConservationTestCase,
                   "with loss, delay, churn, deadline, limit and window each message has one outcome, "
                   "in both payload modes the same")
{
    for (const std::string window : {"0s", "0.5s"})
    {
        std::vector<Eigen::MatrixXd> models;
        std::vector<std::vector<uint64_t>> outcomes;
        for (const std::string payload : {"Virtual", "Bytes"})
        {
            Setting setting;
            setting.mixer = "UnificationPeriod=5s|ReceptionLimit=6|Deadline=0.5s|Window=" + window;
            setting.n = 7;
            setting.graph = "random-regular:4";
            setting.update = "ns3::ExponentialRandomVariable[Mean=0.5]";
            setting.interval = "ns3::ExponentialRandomVariable[Mean=0.7]";
            setting.phase = "ns3::UniformRandomVariable";
            setting.delay = "ns3::ExponentialRandomVariable[Mean=0.3]";
            setting.errorRate = 0.2;
            setting.payload = payload;
            Ptr<LearnerGroup> group = setting.Install();
            for (uint32_t round = 0; round < 60; ++round)
            {
                Ptr<GossipLearner> learner = group->GetLearner(round % 7);
                Simulator::Schedule(Seconds(2 * round + 0.9), &GossipLearner::Pause, learner);
                Simulator::Schedule(Seconds(2 * round + 4.3), &GossipLearner::Resume, learner);
            }
            for (uint32_t look = 0; look < 50; ++look)
            {
                RunFor(2.7);
                NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, "one outcome each");
                NS_TEST_EXPECT_MSG_EQ((CountKept(*group, 2) <= (1 + 6) * setting.length), true, "memory");
            }
            const MessageCounters& counters = group->GetLedger()->GetCounters();
            for (const uint64_t count :
                 {counters.delivered, counters.lost, counters.expired, counters.rejected})
            {
                NS_TEST_EXPECT_MSG_GT(count, 50, "all outcomes come about");
            }
            outcomes.push_back({counters.delivered, counters.lost, counters.expired, counters.rejected});
            models.push_back(TakeModels(*group));
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "payload modes");
        NS_TEST_EXPECT_MSG_EQ((outcomes[0] == outcomes[1]), true, "payload modes");
    }
}

STARDUST_TEST_CASE(SizesTestCase, "it runs with any number of devices, learning or not, linked or not")
{
    for (const uint32_t n : {1, 2, 3, 20})
    {
        for (const bool applyLocal : {true, false})
        {
            Setting setting;
            setting.n = n;
            setting.mixer = applyLocal ? "" : "ApplyLocal=false";
            Ptr<LearnerGroup> group = setting.Install();
            RunFor(25);
            NS_TEST_EXPECT_MSG_EQ(IsBalanced(*group), true, n << " devices");
            NS_TEST_EXPECT_MSG_EQ((group->GetLedger()->GetCounters().delivered > 0), (n > 1), n << " devices");
            NS_TEST_EXPECT_MSG_GT(TakeModels(*group).squaredNorm(), 0.01, "something is learned");
            Simulator::Destroy();
        }
    }
    for (const std::string payload : {"Virtual", "Bytes"})
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        learners.SetTimelinessOnly();
        learners.SetMixer("ns3::stardust::DracoMixer");
        learners.SetGroupAttribute("Payload", StringValue(payload));
        NodeContainer nodes;
        nodes.Create(4);
        learners.Install(nodes);
        RunFor(25);
        const MessageCounters& counters = learners.GetGroup()->GetLedger()->GetCounters();
        NS_TEST_EXPECT_MSG_GT(counters.delivered, 50, "without learning");
        NS_TEST_EXPECT_MSG_EQ(counters.rejected, 0, "without learning");
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(MisfitTestCase, "what it cannot work with is named in one line")
{
    const auto install = [](const std::string& mixer, const std::string& codec) {
        Setting setting;
        setting.mixer = mixer;
        setting.codec = codec;
        setting.Install();
    };
    STARDUST_EXPECT_INPUT_ERROR(install("ReceptionLimit=3|UnificationPeriod=0s", "Float32Codec"),
                                {"--mixer", "ReceptionLimit=3", "UnificationPeriod"});
    STARDUST_EXPECT_INPUT_ERROR(install("Weights=Window", "Float32Codec"), {"Window above 0"});
    STARDUST_EXPECT_INPUT_ERROR(install("", "TopKCodec"), {"TopKCodec", "Hub=None"});
    STARDUST_EXPECT_INPUT_ERROR(install("Hub=None", "Int8Codec[ErrorFeedback=true]"),
                                {"ErrorFeedback must be false"});
    Simulator::Destroy();
}

/// DRACO.
class StardustDracoTestSuite : public TestSuite
{
  public:
    StardustDracoTestSuite()
        : TestSuite("stardust-draco", Type::SYSTEM)
    {
        AddTestCase(new RecursionTestCase);
        AddTestCase(new LimitTestCase);
        AddTestCase(new SaturationTestCase);
        AddTestCase(new SawtoothTestCase);
        AddTestCase(new LossyCodecTestCase);
        AddTestCase(new ConservationTestCase);
        AddTestCase(new SizesTestCase);
        AddTestCase(new MisfitTestCase);
    }
};

static StardustDracoTestSuite g_stardustDracoTestSuite;
