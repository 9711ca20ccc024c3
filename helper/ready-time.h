/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef READY_TIME_H
#define READY_TIME_H

#include "ns3/learner-group.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * @param group some learners, installed.
 * @return when the first of them starts: their network is ready then.
 */
Time FindReadyTime(const LearnerGroup& group);

} // namespace stardust
} // namespace ns3

#endif // READY_TIME_H
