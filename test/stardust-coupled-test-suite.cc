/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-quadratic-task.h"
#include "stardust-test-support.h"

#include "ns3/centered-logistic-objective.h"
#include "ns3/centered-ridge-objective.h"
#include "ns3/direct-network-helper.h"
#include "ns3/double.h"
#include "ns3/gossip-learner.h"
#include "ns3/graph-generator.h"
#include "ns3/log.h"
#include "ns3/round-algorithm.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>
#include <sstream>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

NS_LOG_COMPONENT_DEFINE("StardustCoupledTest");

namespace
{

/// Sixty-four bits that look random, another for each number (splitmix64).
uint64_t
MixBits(uint64_t number)
{
    number += 0x9e3779b97f4a7c15ULL;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9ULL;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebULL;
    return number ^ (number >> 31);
}

/**
 * Many copies of a scalar problem, each with noise of its own: f = (x - theta - b)^2 / 2 and
 * h = (theta - c)^2 / 2 with b and c the sample's features. Each gradient has noise of
 * +1 or -1, by the bits of the sample's index.
 */
class NoisyCoupledObjective : public CoupledObjective
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::stardust::tests::NoisyCoupledObjective")
                .SetParent<CoupledObjective>()
                .SetGroupName("Stardust")
                .AddConstructor<NoisyCoupledObjective>()
                .AddAttribute("Copies",
                              "How many problems",
                              UintegerValue(1),
                              MakeUintegerAccessor(&NoisyCoupledObjective::m_copies),
                              MakeUintegerChecker<uint32_t>(1));
        return tid;
    }

    bool IsClassification() const override
    {
        return false;
    }

    uint32_t GetParameterCount() const override
    {
        return 2 * m_copies;
    }

    uint32_t GetThetaBegin() const override
    {
        return m_copies;
    }

    void Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const override
    {
        std::fill_n(parameters, GetParameterCount(), 0.0f);
    }

    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override
    {
        const float* row = batch.data->GetRow(batch.samples[0]);
        const uint64_t begin = uint64_t(batch.samples[0]) << 32;
        for (uint32_t k = 0; k < m_copies; ++k)
        {
            const uint32_t bit = k % 32;
            m_bits = bit == 0 ? MixBits(begin + k) : m_bits;
            gradient[k] = parameters[k] - parameters[m_copies + k] - row[0] + GetNoise(bit);
            gradient[m_copies + k] = parameters[m_copies + k] - row[1] + GetNoise(32 + bit);
        }
        return 0;
    }

    void Predict(const float* /* parameters */,
                 const float* const* /* rows */,
                 uint32_t count,
                 float* outputs) const override
    {
        std::fill_n(outputs, count, 0.0f);
    }

    bool IsThreadSafe() const override
    {
        return false;
    }

  private:
    float GetNoise(uint32_t bit) const
    {
        return (m_bits >> bit) & 1 ? 1.0f : -1.0f;
    }

    uint32_t m_copies;          //!< see the attribute
    mutable uint64_t m_bits{0}; //!< of the copies at hand
};

NS_OBJECT_ENSURE_REGISTERED(NoisyCoupledObjective);

/// A graph of n devices, and its eigenvalues by Fourier mode.
struct Case
{
    bool ring;  //!< a ring, or the complete graph
    uint32_t n; //!< devices

    const char* GetGraph() const
    {
        return ring ? "ring" : "complete";
    }

    double GetEigenvalue(uint32_t mode) const
    {
        return ring ? (1 + 2 * std::cos(2 * M_PI * mode / n)) / 3 : (mode == 0 ? 1 : 0);
    }

    double GetTarget(uint32_t device) const
    {
        return 2 * std::sin(2 * M_PI * device / n);
    }

    double GetCenter(uint32_t device) const
    {
        return 1 + 2 * std::cos(2 * M_PI * device / n);
    }
};

