/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "softmax-objective.h"

#include "row-kernels.h"

#include "ns3/double.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SoftmaxObjective);

namespace
{

/// Rows evaluated at once: as many as stay in the second-level cache for 784 features.
constexpr uint32_t EVALUATION_ROWS = 128;

/// Buffers reused from call to call, one set a thread; they carry no information.
struct Scratch
{
    std::vector<const float*> rows; //!< of the samples at hand
    std::vector<float> scores;      //!< of the samples, then probabilities minus targets
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

/// Turn a row of scores into the gradient of its loss and return the loss.
double
SoftmaxRow(float* row, uint32_t classes, uint32_t label)
{
    const float top = *std::max_element(row, row + classes);
    const float target = row[label] - top;
    float sum = 0;
    for (uint32_t c = 0; c < classes; ++c)
    {
        row[c] = std::exp(row[c] - top);
        sum += row[c];
    }
    const float scale = 1 / sum;
    for (uint32_t c = 0; c < classes; ++c)
    {
        row[c] *= scale;
    }
    row[label] -= 1;
    return std::log(static_cast<double>(sum)) - target;
}

/// Loss and correctness of one row of scores.
void
ScoreRow(const float* row, uint32_t classes, uint32_t label, ModelScore& score)
{
    const float* best = std::max_element(row, row + classes);
    float sum = 0;
    for (uint32_t c = 0; c < classes; ++c)
    {
        sum += std::exp(row[c] - *best);
    }
    score.loss += std::log(static_cast<double>(sum)) - (row[label] - *best);
    score.accuracy += (best - row) == static_cast<std::ptrdiff_t>(label) ? 1 : 0;
}

} // namespace

TypeId
SoftmaxObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::SoftmaxObjective")
                            .SetParent<LearningObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<SoftmaxObjective>()
                            .AddAttribute("L2",
                                          "Strength of the penalty L2/2 * |weights|^2",
                                          DoubleValue(0.0),
                                          MakeDoubleAccessor(&SoftmaxObjective::m_l2),
                                          MakeDoubleChecker<double>(0.0));
    return tid;
}

uint32_t
SoftmaxObjective::GetParameterCount() const
{
    return (GetFeatures() + 1) * GetClasses();
}

void
SoftmaxObjective::Initialize(float* parameters, Ptr<UniformRandomVariable> /* random */) const
{
    std::fill_n(parameters, GetParameterCount(), 0.0f);
}

double
SoftmaxObjective::ComputeGradient(const float* parameters,
                                  const SampleBatch& batch,
                                  float* gradient) const
{
    const uint32_t features = GetFeatures();
    const uint32_t classes = GetClasses();
    const std::size_t weightCount = std::size_t(features) * classes;
    Scratch& scratch = GetScratch();
    scratch.rows.resize(batch.size);
    scratch.scores.resize(std::size_t(batch.size) * classes);
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        scratch.rows[i] = batch.data->GetRow(batch.samples[i]);
    }
    float* scores = scratch.scores.data();
    ScoreRows(scratch.rows.data(),
              batch.size,
              parameters,
              parameters + weightCount,
              features,
              classes,
              scores);
    double loss = 0;
    const float scale = 1.0f / batch.size;
    float* biasGradient = gradient + weightCount;
    std::fill_n(biasGradient, classes, 0.0f);
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        float* row = scores + std::size_t(i) * classes;
        loss += SoftmaxRow(row, classes, batch.data->GetLabel(batch.samples[i]));
        for (uint32_t c = 0; c < classes; ++c)
        {
            row[c] *= scale;
            biasGradient[c] += row[c];
        }
    }
    loss /= batch.size;
    SumRows(scratch.rows.data(), batch.size, scores, features, classes, gradient);
    return m_l2 > 0 ? loss + AddPenalty(parameters, gradient) : loss;
}

double
SoftmaxObjective::AddPenalty(const float* parameters, float* gradient) const
{
    const auto strength = static_cast<float>(m_l2);
    double square = 0;
    for (std::size_t k = 0; k < std::size_t(GetFeatures()) * GetClasses(); ++k)
    {
        gradient[k] += strength * parameters[k];
        square += double(parameters[k]) * parameters[k];
    }
    return 0.5 * m_l2 * square;
}

std::vector<ModelScore>
SoftmaxObjective::Evaluate(const std::vector<const float*>& models,
                           const LabeledDataset& data) const
{
    const uint32_t features = GetFeatures();
    const uint32_t classes = GetClasses();
    const std::size_t weightCount = std::size_t(features) * classes;
    std::vector<ModelScore> results(models.size());
    Scratch& scratch = GetScratch();
    scratch.rows.resize(EVALUATION_ROWS);
    scratch.scores.resize(std::size_t(EVALUATION_ROWS) * classes);
    // Block by block of samples, all models on a block while it is in the cache.
    for (uint32_t begin = 0; begin < data.GetN(); begin += EVALUATION_ROWS)
    {
        const uint32_t count = std::min(EVALUATION_ROWS, data.GetN() - begin);
        for (uint32_t i = 0; i < count; ++i)
        {
            scratch.rows[i] = data.GetRow(begin + i);
        }
        for (std::size_t m = 0; m < models.size(); ++m)
        {
            ScoreRows(scratch.rows.data(),
                      count,
                      models[m],
                      models[m] + weightCount,
                      features,
                      classes,
                      scratch.scores.data());
            for (uint32_t i = 0; i < count; ++i)
            {
                ScoreRow(scratch.scores.data() + std::size_t(i) * classes,
                         classes,
                         data.GetLabel(begin + i),
                         results[m]);
            }
        }
    }
    for (auto& result : results)
    {
        result.loss /= data.GetN();
        result.accuracy /= data.GetN();
    }
    return results;
}

} // namespace stardust
} // namespace ns3
