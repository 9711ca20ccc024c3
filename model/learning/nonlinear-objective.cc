/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nonlinear-objective.h"

#include "row-kernels.h"

#include "ns3/uinteger.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(NonlinearObjective);

namespace
{

using Array = Eigen::Map<Eigen::ArrayXf>;
using ConstArray = Eigen::Map<const Eigen::ArrayXf>;

/// The hidden layer's outputs for some samples, in buffers reused from call to
/// call, one set a thread.
struct HiddenLayer
{
    std::vector<float> values;      //!< samples x units
    std::vector<const float*> rows; //!< the values of each sample
    uint32_t units{0};              //!< number of units

    void Resize(uint32_t count, uint32_t hidden)
    {
        units = hidden;
        values.resize(std::size_t(count) * hidden);
        rows.resize(count);
        for (uint32_t i = 0; i < count; ++i)
        {
            rows[i] = GetRow(i);
        }
    }

    float* GetRow(uint32_t sample)
    {
        return values.data() + std::size_t(sample) * units;
    }
};

HiddenLayer&
GetHiddenLayer()
{
    static thread_local HiddenLayer layer;
    return layer;
}

} // namespace

TypeId
NonlinearObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::NonlinearObjective")
                            .SetParent<RegressionObjective>()
                            .SetGroupName("Stardust")
                            .AddConstructor<NonlinearObjective>()
                            .AddAttribute("Hidden",
                                          "Number of hidden units",
                                          UintegerValue(16),
                                          MakeUintegerAccessor(&NonlinearObjective::m_hidden),
                                          MakeUintegerChecker<uint32_t>(1, 65536));
    return tid;
}

uint32_t
NonlinearObjective::GetParameterCount() const
{
    return m_hidden * (GetFeatures() + 2) + 1;
}

NonlinearObjective::Layout
NonlinearObjective::GetLayout() const
{
    const std::size_t weights = std::size_t(m_hidden) * GetFeatures();
    return {weights, weights + m_hidden, weights + 2 * std::size_t(m_hidden)};
}

void
NonlinearObjective::Initialize(float* parameters, Ptr<UniformRandomVariable> random) const
{
    const Layout layout = GetLayout();
    const auto draw = [parameters, random](std::size_t begin, std::size_t end, uint32_t fanIn) {
        const double bound = 1 / std::sqrt(fanIn);
        std::generate(parameters + begin, parameters + end, [random, bound] {
            return static_cast<float>(random->GetValue(-bound, bound));
        });
    };
    draw(0, layout.hiddenBiases, GetFeatures());
    std::fill_n(parameters + layout.hiddenBiases, m_hidden, 0.0f);
    draw(layout.outputWeights, layout.outputBias, m_hidden);
    parameters[layout.outputBias] = 0;
}

void
NonlinearObjective::Predict(const float* parameters,
                            const float* const* rows,
                            uint32_t count,
                            float* predictions) const
{
    const Layout layout = GetLayout();
    HiddenLayer& layer = GetHiddenLayer();
    layer.Resize(count, m_hidden);
    ScoreRows(rows,
              count,
              parameters,
              parameters + layout.hiddenBiases,
              GetFeatures(),
              m_hidden,
              layer.values.data());
    Array values(layer.values.data(), layer.values.size());
    // Eigen's is within 4e-7 of tanh, and a dozen times faster than the C library's.
    values = values.tanh();
    ScoreRows(layer.rows.data(),
              count,
              parameters + layout.outputWeights,
              parameters + layout.outputBias,
              m_hidden,
              1,
              predictions);
}

double
NonlinearObjective::ComputeGradient(const float* parameters,
                                    const SampleBatch& batch,
                                    float* gradient) const
{
    const uint32_t features = GetFeatures();
    const Layout layout = GetLayout();
    const auto [rows, values] = GatherRows(batch);
    Predict(parameters, rows, batch.size, values);
    const double loss = TurnIntoErrors(batch, values);

    HiddenLayer& layer = GetHiddenLayer();
    SumRows(layer.rows.data(),
            batch.size,
            values,
            m_hidden,
            1,
            gradient + layout.outputWeights);
    gradient[layout.outputBias] = std::accumulate(values, values + batch.size, 0.0f);

    // Back through tanh, in place: from here on the layer holds derivatives.
    const ConstArray outputs(parameters + layout.outputWeights, m_hidden);
    Array biases(gradient + layout.hiddenBiases, m_hidden);
    biases.setZero();
    for (uint32_t i = 0; i < batch.size; ++i)
    {
        Array row(layer.GetRow(i), m_hidden);
        row = values[i] * outputs * (1 - row.square());
        biases += row;
    }
    SumRows(rows, batch.size, layer.values.data(), features, m_hidden, gradient);
    return loss + AddPenalty(parameters, gradient, layout.hiddenBiases) +
           AddPenalty(parameters + layout.outputWeights,
                      gradient + layout.outputWeights,
                      m_hidden);
}

} // namespace stardust
} // namespace ns3
