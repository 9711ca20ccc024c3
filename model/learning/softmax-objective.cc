/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "softmax-objective.h"

#include "eigen-setup.h"

#include "ns3/double.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(SoftmaxObjective);

namespace
{

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstMap = Eigen::Map<const RowMatrix>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

/// Rows evaluated at once: as many as stay in the second-level cache for 784 features.
constexpr uint32_t EVALUATION_ROWS = 128;

/// Buffers reused from call to call, one set a thread; they carry no information.
struct Scratch
{
    RowMatrix inputs; //!< gathered samples
    RowMatrix logits; //!< scores, then probabilities minus targets
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

void
Gather(const SampleBatch& batch, RowMatrix& inputs)
{
    const uint32_t features = batch.data->GetFeatures();
    inputs.resize(batch.size, features);
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        std::memcpy(inputs.data() + std::size_t(i) * features,
                    batch.data->GetRow(batch.samples[i]),
                    features * sizeof(float));
    }
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

SoftmaxObjective::SoftmaxObjective()
{
    FixEigenBlocking();
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
    const ConstMap weights(parameters, classes, features);
    const ConstVector bias(parameters + weightCount, classes);

    Scratch& scratch = GetScratch();
    Gather(batch, scratch.inputs);
    RowMatrix& logits = scratch.logits;
    logits.noalias() = scratch.inputs * weights.transpose();
    logits.rowwise() += bias.transpose();
    double loss = 0;
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        loss += SoftmaxRow(logits.row(i).data(), classes, batch.data->GetLabel(batch.samples[i]));
    }
    loss /= batch.size;

    const float scale = 1.0f / batch.size;
    Eigen::Map<RowMatrix> weightGradient(gradient, classes, features);
    Eigen::Map<Eigen::VectorXf> biasGradient(gradient + weightCount, classes);
    logits *= scale;
    weightGradient.noalias() = logits.transpose() * scratch.inputs;
    biasGradient = logits.colwise().sum().transpose();
    if (m_l2 > 0)
    {
        weightGradient += static_cast<float>(m_l2) * weights;
        loss += 0.5 * m_l2 * weights.cast<double>().squaredNorm();
    }
    return loss;
}

std::vector<ModelScore>
SoftmaxObjective::Evaluate(const std::vector<const float*>& models,
                           const LabeledDataset& data) const
{
    const uint32_t features = GetFeatures();
    const uint32_t classes = GetClasses();
    const std::size_t weightCount = std::size_t(features) * classes;
    std::vector<ModelScore> scores(models.size());
    RowMatrix& logits = GetScratch().logits;
    // Block by block of samples, all models on a block while it is in the cache.
    for (uint32_t begin = 0; begin < data.GetN(); begin += EVALUATION_ROWS)
    {
        const uint32_t rows = std::min(EVALUATION_ROWS, data.GetN() - begin);
        const ConstMap inputs(data.GetRow(begin), rows, features);
        for (std::size_t m = 0; m < models.size(); ++m)
        {
            const ConstMap weights(models[m], classes, features);
            const ConstVector bias(models[m] + weightCount, classes);
            logits.noalias() = inputs * weights.transpose();
            logits.rowwise() += bias.transpose();
            for (uint32_t i = 0; i < rows; ++i)
            {
                ScoreRow(logits.row(i).data(), classes, data.GetLabel(begin + i), scores[m]);
            }
        }
    }
    for (auto& score : scores)
    {
        score.loss /= data.GetN();
        score.accuracy /= data.GetN();
    }
    return scores;
}

} // namespace stardust
} // namespace ns3
