/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/factory-parser.h"
#include "ns3/hessian-probe.h"
#include "ns3/linear-objective.h"
#include "ns3/local-optimizer.h"
#include "ns3/oasis-optimizer.h"

#include <cmath>
#include <numeric>
#include <random>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

Ptr<LocalOptimizer>
MakeOptimizer(const std::string& spec)
{
    return ParseFactory("ns3::stardust::" + spec, LocalOptimizer::GetTypeId(), "--optimizer")
        .Create<LocalOptimizer>();
}

/// Parameters after some steps with the same gradient.
std::vector<double>
MakeSteps(const std::string& spec, float start, const std::vector<float>& gradients)
{
    Ptr<LocalOptimizer> optimizer = MakeOptimizer(spec);
    float parameter = start;
    std::vector<double> path;
    for (const float gradient : gradients)
    {
        optimizer->Step(&parameter, &gradient, 1);
        path.push_back(parameter);
    }
    return path;
}

/// A double-precision reference of one parameter's optimizer.
struct Reference
{
    double m{0};
    double q{0};
    double v{0};
    uint32_t t{0};

    double Adam(double x, double g, double eta)
    {
        ++t;
        m = 0.9 * m + 0.1 * g;
        q = 0.999 * q + 0.001 * g * g;
        const double meanHat = m / (1 - std::pow(0.9, t));
        const double squareHat = q / (1 - std::pow(0.999, t));
        return x - eta * meanHat / (std::sqrt(squareHat) + 1e-8);
    }

    double RmsProp(double x, double g, double eta)
    {
        q = 0.99 * q + 0.01 * g * g;
        return x - eta * g / (std::sqrt(q) + 1e-8);
    }

    double HeavyBall(double x, double g, double eta)
    {
        v = 0.9 * v + g;
        return x - eta * v;
    }

    double Nesterov(double x, double g, double eta)
    {
        v = 0.9 * v + g;
        return x - eta * (g + 0.9 * v);
    }
};

} // namespace

STARDUST_TEST_CASE(HandStepsTestCase, "the first steps are those computed by hand")
{
    const std::vector<float> ones{1, 1, 1};
    const std::vector<std::pair<std::string, std::vector<double>>> cases{
        {"SgdOptimizer[StepSize=0.5]", {1.5, 1, 0.5}},
        // v = 1, 1.5, 1.75
        {"MomentumOptimizer[StepSize=0.5|Momentum=0.5]", {1.5, 0.75, -0.125}},
        // gradient + 0.5 v = 1.5, 1.75, 1.875
        {"MomentumOptimizer[StepSize=0.5|Momentum=0.5|Nesterov=true]", {1.25, 0.375, -0.5625}},
        // q = 0.25, 0.4375, 0.578125
        {"RmsPropOptimizer[StepSize=0.5|Decay=0.75]",
         {1, 1 - 0.5 / std::sqrt(0.4375), 1 - 0.5 / std::sqrt(0.4375) - 0.5 / std::sqrt(0.578125)}},
        // With equal gradients both corrected means are the gradient itself.
        {"AdamOptimizer[StepSize=0.5]", {1.5, 1, 0.5}},
        // x -= 0.5 (1 + 0.1 x): 2 -> 1.4 -> 0.83 -> 0.2885
        {"SgdOptimizer[StepSize=0.5|WeightDecay=0.1]", {1.4, 0.83, 0.2885}},
        // x = 0.95 x - 0.5
        {"SgdOptimizer[StepSize=0.5|WeightDecay=0.1|DecoupledWeightDecay=true]",
         {1.4, 0.83, 0.2885}},
        // Adam divides a coupled decay by its own size; decoupled it stays as it is.
        {"AdamOptimizer[StepSize=0.5|WeightDecay=0.1|DecoupledWeightDecay=true]",
         {1.4, 0.83, 0.2885}}};
    for (const auto& [spec, expected] : cases)
    {
        const auto path = MakeSteps(spec, 2, ones);
        for (std::size_t t = 0; t < expected.size(); ++t)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(path[t], expected[t], 2e-6, spec << " step " << t);
        }
    }
}

