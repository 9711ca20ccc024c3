/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-test-support.h"

#include "ns3/double.h"
#include "ns3/local-trainer.h"
#include "ns3/sgd-optimizer.h"
#include "ns3/softmax-objective.h"
#include "ns3/synthetic-task.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace ns3;
using namespace ns3::stardust;
using namespace ns3::stardust::tests;

namespace
{

Ptr<LabeledDataset>
MakeData(uint32_t samples, uint32_t features, uint32_t classes, int64_t stream)
{
    GaussianTask task;
    task.samples = samples;
    task.features = features;
    task.classes = classes;
    return MakeGaussianTask(task, stream);
}

std::vector<float>
MakeParameters(uint32_t count, double scale, int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    std::vector<float> parameters(count);
    for (auto& p : parameters)
    {
        p = static_cast<float>(random->GetValue(-scale, scale));
    }
    return parameters;
}

/// Loss of one sample in double precision, straight from the definition.
double
ReferenceLoss(const float* w, const float* x, uint32_t features, uint32_t classes, uint32_t label)
{
    std::vector<double> score(classes);
    for (uint32_t c = 0; c < classes; ++c)
    {
        score[c] = w[std::size_t(classes) * features + c];
        for (uint32_t f = 0; f < features; ++f)
        {
            score[c] += double(w[std::size_t(c) * features + f]) * x[f];
        }
    }
    double sum = 0;
    for (const double s : score)
    {
        sum += std::exp(s - score[label]);
    }
    return std::log(sum);
}

double
ReferenceMeanLoss(const float* w, const LabeledDataset& data, const std::vector<uint32_t>& samples)
{
    double loss = 0;
    for (uint32_t i : samples)
    {
        loss += ReferenceLoss(w,
                              data.GetRow(i),
                              data.GetFeatures(),
                              data.GetClasses(),
                              data.GetLabel(i));
    }
    return loss / samples.size();
}

Ptr<SoftmaxObjective>
MakeObjective(const LabeledDataset& data)
{
    auto objective = CreateObject<SoftmaxObjective>();
    objective->SetShape(data.GetFeatures(), data.GetClasses());
    return objective;
}

} // namespace

STARDUST_TEST_CASE(SoftmaxGradientTestCase,
                   "the softmax gradient is that of central differences of the definition, for "
                   "random shapes and batches, batch size 1 included")
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(3);
    for (int round = 0; round < 40; ++round)
    {
        const uint32_t features = random->GetInteger(1, 40);
        const uint32_t classes = random->GetInteger(2, 12);
        const uint32_t batchSize = round % 4 == 0 ? 1 : random->GetInteger(1, 40);
        auto data = MakeData(50, features, classes, 100 + 2 * round);
        auto objective = MakeObjective(*data);
        const uint32_t count = objective->GetParameterCount();
        NS_TEST_ASSERT_MSG_EQ(count, (features + 1) * classes, "parameters");
        auto w = MakeParameters(count, 0.5, 300 + round);
        std::vector<uint32_t> samples(batchSize);
        for (auto& s : samples)
        {
            s = random->GetInteger(0, 49);
        }
        std::vector<float> gradient(count);
        const double loss = objective->ComputeGradient(
            w.data(), {PeekPointer(data), samples.data(), batchSize}, gradient.data());
        NS_TEST_EXPECT_MSG_EQ_TOL(loss,
                                  ReferenceMeanLoss(w.data(), *data, samples),
                                  1e-5 * (1 + loss),
                                  "loss");
        for (int probe = 0; probe < 10; ++probe)
        {
            const uint32_t k = random->GetInteger(0, count - 1);
            const float kept = w[k];
            // The reference is in double precision; only the step is in float.
            w[k] = kept + 1e-3f;
            const double up = ReferenceMeanLoss(w.data(), *data, samples);
            const double above = w[k];
            w[k] = kept - 1e-3f;
            const double down = ReferenceMeanLoss(w.data(), *data, samples);
            const double difference = (up - down) / (above - w[k]);
            w[k] = kept;
            NS_TEST_EXPECT_MSG_EQ_TOL(gradient[k], difference, 2e-5, "coordinate " << k);
        }
    }
}

