/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-updater.h"

#include <Eigen/Core>
#include <algorithm>
#include <limits>

namespace ns3
{
namespace stardust
{

void
LocalUpdater::Job::Run()
{
    trained = snapshot->Copy();
    loss = trainer->Train(trained->Data(), *optimizer);
}

LocalUpdater::LocalUpdater(Ptr<const LearningObjective> objective,
                           Ptr<const LabeledDataset> data,
                           std::vector<uint32_t> samples,
                           uint32_t batchSize,
                           std::shared_ptr<ComputePool> pool)
    : m_trainer(objective, data, std::move(samples), batchSize),
      m_pool(pool),
      m_random(CreateObject<UniformRandomVariable>()),
      m_safe(objective->IsThreadSafe())
{
    m_job.trainer = &m_trainer;
}

LocalUpdater::~LocalUpdater()
{
    try
    {
        m_pool->Claim(m_job);
    }
    catch (...)
    {
        // What went wrong in a training that nobody wants is of no interest.
    }
}

uint32_t
LocalUpdater::GetSampleCount() const
{
    return m_trainer.GetSampleCount();
}

const std::vector<uint32_t>&
LocalUpdater::GetSamples() const
{
    return m_trainer.GetSamples();
}

uint64_t
LocalUpdater::GetStepsMade() const
{
    return m_stepsMade;
}

uint32_t
LocalUpdater::CountSteps(uint32_t epochs) const
{
    const uint64_t steps = uint64_t(epochs) * m_trainer.GetEpochSteps();
    return std::min<uint64_t>(steps, std::numeric_limits<uint32_t>::max());
}

double
LocalUpdater::GetWork(uint32_t steps) const
{
    return steps * m_trainer.GetFlopsPerStep();
}

void
LocalUpdater::SetStream(int64_t stream)
{
    m_random->SetStream(stream);
}

bool
LocalUpdater::MayRunBeside(const UpdatePlan& plan) const
{
    return m_safe && !plan.instant && m_pool->GetThreads() > 0 && plan.optimizer->IsThreadSafe() &&
           GetWork(plan.steps) >= ComputePool::INLINE_FLOPS;
}

void
LocalUpdater::Begin(const Ptr<FloatBuffer>& model, const UpdatePlan& plan)
{
    FinishInterrupted();
    m_trainer.DrawBatches(plan.steps, m_random);
    m_steps = plan.steps;
    m_optimizer = plan.optimizer;
    m_optimizer->BeginUpdate(plan.steps);
    if (plan.snapshot == SNAPSHOT_DONE)
    {
        return;
    }
    m_snapshot = model;
    m_job.snapshot = PeekPointer(m_snapshot);
    m_job.optimizer = PeekPointer(m_optimizer);
    if (MayRunBeside(plan))
    {
        m_pool->Submit(m_job, plan.dueNs, GetWork(plan.steps));
    }
}

void
LocalUpdater::FinishInterrupted()
{
    if (!m_snapshot)
    {
        return;
    }
    if (!m_pool->Claim(m_job))
    {
        m_job.Run();
    }
    m_job.trained = nullptr;
    m_snapshot = nullptr;
}

void
LocalUpdater::Abandon()
{
    if (m_snapshot)
    {
        m_pool->Claim(m_job);
        m_job.trained = nullptr;
        m_snapshot = nullptr;
    }
}

double
LocalUpdater::End(Ptr<FloatBuffer>& model)
{
    m_stepsMade += m_steps;
    const bool untouched = !m_snapshot || m_snapshot == model;
    const bool trained = m_snapshot && m_pool->Claim(m_job);
    if (untouched && !trained)
    {
        // The steps apply to the model itself.
        m_snapshot = nullptr;
        return m_trainer.Train(MakeWritable(model), *m_optimizer);
    }
    if (!trained)
    {
        m_job.Run();
    }
    if (untouched)
    {
        model = m_job.trained;
    }
    else
    {
        const std::size_t size = model->Size();
        using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
        Eigen::Map<Eigen::ArrayXf>(MakeWritable(model), size) +=
            ConstArray(m_job.trained->Data(), size) - ConstArray(m_snapshot->Data(), size);
    }
    m_job.trained = nullptr;
    m_snapshot = nullptr;
    return m_job.loss;
}

} // namespace stardust
} // namespace ns3