STARDUST_TEST_CASE(ReferenceStepsTestCase,
                   "a thousand steps with random gradients follow a double-precision reference")
{
    const std::vector<std::pair<std::string, double (Reference::*)(double, double, double)>> cases{
        {"AdamOptimizer[StepSize=0.01]", &Reference::Adam},
        {"RmsPropOptimizer[StepSize=0.01]", &Reference::RmsProp},
        {"MomentumOptimizer[StepSize=0.01]", &Reference::HeavyBall},
        {"MomentumOptimizer[StepSize=0.01|Nesterov=true]", &Reference::Nesterov}};
    const uint32_t size = 37;
    for (const auto& [spec, step] : cases)
    {
        std::mt19937 random(1);
        std::normal_distribution<float> normal;
        Ptr<LocalOptimizer> optimizer = MakeOptimizer(spec);
        std::vector<float> parameters(size, 1);
        std::vector<double> expected(size, 1);
        std::vector<Reference> references(size);
        std::vector<float> gradient(size);
        double worst = 0;
        for (uint32_t t = 0; t < 1000; ++t)
        {
            for (uint32_t k = 0; k < size; ++k)
            {
                gradient[k] = 0.2f + normal(random);
                expected[k] = (references[k].*step)(expected[k], gradient[k], 0.01);
            }
            optimizer->Step(parameters.data(), gradient.data(), size);
        }
        for (uint32_t k = 0; k < size; ++k)
        {
            worst = std::max(worst, std::abs(parameters[k] - expected[k]));
        }
        // A thousand roundings of numbers of size 1 to 20.
        NS_TEST_EXPECT_MSG_LT(worst, 1e-3, spec);
        NS_TEST_EXPECT_MSG_GT(std::abs(expected[0] - 1), 0.1, "it has moved");
    }
}

STARDUST_TEST_CASE(ScheduleTestCase, "each schedule has the sizes that its formula gives")
{
    const auto size = [](const std::string& attributes, uint64_t step) {
        return MakeOptimizer("SgdOptimizer[StepSize=2|" + attributes + "]")->ComputeStepSize(step);
    };
    NS_TEST_EXPECT_MSG_EQ(size("Schedule=Constant", 12345), 2, "constant");
    NS_TEST_EXPECT_MSG_EQ(size("Schedule=InverseSqrt|Period=10", 0), 2, "from the start");
    NS_TEST_EXPECT_MSG_EQ_TOL(size("Schedule=InverseSqrt|Period=10", 30), 1, 1e-15, "1/sqrt(4)");
    NS_TEST_EXPECT_MSG_EQ(size("Schedule=Step|Period=10|Factor=0.5", 9), 2, "first period");
    NS_TEST_EXPECT_MSG_EQ(size("Schedule=Step|Period=10|Factor=0.5", 10), 1, "second period");
    NS_TEST_EXPECT_MSG_EQ(size("Schedule=Step|Period=10|Factor=0.5", 39), 0.25, "fourth period");
    NS_TEST_EXPECT_MSG_EQ(size("Schedule=Cosine|Period=10|Factor=0.5", 0), 2, "from the start");
    NS_TEST_EXPECT_MSG_EQ_TOL(size("Schedule=Cosine|Period=10|Factor=0.5", 5), 1.5, 1e-15, "half way");
    NS_TEST_EXPECT_MSG_EQ_TOL(size("Schedule=Cosine|Period=10|Factor=0.5", 10), 1, 1e-15, "the end");
    NS_TEST_EXPECT_MSG_EQ_TOL(size("Schedule=Cosine|Period=10|Factor=0.5", 99), 1, 1e-15, "stays");
    NS_TEST_EXPECT_MSG_EQ(size("WarmUpSteps=4", 0), 0.5, "a quarter");
    NS_TEST_EXPECT_MSG_EQ(size("WarmUpSteps=4", 3), 2, "all of it");
    NS_TEST_EXPECT_MSG_EQ(size("WarmUpSteps=4|Schedule=Step|Period=2|Factor=0.5", 2), 0.75, "both");
    // And steps really have that size.
    const auto path = MakeSteps("SgdOptimizer[StepSize=2|Schedule=Step|Period=1|Factor=0.5]",
                                0,
                                {1, 1, 1});
    NS_TEST_EXPECT_MSG_EQ_TOL(path[2], -3.5, 1e-6, "2 + 1 + 0.5");
}

