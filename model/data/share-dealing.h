/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARE_DEALING_H
#define SHARE_DEALING_H

#include "labeled-dataset.h"

#include <string>
#include <vector>

/**
 * @file
 * @ingroup stardust
 * What several partitions of data over devices are made of.
 */

namespace ns3
{
namespace stardust
{

/// The samples of each device: indices into the training data, device by device.
using DataShares = std::vector<std::vector<uint32_t>>;

/**
 * @ingroup stardust
 * @param samples number of samples.
 * @param random source of the draws.
 * @return the indices of all samples in random order.
 */
std::vector<uint32_t> DrawOrder(uint32_t samples, Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Cut a sequence into pieces whose lengths differ by at most one.
 * @param samples the sequence.
 * @param pieces how many, at least 1.
 * @return the pieces in order.
 */
DataShares CutEvenly(const std::vector<uint32_t>& samples, uint32_t pieces);

/**
 * @ingroup stardust
 * Draw from a symmetric Dirichlet distribution, in the logarithm, so that any
 * alpha works: towards 0 one proportion is 1.
 * @param size number of proportions, at least 1.
 * @param alpha concentration, > 0; the smaller, the more unequal.
 * @param gamma source of draws.
 * @param random source of draws.
 * @return the proportions, of sum 1.
 */
std::vector<double> DrawDirichlet(uint32_t size,
                                  double alpha,
                                  Ptr<GammaRandomVariable> gamma,
                                  Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Deal samples out by the cumulated proportions, so that every one is placed.
 * @param samples the samples, dealt out in order.
 * @param proportions of each device, of sum 1.
 * @param[in,out] shares gets them.
 */
void DealByProportion(const std::vector<uint32_t>& samples,
                      const std::vector<double>& proportions,
                      DataShares& shares);

/**
 * @ingroup stardust
 * Give devices with fewer than `minimum` samples random samples of the then
 * richest device.
 * @param[in,out] shares with at least shares.size() * minimum samples in all.
 * @param minimum samples that every device gets at least.
 * @param random source of the draws.
 */
void FillUpToMinimum(DataShares& shares, uint32_t minimum, Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Bring the samples of each device together in memory, where training reads them
 * much faster than where chance has put them. Which samples a device has, and in
 * which order, stays as it is.
 * @param[in,out] data loses samples that no device has.
 * @param[in,out] shares become consecutive.
 */
void GatherShares(LabeledDataset& data, DataShares& shares);

} // namespace stardust
} // namespace ns3

#endif // SHARE_DEALING_H
