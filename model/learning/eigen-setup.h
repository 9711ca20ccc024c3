/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EIGEN_SETUP_H
#define EIGEN_SETUP_H

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Fix the cache sizes that Eigen blocks its products for.
 *
 * Left alone, Eigen asks the machine, and the order of additions in a product,
 * hence its last bits, changes with the answer. Every objective calls this in
 * its constructor; a program that uses Eigen itself sees the same sizes.
 */
void FixEigenBlocking();

} // namespace stardust
} // namespace ns3

#endif // EIGEN_SETUP_H
