/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PARALLEL_EVALUATION_H
#define PARALLEL_EVALUATION_H

#include "compute-pool.h"
#include "learning-objective.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Evaluate many models on all samples of a data set, on all threads of a pool, if
 * the objective is thread-safe. Each model is evaluated by itself: the scores are
 * those of LearningObjective::Evaluate().
 * @param objective what is evaluated.
 * @param models the parameter vectors.
 * @param data the samples, at least one.
 * @param pool the threads.
 * @param classHits receives, unless null, how many samples of each class are
 *        found: models x classes values, row by row; only with classes.
 * @return one score a model, in the same order.
 */
std::vector<ModelScore> EvaluateInParallel(const LearningObjective& objective,
                                           const std::vector<const float*>& models,
                                           const LabeledDataset& data,
                                           ComputePool& pool,
                                           std::vector<uint32_t>* classHits = nullptr);

} // namespace stardust
} // namespace ns3

#endif // PARALLEL_EVALUATION_H
