/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BASELINE_TRAINING_H
#define BASELINE_TRAINING_H

#include "compute-pool.h"
#include "learning-objective.h"
#include "local-optimizer.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// A model trained in one place, without any network.
struct BaselineTask
{
    Ptr<const LearningObjective> objective; //!< what is minimised
    Ptr<const LabeledDataset> train;        //!< training data
    std::vector<uint32_t> samples;          //!< the samples of it that are used
    Ptr<FloatBuffer> initial;               //!< parameters to begin with
    Ptr<LocalOptimizer> optimizer;          //!< makes the steps; fresh
    uint64_t steps{0};                      //!< how many; none are made without samples
    uint32_t batchSize{1};                  //!< samples a step
    int64_t stream{0};                      //!< random stream of the batches
};

/**
 * @ingroup stardust
 * Train as a device does, in one go.
 * @param task what and how.
 * @return the parameters reached.
 */
Ptr<FloatBuffer> TrainBaseline(const BaselineTask& task);

/**
 * @ingroup stardust
 * Train many models, on all threads of a pool if objective and optimizers are
 * thread-safe. Each is what TrainBaseline() makes of its task.
 * @param tasks what and how; each with an optimizer of its own.
 * @param pool the threads.
 * @return the parameters reached, in the same order.
 */
std::vector<Ptr<FloatBuffer>> TrainBaselines(const std::vector<BaselineTask>& tasks,
                                             ComputePool& pool);

} // namespace stardust
} // namespace ns3

#endif // BASELINE_TRAINING_H
