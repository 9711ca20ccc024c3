/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synthetic-task.h"

#include "input-error.h"
#include "number-parser.h"

#include "ns3/double.h"

#include <cmath>
#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

Ptr<NormalRandomVariable>
MakeNormal(double variance, int64_t stream)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetAttribute("Mean", DoubleValue(0));
    normal->SetAttribute("Variance", DoubleValue(variance));
    // The default bound cuts the tails, and is finite.
    normal->SetAttribute("Bound", DoubleValue(1e9));
    normal->SetStream(stream);
    return normal;
}

void
CheckTask(const GaussianTask& task)
{
    if (task.samples == 0)
    {
        throw InputError("synthetic task: no samples (--samplesPerLearner=0?)");
    }
    if (task.features == 0)
    {
        throw InputError("--features=0: expected at least 1");
    }
    if (task.classes < 2)
    {
        throw InputError("--classes=" + std::to_string(task.classes) + ": expected at least 2");
    }
    if (!(task.separation >= 0 && std::isfinite(task.separation)))
    {
        throw InputError("--separation=" + FormatNumber(task.separation) +
                         ": expected a number of at least 0");
    }
}

} // namespace

std::vector<float>
DrawGaussianCentres(const GaussianTask& task, int64_t stream)
{
    CheckTask(task);
    // Two independent centres differ by 2 * variance in each of the features.
    const double variance = task.separation * task.separation / (2.0 * task.features);
    auto centre = MakeNormal(variance, stream);
    std::vector<float> centres(static_cast<std::size_t>(task.classes) * task.features);
    for (auto& value : centres)
    {
        value = static_cast<float>(centre->GetValue());
    }
    return centres;
}

Ptr<LabeledDataset>
MakeGaussianTask(const GaussianTask& task, int64_t stream)
{
    const auto centres = DrawGaussianCentres(task, stream);
    auto noise = MakeNormal(1.0, stream + 1);
    auto data = Create<LabeledDataset>(task.samples, task.features, task.classes);
    for (uint32_t i = 0; i < task.samples; ++i)
    {
        const uint32_t label = i % task.classes;
        const float* mean = &centres[static_cast<std::size_t>(label) * task.features];
        float* row = data->GetRow(i);
        for (uint32_t f = 0; f < task.features; ++f)
        {
            row[f] = mean[f] + static_cast<float>(noise->GetValue());
        }
        data->SetLabel(i, label);
    }
    return data;
}

} // namespace stardust
} // namespace ns3
