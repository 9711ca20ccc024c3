/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NEAR_NAME_H
#define NEAR_NAME_H

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Find what somebody may have meant who wrote a name that does not exist.
 *
 * Names are compared without their namespaces and without regard to case. A name is near if it is
 * the same in this, or takes few slips: one for a word of up to 4 letters, two up to 8, else three.
 * A slip is a letter too many, too few or wrong, or two letters in the wrong order.
 *
 * @param word what was written.
 * @param names that exist.
 * @return the nearest of these, the first of several; empty if none is near.
 */
std::string FindNearName(const std::string& word, const std::vector<std::string>& names);

} // namespace stardust
} // namespace ns3

#endif // NEAR_NAME_H
