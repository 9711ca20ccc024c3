/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHANGE_READER_H
#define CHANGE_READER_H

#include "station-outage.h"

#include "ns3/churn-process.h"
#include "ns3/link-schedule.h"

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read when devices go down and come back: a CSV file, plain or gzip, of lines
 * `device,time,state`, by time; device is a learner's id, time in s, state `up` or
 * `down`. A first line with these three words is skipped. Times count from when the
 * network is ready, for ChurnHelper.
 * @param path of the file.
 * @param n number of learners.
 * @return the changes, in the order of the file.
 * @throws InputError with one line that names file, line and value, if a line is
 *         malformed, names an unknown device or state, or a time that is negative or
 *         before that of the line before.
 */
std::vector<DeviceChange> ReadDeviceChanges(const std::string& path, uint32_t n);

/**
 * @ingroup stardust
 * Read when links fail and come back: a CSV file, plain or gzip, of lines
 * `time,sender,receiver,state`, by time. A link holds in one direction; both
 * directions are two lines. A first line with these four words is skipped.
 * @param path of the file.
 * @param n number of learners.
 * @return the changes, in the order of the file.
 * @throws InputError as ReadDeviceChanges(), and if a device is linked with itself.
 */
std::vector<LinkChange> ReadLinkChanges(const std::string& path, uint32_t n);

/**
 * @ingroup stardust
 * Read when access points fail and come back: a CSV file, plain or gzip, of lines
 * `station,time,state`, by time; station is the number of the cell, from 0. A first line
 * with these three words is skipped.
 * @param path of the file.
 * @param stations number of access points.
 * @return the changes, in the order of the file.
 * @throws InputError as ReadDeviceChanges().
 */
std::vector<StationChange> ReadStationChanges(const std::string& path, uint32_t stations);

} // namespace stardust
} // namespace ns3

#endif // CHANGE_READER_H
