/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-trainer.h"

#include "hessian-probe.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

LocalTrainer::LocalTrainer(Ptr<const LearningObjective> objective,
                           Ptr<const LabeledDataset> data,
                           std::vector<uint32_t> samples,
                           uint32_t batchSize)
    : m_objective(objective),
      m_data(data),
      m_samples(std::move(samples)),
      m_batchSize(std::min<uint32_t>(batchSize, m_samples.size())),
      m_cursor(m_samples.size())
{
}

uint32_t
LocalTrainer::GetSampleCount() const
{
    return m_samples.size();
}

const std::vector<uint32_t>&
LocalTrainer::GetSamples() const
{
    return m_samples;
}

uint32_t
LocalTrainer::GetEpochSteps() const
{
    return m_samples.empty() ? 1 : m_samples.size() / m_batchSize;
}

double
LocalTrainer::GetFlopsPerStep() const
{
    return m_batchSize * m_objective->GetFlopsPerSample();
}

void
LocalTrainer::DrawBatches(uint32_t steps, Ptr<UniformRandomVariable> random)
{
    NS_ASSERT_MSG(!m_samples.empty(), "a device without samples cannot train");
    m_batches.clear();
    for (uint32_t step = 0; step < steps; ++step)
    {
        if (m_cursor + m_batchSize > m_samples.size())
        {
            Shuffle(m_samples, random);
            m_cursor = 0;
        }
        const auto begin = m_samples.begin() + m_cursor;
        m_batches.insert(m_batches.end(), begin, begin + m_batchSize);
        m_cursor += m_batchSize;
    }
}

double
LocalTrainer::Train(float* parameters, LocalOptimizer& optimizer) const
{
    const uint32_t size = m_objective->GetParameterCount();
    // One a thread, reused from training to training; aligned, unlike a vector.
    static thread_local Ptr<FloatBuffer> scratch;
    float* gradient = ReserveFloats(scratch, size);
    const uint32_t steps = m_batches.size() / m_batchSize;
    double loss = 0;
    for (uint32_t step = 0; step < steps; ++step)
    {
        const SampleBatch batch{PeekPointer(m_data),
                                m_batches.data() + std::size_t(step) * m_batchSize,
                                m_batchSize};
        loss += m_objective->ComputeGradient(parameters, batch, gradient);
        optimizer.Step(parameters, gradient, HessianProbe(*m_objective, parameters, batch));
    }
    return loss / steps;
}

} // namespace stardust
} // namespace ns3
