/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "regression-objective.h"

#include <vector>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RegressionObjective);

namespace
{

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
                            .SetGroupName("Stardust");
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

} // namespace stardust
} // namespace ns3
