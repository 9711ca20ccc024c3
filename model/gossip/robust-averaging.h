/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROBUST_AVERAGING_H
#define ROBUST_AVERAGING_H

#include "model-message.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Move a model towards the mean of the middle values of each coordinate, among the model's own
 * and the received ones: `x = ownWeight * x + (1 - ownWeight) * mean`.
 * @param model x, changed in place.
 * @param count number of parameters.
 * @param ownWeight of x, 0 to 1.
 * @param messages hold whole models; at least one.
 * @param trimmed how many of the smallest and how many of the largest values are left out; less
 *        than half of all.
 */
void AverageMiddle(float* model,
                   uint32_t count,
                   double ownWeight,
                   const std::vector<Ptr<const ModelMessage>>& messages,
                   uint32_t trimmed);

/**
 * @ingroup stardust
 * @param model a model.
 * @param count number of parameters.
 * @param messages hold whole models.
 * @return the squares of the Euclidean distances from the model to each of them; infinite where
 *         that is no single-precision number.
 */
std::vector<double> ComputeSquaredDistances(
    const float* model,
    uint32_t count,
    const std::vector<Ptr<const ModelMessage>>& messages);

/**
 * @ingroup stardust
 * ComputeSquaredDistances() between any two of some models.
 * @param model a model: number 0.
 * @param count number of parameters.
 * @param messages hold whole models: numbers 1, 2, ...
 * @return a row for each model, symmetric, with zeros in the diagonal.
 */
std::vector<std::vector<double>> ComputePairDistances(
    const float* model,
    uint32_t count,
    const std::vector<Ptr<const ModelMessage>>& messages);

} // namespace stardust
} // namespace ns3

#endif // ROBUST_AVERAGING_H
