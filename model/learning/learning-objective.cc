/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learning-objective.h"

#include "packed-scores.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/float-buffer.h"
#include "ns3/stardust-compat.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LearningObjective);

namespace
{

/// Rows evaluated at once: as many as stay in the second-level cache for 784 features.
constexpr uint32_t EVALUATION_ROWS = 128;

/// Buffers reused from call to call, one set a thread; they carry no information.
struct Scratch
{
    std::vector<const float*> rows; //!< of the samples at hand
    std::vector<uint32_t> labels;   //!< their classes
    Ptr<FloatBuffer> packed;        //!< the samples, packed
    Ptr<FloatBuffer> outputs;       //!< of a model for them
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

/// Some samples of a data set, in the thread's buffers.
SampleBlock
TakeBlock(const LabeledDataset& data, uint32_t begin, uint32_t count, uint32_t lanes)
{
    Scratch& scratch = GetScratch();
    scratch.rows.resize(count);
    scratch.labels.resize(count);
    for (uint32_t i = 0; i < count; ++i)
    {
        scratch.rows[i] = data.GetRow(begin + i);
        scratch.labels[i] = data.IsRegression() ? 0 : data.GetLabel(begin + i);
    }
    const uint32_t stride = (count + lanes - 1) / lanes * lanes;
    float* packed = ReserveFloats(scratch.packed, std::size_t(data.GetFeatures()) * stride);
    PackRows(scratch.rows.data(), count, data.GetFeatures(), stride, packed);
    return {scratch.rows.data(), count, packed, stride};
}

/// Add the squared errors of a block's predictions.
void
AddSquares(const LabeledDataset& data,
           uint32_t begin,
           uint32_t count,
           const float* outputs,
           ModelScore& score)
{
    for (uint32_t i = 0; i < count; ++i)
    {
        const double error = double(outputs[i]) - data.GetTarget(begin + i);
        score.loss += error * error;
    }
}

/// Turn the sums over samples into means.
void
FinishScore(ModelScore& score, bool classes, uint32_t samples)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    if (classes)
    {
        score.loss /= samples;
        score.accuracy /= samples;
        score.error = none;
        return;
    }
    const double square = score.loss / samples;
    score.loss = square / 2;
    score.accuracy = none;
    score.error = std::sqrt(square);
}

} // namespace

TypeId
LearningObjective::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::LearningObjective")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddAttribute("L2",
                                          "Strength of the penalty L2/2 * |weights|^2",
                                          DoubleValue(0.0),
                                          MakeDoubleAccessor(&LearningObjective::m_l2),
                                          MakeDoubleChecker<double>(0.0))
                            .AddAttribute("Kernel",
                                          "Which vector unit makes the products. Results differ "
                                          "between units by rounding",
                                          EnumValue(KERNEL_AUTO),
                                          MakePortableEnumAccessor<KernelLevel>(
                                              &LearningObjective::m_kernel,
                                              0),
                                          MakeEnumChecker(KERNEL_AUTO,
                                                          "Auto",
                                                          KERNEL_BASELINE,
                                                          "Baseline",
                                                          KERNEL_AVX2,
                                                          "Avx2",
                                                          KERNEL_AVX512,
                                                          "Avx512"));
    return tid;
}

bool
LearningObjective::IsClassification() const
{
    return true;
}

std::string
LearningObjective::FindProblem(const LabeledDataset& data) const
{
    const bool fits = IsClassification() != data.IsRegression();
    if (fits)
    {
        return "";
    }
    const std::string name = GetInstanceTypeId().GetName();
    return data.IsRegression()
               ? name + " learns classes, but the data have regression targets"
               : name + " learns regression targets, but the data have " +
                     std::to_string(data.GetClasses()) + " classes";
}

void
LearningObjective::SetShape(uint32_t features, uint32_t classes)
{
    m_features = features;
    m_classes = classes;
    NS_ABORT_MSG_IF(IsClassification() != (classes > 0),
                    GetInstanceTypeId().GetName() << " and " << classes << " classes");
    m_kernels = FindMatrixKernels(m_kernel);
    NS_ABORT_MSG_IF(!m_kernels, "this machine has no kernels " << GetKernelName(m_kernel));
    ShapeKnown();
}

void
LearningObjective::SetShape(const LabeledDataset& data)
{
    m_image = data.GetImageShape();
    SetShape(data.GetFeatures(), data.GetClasses());
}

