/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learning-objective.h"

#include "ns3/abort.h"
#include "ns3/double.h"

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
    std::vector<float> outputs;     //!< of a model for them
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

/// Add loss and correctness of one row of class scores; returns whether the class was found.
bool
AddClassScore(const float* row, uint32_t classes, uint32_t label, ModelScore& score)
{
    const float* best = std::max_element(row, row + classes);
    float sum = 0;
    for (uint32_t c = 0; c < classes; ++c)
    {
        sum += std::exp(row[c] - *best);
    }
    score.loss += std::log(static_cast<double>(sum)) - (row[label] - *best);
    const bool found = (best - row) == static_cast<std::ptrdiff_t>(label);
    score.accuracy += found ? 1 : 0;
    return found;
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
                                          MakeDoubleChecker<double>(0.0));
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
    NS_ABORT_MSG_IF(IsClassification() != (classes > 0),
                    GetInstanceTypeId().GetName() << " and " << classes << " classes");
    m_features = features;
    m_classes = classes;
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
    const uint32_t outputs = GetOutputCount();
    std::vector<ModelScore> scores(models.size());
    if (classHits)
    {
        classHits->assign(models.size() * m_classes, 0);
    }
    Scratch& scratch = GetScratch();
    scratch.rows.resize(EVALUATION_ROWS);
    scratch.outputs.resize(std::size_t(EVALUATION_ROWS) * outputs);
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
            Predict(models[m], scratch.rows.data(), count, scratch.outputs.data());
            for (uint32_t i = 0; i < count; ++i)
            {
                const float* row = scratch.outputs.data() + std::size_t(i) * outputs;
                if (m_classes == 0)
                {
                    const double error = double(*row) - data.GetTarget(begin + i);
                    scores[m].loss += error * error;
                    continue;
                }
                const uint32_t label = data.GetLabel(begin + i);
                if (AddClassScore(row, m_classes, label, scores[m]) && classHits)
                {
                    ++(*classHits)[m * m_classes + label];
                }
            }
        }
    }
    for (auto& score : scores)
    {
        FinishScore(score, m_classes > 0, data.GetN());
    }
    return scores;
}

} // namespace stardust
} // namespace ns3
