/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "layered-objective.h"

#include "packed-scores.h"

#include "ns3/float-buffer.h"
#include "ns3/stardust-compat.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LayeredObjective);

namespace
{

/// Bytes of a chunk's activations that should stay in the second-level cache.
constexpr std::size_t CACHED_BYTES = 512 * 1024;
/// Samples of a chunk: enough to fill vectors, of a single layer enough to amortize it.
constexpr uint32_t LEAST_CHUNK = 32;
constexpr uint32_t MOST_CHUNK = 128;

/// Fetch the begin of a sample into the cache; of a long one the machine foresees the rest.
void
PrefetchRow(const float* row, uint32_t features)
{
    constexpr uint32_t line = 64 / sizeof(float);
    for (uint32_t f = 0; f < std::min(features, 4 * line); f += line)
    {
        __builtin_prefetch(row + f);
    }
}

uint32_t
FindChunkSize(std::size_t values)
{
    uint32_t size = MOST_CHUNK;
    while (size > LEAST_CHUNK && size * values * sizeof(float) > CACHED_BYTES)
    {
        size /= 2;
    }
    return size;
}

} // namespace

/// Buffers reused from call to call, one set a thread; they carry no information.
struct LayeredObjective::Workspace
{
    std::vector<const float*> rows; //!< the samples
    std::vector<uint32_t> labels;   //!< their classes
    Ptr<FloatBuffer> values;        //!< everything that is computed

    /// The calling thread's.
    static Workspace& Get()
    {
        static thread_local Workspace workspace;
        return workspace;
    }
};

/// Samples that go through the network at once; all values are packed.
struct LayeredObjective::Chunk
{
    const float* const* rows; //!< the samples, null if they are packed only
    const uint32_t* labels;   //!< their classes
    uint32_t count;           //!< how many
    uint32_t stride;          //!< with padding
    const float* packed;      //!< the samples
    float* outputs;           //!< of all layers
    float* gradients;         //!< derivatives of the loss by them
    float* tangents;          //!< derivatives of the outputs along a direction
    float* changes;           //!< derivatives of the gradients along it
    float* scores;            //!< classes x stride
};

TypeId
LayeredObjective::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::LayeredObjective")
            .SetParent<LearningObjective>()
            .SetGroupName("Stardust")
            .AddAttribute("Initialization",
                          "How weights are drawn; biases start at zero. Auto: as the objective "
                          "says; Zero; FanIn: uniform in (-1, 1) / sqrt(fan-in); Glorot: uniform "
                          "in (-1, 1) * sqrt(6 / (fan-in + fan-out)); He: uniform in (-1, 1) * "
                          "sqrt(6 / fan-in)",
                          EnumValue(WEIGHTS_AUTO),
                          MakePortableEnumAccessor<WeightInitialization>(
                              &LayeredObjective::m_initialization,
                              0),
                          MakeEnumChecker(WEIGHTS_AUTO,
                                          "Auto",
                                          WEIGHTS_ZERO,
                                          "Zero",
                                          WEIGHTS_FAN_IN,
                                          "FanIn",
                                          WEIGHTS_GLOROT,
                                          "Glorot",
                                          WEIGHTS_HE,
                                          "He"));
    return tid;
}

LayeredObjective::LayeredObjective() = default;
LayeredObjective::~LayeredObjective() = default;

void
LayeredObjective::ShapeKnown()
{
    m_layers = MakeLayers();
    m_begins.clear();
    m_outputs.clear();
    m_parameterCount = 0;
    m_outputTotal = 0;
    for (const auto& layer : m_layers)
    {
        m_begins.push_back(m_parameterCount);
        m_parameterCount += layer->GetParameterCount();
        if (layer->IsInPlace())
        {
            m_outputs.push_back(m_outputs.back());
            continue;
        }
        m_outputs.push_back(m_outputTotal);
        m_outputTotal += layer->GetOutputCount();
    }
    m_chunkSize = FindChunkSize(GetFeatures() + 2 * m_outputTotal);
}

