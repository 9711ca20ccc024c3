/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_SCHEDULE_CALL_H
#define STARDUST_SCHEDULE_CALL_H

#include "ns3/simulator.h"

#include <functional>

namespace ns3
{
namespace stardust
{
namespace tests
{

/**
 * @ingroup stardust-tests
 * Schedule a function object, which Simulator::Schedule() of ns-3.35 does not take.
 * @param delay from now on.
 * @param call what to do.
 */
inline void
ScheduleCall(const Time& delay, const std::function<void()>& call)
{
    void (*run)(std::function<void()>) = [](std::function<void()> each) { each(); };
    Simulator::Schedule(delay, run, call);
}

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_SCHEDULE_CALL_H
