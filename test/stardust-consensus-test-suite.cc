/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"
#include "stardust-timeliness-runs.h"

#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/regression-task.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

/// Means over some runs with their standard errors.
class RunMeans
{
  public:
    void Add(double value)
    {
        m_values.push_back(value);
    }

    Measured Get() const
    {
        const auto count = static_cast<double>(m_values.size());
        const double mean = std::accumulate(m_values.begin(), m_values.end(), 0.0) / count;
        double squares = 0;
        for (const double value : m_values)
        {
            squares += (value - mean) * (value - mean);
        }
        return {mean, std::sqrt(squares / (count - 1) / count)};
    }

  private:
    std::vector<double> m_values;
};

/// What mixing alone does to models.
struct Mixing
{
    RunMeans spread; //!< V(t) / V(0)
    RunMeans shift;  //!< squared way of the mean model / V(0)
};

/**
 * Let devices whose models are the n unit vectors mix them. Their only updates
 * come each `duration` seconds, all at once, and put every model back: so one run
 * holds many independent ones, in which nothing but gossip happens.
 */
Mixing
MixUnitVectors(uint32_t n, double duration, uint32_t runs, int64_t stream)
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    // Steps of size 1 bring a model to where its device's sample is.
    SetQuadraticTask(learners, Eigen::MatrixXd::Identity(n, n));
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=1]");
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    learners.SetAttribute("GradientSnapshot", StringValue("Done"));
    learners.SetAttribute("UpdateShift", TimeValue(Seconds(duration)));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=0]"));
    learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    learners.SetFirstStream(stream);
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    Mixing mixing;
    const Time justBefore = Seconds(duration) - NanoSeconds(1);
    for (uint32_t run = 0; run < runs; ++run)
    {
        // The first time brings the models to the unit vectors.
        Simulator::Stop(run == 0 ? Seconds(duration) + justBefore : Seconds(duration));
        Simulator::Run();
        const Eigen::MatrixXd models = TakeModels(*learners.GetGroup());
        const Eigen::VectorXd mean = models.rowwise().mean();
        const double spread = (models.colwise() - mean).squaredNorm();
        mixing.spread.Add(spread / (n - 1));
        mixing.shift.Add((mean.array() - 1.0 / n).matrix().squaredNorm() / (n - 1));
    }
    Simulator::Destroy();
    return mixing;
}

} // namespace

STARDUST_TEST_CASE(ContractionTestCase, "mixing alone brings models together at the rate of theory")
{
    // exp(-(n+1) t / (2 (n-1))) at t = 3.
    const std::map<uint32_t, double> rows{
        {4, 0.082085}, {8, 0.145356}, {16, 0.182684}, {64, 0.212754}};
    for (const auto& [n, expected] : rows)
    {
        const uint32_t runs = (n == 4 ? 400000 : 200000) / n;
        const Mixing mixing = MixUnitVectors(n, 3, runs, 5000000 + 10000 * n);
        EXPECT_REPRODUCED(mixing.spread.Get(), expected, 0, "spread, n=" << n);
        // The way of the mean grows as the spread falls, towards V(0) / (n (n+1)).
        EXPECT_REPRODUCED(mixing.shift.Get(), (1 - expected) / (n * (n + 1)), 0, "shift, n=" << n);
    }
}

STARDUST_TEST_CASE(MeanShiftTestCase, "in all the mean model moves by the spread over n times n+1")
{
    const std::map<uint32_t, uint32_t> runs{{2, 40000}, {4, 32000}, {8, 18000}};
    for (const auto& [n, count] : runs)
    {
        const Mixing mixing = MixUnitVectors(n, 20, count, 6000000 + 10000 * n);
        EXPECT_REPRODUCED(mixing.shift.Get(), 1.0 / (n * (n + 1)), 0, "n=" << n);
        // exp(-13) is expected at most: nothing that the mean would still move by.
        NS_TEST_EXPECT_MSG_LT(mixing.spread.Get().mean, 1e-4, "n=" << n);
    }
}