uint32_t
LayeredObjective::GetParameterCount() const
{
    return m_parameterCount;
}

uint32_t
LayeredObjective::GetBlockSize() const
{
    return m_chunkSize;
}

double
LayeredObjective::GetFlopsPerSample() const
{
    double forward = 0;
    for (const auto& layer : m_layers)
    {
        forward += layer->GetFlops();
    }
    // Outputs, derivatives by the inputs (not of the first layer) and by the parameters.
    return 3 * forward - m_layers.front()->GetFlops();
}

std::vector<ParameterBlock>
LayeredObjective::GetParameterBlocks() const
{
    std::vector<ParameterBlock> blocks;
    const auto append = [&blocks](uint32_t begin, uint32_t end, bool weights) {
        if (begin < end)
        {
            blocks.push_back({begin, end, weights});
        }
    };
    for (std::size_t i = 0; i < m_layers.size(); ++i)
    {
        const auto begin = static_cast<uint32_t>(m_begins[i]);
        const uint32_t middle = begin + m_layers[i]->GetWeightCount();
        append(begin, middle, true);
        append(middle, begin + m_layers[i]->GetParameterCount(), false);
    }
    return blocks;
}

void
LayeredObjective::Initialize(float* parameters, Ptr<UniformRandomVariable> random) const
{
    for (std::size_t i = 0; i < m_layers.size(); ++i)
    {
        const WeightInitialization how =
            m_initialization == WEIGHTS_AUTO ? GetDefaultInitialization(i) : m_initialization;
        m_layers[i]->Initialize(parameters + m_begins[i], how, random);
    }
}

LayeredObjective::Chunk
LayeredObjective::TakeChunk(const SampleBatch& batch, uint32_t begin) const
{
    Workspace& workspace = Workspace::Get();
    const uint32_t count = std::min(m_chunkSize, batch.size - begin);
    const bool classes = IsClassification();
    workspace.rows.resize(count);
    workspace.labels.resize(count);
    for (uint32_t i = 0; i < count; ++i)
    {
        workspace.rows[i] = batch.data->GetRow(batch.samples[begin + i]);
        PrefetchRow(workspace.rows[i], GetFeatures());
        workspace.labels[i] = classes ? batch.data->GetLabel(batch.samples[begin + i]) : 0;
    }
    const uint32_t lanes = GetKernels().lanes;
    const uint32_t stride = (count + lanes - 1) / lanes * lanes;
    const std::size_t total = m_outputTotal * stride;
    float* values = ReserveFloats(
        workspace.values,
        (GetFeatures() + GetOutputCount()) * std::size_t(stride) + 4 * total);
    PackRows(workspace.rows.data(), count, GetFeatures(), stride, values);
    float* outputs = values + std::size_t(GetFeatures()) * stride;
    return {workspace.rows.data(),
            workspace.labels.data(),
            count,
            stride,
            values,
            outputs,
            outputs + total,
            outputs + 2 * total,
            outputs + 3 * total,
            outputs + 4 * total};
}

LayerBlock
LayeredObjective::MakeBlock(const Chunk& chunk, const float* parameters, std::size_t layer) const
{
    LayerBlock block;
    block.kernels = &GetKernels();
    block.count = chunk.count;
    block.stride = chunk.stride;
    block.rows = layer == 0 ? chunk.rows : nullptr;
    block.parameters = parameters + m_begins[layer];
    block.input = layer == 0 ? chunk.packed : chunk.outputs + m_outputs[layer - 1] * chunk.stride;
    block.output = chunk.outputs + m_outputs[layer] * chunk.stride;
    return block;
}

void
LayeredObjective::Forward(const Chunk& chunk, const float* parameters) const
{
    for (std::size_t i = 0; i < m_layers.size(); ++i)
    {
        m_layers[i]->Forward(MakeBlock(chunk, parameters, i));
    }
}

