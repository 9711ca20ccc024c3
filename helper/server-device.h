/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SERVER_DEVICE_H
#define SERVER_DEVICE_H

#include "ns3/share-dealing.h"

#include <functional>
#include <optional>
#include <string>

/**
 * @file
 * @ingroup stardust
 * The device that is the server of algorithms that have one.
 */

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * @param mixer factory string of a mixer, as LearnerHelper::SetMixer() takes it.
 * @return learner id of its server, what its attribute Server says; absent if it has none.
 * @throws InputError if there is no such mixer.
 */
std::optional<uint32_t> FindServer(const std::string& mixer);

/**
 * @ingroup stardust
 * Deal samples out to all devices but one, such as a server that only averages.
 * @param learners number of devices, the idle one among them, at least 2.
 * @param idle learner id of who gets none; absent: nobody.
 * @param deal makes the shares of so many devices, such as MakePartition() does.
 * @return shares by learner id, that of the idle one empty.
 */
DataShares DealToOthers(uint32_t learners,
                        std::optional<uint32_t> idle,
                        const std::function<DataShares(uint32_t devices)>& deal);

} // namespace stardust
} // namespace ns3

#endif // SERVER_DEVICE_H