namespace
{

/// Least squares whose Hessian is A^T A / rows.
struct LeastSquares
{
    explicit LeastSquares(const std::vector<std::vector<float>>& matrix)
        : data(Create<LabeledDataset>(matrix.size(), matrix.front().size(), 0)),
          objective(CreateObject<LinearObjective>()),
          samples(matrix.size())
    {
        for (uint32_t i = 0; i < matrix.size(); ++i)
        {
            std::copy(matrix[i].begin(), matrix[i].end(), data->GetRow(i));
            data->SetTarget(i, i + 1);
        }
        objective->SetShape(*data);
        std::iota(samples.begin(), samples.end(), 0);
    }

    SampleBatch GetBatch() const
    {
        return {PeekPointer(data), samples.data(), static_cast<uint32_t>(samples.size())};
    }

    Ptr<LabeledDataset> data;      //!< rows of A, targets 1, 2, ...
    Ptr<LinearObjective> objective; //!< the loss
    std::vector<uint32_t> samples; //!< all rows
};

Ptr<OasisOptimizer>
MakeOasis(const std::string& attributes)
{
    return DynamicCast<OasisOptimizer>(MakeOptimizer("OasisOptimizer[" + attributes + "]"));
}

} // namespace

STARDUST_TEST_CASE(OasisStepsTestCase, "OASIS makes the steps computed by hand")
{
    // A diagonal Hessian, diag(2, 8, 0): signs do not matter.
    const LeastSquares task({{2, 0, 0}, {0, 4, 0}});
    Ptr<OasisOptimizer> oasis = MakeOasis("StepSize=0.5|Alpha=4|Beta2=0.75");
    std::vector<float> at{1, 1, 1};
    const std::vector<float> slope{3, -16, 2};
    const HessianProbe probe(*task.objective, at.data(), task.GetBatch());
    oasis->Step(at.data(), slope.data(), probe);
    NS_TEST_EXPECT_MSG_EQ_TOL(at[0], 1 - 0.5 * 3 / 4, 1e-6, "divided by Alpha");
    NS_TEST_EXPECT_MSG_EQ_TOL(at[1], 1 + 0.5 * 16 / 8, 1e-6, "divided by the diagonal");
    NS_TEST_EXPECT_MSG_EQ_TOL(at[2], 1 - 0.5 * 2 / 4, 1e-6, "divided by Alpha");
    // Another Hessian, diag(2, 24, 0): the diagonal becomes 0.75 * 8 + 0.25 * 24 = 12.
    const LeastSquares other({{2, 0, 0}, {0, static_cast<float>(std::sqrt(48.0)), 0}});
    const HessianProbe second(*other.objective, at.data(), other.GetBatch());
    oasis->Step(at.data(), slope.data(), second);
    NS_TEST_EXPECT_MSG_EQ_TOL(at[1], 2 + 0.5 * 16 / 12, 1e-5, "divided by the running mean");
}

