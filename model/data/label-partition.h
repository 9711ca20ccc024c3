/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LABEL_PARTITION_H
#define LABEL_PARTITION_H

#include "share-dealing.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Label skew: the samples of each class go to the devices in proportions drawn
 * from a symmetric Dirichlet distribution, class by class. Devices may end up
 * without samples.
 * @param data the training data, with classes.
 * @param learners number of devices.
 * @param alpha concentration, > 0; the smaller, the more skewed: towards 0 each
 *        class goes to one device.
 * @param gamma source of the draws of the proportions.
 * @param random source of all other draws.
 * @return every sample exactly once.
 */
DataShares PartitionDirichlet(const LabeledDataset& data,
                              uint32_t learners,
                              double alpha,
                              Ptr<GammaRandomVariable> gamma,
                              Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Label skew by shards: sort the samples by label, cut them into learners *
 * shards pieces of (nearly) equal size, and give each device `shards` of them
 * at random.
 * @param data the training data, with classes.
 * @param learners number of devices.
 * @param shards pieces a device; learners * shards is at most the number of samples.
 * @param random source of the draws.
 * @return every sample exactly once.
 */
DataShares PartitionShards(const LabeledDataset& data,
                           uint32_t learners,
                           uint32_t shards,
                           Ptr<UniformRandomVariable> random);

} // namespace stardust
} // namespace ns3

#endif // LABEL_PARTITION_H
