/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-reference-network.h"
#include "stardust-test-support.h"

#include "ns3/double.h"
#include "ns3/factory-parser.h"
#include "ns3/learning-objective.h"
#include "ns3/matrix-kernels.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

using Layer = ReferenceLayer;

/// An objective, what it should compute, and samples for it.
struct Case
{
    std::string spec;                    //!< factory string of the objective
    std::vector<ReferenceLayer> layers;  //!< the reference
    uint32_t features;                   //!< values in a sample
    uint32_t classes;                    //!< number of classes, 0 for targets
    ImageShape image{};                  //!< of the samples
};

std::vector<Case>
MakeCases()
{
    const ImageShape grey{1, 13, 12};
    const ImageShape colour{3, 11, 14};
    return {
        {"LinearObjective", {{Layer::DENSE_PLAIN, 1}}, 7, 0},
        {"LinearObjective[Bias=true|L2=0.3]", {{Layer::DENSE, 1}}, 21, 0},
        {"NonlinearObjective[Hidden=5]", {{Layer::DENSE, 5}, {Layer::TANH}, {Layer::DENSE, 1}}, 3, 0},
        {"LogisticObjective", {{Layer::DENSE, 1}}, 57, 2},
        {"LogisticObjective[L2=0.1]", {{Layer::DENSE, 1}}, 1, 2},
        {"SoftmaxObjective[L2=0.2]", {{Layer::DENSE, 10}}, 17, 10},
        {"SoftmaxObjective", {{Layer::DENSE, 37}}, 5, 37},
        {"PerceptronObjective[Hidden=9]",
         {{Layer::DENSE, 9}, {Layer::RELU}, {Layer::DENSE, 4}},
         6,
         4},
        {"PerceptronObjective[Hidden=33,6|Activation=Tanh|L2=0.05]",
         {{Layer::DENSE, 33}, {Layer::TANH}, {Layer::DENSE, 6}, {Layer::TANH}, {Layer::DENSE, 3}},
         18,
         3},
        {"PerceptronObjective[Hidden=4,4,4]",
         {{Layer::DENSE, 4},
          {Layer::RELU},
          {Layer::DENSE, 4},
          {Layer::RELU},
          {Layer::DENSE, 4},
          {Layer::RELU},
          {Layer::DENSE, 1}},
         10,
         0},
        {"ConvolutionalObjective[Filters=3,2|FilterSize=3|Hidden=7|L2=0.1]",
         {{Layer::CONVOLUTION, 3, 3, grey},
          {Layer::RELU},
          {Layer::POOLING, 0, 0, {3, 11, 10}},
          {Layer::CONVOLUTION, 2, 3, {3, 5, 5}},
          {Layer::RELU},
          {Layer::POOLING, 0, 0, {2, 3, 3}},
          {Layer::DENSE, 7},
          {Layer::RELU},
          {Layer::DENSE, 4}},
         13 * 12,
         4,
         grey},
        {"ConvolutionalObjective[Filters=2|FilterSize=4|Hidden=5,3]",
         {{Layer::CONVOLUTION, 2, 4, colour},
          {Layer::RELU},
          {Layer::POOLING, 0, 0, {2, 8, 11}},
          {Layer::DENSE, 5},
          {Layer::RELU},
          {Layer::DENSE, 3},
          {Layer::RELU},
          {Layer::DENSE, 2}},
         3 * 11 * 14,
         2,
         colour},
    };
}

std::vector<KernelLevel>
FindLevels()
{
    std::vector<KernelLevel> levels;
    for (const KernelLevel level : {KERNEL_BASELINE, KERNEL_AVX2, KERNEL_AVX512})
    {
        if (FindMatrixKernels(level))
        {
            levels.push_back(level);
        }
    }
    return levels;
}

Ptr<LearningObjective>
MakeObjective(const Case& c, const LabeledDataset& data, KernelLevel level)
{
    const std::vector<std::string> names{"Auto", "Baseline", "Avx2", "Avx512"};
    ObjectFactory factory =
        ParseFactory("ns3::stardust::" + c.spec, LearningObjective::GetTypeId(), "--task");
    factory.Set("Kernel", StringValue(names[level]));
    auto objective = factory.Create<LearningObjective>();
    objective->SetShape(data);
    return objective;
}

/// Random samples, and models, around what training sees.
class Draw
{
  public:
    explicit Draw(int64_t stream)
        : m_normal(CreateObject<NormalRandomVariable>())
    {
        m_normal->SetStream(stream);
    }