namespace
{

/// Heterogeneous linear regression: each user's targets come from a function of its own.
struct RegressionSettings
{
    uint32_t n;                   //!< number of users
    double gossipRate;            //!< messages a second of each
    std::string snapshot{"Done"}; //!< where gradients are taken
    int64_t stream;               //!< of the data set and of the run
};

/// The minimiser of the sum of all users' losses, by normal equations.
Eigen::VectorXd
SolveTogether(const LabeledDataset& data)
{
    const uint32_t features = data.GetFeatures();
    Eigen::MatrixXd square = Eigen::MatrixXd::Zero(features, features);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(features);
    for (uint32_t sample = 0; sample < data.GetN(); ++sample)
    {
        const Eigen::VectorXd row =
            Eigen::Map<const Eigen::VectorXf>(data.GetRow(sample), features).cast<double>();
        square += row * row.transpose();
        right += row * double(data.GetTarget(sample));
    }
    return square.ldlt().solve(right);
}

/// Mean over users and over time, from 100 s to 200 s, of |theta_i - theta*|^2.
double
MeasureDistance(const RegressionSettings& settings)
{
    RegressionTask task;
    task.devices = settings.n;
    task.samplesPerDevice = 20;
    task.features = 10;
    task.common = 0;
    task.heterogeneity = 1;
    Ptr<const LabeledDataset> data = MakeRegressionTask(task, settings.stream);
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetObjective("ns3::stardust::LinearObjective");
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=0.02]");
    learners.SetData(data, MakePartition("natural", *data, settings.n, 1));
    learners.SetAttribute("LocalSteps", UintegerValue(10));
    learners.SetAttribute("BatchSize", UintegerValue(20));
    learners.SetAttribute("GradientSnapshot", StringValue(settings.snapshot));
    learners.SetAttribute("UpdateShift", TimeValue(Seconds(0.5)));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
    learners.SetAttribute("GossipInterval",
                          StringValue("ns3::ExponentialRandomVariable[Mean=" +
                                      std::to_string(1 / settings.gossipRate) + "]"));
    learners.SetFirstStream(int64_t(1) << 46 | settings.stream);
    NodeContainer nodes;
    nodes.Create(settings.n);
    learners.Install(nodes);
    const Eigen::VectorXd optimum = SolveTogether(*data);
    Simulator::Stop(Seconds(100));
    Simulator::Run();
    double sum = 0;
    for (uint32_t look = 0; look < 200; ++look)
    {
        Simulator::Stop(Seconds(0.5));
        Simulator::Run();
        sum += (TakeModels(*learners.GetGroup()).colwise() - optimum).squaredNorm() / settings.n;
    }
    Simulator::Destroy();
    return sum / 200;
}

} // namespace

STARDUST_TEST_CASE(
    RegressionTableTestCase,
    "heterogeneous linear regression ends as far from the optimum as the independent "
    "simulation found")
{
    struct Row
    {
        uint32_t n;
        double gossipRate;
        std::string snapshot;
        double expected;
    };
    const std::vector<Row> rows{
        {10, 0.1, "Done", 5.5},
        {10, 1, "Done", 1.17},
        {10, std::log(10), "Done", 0.49},
        {10, 10, "Done", 0.173},
        {10, 1, "Start", 1.02},
        {30, 0.1, "Done", 5.9},
        {30, 1, "Done", 1.27},
        {30, std::log(30), "Done", 0.33},
        {30, 30, "Done", 0.075},
        {100, 1, "Start", 1.08},
        {100, std::log(100), "Done", 0.22},
        {100, 100, "Done", 0.024},
        {100, 100, "Start", 0.022},
    };
    // Scatter of one data set by number of users, and how many are drawn here. The
    // table is taken for the mean of as many as here.
    const std::map<uint32_t, std::pair<double, uint32_t>> sizes{
        {10, {0.23, 48}}, {30, {0.12, 16}}, {100, {0.07, 3}}};
    std::map<std::pair<uint32_t, double>, double> done;
    for (const auto& row : rows)
    {
        const auto& [scatter, sets] = sizes.at(row.n);
        double mean = 0;
        for (uint32_t set = 0; set < sets; ++set)
        {
            RegressionSettings settings;
            settings.n = row.n;
            settings.gossipRate = row.gossipRate;
            settings.snapshot = row.snapshot;
            settings.stream = (int64_t(1) << 44) + 100000 * row.n + 1000 * set;
            mean += MeasureDistance(settings) / sets;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(mean,
                                  row.expected,
                                  4 * row.expected * scatter * std::sqrt(2.0 / sets),
                                  row.snapshot << ", n=" << row.n << ", lambda=" << row.gossipRate);
        // On the same data, where both are there: the difference is not the data's.
        const auto both = done.emplace(std::make_pair(row.n, row.gossipRate), mean);
        NS_TEST_EXPECT_MSG_EQ((both.second || mean < both.first->second),
                              true,
                              "Start is nearer than Done, n=" << row.n);
    }
}

/// What gossip does to models.
class StardustConsensusTestSuite : public TestSuite
{
  public:
    StardustConsensusTestSuite()
        : TestSuite("stardust-consensus", Type::SYSTEM)
    {
        AddTestCase(new ContractionTestCase);
        AddTestCase(new MeanShiftTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new RegressionTableTestCase, STARDUST_TEST_EXTENSIVE);
    }
};

static StardustConsensusTestSuite g_stardustConsensusTestSuite;