/// n k MSE after each number of rounds: means and covariances of every Fourier mode, exactly.
std::vector<double>
ComputeExactErrors(const Case& one, const std::vector<uint32_t>& rounds)
{
    const uint32_t n = one.n;
    std::vector<double> errors(rounds.size());
    for (uint32_t mode = 0; mode < n; ++mode)
    {
        const double w = one.GetEigenvalue(mode);
        std::complex<double> b = 0;
        std::complex<double> c = 0;
        for (uint32_t i = 0; i < n; ++i)
        {
            const auto wave = std::polar(1 / std::sqrt(n), -2 * M_PI * mode * i / n);
            b += wave * one.GetTarget(i);
            c += wave * (one.GetCenter(i) - 1);
        }
        std::complex<double> x = mode == 0 ? -std::sqrt(n) : 0;
        std::complex<double> theta = x;
        double xx = 0;
        double xt = 0;
        double tt = 0;
        std::size_t at = 0;
        for (uint32_t k = 0; k < rounds.back(); ++k)
        {
            const double a = 2 / (k + 10.0);
            x = w * ((1 - a) * x + a * (theta + b));
            theta = w * ((1 - a) * theta + a * c);
            xx = w * w * ((1 - a) * (1 - a) * xx + 2 * a * (1 - a) * xt + a * a * tt + a * a);
            xt = w * w * ((1 - a) * (1 - a) * xt + a * (1 - a) * tt);
            tt = w * w * ((1 - a) * (1 - a) * tt + a * a);
            if (k + 1 == rounds[at])
            {
                errors[at] += rounds[at] * (std::norm(x) + xx);
                ++at;
            }
        }
    }
    return errors;
}

/// Learners that run rounds of a second.
Ptr<LearnerGroup>
InstallRounds(LearnerHelper& learners, const std::string& graph, uint32_t n, const std::string& mixer)
{
    learners.SetGraph(MakeGraph(graph, n, {}, 7));
    learners.SetMixer("ns3::stardust::" + mixer);
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    learners.SetAttribute("UpdateTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    learners.SetAttribute("StartPhase", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    NodeContainer nodes;
    nodes.Create(n);
    learners.Install(nodes);
    return learners.GetGroup();
}

Ptr<LearnerGroup>
InstallCoupled(const Case& one, const std::string& mixer, uint32_t copies, uint32_t samples)
{
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    auto data = Create<LabeledDataset>(one.n * samples, 2, 0);
    DataShares shares(one.n);
    for (uint32_t i = 0; i < one.n; ++i)
    {
        for (uint32_t k = 0; k < samples; ++k)
        {
            shares[i].push_back(i * samples + k);
            data->GetRow(shares[i].back())[0] = one.GetTarget(i);
            data->GetRow(shares[i].back())[1] = one.GetCenter(i);
        }
    }
    learners.SetObjective("ns3::stardust::tests::NoisyCoupledObjective");
    learners.SetObjectiveAttribute("Copies", UintegerValue(copies));
    learners.SetData(data, shares);
    learners.SetOptimizer("ns3::stardust::SgdOptimizer[StepSize=1]");
    learners.SetAttribute("BatchSize", UintegerValue(1));
    return InstallRounds(learners, one.GetGraph(), one.n, mixer);
}

void
RunRounds(uint32_t from, uint32_t to)
{
    // Round k ends at k seconds.
    Simulator::Stop(Seconds(to - from + (from == 0 ? 0.5 : 0)));
    Simulator::Run();
}

/// n k MSE over devices and copies, and its standard error.
struct Measured
{
    double error;
    double deviation;
};

Measured
MeasureError(const LearnerGroup& group, uint32_t copies, uint32_t rounds)
{
    const Eigen::MatrixXd models = TakeModels(group).topRows(copies);
    const Eigen::ArrayXd each =
        (models.array() - 1).square().rowwise().mean() * double(models.cols()) * rounds;
    const double mean = each.mean();
    return {mean, std::sqrt((each - mean).square().mean() / copies)};
}

} // namespace