    double Get()
    {
        return m_normal->GetValue();
    }

    Ptr<LabeledDataset> MakeData(const Case& c, uint32_t samples)
    {
        auto data = Create<LabeledDataset>(samples, c.features, c.classes);
        if (c.image.channels > 0)
        {
            data->SetImageShape(c.image);
        }
        for (uint32_t i = 0; i < samples; ++i)
        {
            std::generate_n(data->GetRow(i), c.features, [this] { return Get(); });
            if (c.classes > 0)
            {
                data->SetLabel(i, i % c.classes);
            }
            else
            {
                data->SetTarget(i, Get());
            }
        }
        return data;
    }

    std::vector<float> MakeVector(uint32_t size, double scale)
    {
        std::vector<float> values(size);
        std::generate(values.begin(), values.end(), [this, scale] { return scale * Get(); });
        return values;
    }

  private:
    Ptr<NormalRandomVariable> m_normal; //!< source of the draws
};

std::vector<double>
ToDouble(const std::vector<float>& values)
{
    return {values.begin(), values.end()};
}

double
FindStrength(const std::string& spec)
{
    const auto at = spec.find("L2=");
    return at == std::string::npos ? 0 : std::stod(spec.substr(at + 3));
}

/// Up to 60 indices below size, the first and the last among them.
std::vector<uint32_t>
ChooseIndices(uint32_t size)
{
    const uint32_t step = std::max(1u, size / 59);
    std::vector<uint32_t> indices;
    for (uint32_t k = 0; k < size; k += step)
    {
        indices.push_back(k);
    }
    indices.push_back(size - 1);
    return indices;
}

} // namespace

STARDUST_TEST_CASE(GradientTestCase,
                   "loss and gradient are those of a reference in double, for any batch size")
{
    int64_t stream = 100;
    for (const Case& c : MakeCases())
    {
        Draw draw(stream++);
        const uint32_t count = c.features > 100 ? 40 : 150;
        Ptr<LabeledDataset> data = draw.MakeData(c, count);
        const ReferenceNetwork reference(c.layers, FindStrength(c.spec));
        for (const KernelLevel level : FindLevels())
        {
            auto objective = MakeObjective(c, *data, level);
            const uint32_t size = objective->GetParameterCount();
            const auto model = draw.MakeVector(size, 0.3);
            for (const uint32_t batchSize : {1u, 7u, count})
            {
                std::vector<uint32_t> samples(batchSize);
                std::iota(samples.begin(), samples.end(), count - batchSize);
                const SampleBatch batch{PeekPointer(data), samples.data(), batchSize};
                std::vector<float> gradient(size, std::numeric_limits<float>::quiet_NaN());
                const double loss = objective->ComputeGradient(model.data(), batch, gradient.data());
                const auto at = ToDouble(model);
                const std::string what = c.spec + ", " + GetKernelName(level) + ", batch " +
                                         std::to_string(batchSize);
                const double expected = reference.ComputeLoss(at, batch);
                NS_TEST_EXPECT_MSG_EQ_TOL(loss, expected, 1e-5 * (1 + expected), what << ": loss");
                for (const uint32_t k : ChooseIndices(size))
                {
                    const double slope = reference.Differentiate(at, batch, k);
                    NS_TEST_EXPECT_MSG_EQ_TOL(gradient[k],
                                              slope,
                                              2e-5 * (1 + std::abs(slope) + expected),
                                              what << ": parameter " << k);
                }
            }
        }
    }
}