void
LayeredObjective::CompleteScores(const Chunk& chunk, float* scores) const
{
    const uint32_t found = m_layers.back()->GetOutputCount();
    const uint32_t fixed = GetOutputCount() - found;
    std::fill_n(scores, std::size_t(fixed) * chunk.stride, 0.0f);
    std::copy_n(chunk.outputs + m_outputs.back() * chunk.stride,
                std::size_t(found) * chunk.stride,
                scores + std::size_t(fixed) * chunk.stride);
}

double
LayeredObjective::ComputeLoss(const Chunk& chunk, const SampleBatch& batch, uint32_t begin) const
{
    const float scale = 1.0f / batch.size;
    float* gradient = chunk.gradients + m_outputs.back() * chunk.stride;
    if (IsClassification())
    {
        CompleteScores(chunk, chunk.scores);
        const double loss = TurnIntoGradient({&GetKernels(),
                                              chunk.scores,
                                              GetClasses(),
                                              chunk.count,
                                              chunk.stride,
                                              chunk.labels},
                                             scale);
        const std::size_t size = std::size_t(m_layers.back()->GetOutputCount()) * chunk.stride;
        std::copy_n(chunk.scores + std::size_t(GetOutputCount()) * chunk.stride - size,
                    size,
                    gradient);
        return loss;
    }
    const float* outputs = chunk.outputs + m_outputs.back() * chunk.stride;
    std::fill_n(gradient, chunk.stride, 0.0f);
    double square = 0;
    for (uint32_t i = 0; i < chunk.count; ++i)
    {
        const float error = outputs[i] - batch.data->GetTarget(batch.samples[begin + i]);
        square += double(error) * error;
        gradient[i] = scale * error;
    }
    return square / 2;
}

double
LayeredObjective::AddPenalties(const float* parameters, float* gradient) const
{
    double penalty = 0;
    for (std::size_t i = 0; i < m_layers.size(); ++i)
    {
        penalty += AddPenalty(parameters + m_begins[i],
                              gradient + m_begins[i],
                              m_layers[i]->GetWeightCount());
    }
    return penalty;
}

double
LayeredObjective::ComputeGradient(const float* parameters,
                                  const SampleBatch& batch,
                                  float* gradient) const
{
    std::fill_n(gradient, m_parameterCount, 0.0f);
    double loss = 0;
    for (uint32_t begin = 0; begin < batch.size; begin += m_chunkSize)
    {
        const Chunk chunk = TakeChunk(batch, begin);
        Forward(chunk, parameters);
        loss += ComputeLoss(chunk, batch, begin);
        for (std::size_t i = m_layers.size(); i-- > 0;)
        {
            float* gradients = chunk.gradients + m_outputs[i] * chunk.stride;
            float* inputs =
                i == 0 ? nullptr : chunk.gradients + m_outputs[i - 1] * chunk.stride;
            m_layers[i]->Backward(MakeBlock(chunk, parameters, i),
                                  {gradients, inputs, gradient + m_begins[i]});
        }
    }
    return loss / batch.size + AddPenalties(parameters, gradient);
}

void
LayeredObjective::ComputeLossTangent(const Chunk& chunk, float scale) const
{
    const std::size_t stride = chunk.stride;
    const uint32_t found = m_layers.back()->GetOutputCount();
    const float* tangents = chunk.tangents + m_outputs.back() * stride;
    float* changes = chunk.changes + m_outputs.back() * stride;
    if (!IsClassification())
    {
        for (uint32_t i = 0; i < chunk.stride; ++i)
        {
            changes[i] = i < chunk.count ? scale * tangents[i] : 0;
        }
        return;
    }
    CompleteScores(chunk, chunk.scores);
    TurnIntoProbabilities({&GetKernels(),
                           chunk.scores,
                           GetClasses(),
                           chunk.count,
                           chunk.stride,
                           chunk.labels});
    // With probabilities p and tangent t: p_c (t_c - p . t); a fixed score has t_c = 0.
    const float* probabilities = chunk.scores + (GetOutputCount() - found) * stride;
    for (uint32_t i = 0; i < chunk.stride; ++i)
    {
        float mean = 0;
        for (uint32_t c = 0; c < found; ++c)
        {
            mean += probabilities[c * stride + i] * tangents[c * stride + i];
        }
        for (uint32_t c = 0; c < found; ++c)
        {
            const std::size_t at = c * stride + i;
            changes[at] = scale * probabilities[at] * (tangents[at] - mean);
        }
    }
}

