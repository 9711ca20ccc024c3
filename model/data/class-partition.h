/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLASS_PARTITION_H
#define CLASS_PARTITION_H

#include "share-dealing.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Label skew by the number of classes: each device has samples of `perDevice`
 * classes only, and the samples of a class are divided evenly among the devices
 * that hold it (`#C=k` of Li et al., Federated Learning on Non-IID Data Silos,
 * arXiv:2102.02079).
 *
 * 1. The classes are those that samples name. In random order they are dealt to
 *    the devices, one after the other, until every class and every device has
 *    had its turn; then each device is filled up with random classes that it
 *    does not hold yet.
 * 2. Where this leaves a device with fewer than `minimum` samples, samples move
 *    from devices that have more, within the classes that each holds, so that
 *    the division of these classes is uneven.
 *
 * @param data the training data, with classes.
 * @param learners number of devices.
 * @param perDevice classes a device holds, at least 1.
 * @param minimum samples that every device gets at least.
 * @param random source of the draws.
 * @param context what the message begins with, such as `--partition=classes:2`.
 * @return every sample exactly once.
 * @throws InputError if there are fewer classes than perDevice, too many for all
 *         to be held, or no way to give every device its minimum.
 */
DataShares PartitionClasses(const LabeledDataset& data,
                            uint32_t learners,
                            uint32_t perDevice,
                            uint32_t minimum,
                            Ptr<UniformRandomVariable> random,
                            const std::string& context);

} // namespace stardust
} // namespace ns3

#endif // CLASS_PARTITION_H
