/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_SHARE_CHECKS_H
#define STARDUST_SHARE_CHECKS_H

#include "ns3/share-dealing.h"

/**
 * @file
 * @ingroup stardust-tests
 * What several tests of partitions need.
 */

namespace ns3
{
namespace stardust
{
namespace tests
{

/**
 * @param stream of its draws.
 * @return a uniform variable.
 */
Ptr<UniformRandomVariable> MakeUniform(int64_t stream);

/**
 * Samples of classes of unequal size, with features that differ.
 * @param samples number of samples.
 * @param classes number of classes, 0 for regression.
 * @param groups number of groups, all of which have samples.
 * @param random source of the draws.
 * @return the samples.
 */
Ptr<LabeledDataset> MakeUnequalData(uint32_t samples,
                                    uint32_t classes,
                                    uint32_t groups,
                                    Ptr<UniformRandomVariable> random);

/**
 * @param shares a partition.
 * @param samples number of samples.
 * @return whether it has each of them exactly once.
 */
bool IsEverySampleOnce(const DataShares& shares, uint32_t samples);

/**
 * @param shares a partition.
 * @return samples of the device that has the fewest.
 */
std::size_t GetSmallestShare(const DataShares& shares);

/**
 * @param data samples with classes.
 * @return number of classes that they name.
 */
uint32_t CountNamedClasses(const LabeledDataset& data);

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_SHARE_CHECKS_H