STARDUST_TEST_CASE(RecursionTestCase, "the exact recursion gives the whole reference table of 4 to 64 devices")
{
    struct Row
    {
        Case one;
        double reference[4]; //!< n k MSE after 100, 1000, 10 000 and 100 000 rounds
    };
    const Row rows[] = {{{false, 4}, {2.902, 2.500, 2.516, 2.518}},
                        {{false, 16}, {4.697, 2.507, 2.516, 2.518}},
                        {{false, 64}, {11.88, 2.535, 2.517, 2.518}},
                        {{true, 4}, {2.981, 2.509, 2.517, 2.518}},
                        {{true, 16}, {290.7, 45.03, 6.980, 2.967}},
                        {{true, 64}, {1.822e4, 3.007e4, 4647, 493.1}}};
    for (const Row& row : rows)
    {
        const auto exact = ComputeExactErrors(row.one, {100, 1000, 10000, 100000});
        for (uint32_t at = 0; at < 4; ++at)
        {
            // It has four digits.
            NS_TEST_EXPECT_MSG_EQ_TOL(exact[at],
                                      row.reference[at],
                                      6e-4 * exact[at],
                                      row.one.GetGraph() << " " << row.one.n << ", " << at);
        }
    }
}

namespace
{

/// A row of the table that learners run.
struct CdsaRun
{
    Case one;
    uint32_t copies;
    std::vector<uint32_t> rounds; //!< after which errors are looked at
};

} // namespace

/// Learners' errors are those of the recursion.
class CdsaTableTestCase : public TestCase
{
  public:
    CdsaTableTestCase(const std::string& what, const std::vector<CdsaRun>& runs)
        : TestCase("CDSA's errors are those of the exact recursion, " + what),
          m_runs(runs)
    {
    }

  private:
    void DoRun() override
    {
        for (const CdsaRun& run : m_runs)
        {
            const auto exact = ComputeExactErrors(run.one, run.rounds);
            Ptr<LearnerGroup> group =
                InstallCoupled(run.one, "CdsaMixer", run.copies, run.rounds.back());
            for (std::size_t at = 0; at < exact.size(); ++at)
            {
                RunRounds(at == 0 ? 0 : run.rounds[at - 1], run.rounds[at]);
                const Measured measured = MeasureError(*group, run.copies, run.rounds[at]);
                std::ostringstream what;
                what << run.one.GetGraph() << " " << run.one.n << " after " << run.rounds[at] << ": "
                     << measured.error << " +- " << measured.deviation << ", exactly " << exact[at];
                NS_LOG_INFO(what.str());
                NS_TEST_EXPECT_MSG_EQ_TOL(measured.error, exact[at], 4.5 * measured.deviation, what.str());
                NS_TEST_EXPECT_MSG_LT(measured.deviation, 0.06 * exact[at], what.str());
            }
            Simulator::Destroy();
        }
    }

    std::vector<CdsaRun> m_runs; //!< which ones
};

namespace
{

/// Where n k MSE flattens on a ring.
struct Knee
{
    double scaled; //!< rounds until it stays below twice its limit, times the squared gap, by n; NaN: never
    double beyond; //!< what is over the limit in the last round
    double left;   //!< the same if it had fallen with 1 / k since then
};

/// By the exact recursion, of so many rounds.
Knee
FindKnee(uint32_t n, double longest)
{
    std::vector<uint32_t> rounds;
    for (double k = 10; k < longest; k *= 1.05)
    {
        rounds.push_back(static_cast<uint32_t>(k));
        rounds.erase(std::unique(rounds.begin(), rounds.end()), rounds.end());
    }
    const Case ring{true, n};
    const double limit = 68.0 / 27;
    const auto errors = ComputeExactErrors(ring, rounds);
    std::size_t at = errors.size();
    while (at > 0 && errors[at - 1] < 2 * limit)
    {
        --at;
    }
    if (at == errors.size())
    {
        return {std::nan(""), 0, 0};
    }
    const double gap = 1 - ring.GetEigenvalue(1);
    return {rounds[at] * gap * gap / n,
            errors.back() - limit,
            (errors[at] - limit) * rounds[at] / rounds.back()};
}

} // namespace

