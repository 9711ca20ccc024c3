/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "baseline-training.h"

#include "local-trainer.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace stardust
{

namespace
{

/// Batches drawn at a time for a task of usual length; bounds the memory of a long training.
constexpr uint64_t STEPS_AT_A_TIME = 64;
/// Models trained at a time, by thread.
constexpr std::size_t MODELS_PER_THREAD = 16;

/// A task that is being done.
class Baseline
{
  public:
    /** @param task what is to be done, at least one step. */
    explicit Baseline(const BaselineTask& task)
        : m_trainer(task.objective, task.train, task.samples, task.batchSize),
          m_random(CreateObject<UniformRandomVariable>()),
          m_optimizer(PeekPointer(task.optimizer)),
          m_model(task.initial->Copy()),
          m_left(task.steps)
    {
        m_random->SetStream(task.stream);
    }

    /**
     * Draw the next batches.
     * @param most of them.
     * @return floating-point operations of their steps.
     */
    double Draw(uint64_t most)
    {
        const uint64_t steps = std::min(most, m_left);
        m_left -= steps;
        m_trainer.DrawBatches(static_cast<uint32_t>(steps), m_random);
        return steps * m_trainer.GetFlopsPerStep();
    }

    /** Make the steps drawn; any one thread may. */
    void Train()
    {
        m_trainer.Train(m_model->Data(), *m_optimizer);
    }

    /** @return whether all steps are made or drawn. */
    bool IsOver() const
    {
        return m_left == 0;
    }

    /** @return the model so far. */
    const Ptr<FloatBuffer>& GetModel() const
    {
        return m_model;
    }

  private:
    LocalTrainer m_trainer;              //!< the samples
    Ptr<UniformRandomVariable> m_random; //!< draws batches
    LocalOptimizer* m_optimizer;         //!< makes the steps
    Ptr<FloatBuffer> m_model;            //!< parameters so far
    uint64_t m_left;                     //!< steps not drawn yet
};

bool
HasWork(const BaselineTask& task)
{
    return task.steps > 0 && !task.samples.empty();
}

bool
IsThreadSafe(const BaselineTask& task)
{
    return task.objective->IsThreadSafe() && task.optimizer->IsThreadSafe();
}

/// Tasks by falling number of steps: the longest begins first and goes on beside the others.
std::vector<std::size_t>
SortByLength(const std::vector<BaselineTask>& tasks)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < tasks.size(); ++i)
    {
        if (HasWork(tasks[i]))
        {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&tasks](std::size_t a, std::size_t b) {
        return tasks[a].steps > tasks[b].steps;
    });
    return order;
}

} // namespace

Ptr<FloatBuffer>
TrainBaseline(const BaselineTask& task)
{
    if (!HasWork(task))
    {
        return task.initial;
    }
    Baseline baseline(task);
    while (!baseline.IsOver())
    {
        baseline.Draw(STEPS_AT_A_TIME);
        baseline.Train();
    }
    return baseline.GetModel();
}

std::vector<Ptr<FloatBuffer>>
TrainBaselines(const std::vector<BaselineTask>& tasks, ComputePool& pool)
{
    std::vector<Ptr<FloatBuffer>> models(tasks.size());
    if (pool.GetThreads() == 0 || !std::all_of(tasks.begin(), tasks.end(), IsThreadSafe))
    {
        std::transform(tasks.begin(), tasks.end(), models.begin(), TrainBaseline);
        return models;
    }
    std::transform(tasks.begin(), tasks.end(), models.begin(), [](const BaselineTask& task) {
        return task.initial;
    });
    const auto order = SortByLength(tasks);
    const std::size_t together = MODELS_PER_THREAD * (pool.GetThreads() + 1);
    const uint64_t usual = order.empty() ? 1 : tasks[order[order.size() / 2]].steps;
    std::vector<std::pair<std::size_t, std::unique_ptr<Baseline>>> active;
    auto next = order.begin();
    // In rounds: this thread draws batches for all, then all threads make the steps.
    while (next != order.end() || !active.empty())
    {
        for (; next != order.end() && active.size() < together; ++next)
        {
            active.emplace_back(*next, std::make_unique<Baseline>(tasks[*next]));
        }
        double flops = 0;
        for (auto& [task, baseline] : active)
        {
            // A task of many times the usual length makes as many times the steps in a round.
            const uint64_t share = STEPS_AT_A_TIME * tasks[task].steps / usual;
            flops += baseline->Draw(
                std::clamp<uint64_t>(share, STEPS_AT_A_TIME, STEPS_AT_A_TIME * together));
        }
        pool.ParallelFor(active.size(), flops, [&active](uint32_t i) {
            active[i].second->Train();
        });
        const auto over = std::stable_partition(active.begin(), active.end(), [](const auto& one) {
            return !one.second->IsOver();
        });
        for (auto done = over; done != active.end(); ++done)
        {
            models[done->first] = done->second->GetModel();
        }
        active.erase(over, active.end());
    }
    return models;
}

} // namespace stardust
} // namespace ns3