STARDUST_TEST_CASE(OasisDiagonalTestCase,
                   "OASIS' estimate has the Hessian's diagonal as its mean, whatever else is there")
{
    const LeastSquares task({{1, 2, -1}, {0.5, -1, 3}, {2, 1, 1}});
    // A^T A / 3: the square of element (i, k) off the diagonal is the variance it adds.
    const double diagonal[] = {(1 + 0.25 + 4) / 3, (4 + 1 + 1) / 3.0, (1 + 9 + 1) / 3.0};
    const double products[] = {(2 - 0.5 + 2) / 3, (-1 + 1.5 + 2) / 3, (-2 - 3 + 1) / 3.0};
    const double variances[] = {std::pow(products[0], 2) + std::pow(products[1], 2),
                                std::pow(products[0], 2) + std::pow(products[2], 2),
                                std::pow(products[1], 2) + std::pow(products[2], 2)};
    constexpr int draws = 20000;
    std::vector<float> at{1, 1, 1};
    double sums[] = {0, 0, 0};
    Ptr<OasisOptimizer> oasis = MakeOasis("StepSize=1e-30|Beta2=0");
    oasis->AssignStreams(17);
    for (int i = 0; i < draws; ++i)
    {
        const HessianProbe probe(*task.objective, at.data(), task.GetBatch());
        oasis->Step(at.data(), at.data(), probe);
        for (int k = 0; k < 3; ++k)
        {
            sums[k] += oasis->GetDiagonal()[k];
        }
    }
    for (int k = 0; k < 3; ++k)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(sums[k] / draws,
                                  diagonal[k],
                                  4.5 * std::sqrt(variances[k] / draws),
                                  "element " << k);
    }
}

STARDUST_TEST_CASE(OasisStreamsTestCase, "OASIS' signs follow from its stream and the run")
{
    const LeastSquares task({{1, 2, -1}, {0.5, -1, 3}, {2, 1, 1}});
    const auto observe = [&task](int64_t stream) {
        Ptr<OasisOptimizer> oasis = MakeOasis("Beta2=0.5");
        oasis->AssignStreams(stream);
        std::vector<float> at{1, 1, 1};
        for (int i = 0; i < 10; ++i)
        {
            const HessianProbe probe(*task.objective, at.data(), task.GetBatch());
            oasis->Step(at.data(), at.data(), probe);
        }
        return at;
    };
    NS_TEST_EXPECT_MSG_EQ((observe(3) == observe(3)), true, "the same stream");
    NS_TEST_EXPECT_MSG_EQ((observe(3) == observe(4)), false, "another stream");
}

STARDUST_TEST_CASE(BadOptimizerTestCase, "values out of range are refused with the attribute's name")
{
    const std::vector<std::string> specs{"MomentumOptimizer[Momentum=1]",
                                         "AdamOptimizer[Beta2=-0.1]",
                                         "RmsPropOptimizer[Epsilon=0]",
                                         "OasisOptimizer[Alpha=0]",
                                         "SgdOptimizer[Schedule=Linear]",
                                         "SgdOptimizer[Period=0]",
                                         "SgdOptimizer[WeightDecay=-1]"};
    for (const auto& spec : specs)
    {
        const auto begin = spec.find('[') + 1;
        const std::string attribute = spec.substr(begin, spec.find('=') - begin);
        STARDUST_EXPECT_INPUT_ERROR(MakeOptimizer(spec), {"--optimizer", attribute});
    }
}

/// Optimizers and step sizes.
class StardustOptimizerTestSuite : public TestSuite
{
  public:
    StardustOptimizerTestSuite()
        : TestSuite("stardust-optimizer", Type::UNIT)
    {
        AddTestCase(new HandStepsTestCase);
        AddTestCase(new ReferenceStepsTestCase);
        AddTestCase(new ScheduleTestCase);
        AddTestCase(new OasisStepsTestCase);
        AddTestCase(new OasisDiagonalTestCase);
        AddTestCase(new OasisStreamsTestCase);
        AddTestCase(new BadOptimizerTestCase);
    }
};

static StardustOptimizerTestSuite g_stardustOptimizerTestSuite;
