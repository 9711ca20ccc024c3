/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NATURAL_PARTITION_H
#define NATURAL_PARTITION_H

#include "share-dealing.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Keep together what belongs together by its origin: the samples of a group go
 * to one device, in the order of the data.
 *
 * 1. If all groups are less than the number of devices, group g is device g.
 * 2. Else the groups are dealt out whole, in random order, one to each device
 *    after the other until none is left: devices have as many groups, give or
 *    take one, but not as many samples. A line on the standard error output says so: one name
 *    misspelt in the data may have made a group more.
 *
 * @param data the training data.
 * @param learners number of devices.
 * @param random source of the draws.
 * @param context what the message begins with, such as `--partition=natural`.
 * @return every sample exactly once, at least one a device.
 * @throws InputError if samples have no groups, or there are too few groups for
 *         every device to get one.
 */
DataShares PartitionNatural(const LabeledDataset& data,
                            uint32_t learners,
                            Ptr<UniformRandomVariable> random,
                            const std::string& context);

} // namespace stardust
} // namespace ns3

#endif // NATURAL_PARTITION_H
