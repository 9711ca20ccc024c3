/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "baseline-training.h"

#include "local-trainer.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{
/// Batches drawn at a time; bounds the memory of a long training.
constexpr uint64_t STEPS_AT_A_TIME = 64;
} // namespace

Ptr<FloatBuffer>
TrainBaseline(const BaselineTask& task)
{
    LocalTrainer trainer(task.objective, task.train, task.samples, task.batchSize);
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(task.stream);
    Ptr<FloatBuffer> parameters = task.initial->Copy();
    for (uint64_t done = 0; done < task.steps; done += STEPS_AT_A_TIME)
    {
        const uint64_t steps = std::min(STEPS_AT_A_TIME, task.steps - done);
        trainer.DrawBatches(static_cast<uint32_t>(steps), random);
        trainer.Train(parameters->Data(), *task.optimizer);
    }
    return parameters;
}

} // namespace stardust
} // namespace ns3
