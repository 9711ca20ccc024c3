/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKED_SCORES_H
#define PACKED_SCORES_H

#include "matrix-kernels.h"

namespace ns3
{
namespace stardust
{

struct ModelScore;

/// What models say of a block of samples: score by score, samples side by side.
struct PackedScores
{
    const MatrixKernels* kernels; //!< for the exponentials
    float* values;                //!< classes x stride
    uint32_t classes;             //!< number of classes
    uint32_t count;               //!< samples
    uint32_t stride;              //!< samples with padding, a multiple of the kernels' lanes
    const uint32_t* labels;       //!< class of each sample
};

/**
 * @ingroup stardust
 * Turn class scores into the derivatives of scale times the sum of the samples'
 * cross-entropies; zero for padding.
 * @param scores changed in place.
 * @param scale factor of the loss.
 * @return the sum of the cross-entropies, without the factor.
 */
double TurnIntoGradient(const PackedScores& scores, float scale);

/**
 * @ingroup stardust
 * Turn class scores into probabilities.
 * @param scores changed in place.
 */
void TurnIntoProbabilities(const PackedScores& scores);

/**
 * @ingroup stardust
 * Add cross-entropies and samples whose class has the largest score (the first of
 * equals) to a model's.
 * @param scores changed in place.
 * @param score added to, sums over samples.
 * @param hits added to unless null: samples found, by class.
 */
void AddToScore(const PackedScores& scores, ModelScore& score, uint32_t* hits);

} // namespace stardust
} // namespace ns3

#endif // PACKED_SCORES_H
