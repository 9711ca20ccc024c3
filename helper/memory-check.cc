/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "memory-check.h"

#include "ns3/input-error.h"
#include "ns3/learner-group.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <sys/resource.h>
#include <unistd.h>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr double NO_LIMIT = std::numeric_limits<double>::infinity();

/// Memory of the machine, with its swap space where the system tells.
double
FindMachineMemory()
{
    const double pages = sysconf(_SC_PHYS_PAGES);
    if (pages <= 0)
    {
        return NO_LIMIT;
    }
    double bytes = pages * sysconf(_SC_PAGESIZE);
    std::ifstream file("/proc/meminfo");
    std::string line;
    while (std::getline(file, line))
    {
        unsigned long long kibibytes = 0;
        if (std::sscanf(line.c_str(), "SwapTotal: %llu kB", &kibibytes) == 1)
        {
            bytes += 1024.0 * kibibytes;
        }
    }
    return bytes;
}

/// The limit of a container; Linux keeps it in the first or in the second place.
double
FindContainerLimit()
{
    for (const char* path :
         {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"})
    {
        std::ifstream file(path);
        double bytes = 0;
        if (file >> bytes)
        {
            return bytes;
        }
    }
    return NO_LIMIT;
}

/// What is left of the address space that the process may have.
double
FindAddressLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    {
        return NO_LIMIT;
    }
    double pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return std::max(0.0, static_cast<double>(limit.rlim_cur) - pages * sysconf(_SC_PAGESIZE));
}

} // namespace

std::vector<MemoryNeed>
EstimateDevices(uint32_t learners, uint32_t tracked)
{
    const uint32_t sources =
        tracked > 0 ? tracked
                    : (learners <= LearnerGroup::TRACK_ALL_UP_TO ? learners : LearnerGroup::TRACKED_AMONG_MORE);
    return {{"devices", learners * LEAST_DEVICE_BYTES},
            {"versions of " + std::to_string(sources) + " sources", 4.0 * learners * sources}};
}

std::vector<MemoryNeed>
EstimateModels(uint32_t learners, uint32_t parameters, double kept)
{
    const double model = sizeof(float) * static_cast<double>(parameters);
    std::vector<MemoryNeed> needs{
        {"models of " + FormatBytes(model), (learners > 1 ? 1.5 : 1) * learners * model}};
    if (kept > 0)
    {
        needs.push_back({"what mixers and optimizers keep", kept * learners * model});
    }
    return needs;
}

double
FindMemoryLimit()
{
    return std::min({FindMachineMemory(), FindContainerLimit(), FindAddressLimit()});
}

void
CheckMemory(const std::vector<MemoryNeed>& needs, const std::string& context)
{
    double total = 0;
    std::string list;
    for (const auto& need : needs)
    {
        total += need.bytes;
        list += (list.empty() ? "" : ", ") + FormatBytes(need.bytes) + " for " + need.what;
    }
    const double limit = FindMemoryLimit();
    if (total > limit)
    {
        throw InputError(context + ": needs at least " + FormatBytes(total) + " of memory (" + list +
                         "), there are " + FormatBytes(limit) + "; expected less");
    }
}

std::string
FormatBytes(double bytes)
{
    const char* const units[] = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    while (bytes >= 1000 && unit < 4)
    {
        bytes /= 1000;
        ++unit;
    }
    char text[64];
    std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
    return text;
}

} // namespace stardust
} // namespace ns3
