/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DATA_PARTITION_H
#define DATA_PARTITION_H

#include "labeled-dataset.h"

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// The samples of each device: indices into the training data, device by device.
using DataShares = std::vector<std::vector<uint32_t>>;

/**
 * @ingroup stardust
 * Deal the samples out in random order, as evenly as their number allows.
 * @param data the training data.
 * @param learners number of devices.
 * @param random source of the draws.
 * @return every sample exactly once.
 */
DataShares PartitionIid(const LabeledDataset& data,
                        uint32_t learners,
                        Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Label skew: the samples of each class go to the devices in proportions drawn
 * from a symmetric Dirichlet distribution, class by class.
 *
 * The draws are made in the logarithm, so that any alpha > 0 works: towards 0
 * each class goes to one device. Devices that end up with fewer than `minimum`
 * samples are given random samples of the then richest device.
 *
 * @param data the training data, with classes.
 * @param learners number of devices.
 * @param alpha concentration, > 0; the smaller, the more skewed.
 * @param minimum samples that every device gets at least.
 * @param gamma source of the draws of the proportions.
 * @param random source of all other draws.
 * @return every sample exactly once.
 */
DataShares PartitionDirichlet(const LabeledDataset& data,
                              uint32_t learners,
                              double alpha,
                              uint32_t minimum,
                              Ptr<GammaRandomVariable> gamma,
                              Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Label skew by shards: sort the samples by label, cut them into learners *
 * shards pieces of (nearly) equal size, and give each device `shards` of them
 * at random.
 * @param data the training data, with classes.
 * @param learners number of devices.
 * @param shards pieces a device.
 * @param random source of the draws.
 * @return every sample exactly once.
 */
DataShares PartitionShards(const LabeledDataset& data,
                           uint32_t learners,
                           uint32_t shards,
                           Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Give each sample to the device that its group names, in the order of the data.
 * @param data the training data, with groups less than the number of devices.
 * @param learners number of devices.
 * @return every sample exactly once; no samples for a device that no group names.
 */
DataShares PartitionNatural(const LabeledDataset& data, uint32_t learners);

/**
 * @ingroup stardust
 * Make the partition that a command line names.
 * @param spec `iid`, `natural`, `dirichlet:ALPHA` or `shards:K`; the last two
 *        need classes, `natural` needs groups.
 * @param data the training data.
 * @param learners number of devices.
 * @param stream first of two random streams used.
 * @return every sample exactly once, at least one sample a device.
 * @throws InputError if the spec is unknown, its number is not one or out of
 *         range, there are too few samples for the devices, or the data lack
 *         what the spec needs, a group for each device among it.
 */
DataShares MakePartition(const std::string& spec,
                         const LabeledDataset& data,
                         uint32_t learners,
                         int64_t stream);

} // namespace stardust
} // namespace ns3

#endif // DATA_PARTITION_H
