/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VERSION_KERNELS_H
#define VERSION_KERNELS_H

#include <cstdint>

namespace ns3
{
namespace stardust
{

// Inner loops over rows of versions. They use the widest vector unit that the
// machine has; whole numbers come out the same on all of them.

/**
 * @ingroup stardust
 * row = max(row, learned), element by element.
 * @param row changed in place.
 * @param learned the other; does not overlap.
 * @param increments receives by how much each element rose.
 * @param count number of elements, all below 2^31.
 * @return 0 if nothing rose.
 */
uint32_t MergeVersions(uint32_t* row,
                       const uint32_t* learned,
                       uint32_t* increments,
                       uint32_t count);

/**
 * @ingroup stardust
 * counts += increments and moments += increments * time, element by element.
 * @param increments what is entered.
 * @param counts changed in place.
 * @param moments changed in place.
 * @param count number of elements.
 * @param time the factor.
 * @return sum of the increments.
 */
uint64_t AddCountsAndMoments(const uint32_t* increments,
                             uint32_t* counts,
                             uint64_t* moments,
                             uint32_t count,
                             uint32_t time);

/**
 * @ingroup stardust
 * moments += increments * time, element by element and modulo 2^64.
 * @param increments what is entered.
 * @param moments changed in place.
 * @param count number of elements.
 * @param time the factor.
 */
void AddMoments(const uint32_t* increments, uint64_t* moments, uint32_t count, uint64_t time);

} // namespace stardust
} // namespace ns3

#endif // VERSION_KERNELS_H
