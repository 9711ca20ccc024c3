/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ready-time.h"

#include "ns3/gossip-learner.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

Time
FindReadyTime(const LearnerGroup& group)
{
    Time ready = Time::Max();
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        TimeValue start;
        group.GetLearner(i)->GetAttribute("StartTime", start);
        ready = std::min(ready, start.Get());
    }
    return ready;
}

} // namespace stardust
} // namespace ns3
