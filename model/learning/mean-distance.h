/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEAN_DISTANCE_H
#define MEAN_DISTANCE_H

#include <cstddef>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * How far models are from their mean, the usual measure of consensus.
 *
 * Sums are of doubles, in a fixed order; no memory grows with models x size.
 *
 * @param models the parameter vectors, at least one.
 * @param size their length.
 * @return one a model: the L2 norm of its parameters less the mean of all models'.
 */
std::vector<double> ComputeMeanDistances(const std::vector<const float*>& models,
                                         std::size_t size);

} // namespace stardust
} // namespace ns3

#endif // MEAN_DISTANCE_H
