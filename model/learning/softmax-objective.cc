/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "softmax-objective.h"

#include "row-kernels.h"

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

} // namespace

TypeId
SoftmaxObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::SoftmaxObjective")
                            .SetParent<LearningObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<SoftmaxObjective>();
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
    Predict(parameters, scratch.rows.data(), batch.size, scores);
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
    return loss + AddPenalty(parameters, gradient, weightCount);
}

void
SoftmaxObjective::Predict(const float* parameters,
                          const float* const* rows,
                          uint32_t count,
                          float* outputs) const
{
    const std::size_t weightCount = std::size_t(GetFeatures()) * GetClasses();
    ScoreRows(rows,
              count,
              parameters,
              parameters + weightCount,
              GetFeatures(),
              GetClasses(),
              outputs);
}

} // namespace stardust
} // namespace ns3