STARDUST_TEST_CASE(SoftmaxPenaltyTestCase, "the L2 penalty adds L2 times the weights, not the biases")
{
    auto data = MakeData(10, 3, 4, 1);
    auto plain = MakeObjective(*data);
    auto penalised = MakeObjective(*data);
    penalised->SetAttribute("L2", DoubleValue(0.25));
    const auto w = MakeParameters(16, 1, 2);
    const std::vector<uint32_t> samples{0, 5, 7};
    std::vector<float> a(16);
    std::vector<float> b(16);
    const SampleBatch batch{PeekPointer(data), samples.data(), 3};
    const double lossA = plain->ComputeGradient(w.data(), batch, a.data());
    const double lossB = penalised->ComputeGradient(w.data(), batch, b.data());
    double square = 0;
    for (int k = 0; k < 16; ++k)
    {
        const double weight = k < 12 ? w[k] : 0;
        NS_TEST_EXPECT_MSG_EQ_TOL(b[k] - a[k], 0.25 * weight, 1e-6, "coordinate " << k);
        square += weight * weight;
    }
    NS_TEST_EXPECT_MSG_EQ_TOL(lossB - lossA, 0.125 * square, 1e-6, "loss");
}

STARDUST_TEST_CASE(SoftmaxEvaluationTestCase,
                   "evaluating many models at once gives each model's loss and accuracy by definition")
{
    auto data = MakeData(300, 17, 5, 1);
    auto objective = MakeObjective(*data);
    std::vector<std::vector<float>> models;
    std::vector<const float*> pointers;
    for (int m = 0; m < 7; ++m)
    {
        models.push_back(MakeParameters(objective->GetParameterCount(), 0.3, 50 + m));
    }
    for (const auto& model : models)
    {
        pointers.push_back(model.data());
    }
    const auto scores = objective->Evaluate(pointers, *data);
    std::vector<uint32_t> all(300);
    std::iota(all.begin(), all.end(), 0);
    for (int m = 0; m < 7; ++m)
    {
        uint32_t right = 0;
        for (uint32_t i : all)
        {
            uint32_t best = 0;
            double bestLoss = 1e300;
            for (uint32_t c = 0; c < 5; ++c)
            {
                const double loss = ReferenceLoss(pointers[m], data->GetRow(i), 17, 5, c);
                if (loss < bestLoss)
                {
                    bestLoss = loss;
                    best = c;
                }
            }
            right += best == data->GetLabel(i);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(scores[m].accuracy, right / 300.0, 1e-12, "accuracy");
        NS_TEST_EXPECT_MSG_EQ_TOL(scores[m].loss,
                                  ReferenceMeanLoss(pointers[m], *data, all),
                                  1e-5,
                                  "loss");
    }
}

STARDUST_TEST_CASE(SoftmaxOptimumTestCase,
                   "full-batch descent on a penalised problem reaches a point where the gradient vanishes")
{
    auto data = MakeData(200, 6, 3, 9);
    auto objective = MakeObjective(*data);
    objective->SetAttribute("L2", DoubleValue(0.1));
    auto optimizer = CreateObject<SgdOptimizer>();
    optimizer->SetAttribute("StepSize", DoubleValue(0.2));
    std::vector<uint32_t> all(200);
    std::iota(all.begin(), all.end(), 0);
    std::vector<float> w(21, 0);
    std::vector<float> gradient(21);
    for (int step = 0; step < 2000; ++step)
    {
        objective->ComputeGradient(w.data(), {PeekPointer(data), all.data(), 200}, gradient.data());
        optimizer->Step(w.data(), gradient.data(), 21);
    }
    const float largest = *std::max_element(gradient.begin(), gradient.end(), [](float a, float b) {
        return std::abs(a) < std::abs(b);
    });
    NS_TEST_EXPECT_MSG_LT(std::abs(largest), 1e-6, "the penalised problem is strongly convex");
}

STARDUST_TEST_CASE(SgdStepTestCase, "an SGD step is minus the step size times the gradient")
{
    auto optimizer = CreateObject<SgdOptimizer>();
    optimizer->SetAttribute("StepSize", DoubleValue(0.25));
    float w[3] = {1, 2, 3};
    const float g[3] = {4, -8, 0};
    optimizer->Step(w, g, 3);
    NS_TEST_EXPECT_MSG_EQ(w[0], 0.0f, "1 - 0.25 * 4");
    NS_TEST_EXPECT_MSG_EQ(w[1], 4.0f, "2 + 0.25 * 8");
    NS_TEST_EXPECT_MSG_EQ(w[2], 3.0f, "unchanged");
}

namespace
{

/// Counts how often each sample is used.
class CountingObjective : public LearningObjective
{
  public:
    uint32_t GetParameterCount() const override
    {
        return 1;
    }

    void Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const override
    {
        *parameters = 0;
    }

    double ComputeGradient(const float* /* parameters */,
                           const SampleBatch& batch,
                           float* gradient) const override
    {
        *gradient = 0;
        m_batchSizes.insert(batch.size);
        m_used.insert(m_used.end(), batch.samples, batch.samples + batch.size);
        return 0;
    }

    void Predict(const float* /* parameters */,
                 const float* const* /* rows */,
                 uint32_t count,
                 float* outputs) const override
    {
        std::fill_n(outputs, count * GetOutputCount(), 0.0f);
    }

    mutable std::vector<uint32_t> m_used;     //!< samples in the order of use
    mutable std::set<uint32_t> m_batchSizes; //!< sizes seen
};

} // namespace

STARDUST_TEST_CASE(EpochTestCase, "an epoch uses each own sample once, in an order that changes")
{
    auto objective = CreateObject<CountingObjective>();
    auto data = Create<LabeledDataset>(100, 1, 2);
    std::vector<uint32_t> own(12);
    std::iota(own.begin(), own.end(), 40);
    LocalTrainer trainer(objective, data, own, 4);
    auto optimizer = CreateObject<SgdOptimizer>();
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(8);
    float w = 0;
    for (int update = 0; update < 3; ++update)
    {
        trainer.DrawBatches(2, random);
        trainer.Train(&w, *optimizer);
    }
    NS_TEST_ASSERT_MSG_EQ(objective->m_used.size(), 24, "3 updates of 2 steps of 4 samples");
    std::vector<uint32_t> first(objective->m_used.begin(), objective->m_used.begin() + 12);
    std::vector<uint32_t> second(objective->m_used.begin() + 12, objective->m_used.end());
    NS_TEST_EXPECT_MSG_EQ((first == second), false, "another order");
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    NS_TEST_EXPECT_MSG_EQ((first == own), true, "each sample once in the first epoch");
    NS_TEST_EXPECT_MSG_EQ((second == own), true, "each sample once in the second epoch");
}

STARDUST_TEST_CASE(SmallShareTestCase, "a device with fewer samples than a batch uses all it has")
{
    auto objective = CreateObject<CountingObjective>();
    auto data = Create<LabeledDataset>(10, 1, 2);
    LocalTrainer trainer(objective, data, {7, 8, 9}, 32);
    auto optimizer = CreateObject<SgdOptimizer>();
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(8);
    float w = 0;
    trainer.DrawBatches(5, random);
    trainer.Train(&w, *optimizer);
    NS_TEST_EXPECT_MSG_EQ((objective->m_batchSizes == std::set<uint32_t>{3}), true, "batches of 3");
    NS_TEST_EXPECT_MSG_EQ(objective->m_used.size(), 15, "5 steps");
}

/// Objectives, optimizers and local training.
class StardustObjectiveTestSuite : public TestSuite
{
  public:
    StardustObjectiveTestSuite()
        : TestSuite("stardust-objective", Type::UNIT)
    {
        AddTestCase(new SoftmaxGradientTestCase);
        AddTestCase(new SoftmaxPenaltyTestCase);
        AddTestCase(new SoftmaxEvaluationTestCase);
        AddTestCase(new SoftmaxOptimumTestCase);
        AddTestCase(new SgdStepTestCase);
        AddTestCase(new EpochTestCase);
        AddTestCase(new SmallShareTestCase);
    }
};

static StardustObjectiveTestSuite g_stardustObjectiveTestSuite;
