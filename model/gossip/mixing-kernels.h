/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MIXING_KERNELS_H
#define MIXING_KERNELS_H

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @file
 * @ingroup stardust
 * What algorithms do to each parameter, where it is more than a weighted sum: loops for the
 * vector unit at hand, with the same result on each. Sums are of single precision in 16
 * lanes: of a few thousand values at a time.
 */

/// Sums over some values.
struct LaneSums
{
    double first;  //!< what the function says
    double second; //!< what the function says
};

/**
 * @ingroup stardust
 * @param values the values.
 * @param count how many.
 * @param origin what distances are to.
 * @return sums of the distances and of their squares.
 */
LaneSums SumDistances(const float* values, uint32_t count, float origin);

/**
 * @ingroup stardust
 * Move a mean, `mean = keep * mean + take * (now - before)`.
 * @param mean changed in place.
 * @param now a vector.
 * @param before another.
 * @param count length of all.
 * @param keep share of the mean that stays.
 * @param take weight of the difference.
 * @return sums of the squares of the mean and of the difference.
 */
LaneSums MoveMean(float* mean,
                  const float* now,
                  const float* before,
                  uint32_t count,
                  float keep,
                  float take);

/**
 * @ingroup stardust
 * `model = own * model + weight * other`.
 * @param model changed in place.
 * @param other another vector.
 * @param count length of both.
 * @param own weight of the model.
 * @param weight of the other.
 */
void Blend(float* model, const float* other, uint32_t count, float own, float weight);

/**
 * @ingroup stardust
 * `values = factor * values + shift`.
 * @param values changed in place.
 * @param count how many.
 * @param factor of each.
 * @param shift added to each.
 */
void ScaleAndShift(float* values, uint32_t count, float factor, float shift);

/**
 * @ingroup stardust
 * `model += gamma * (sum - weight * part)`.
 * @param model changed in place.
 * @param sum a vector.
 * @param part another.
 * @param count length of all.
 * @param weight of `part`.
 * @param gamma of the difference.
 */
void StepTowards(float* model,
                 const float* sum,
                 const float* part,
                 uint32_t count,
                 float weight,
                 float gamma);

/// Numbers of an adaptive step, the same for all parameters.
struct AdaptiveStep
{
    float beta;    //!< share of the mean square that stays
    float rest;    //!< weight of the new square
    float scale;   //!< of the mean square
    float epsilon; //!< added to its root
    float gamma;   //!< numerator
    float most;    //!< largest share of the error
};

/**
 * @ingroup stardust
 * With `error = sum - weight * part`, `squares = beta * squares + rest * error^2`, then
 * `model += min(gamma / (sqrt(scale * squares) + epsilon), most) * error`.
 * @param model changed in place.
 * @param squares changed in place.
 * @param sum a vector.
 * @param part another.
 * @param count length of all.
 * @param weight of `part`.
 * @param step numbers of the step.
 */
void StepAdaptively(float* model,
                    float* squares,
                    const float* sum,
                    const float* part,
                    uint32_t count,
                    float weight,
                    const AdaptiveStep& step);

} // namespace stardust
} // namespace ns3

#endif // MIXING_KERNELS_H