STARDUST_TEST_CASE(HessianTestCase,
                   "products with the Hessian are those of a reference in double")
{
    int64_t stream = 200;
    for (const Case& c : MakeCases())
    {
        Draw draw(stream++);
        // Differences must not cross a bend of ReLU or pooling: few samples, little risk.
        const bool smooth = std::none_of(c.layers.begin(), c.layers.end(), [](const auto& layer) {
            return layer.kind == Layer::RELU;
        });
        const uint32_t count = smooth ? 150 : 3;
        Ptr<LabeledDataset> data = draw.MakeData(c, count);
        const ReferenceNetwork reference(c.layers, FindStrength(c.spec));
        std::vector<uint32_t> samples(count);
        std::iota(samples.begin(), samples.end(), 0);
        const SampleBatch batch{PeekPointer(data), samples.data(), count};
        for (const KernelLevel level : FindLevels())
        {
            auto objective = MakeObjective(c, *data, level);
            const uint32_t size = objective->GetParameterCount();
            const auto model = draw.MakeVector(size, 0.3);
            const auto direction = draw.MakeVector(size, 1);
            std::vector<float> product(size, std::numeric_limits<float>::quiet_NaN());
            objective->ComputeHessianProduct(model.data(), batch, direction.data(), product.data());
            std::vector<float> estimate(size);
            objective->LearningObjective::ComputeHessianProduct(model.data(),
                                                                batch,
                                                                direction.data(),
                                                                estimate.data());
            const float largest = std::abs(*std::max_element(
                product.begin(), product.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
            for (const uint32_t k : ChooseIndices(size))
            {
                const double expected =
                    reference.MultiplyHessian(ToDouble(model), batch, ToDouble(direction), k);
                NS_TEST_EXPECT_MSG_EQ_TOL(product[k],
                                          expected,
                                          1e-4 * (1 + largest),
                                          c.spec << ", " << GetKernelName(level) << ": element " << k);
                if (smooth)
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(estimate[k],
                                              expected,
                                              5e-3 * (1 + largest),
                                              c.spec << ": element " << k << " by differences");
                }
            }
        }
    }
}

STARDUST_TEST_CASE(PredictionTestCase,
                   "predictions and scores are those of a reference in double, row by row and in blocks")
{
    int64_t stream = 300;
    for (const Case& c : MakeCases())
    {
        Draw draw(stream++);
        constexpr uint32_t count = 131;
        Ptr<LabeledDataset> data = draw.MakeData(c, count);
        const ReferenceNetwork reference(c.layers, 0);
        for (const KernelLevel level : FindLevels())
        {
            auto objective = MakeObjective(c, *data, level);
            const uint32_t outputs = objective->GetOutputCount();
            const auto model = draw.MakeVector(objective->GetParameterCount(), 0.3);
            std::vector<const float*> rows;
            double square = 0;
            double hits = 0;
            std::vector<uint32_t> classHits(c.classes, 0);
            std::vector<float> predicted(count * outputs);
            for (uint32_t i = 0; i < count; ++i)
            {
                rows.push_back(data->GetRow(i));
            }
            objective->Predict(model.data(), rows.data(), count, predicted.data());
            for (uint32_t i = 0; i < count; ++i)
            {
                auto expected = reference.Predict(ToDouble(model), rows[i], c.features);
                if (expected.size() < outputs)
                {
                    expected.insert(expected.begin(), 0.0);
                }
                for (uint32_t o = 0; o < outputs; ++o)
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(predicted[i * outputs + o],
                                              expected[o],
                                              1e-4,
                                              c.spec << ": sample " << i);
                }
                if (c.classes == 0)
                {
                    square += std::pow(expected[0] - data->GetTarget(i), 2);
                    continue;
                }
                const auto best = std::max_element(expected.begin(), expected.end());
                const bool found = best - expected.begin() == std::ptrdiff_t(data->GetLabel(i));
                hits += found ? 1 : 0;
                classHits[data->GetLabel(i)] += found ? 1 : 0;
            }
            std::vector<uint32_t> all(count);
            std::iota(all.begin(), all.end(), 0);
            const double loss =
                reference.ComputeLoss(ToDouble(model), {PeekPointer(data), all.data(), count});
            std::vector<uint32_t> scoredHits;
            const ModelScore score =
                objective->Evaluate({model.data(), model.data()}, *data, &scoredHits)[1];
            NS_TEST_EXPECT_MSG_EQ_TOL(score.loss, loss, 1e-5 * (1 + loss), c.spec << ": loss");
            if (c.classes == 0)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(score.error,
                                          std::sqrt(square / count),
                                          1e-5 * (1 + loss),
                                          c.spec << ": error");
                continue;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(score.accuracy, hits / count, 1e-12, c.spec << ": accuracy");
            const std::vector<uint32_t> second(scoredHits.begin() + c.classes, scoredHits.end());
            NS_TEST_EXPECT_MSG_EQ((second == classHits), true, c.spec << ": hits by class");
        }
    }
}

STARDUST_TEST_CASE(DivergedTestCase, "a model that is not finite has a loss that says so")
{
    for (const Case& c : MakeCases())
    {
        Draw draw(400);
        Ptr<LabeledDataset> data = draw.MakeData(c, 20);
        for (const KernelLevel level : FindLevels())
        {
            auto objective = MakeObjective(c, *data, level);
            auto model = draw.MakeVector(objective->GetParameterCount(), 0.3);
            std::fill(model.begin(), model.end(), std::numeric_limits<float>::quiet_NaN());
            const ModelScore score = objective->Evaluate({model.data()}, *data).front();
            NS_TEST_EXPECT_MSG_EQ(std::isfinite(score.loss),
                                  false,
                                  c.spec << ", " << GetKernelName(level));
        }
    }
}

