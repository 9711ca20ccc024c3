/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALGORITHM_CHECK_H
#define ALGORITHM_CHECK_H

#include "ns3/gossip-learner.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Check that a learner's parts go with its mixer, if that is an algorithm.
 * @param sample the learner, in no group yet.
 * @throws InputError with one line that names the mixer and the other part.
 */
void CheckAlgorithm(const GossipLearner& sample);

} // namespace stardust
} // namespace ns3

#endif // ALGORITHM_CHECK_H