STARDUST_TEST_CASE(KneeTestCase, "n k MSE flattens after rounds in proportion to n and to 1 by the squared gap")
{
    std::vector<double> knees;
    for (const uint32_t n : {16, 24, 32})
    {
        const Knee knee = FindKnee(n, 700000);
        // What is left of the second term falls with 1 / k.
        NS_TEST_EXPECT_MSG_EQ_TOL(knee.beyond, 0, 1.5 * knee.left + 0.01, "the limit");
        knees.push_back(knee.scaled);
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(knees[1], knees[0], 0.15 * knees[0], "16 and 24 devices");
    NS_TEST_EXPECT_MSG_EQ_TOL(knees[2], knees[1], 0.15 * knees[1], "24 and 32 devices");
}

STARDUST_TEST_CASE(LargeKneeTestCase, "up to 64 devices the knee stays where it is in units of n by the squared gap")
{
    // It settles as gaps become small: 2.95 for 16 devices, 3.15 for 32.
    double before = FindKnee(32, 700000).scaled;
    for (const uint32_t n : {48, 64})
    {
        const double knee = FindKnee(n, 23e6).scaled;
        NS_TEST_EXPECT_MSG_EQ_TOL(knee, before, 0.05 * before, n << " devices");
        before = knee;
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(before, 3.2, 0.1, "64 devices, as an independent program finds");
}

STARDUST_TEST_CASE(ManyDevicesTestCase, "on rings of up to 64 devices learners err as the exact recursion says")
{
    const std::vector<uint32_t> rounds{30, 300, 3000};
    for (const uint32_t n : {32u, 64u})
    {
        const Case one{true, n};
        const uint32_t copies = 200;
        const auto exact = ComputeExactErrors(one, rounds);
        Ptr<LearnerGroup> group = InstallCoupled(one, "CdsaMixer", copies, rounds.back());
        for (std::size_t at = 0; at < rounds.size(); ++at)
        {
            RunRounds(at == 0 ? 0 : rounds[at - 1], rounds[at]);
            const Measured measured = MeasureError(*group, copies, rounds[at]);
            NS_TEST_EXPECT_MSG_EQ_TOL(measured.error,
                                      exact[at],
                                      4.5 * measured.deviation + 1e-4 * exact[at],
                                      n << " devices after " << rounds[at]);
            NS_TEST_EXPECT_MSG_LT(measured.deviation, 0.06 * exact[at], n << " devices after " << rounds[at]);
        }
        Simulator::Destroy();
    }
}

STARDUST_TEST_CASE(RoundingTestCase, "float32 parameters follow the recursion in double precision")
{
    // One sample each: the noise is the same in every round, and nothing is random.
    const Case one{true, 4};
    const uint32_t copies = 50;
    const uint32_t rounds = 10000;
    Ptr<LearnerGroup> group = InstallCoupled(one, "CdsaMixer", copies, 1);
    RunRounds(0, rounds);
    const Eigen::MatrixXd models = TakeModels(*group);
    auto objective = DynamicCast<const CoupledObjective>(group->GetObjective());
    Eigen::MatrixXd offsets(2 * copies, 4);
    auto data = Create<LabeledDataset>(4, 2, 0);
    for (uint32_t i = 0; i < 4; ++i)
    {
        data->GetRow(i)[0] = one.GetTarget(i);
        data->GetRow(i)[1] = one.GetCenter(i);
        const std::vector<float> zero(2 * copies);
        Eigen::VectorXf gradient(2 * copies);
        objective->ComputeGradient(zero.data(), {PeekPointer(data), &i, 1}, gradient.data());
        offsets.col(i) = gradient.cast<double>();
    }
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(2 * copies, 4);
    for (uint32_t k = 0; k < rounds; ++k)
    {
        Eigen::MatrixXd gradient = expected + offsets;
        gradient.topRows(copies) -= expected.bottomRows(copies);
        expected -= 2 / (k + 10.0) * gradient;
        Eigen::MatrixXd mixed(2 * copies, 4);
        for (uint32_t i = 0; i < 4; ++i)
        {
            mixed.col(i) =
                (expected.col(i) + expected.col((i + 1) % 4) + expected.col((i + 3) % 4)) / 3;
        }
        expected = mixed;
    }
    // A hundredth of what noise does by then: sqrt(2.52 / (4 * 10000)).
    NS_TEST_EXPECT_MSG_LT((models - expected).cwiseAbs().maxCoeff(), 8e-5, "rounding");
    Simulator::Destroy();
}

STARDUST_TEST_CASE(CdsaPlainTestCase, "with the optimizer's own steps CDSA is D-PSGD that adapts first")
{
    std::vector<Eigen::MatrixXd> models;
    for (const std::string mixer : {"CdsaMixer[Steps=Optimizer]", "DpsgdMixer[Order=AdaptFirst]"})
    {
        LearnerHelper learners;
        DirectNetworkHelper().Install(learners);
        SetQuadraticTask(learners, DrawNormal(5, 6, 1));
        learners.SetOptimizer("ns3::stardust::MomentumOptimizer[StepSize=0.1]");
        Ptr<LearnerGroup> group = InstallRounds(learners, "ring", 6, mixer);
        RunRounds(0, 30);
        models.push_back(TakeModels(*group));
        Simulator::Destroy();
    }
    NS_TEST_EXPECT_MSG_EQ((models[0] == models[1]), true, "bit by bit");
    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    SetQuadraticTask(learners, DrawNormal(5, 6, 1));
    learners.SetOptimizer("ns3::stardust::MomentumOptimizer[StepSize=0.1]");
    STARDUST_EXPECT_INPUT_ERROR(InstallRounds(learners, "ring", 6, "CdsaMixer"),
                                {"--mixer", "CdsaMixer", "--optimizer=ns3::stardust::SgdOptimizer"});
    Simulator::Destroy();
}

namespace
{

/// Regression data whose features and targets have means far from zero.
Ptr<LabeledDataset>
MakeShiftedData(uint32_t samples, uint32_t features, uint32_t classes)
{
    const Eigen::MatrixXd values = DrawNormal(features + 1, samples, 3);
    auto data = Create<LabeledDataset>(samples, features, classes);
    for (uint32_t i = 0; i < samples; ++i)
    {
        double target = 5;
        for (uint32_t f = 0; f < features; ++f)
        {
            data->GetRow(i)[f] = values(f, i) + 2 + f;
            target += (f + 1) * values(f, i);
        }
        if (classes > 0)
        {
            data->SetLabel(i, target > 5);
            continue;
        }
        data->SetTarget(i, target + 0.1 * values(features, i));
    }
    return data;
}

/// Largest difference between a gradient and divided differences of the two losses.
template <class Objective>
double
CheckGradient(uint32_t classes)
{
    const auto data = MakeShiftedData(40, 3, classes);
    auto objective = CreateObject<Objective>();
    objective->SetAttribute("L2", DoubleValue(0.3));
    objective->SetShape(*data);
    const uint32_t size = objective->GetParameterCount();
    std::vector<uint32_t> samples(40);
    std::iota(samples.begin(), samples.end(), 0);
    const SampleBatch batch{PeekPointer(data), samples.data(), 40};
    std::vector<float> point(size);
    for (uint32_t k = 0; k < size; ++k)
    {
        point[k] = 0.3f * std::cos(k + 1.0);
    }
    std::vector<float> gradient(size);
    std::vector<float> unused(size);
    objective->ComputeGradient(point.data(), batch, gradient.data());
    double worst = 0;
    for (uint32_t k = 0; k < objective->GetThetaBegin(); ++k)
    {
        const float kept = point[k];
        point[k] = kept + 0.01f;
        const double above = objective->ComputeGradient(point.data(), batch, unused.data());
        point[k] = kept - 0.01f;
        const double below = objective->ComputeGradient(point.data(), batch, unused.data());
        point[k] = kept;
        worst = std::max(worst, std::abs((above - below) / 0.02 - gradient[k]));
    }
    for (uint32_t k = objective->GetThetaBegin(); k < size; ++k)
    {
        double mean = 0;
        const uint32_t f = k - objective->GetThetaBegin();
        for (uint32_t i = 0; i < 40; ++i)
        {
            mean += (f < 3 ? data->GetRow(i)[f] : data->GetTarget(i)) / 40;
        }
        worst = std::max(worst, std::abs(point[k] - mean - gradient[k]));
    }
    return worst;
}

} // namespace

STARDUST_TEST_CASE(CenteredGradientTestCase, "gradients of the centred objectives are those of f and h")
{
    NS_TEST_EXPECT_MSG_LT(CheckGradient<CenteredRidgeObjective>(0), 2e-3, "ridge");
    NS_TEST_EXPECT_MSG_LT(CheckGradient<CenteredLogisticObjective>(2), 2e-3, "logistic");
}

STARDUST_TEST_CASE(CenteredRidgeTestCase, "CDSA on centred ridge regression finds the pooled data's model")
{
    const uint32_t n = 5;
    const uint32_t each = 20;
    const auto data = MakeShiftedData(n * each, 3, 0);
    DataShares shares(n);
    Eigen::MatrixXd features(3, n * each);
    Eigen::VectorXd targets(n * each);
    for (uint32_t i = 0; i < n * each; ++i)
    {
        shares[i / each].push_back(i);
        features.col(i) = Eigen::Map<const Eigen::VectorXf>(data->GetRow(i), 3).cast<double>();
        targets[i] = data->GetTarget(i);
    }
    const Eigen::VectorXd means = features.rowwise().mean();
    const auto solve = [&](const Eigen::MatrixXd& a, const Eigen::VectorXd& y) {
        const Eigen::MatrixXd square =
            a * a.transpose() / y.size() + 0.5 * Eigen::MatrixXd::Identity(3, 3);
        return Eigen::VectorXd(square.ldlt().solve(a * y / double(y.size())));
    };
    const Eigen::VectorXd wanted =
        solve(features.colwise() - means, targets.array() - targets.mean());
    NS_TEST_EXPECT_MSG_GT((solve(features, targets) - wanted).norm(), 0.2, "the means matter");

    LearnerHelper learners;
    DirectNetworkHelper().Install(learners);
    learners.SetObjective("ns3::stardust::CenteredRidgeObjective[L2=0.5]");
    learners.SetData(data, shares);
    learners.SetAttribute("BatchSize", UintegerValue(each));
    Ptr<LearnerGroup> group =
        InstallRounds(learners, "ring", n, "CdsaMixer[MuX=0.5|Offset=100]");
    RunRounds(0, 10000);
    const Eigen::VectorXd mean = TakeModels(*group).rowwise().mean();
    NS_TEST_EXPECT_MSG_LT((mean.head(3) - wanted).cwiseAbs().maxCoeff(), 2e-3, "x");
    NS_TEST_EXPECT_MSG_LT((mean.segment(3, 3) - means).cwiseAbs().maxCoeff(), 2e-3, "theta: features");
    NS_TEST_EXPECT_MSG_EQ_TOL(mean[6], targets.mean(), 2e-3, "theta: target");
    Simulator::Destroy();
}

namespace
{

/// Coupled problems.
class StardustCoupledTestSuite : public TestSuite
{
  public:
    StardustCoupledTestSuite()
        : TestSuite("stardust-coupled", Type::SYSTEM)
    {
        AddTestCase(new RecursionTestCase);
        const std::vector<CdsaRun> some{{{false, 4}, 2000, {100, 1000, 10000}},
                                        {{true, 4}, 2000, {100, 1000, 10000}},
                                        {{false, 16}, 1000, {100, 1000}},
                                        {{true, 16}, 1000, {100, 1000, 10000}}};
        AddTestCase(new CdsaTableTestCase("up to 10 000 rounds", some));
        const std::vector<CdsaRun> many{{{false, 4}, 2000, {100, 1000, 10000, 100000}},
                                         {{true, 4}, 2000, {100, 1000, 10000, 100000}},
                                         {{true, 16}, 800, {100, 1000, 10000, 100000}},
                                         {{false, 16}, 800, {100, 1000, 10000}},
                                         {{false, 64}, 1000, {100, 1000}},
                                         {{true, 64}, 800, {100, 1000, 10000}}};
        AddTestCase(new CdsaTableTestCase("up to 64 devices and 100 000 rounds", many),
                    STARDUST_TEST_EXTENSIVE);
        AddTestCase(new KneeTestCase);
        AddTestCase(new LargeKneeTestCase, STARDUST_TEST_EXTENSIVE);
        AddTestCase(new ManyDevicesTestCase);
        AddTestCase(new RoundingTestCase);
        AddTestCase(new CdsaPlainTestCase);
        AddTestCase(new CenteredGradientTestCase);
        AddTestCase(new CenteredRidgeTestCase);
    }
};

static StardustCoupledTestSuite g_stardustCoupledTestSuite;

} // namespace
