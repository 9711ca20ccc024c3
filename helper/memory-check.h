/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEMORY_CHECK_H
#define MEMORY_CHECK_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Something that takes memory.
struct MemoryNeed
{
    std::string what; //!< for a person: `devices`
    double bytes;     //!< at least so many
};

/// What a device without a model takes at least: its node, application and parts.
constexpr double LEAST_DEVICE_BYTES = 1500;

/**
 * @ingroup stardust
 * @param learners number of learners.
 * @param tracked as the attribute `Tracked` of LearnerGroup; 0: its default.
 * @return what that many devices and their versions take at least.
 */
std::vector<MemoryNeed> EstimateDevices(uint32_t learners, uint32_t tracked);

/**
 * @ingroup stardust
 * @param learners number of learners.
 * @param parameters of each model.
 * @param kept floats a parameter that a learner's mixer and optimizer keep
 *        (GossipAlgorithm::EstimateKeptModels(), LocalOptimizer::GetStateVectors()).
 * @return what models, and those on their way, take at least: measured, one and a half a
 *         learner; and what is kept.
 */
std::vector<MemoryNeed> EstimateModels(uint32_t learners, uint32_t parameters, double kept);

/**
 * @ingroup stardust
 * @return bytes that this process may have: of the machine's memory and swap space, of the
 *         container's limit and of what `ulimit -v` leaves, the least.
 */
double FindMemoryLimit();

/**
 * @ingroup stardust
 * Refuse what there is no memory for, before it is exhausted: a system that lends more than
 * it has would kill the program in the middle of a run, without a word.
 * @param needs what is going to be made.
 * @param context what stands before the message: the options or attributes that ask for it.
 * @throws InputError with one line that says how much would be needed, and what for.
 */
void CheckMemory(const std::vector<MemoryNeed>& needs, const std::string& context);

/**
 * @ingroup stardust
 * @param bytes a number of bytes.
 * @return it for a person, such as 1.5 GB; units are powers of 1000.
 */
std::string FormatBytes(double bytes);

} // namespace stardust
} // namespace ns3

#endif // MEMORY_CHECK_H
