/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "regression-objective.h"

#include "ns3/double.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RegressionObjective);

namespace
{

/// Rows evaluated at once: few enough to stay in the cache for all models.
constexpr uint32_t EVALUATION_ROWS = 128;

/// Buffers reused from call to call, one set a thread; they carry no information.
struct Scratch
{
    std::vector<const float*> rows; //!< of the samples at hand
    std::vector<float> values;      //!< predictions, then errors

    void Resize(uint32_t count)
    {
        rows.resize(count);
        values.resize(count);
    }
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

} // namespace

TypeId
RegressionObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::RegressionObjective")
                            .SetParent<LearningObjective>()
                            .SetGroupName("Stardust")
                            .AddAttribute("L2",
                                          "Strength of the penalty L2/2 * |weights|^2",
                                          DoubleValue(0.0),
                                          MakeDoubleAccessor(&RegressionObjective::m_l2),
                                          MakeDoubleChecker<double>(0.0));
    return tid;
}

bool
RegressionObjective::IsClassification() const
{
    return false;
}

RegressionObjective::BatchRows
RegressionObjective::GatherRows(const SampleBatch& batch)
{
    Scratch& scratch = GetScratch();
    scratch.Resize(batch.size);
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        scratch.rows[i] = batch.data->GetRow(batch.samples[i]);
    }
    return {scratch.rows.data(), scratch.values.data()};
}

double
RegressionObjective::TurnIntoErrors(const SampleBatch& batch, float* values)
{
    double square = 0;
    const float scale = 1.0f / batch.size;
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        const float error = values[i] - batch.data->GetTarget(batch.samples[i]);
        square += double(error) * error;
        values[i] = scale * error;
    }
    return square / (2.0 * batch.size);
}

double
RegressionObjective::AddPenalty(const float* weights, float* gradient, std::size_t count) const
{
    if (m_l2 <= 0)
    {
        return 0;
    }
    const auto strength = static_cast<float>(m_l2);
    double square = 0;
    for (std::size_t k = 0; k < count; ++k)
    {
        gradient[k] += strength * weights[k];
        square += double(weights[k]) * weights[k];
    }
    return 0.5 * m_l2 * square;
}

std::vector<ModelScore>
RegressionObjective::Evaluate(const std::vector<const float*>& models,
                              const LabeledDataset& data) const
{
    const ModelScore none{0, std::numeric_limits<double>::quiet_NaN()};
    std::vector<ModelScore> results(models.size(), none);
    Scratch& scratch = GetScratch();
    scratch.Resize(EVALUATION_ROWS);
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
            Predict(models[m], scratch.rows.data(), count, scratch.values.data());
            for (uint32_t i = 0; i < count; ++i)
            {
                const double error = double(scratch.values[i]) - data.GetTarget(begin + i);
                results[m].loss += error * error;
            }
        }
    }
    for (auto& result : results)
    {
        result.loss /= 2.0 * data.GetN();
    }
    return results;
}

} // namespace stardust
} // namespace ns3