const ImageShape&
LearningObjective::GetImageShape() const
{
    return m_image;
}

uint32_t
LearningObjective::GetOutputCount() const
{
    return std::max(m_classes, 1u);
}

std::vector<ParameterBlock>
LearningObjective::GetParameterBlocks() const
{
    return {{0, GetParameterCount(), true}};
}

double
LearningObjective::GetFlopsPerSample() const
{
    return 6.0 * GetParameterCount();
}

bool
LearningObjective::IsThreadSafe() const
{
    return true;
}

uint32_t
LearningObjective::GetFeatures() const
{
    return m_features;
}

uint32_t
LearningObjective::GetClasses() const
{
    return m_classes;
}

double
LearningObjective::AddPenalty(const float* weights, float* gradient, std::size_t count) const
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
LearningObjective::Evaluate(const std::vector<const float*>& models,
                            const LabeledDataset& data,
                            std::vector<uint32_t>* classHits) const
{
    std::vector<ModelScore> scores(models.size());
    if (classHits)
    {
        classHits->assign(models.size() * m_classes, 0);
    }
    const uint32_t size = GetBlockSize();
    // Block by block of samples, all models on a block while it is in the cache.
    for (uint32_t begin = 0; begin < data.GetN(); begin += size)
    {
        const uint32_t count = std::min(size, data.GetN() - begin);
        const SampleBlock block = TakeBlock(data, begin, count, m_kernels->lanes);
        Scratch& scratch = GetScratch();
        float* outputs = ReserveFloats(scratch.outputs, std::size_t(GetOutputCount()) * block.stride);
        for (std::size_t m = 0; m < models.size(); ++m)
        {
            PredictBlock(models[m], block, outputs);
            if (m_classes == 0)
            {
                AddSquares(data, begin, count, outputs, scores[m]);
                continue;
            }
            AddToScore({m_kernels, outputs, m_classes, count, block.stride, scratch.labels.data()},
                       scores[m],
                       classHits ? classHits->data() + m * m_classes : nullptr);
        }
    }
    for (auto& score : scores)
    {
        FinishScore(score, m_classes > 0, data.GetN());
    }
    return scores;
}

void
LearningObjective::PredictBlock(const float* parameters,
                                const SampleBlock& block,
                                float* outputs) const
{
    static thread_local std::vector<float> values;
    static thread_local std::vector<const float*> rows;
    const uint32_t width = GetOutputCount();
    values.resize(std::size_t(block.count) * width);
    Predict(parameters, block.rows, block.count, values.data());
    rows.resize(block.count);
    for (uint32_t i = 0; i < block.count; ++i)
    {
        rows[i] = values.data() + std::size_t(i) * width;
    }
    PackRows(rows.data(), block.count, width, block.stride, outputs);
}

uint32_t
LearningObjective::GetBlockSize() const
{
    return EVALUATION_ROWS;
}

void
LearningObjective::ComputeHessianProduct(const float* parameters,
                                         const SampleBatch& batch,
                                         const float* direction,
                                         float* product) const
{
    const uint32_t size = GetParameterCount();
    double square = 0;
    for (uint32_t k = 0; k < size; ++k)
    {
        square += double(direction[k]) * direction[k];
    }
    if (square == 0)
    {
        std::fill_n(product, size, 0.0f);
        return;
    }
    // A shift of about the root of float's precision in each parameter.
    const auto step = static_cast<float>(1e-3 * std::sqrt(size / square));
    std::vector<float> shifted(size);
    std::vector<float> below(size);
    const auto differentiate = [&](float sign, float* gradient) {
        for (uint32_t k = 0; k < size; ++k)
        {
            shifted[k] = parameters[k] + sign * step * direction[k];
        }
        ComputeGradient(shifted.data(), batch, gradient);
    };
    differentiate(-1, below.data());
    differentiate(1, product);
    for (uint32_t k = 0; k < size; ++k)
    {
        product[k] = (product[k] - below[k]) / (2 * step);
    }
}

void
LearningObjective::ShapeKnown()
{
}

const MatrixKernels&
LearningObjective::GetKernels() const
{
    return *m_kernels;
}

double
LearningObjective::GetPenalty() const
{
    return m_l2;
}

} // namespace stardust
} // namespace ns3