STARDUST_TEST_CASE(InitializationTestCase,
                   "weights are drawn as documented, biases start at zero")
{
    Case c{"PerceptronObjective[Hidden=400]", {}, 100, 50};
    Draw draw(500);
    Ptr<LabeledDataset> data = draw.MakeData(c, 1);
    const std::vector<std::pair<std::string, std::pair<double, double>>> kinds{
        {"", {std::sqrt(6.0 / 100), std::sqrt(6.0 / 450)}},
        {"|Activation=Tanh", {std::sqrt(6.0 / 500), std::sqrt(6.0 / 450)}},
        {"|Initialization=FanIn", {std::sqrt(1.0 / 100), std::sqrt(1.0 / 400)}},
        {"|Initialization=Zero", {0, 0}}};
    for (const auto& [option, bounds] : kinds)
    {
        c.spec = "PerceptronObjective[Hidden=400" + option + "]";
        auto objective = MakeObjective(c, *data, KERNEL_AUTO);
        std::vector<float> model(objective->GetParameterCount(), 7.0f);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(501);
        objective->Initialize(model.data(), random);
        // C++17 captures a binding so alone, and clang insists.
        const auto check = [&, &option = option](std::size_t begin, std::size_t count, double bound) {
            double square = 0;
            double largest = 0;
            for (std::size_t k = begin; k < begin + count; ++k)
            {
                square += double(model[k]) * model[k];
                largest = std::max(largest, std::abs(double(model[k])));
            }
            // Of a uniform variable; 20 000 draws and more scatter by less than 1 %.
            NS_TEST_EXPECT_MSG_EQ_TOL(square / count, bound * bound / 3, 0.03 * bound * bound / 3, option);
            NS_TEST_EXPECT_MSG_EQ_TOL(largest, bound, 0.01 * bound, option);
        };
        check(0, 40000, bounds.first);
        check(40000, 400, 0);
        check(40400, 20000, bounds.second);
        check(60400, 50, 0);
    }
}

STARDUST_TEST_CASE(MisfitTestCase, "data that an objective cannot learn are refused with the reason")
{
    const auto problem = [](const std::string& spec, const LabeledDataset& data) {
        return ParseFactory("ns3::stardust::" + spec, LearningObjective::GetTypeId(), "--task")
            .Create<LearningObjective>()
            ->FindProblem(data);
    };
    Ptr<LabeledDataset> classes = Create<LabeledDataset>(3, 784, 3);
    const auto lacks = [&](const std::string& text, const std::string& part) {
        NS_TEST_EXPECT_MSG_NE(text.find(part), std::string::npos, "'" << text << "' lacks " << part);
    };
    lacks(problem("LogisticObjective", *classes), "2 classes, but the data have 3");
    lacks(problem("ConvolutionalObjective", *classes), "images");
    classes->SetImageShape({1, 28, 28});
    NS_TEST_EXPECT_MSG_EQ(problem("ConvolutionalObjective", *classes), "", "LeNet's own images");
    lacks(problem("ConvolutionalObjective[Filters=6,16,32]", *classes), "too small");
    NS_TEST_EXPECT_MSG_EQ(problem("PerceptronObjective", *classes), "", "classes");
    NS_TEST_EXPECT_MSG_EQ(problem("PerceptronObjective", LabeledDataset(1, 3, 0)), "", "targets");
    STARDUST_EXPECT_INPUT_ERROR(problem("PerceptronObjective[Hidden=3,,4]", *classes),
                                {"Hidden=3,,4"});
    STARDUST_EXPECT_INPUT_ERROR(problem("PerceptronObjective[Hidden=0]", *classes), {"Hidden=0"});
}

/// Objectives against a reference in double precision.
class StardustNetworkTestSuite : public TestSuite
{
  public:
    StardustNetworkTestSuite()
        : TestSuite("stardust-network", Type::UNIT)
    {
        AddTestCase(new GradientTestCase);
        AddTestCase(new HessianTestCase);
        AddTestCase(new PredictionTestCase);
        AddTestCase(new DivergedTestCase);
        AddTestCase(new InitializationTestCase);
        AddTestCase(new MisfitTestCase);
    }
};

static StardustNetworkTestSuite g_stardustNetworkTestSuite;
