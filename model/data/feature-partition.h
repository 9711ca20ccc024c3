/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FEATURE_PARTITION_H
#define FEATURE_PARTITION_H

#include "share-dealing.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// Bins into which a feature skew cuts the samples, as many as most image sets have classes.
constexpr uint32_t FEATURE_BINS = 10;

/**
 * @ingroup stardust
 * The direction in feature space in which samples vary most, by power iteration
 * in double precision from a fixed start, until the variance along it grows by
 * less than 1e-7 of its value in a step, or for 100 steps. Where two directions
 * have nearly the same largest variance the result lies between them.
 * @param data the samples.
 * @return a vector of length 1, one value a feature; empty if all samples have
 *         the same features.
 */
std::vector<double> FindPrincipalDirection(const LabeledDataset& data);

/**
 * @ingroup stardust
 * Feature skew: samples are put in the order of their projection on the
 * principal direction of the features and cut into FEATURE_BINS bins of (nearly)
 * equal size; the samples of each bin go to the devices in proportions drawn
 * from a symmetric Dirichlet distribution, bin by bin, as those of a class do in
 * PartitionDirichlet(). Devices may end up without samples.
 *
 * This definition is this project's own. It needs no classes.
 *
 * @param data the training data.
 * @param learners number of devices.
 * @param alpha concentration, > 0; the smaller, the more skewed.
 * @param gamma source of the draws of the proportions.
 * @param random source of all other draws.
 * @param context what the message begins with, such as `--partition=feature:1`.
 * @return every sample exactly once.
 * @throws InputError if all samples have the same features.
 */
DataShares PartitionFeature(const LabeledDataset& data,
                            uint32_t learners,
                            double alpha,
                            Ptr<GammaRandomVariable> gamma,
                            Ptr<UniformRandomVariable> random,
                            const std::string& context);

} // namespace stardust
} // namespace ns3

#endif // FEATURE_PARTITION_H
