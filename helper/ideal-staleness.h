/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDEAL_STALENESS_H
#define IDEAL_STALENESS_H

#include "ns3/learner-group.h"

#include <optional>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What theory says of the mean staleness of a group, were its channel ideal:
 * CompleteGraphStaleness(), averaged over sources.
 *
 * It applies to the complete graph with the uniform selector, a mixer that
 * relays, unbounded exponential gossip intervals of one mean, and update times
 * of a known mean (exponential, constant or uniform).
 *
 * @param group the learners, installed.
 * @return versions; absent if no theory applies.
 */
std::optional<double> FindIdealStaleness(Ptr<LearnerGroup> group);

} // namespace stardust
} // namespace ns3

#endif // IDEAL_STALENESS_H
