/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-reference-network.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{
namespace tests
{

namespace
{

using Values = std::vector<double>;

/// Reads parameters in their order, and sums the squares of the weights.
class ParameterReader
{
  public:
    explicit ParameterReader(const Values& parameters)
        : m_next(parameters.data())
    {
    }

    const double* Weights(std::size_t count)
    {
        const double* weights = m_next;
        for (std::size_t k = 0; k < count; ++k)
        {
            squares += weights[k] * weights[k];
        }
        m_next += count;
        return weights;
    }

    const double* Biases(std::size_t count)
    {
        const double* biases = m_next;
        m_next += count;
        return biases;
    }

    double squares{0}; //!< of the weights read

  private:
    const double* m_next; //!< first parameter not yet read
};

Values
ApplyDense(const ReferenceLayer& layer, const Values& in, ParameterReader& reader)
{
    const double* weights = reader.Weights(layer.units * in.size());
    const bool bias = layer.kind == ReferenceLayer::DENSE;
    const double* biases = reader.Biases(bias ? layer.units : 0);
    Values out(layer.units);
    for (uint32_t u = 0; u < layer.units; ++u)
    {
        out[u] = bias ? biases[u] : 0;
        for (std::size_t k = 0; k < in.size(); ++k)
        {
            out[u] += weights[u * in.size() + k] * in[k];
        }
    }
    return out;
}

Values
ApplyConvolution(const ReferenceLayer& layer, const Values& in, ParameterReader& reader)
{
    const ImageShape& s = layer.input;
    const uint32_t area = layer.size * layer.size;
    const double* weights = reader.Weights(std::size_t(layer.units) * s.channels * area);
    const double* biases = reader.Biases(layer.units);
    const uint32_t height = s.height - layer.size + 1;
    const uint32_t width = s.width - layer.size + 1;
    Values out;
    for (uint32_t f = 0; f < layer.units; ++f)
    {
        for (uint32_t p = 0; p < height * width; ++p)
        {
            const uint32_t y = p / width;
            const uint32_t x = p % width;
            double sum = biases[f];
            for (uint32_t k = 0; k < s.channels * area; ++k)
            {
                const uint32_t c = k / area;
                const uint32_t v = k % area / layer.size;
                const uint32_t u = k % layer.size;
                sum += weights[std::size_t(f) * s.channels * area + k] *
                       in[(std::size_t(c) * s.height + y + v) * s.width + x + u];
            }
            out.push_back(sum);
        }
    }
    return out;
}

Values
ApplyPooling(const ReferenceLayer& layer, const Values& in)
{
    const ImageShape& s = layer.input;
    Values out;
    for (uint32_t c = 0; c < s.channels; ++c)
    {
        for (uint32_t y = 0; y < s.height / 2; ++y)
        {
            for (uint32_t x = 0; x < s.width / 2; ++x)
            {
                const auto at = [&](uint32_t dy, uint32_t dx) {
                    return in[(std::size_t(c) * s.height + 2 * y + dy) * s.width + 2 * x + dx];
                };
                out.push_back(std::max({at(0, 0), at(0, 1), at(1, 0), at(1, 1)}));
            }
        }
    }
    return out;
}

Values
ApplyLayer(const ReferenceLayer& layer, Values values, ParameterReader& reader)
{
    switch (layer.kind)
    {
    case ReferenceLayer::DENSE:
    case ReferenceLayer::DENSE_PLAIN:
        return ApplyDense(layer, values, reader);
    case ReferenceLayer::CONVOLUTION:
        return ApplyConvolution(layer, values, reader);
    case ReferenceLayer::POOLING:
        return ApplyPooling(layer, values);
    case ReferenceLayer::RELU:
        for (auto& v : values)
        {
            v = std::max(v, 0.0);
        }
        break;
    case ReferenceLayer::TANH:
        for (auto& v : values)
        {
            v = std::tanh(v);
        }
        break;
    }
    return values;
}

double
ComputeCrossEntropy(Values scores, uint32_t label)
{
    if (scores.size() == 1)
    {
        scores.insert(scores.begin(), 0.0);
    }
    double sum = 0;
    for (const double s : scores)
    {
        sum += std::exp(s - scores[label]);
    }
    return std::log(sum);
}

} // namespace

ReferenceNetwork::ReferenceNetwork(std::vector<ReferenceLayer> layers, double l2)
    : m_layers(std::move(layers)),
      m_l2(l2)
{
}

std::vector<double>
ReferenceNetwork::Predict(const std::vector<double>& parameters,
                          const float* row,
                          uint32_t features) const
{
    ParameterReader reader(parameters);
    Values values(row, row + features);
    for (const auto& layer : m_layers)
    {
        values = ApplyLayer(layer, std::move(values), reader);
    }
    return values;
}

double
ReferenceNetwork::ComputeLoss(const std::vector<double>& parameters, const SampleBatch& batch) const
{
    const LabeledDataset& data = *batch.data;
    double loss = 0;
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        const uint32_t sample = batch.samples[i];
        const Values outputs = Predict(parameters, data.GetRow(sample), data.GetFeatures());
        loss += data.IsRegression()
                    ? std::pow(outputs[0] - data.GetTarget(sample), 2) / 2
                    : ComputeCrossEntropy(outputs, data.GetLabel(sample));
    }
    // Any sample reads all weights once.
    ParameterReader reader(parameters);
    Values values(data.GetFeatures(), 0.0);
    for (const auto& layer : m_layers)
    {
        values = ApplyLayer(layer, std::move(values), reader);
    }
    return loss / batch.size + m_l2 / 2 * reader.squares;
}

double
ReferenceNetwork::Differentiate(std::vector<double> parameters,
                                const SampleBatch& batch,
                                uint32_t k) const
{
    constexpr double step = 1e-6;
    const double at = parameters[k];
    parameters[k] = at + step;
    const double above = ComputeLoss(parameters, batch);
    parameters[k] = at - step;
    return (above - ComputeLoss(parameters, batch)) / (2 * step);
}

double
ReferenceNetwork::MultiplyHessian(const std::vector<double>& parameters,
                                  const SampleBatch& batch,
                                  const std::vector<double>& direction,
                                  uint32_t k) const
{
    constexpr double step = 1e-5;
    const auto shifted = [&](double along, double element) {
        Values at = parameters;
        for (std::size_t i = 0; i < at.size(); ++i)
        {
            at[i] += along * step * direction[i];
        }
        at[k] += element * step;
        return ComputeLoss(at, batch);
    };
    return (shifted(1, 1) - shifted(1, -1) - shifted(-1, 1) + shifted(-1, -1)) / (4 * step * step);
}

} // namespace tests
} // namespace stardust
} // namespace ns3
