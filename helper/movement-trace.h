/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MOVEMENT_TRACE_H
#define MOVEMENT_TRACE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Check an ns-2 movement trace before ns-3's Ns2MobilityHelper reads it, which passes
 * over lines that it does not understand. Lines may be:
 *
 * - `$node_(3) set X_ 12.5`, also `Y_` and `Z_`: where device 3 begins, m;
 * - `$ns_ at 4.5 "$node_(3) setdest 20 30 1.5"`: from 4.5 s on it goes to (20, 30) at
 *   1.5 m/s; at speed 0 it stops. For each device by time;
 * - `$god_ ...`, which tells the distance of devices in hops and is not used;
 * - empty, or a comment that begins with `#`.
 *
 * Every device that is named has X_ and Y_. Times count from the start of the simulation.
 * Where a device is set at a later time is refused: ns-3 puts it there from the start.
 * @param path of the file, plain text.
 * @param n number of devices.
 * @return for each device, whether the file names it.
 * @throws InputError with one line that names file, line and value.
 */
std::vector<bool> ReadMovementTrace(const std::string& path, uint32_t n);

} // namespace stardust
} // namespace ns3

#endif // MOVEMENT_TRACE_H
