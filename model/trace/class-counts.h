/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLASS_COUNTS_H
#define CLASS_COUNTS_H

#include "trace-rows.h"

#include "ns3/learner-group.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// With more devices times classes their samples are not counted class by class.
constexpr uint64_t MAX_CLASS_COUNTS = 1000000;

/**
 * @ingroup stardust
 * Count the training samples of each device by their class.
 * @param group the learners.
 * @return the numbers above zero, by device and class; none if nothing is
 *         learned, the data have no classes, or there are more than
 *         MAX_CLASS_COUNTS pairs of a device and a class.
 */
std::vector<LearnerClassRow> CountClasses(const LearnerGroup& group);

} // namespace stardust
} // namespace ns3

#endif // CLASS_COUNTS_H
