/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DATA_PARTITION_H
#define DATA_PARTITION_H

#include "share-dealing.h"

#include <string>

namespace ns3
{
namespace stardust
{

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
 * Quantity skew: the samples go to the devices at random, in proportions drawn
 * from a symmetric Dirichlet distribution (Li et al., Federated Learning on
 * Non-IID Data Silos, arXiv:2102.02079). Devices may end up without samples.
 * @param data the training data.
 * @param learners number of devices.
 * @param alpha concentration, > 0; the smaller, the more unequal.
 * @param gamma source of the draws of the proportions.
 * @param random source of all other draws.
 * @return every sample exactly once.
 */
DataShares PartitionQuantity(const LabeledDataset& data,
                             uint32_t learners,
                             double alpha,
                             Ptr<GammaRandomVariable> gamma,
                             Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * Make the partition that a command line names.
 *
 * | spec            | see                 | needs   |
 * |-----------------|---------------------|---------|
 * | iid             | PartitionIid()      |         |
 * | natural         | PartitionNatural()  | groups  |
 * | dirichlet:ALPHA | PartitionDirichlet()| classes |
 * | shards:K        | PartitionShards()   | classes |
 * | classes:K       | PartitionClasses()  | classes |
 * | quantity:ALPHA  | PartitionQuantity() |         |
 * | feature:ALPHA   | PartitionFeature()  |         |
 *
 * Devices that end up with fewer than `minimum` samples get random samples of
 * the then richest device; with `classes` samples of their classes only; with
 * `natural` none: there such devices are refused.
 *
 * To get the same partition in every run, make it in a SeedScope.
 *
 * @param spec which one.
 * @param data the training data.
 * @param learners number of devices.
 * @param stream first of two random streams used.
 * @param minimum samples that every device gets at least, at least 1.
 * @return every sample exactly once.
 * @throws InputError if the spec is unknown, its number is not one or out of
 *         range, there are too few samples for the devices, or the data lack
 *         what the spec needs.
 */
DataShares MakePartition(const std::string& spec,
                         const LabeledDataset& data,
                         uint32_t learners,
                         int64_t stream,
                         uint32_t minimum = 1);

} // namespace stardust
} // namespace ns3

#endif // DATA_PARTITION_H
