/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "regression-task.h"

#include "input-error.h"
#include "number-parser.h"

#include <cmath>
#include <limits>
#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

/// Random streams of a device.
constexpr int64_t DEVICE_STREAMS = 3;

/// Root mean square of a hidden unit's weighted sum, without its bias.
constexpr double HIDDEN_GAIN = 2;

/// A fresh one for each stream: a normal variable keeps half of a pair of draws,
/// which would survive SetStream().
Ptr<NormalRandomVariable>
MakeStandardNormal(int64_t stream)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(stream);
    return normal;
}

void
ExpectOne(const char* option, uint32_t value)
{
    if (value == 0)
    {
        throw InputError(std::string("--") + option + "=0: expected at least 1");
    }
}

void
ExpectWeight(const char* option, double value)
{
    if (!std::isfinite(value) || value < 0)
    {
        throw InputError(std::string("--") + option + "=" + FormatNumber(value) +
                         ": expected a number of at least 0");
    }
}

void
CheckTask(const RegressionTask& task)
{
    ExpectOne("learners", task.devices);
    ExpectOne("samplesPerLearner", task.samplesPerDevice);
    ExpectOne("features", task.features);
    if (task.kind == RegressionKind::NONLINEAR)
    {
        ExpectOne("hidden", task.hidden);
    }
    ExpectWeight("common", task.common);
    ExpectWeight("heterogeneity", task.heterogeneity);
    ExpectWeight("noise", task.noise);
    if (uint64_t(task.devices) * task.samplesPerDevice > std::numeric_limits<uint32_t>::max())
    {
        throw InputError("--samplesPerLearner=" + std::to_string(task.samplesPerDevice) +
                         ": more than 2^32 samples for --learners=" + std::to_string(task.devices));
    }
}

/// What the standard normal draws are multiplied by, value by value.
std::vector<double>
MakeScales(const RegressionTask& task)
{
    if (task.kind == RegressionKind::LINEAR)
    {
        return std::vector<double>(task.features, 1);
    }
    std::vector<double> scales(std::size_t(task.hidden) * task.features,
                               HIDDEN_GAIN / std::sqrt(task.features));
    scales.insert(scales.end(), task.hidden, 1);
    scales.insert(scales.end(), task.hidden, 1 / std::sqrt(task.hidden));
    scales.push_back(0);
    return scales;
}

std::vector<float>
DrawGenerator(const RegressionTask& task,
              const std::vector<double>& common,
              const std::vector<double>& scales,
              Ptr<NormalRandomVariable> own)
{
    std::vector<float> generator(scales.size());
    for (std::size_t k = 0; k < generator.size(); ++k)
    {
        const double value = task.common * common[k] + task.heterogeneity * own->GetValue();
        generator[k] = static_cast<float>(scales[k] * value);
    }
    return generator;
}

std::vector<double>
DrawCommon(std::size_t size, int64_t stream)
{
    auto normal = MakeStandardNormal(stream);
    std::vector<double> common(size);
    for (auto& value : common)
    {
        value = normal->GetValue();
    }
    return common;
}

double
Multiply(const float* a, const float* b, uint32_t size)
{
    double sum = 0;
    for (uint32_t k = 0; k < size; ++k)
    {
        sum += double(a[k]) * b[k];
    }
    return sum;
}

/// What the generator gives for a sample, in double precision.
double
Generate(const RegressionTask& task, const std::vector<float>& generator, const float* sample)
{
    if (task.kind == RegressionKind::LINEAR)
    {
        return Multiply(sample, generator.data(), task.features);
    }
    const float* weights = generator.data();
    const float* biases = weights + std::size_t(task.hidden) * task.features;
    const float* outputs = biases + task.hidden;
    double sum = outputs[task.hidden];
    for (uint32_t k = 0; k < task.hidden; ++k)
    {
        const float* row = weights + std::size_t(k) * task.features;
        sum += outputs[k] * std::tanh(biases[k] + Multiply(sample, row, task.features));
    }
    return sum;
}

int64_t
GetDeviceStream(int64_t stream, uint32_t device)
{
    return stream + 1 + DEVICE_STREAMS * device;
}

} // namespace

std::vector<float>
DrawRegressionGenerator(const RegressionTask& task, uint32_t device, int64_t stream)
{
    CheckTask(task);
    const auto scales = MakeScales(task);
    return DrawGenerator(task,
                         DrawCommon(scales.size(), stream),
                         scales,
                         MakeStandardNormal(GetDeviceStream(stream, device)));
}

Ptr<LabeledDataset>
MakeRegressionTask(const RegressionTask& task, int64_t stream)
{
    CheckTask(task);
    const auto scales = MakeScales(task);
    const auto common = DrawCommon(scales.size(), stream);
    auto data = Create<LabeledDataset>(task.devices * task.samplesPerDevice, task.features, 0);
    for (uint32_t device = 0; device < task.devices; ++device)
    {
        const int64_t first = GetDeviceStream(stream, device);
        const auto generator = DrawGenerator(task, common, scales, MakeStandardNormal(first));
        auto value = MakeStandardNormal(first + 1);
        auto noise = MakeStandardNormal(first + 2);
        for (uint32_t k = 0; k < task.samplesPerDevice; ++k)
        {
            const uint32_t sample = device * task.samplesPerDevice + k;
            float* row = data->GetRow(sample);
            for (uint32_t f = 0; f < task.features; ++f)
            {
                row[f] = static_cast<float>(value->GetValue());
            }
            const double target = Generate(task, generator, row) + task.noise * noise->GetValue();
            data->SetTarget(sample, static_cast<float>(target));
            data->SetGroup(sample, device);
        }
    }
    return data;
}

} // namespace stardust
} // namespace ns3
