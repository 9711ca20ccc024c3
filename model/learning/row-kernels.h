/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROW_KERNELS_H
#define ROW_KERNELS_H

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Products of a few samples with a few classes, straight from the samples' rows.
 *
 * A general matrix product would first gather the rows of a batch and then
 * pack both operands, which for shapes such as 32 x 784 x 10 costs about as
 * much as the product. These read every row where it lies. The order of the
 * additions depends on the shape alone.
 */

/**
 * @ingroup stardust
 * Scores of samples: scores[i * classes + c] = bias[c] + rows[i] . weights[c].
 * @param rows the samples, `features` values each, at any alignment.
 * @param count number of samples.
 * @param weights classes x features, row by row.
 * @param bias one value a class.
 * @param features values in a sample.
 * @param classes number of classes.
 * @param scores receives count x classes values, row by row.
 */
void ScoreRows(const float* const* rows,
               uint32_t count,
               const float* weights,
               const float* bias,
               uint32_t features,
               uint32_t classes,
               float* scores);

/**
 * @ingroup stardust
 * Weighted sums of samples: sums[c * features + f] = sum over i of
 * factors[i * classes + c] * rows[i][f].
 * @param rows the samples, `features` values each, at any alignment.
 * @param count number of samples.
 * @param factors count x classes values, row by row.
 * @param features values in a sample.
 * @param classes number of classes.
 * @param sums receives classes x features values, row by row.
 */
void SumRows(const float* const* rows,
             uint32_t count,
             const float* factors,
             uint32_t features,
             uint32_t classes,
             float* sums);

} // namespace stardust
} // namespace ns3

#endif // ROW_KERNELS_H