void
LayeredObjective::ComputeHessianProduct(const float* parameters,
                                        const SampleBatch& batch,
                                        const float* direction,
                                        float* product) const
{
    std::fill_n(product, m_parameterCount, 0.0f);
    for (uint32_t begin = 0; begin < batch.size; begin += m_chunkSize)
    {
        const Chunk chunk = TakeChunk(batch, begin);
        const auto find = [&](float* values, std::size_t layer) {
            return values + m_outputs[layer] * chunk.stride;
        };
        const auto makeTangent = [&](std::size_t i) {
            const float* input = i == 0 ? nullptr : find(chunk.tangents, i - 1);
            return LayerTangent{direction + m_begins[i], input, find(chunk.tangents, i)};
        };
        Forward(chunk, parameters);
        for (std::size_t i = 0; i < m_layers.size(); ++i)
        {
            m_layers[i]->ForwardTangent(MakeBlock(chunk, parameters, i), makeTangent(i));
        }
        ComputeLoss(chunk, batch, begin);
        ComputeLossTangent(chunk, 1.0f / batch.size);
        for (std::size_t i = m_layers.size(); i-- > 0;)
        {
            const LayerBlock block = MakeBlock(chunk, parameters, i);
            const float* gradients = find(chunk.gradients, i);
            float* inputs = i == 0 ? nullptr : find(chunk.gradients, i - 1);
            float* changes = i == 0 ? nullptr : find(chunk.changes, i - 1);
            m_layers[i]->BackwardTangent(
                block,
                makeTangent(i),
                gradients,
                {find(chunk.changes, i), changes, product + m_begins[i]});
            m_layers[i]->Backward(block, {gradients, inputs, nullptr});
        }
    }
    // The penalty is L2/2 * |weights|^2, its gradient linear: the direction takes its place.
    AddPenalties(direction, product);
}

void
LayeredObjective::PredictBlock(const float* parameters,
                               const SampleBlock& block,
                               float* outputs) const
{
    float* values = ReserveFloats(Workspace::Get().values, m_outputTotal * block.stride);
    Chunk chunk{};
    chunk.rows = block.rows;
    chunk.count = block.count;
    chunk.stride = block.stride;
    chunk.packed = block.packed;
    chunk.outputs = values;
    Forward(chunk, parameters);
    CompleteScores(chunk, outputs);
}

void
LayeredObjective::Predict(const float* parameters,
                          const float* const* rows,
                          uint32_t count,
                          float* outputs) const
{
    const uint32_t lanes = GetKernels().lanes;
    for (uint32_t begin = 0; begin < count; begin += m_chunkSize)
    {
        const uint32_t some = std::min(m_chunkSize, count - begin);
        const uint32_t stride = (some + lanes - 1) / lanes * lanes;
        FloatBuffer packed(std::size_t(GetFeatures()) * stride);
        FloatBuffer predicted(std::size_t(GetOutputCount()) * stride);
        PackRows(rows + begin, some, GetFeatures(), stride, packed.Data());
        PredictBlock(parameters, {rows + begin, some, packed.Data(), stride}, predicted.Data());
        UnpackRows(predicted.Data(),
                   some,
                   GetOutputCount(),
                   stride,
                   outputs + std::size_t(begin) * GetOutputCount());
    }
}

} // namespace stardust
} // namespace ns3
