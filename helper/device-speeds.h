/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEVICE_SPEEDS_H
#define DEVICE_SPEEDS_H

#include "stream-plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * How fast each device computes, floating-point operations a second.
 *
 * The spec is one of
 *
 * 1. a number: of all devices;
 * 2. the factory string of a random variable: one draw a device, the same for a
 *    device whatever the number of devices;
 * 3. `file:PATH`: one number a line, in the order of the devices. Empty lines and
 *    lines that begin with # say nothing.
 *
 * @param spec what the user wrote.
 * @param n number of devices.
 * @param firstStream first stream of learner 0, as of LearnerHelper::SetFirstStream().
 * @return one speed a device, finite and above 0.
 * @throws InputError with one line that names the option, or file and line, and
 *         the value.
 */
std::vector<double> MakeDeviceSpeeds(const std::string& spec,
                                     uint32_t n,
                                     int64_t firstStream = STREAMS_LEARNERS);

/**
 * @ingroup stardust
 * Check speeds that a script has made.
 * @param speeds one a device, or none at all.
 * @param n number of devices.
 * @throws InputError with one line, if it is another number of speeds, or one is
 *         not finite and above 0.
 */
void CheckDeviceSpeeds(const std::vector<double>& speeds, uint32_t n);

} // namespace stardust
} // namespace ns3

#endif // DEVICE_SPEEDS_H
