/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-evaluation.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{
/// Parts a thread: some are slower than others.
constexpr std::size_t PARTS_PER_THREAD = 4;
} // namespace

std::vector<ModelScore>
EvaluateInParallel(const LearningObjective& objective,
                   const std::vector<const float*>& models,
                   const LabeledDataset& data,
                   ComputePool& pool,
                   std::vector<uint32_t>* classHits)
{
    if (pool.GetThreads() == 0 || models.size() < 2 || !objective.IsThreadSafe())
    {
        return objective.Evaluate(models, data, classHits);
    }
    const std::size_t classes = objective.GetClasses();
    const std::size_t parts =
        std::min(models.size(), PARTS_PER_THREAD * (pool.GetThreads() + 1));
    std::vector<ModelScore> scores(models.size());
    if (classHits)
    {
        classHits->assign(models.size() * classes, 0);
    }
    const auto evaluate = [&](uint32_t part) {
        const std::size_t begin = models.size() * part / parts;
        const std::size_t end = models.size() * (part + 1) / parts;
        std::vector<uint32_t> hits;
        const auto some = objective.Evaluate({models.begin() + begin, models.begin() + end},
                                             data,
                                             classHits ? &hits : nullptr);
        std::copy(some.begin(), some.end(), scores.begin() + begin);
        if (classHits)
        {
            std::copy(hits.begin(), hits.end(), classHits->begin() + begin * classes);
        }
    };
    // Scores alone are a third of what loss and gradient take.
    const double flops = objective.GetFlopsPerSample() / 3 * data.GetN() * models.size();
    pool.ParallelFor(parts, flops, evaluate);
    return scores;
}

} // namespace stardust
} // namespace ns3
