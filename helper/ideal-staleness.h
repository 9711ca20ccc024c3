/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDEAL_STALENESS_H
#define IDEAL_STALENESS_H

#include "ns3/learner-group.h"

#include <optional>
#include <string>

namespace ns3
{
namespace stardust
{

/// What theory says of the mean staleness of a group.
struct IdealStaleness
{
    double value;        //!< versions
    std::string formula; //!< how it comes about, for a person
};

/**
 * @ingroup stardust
 * What theory says of the mean staleness of a group, were its channel ideal,
 * averaged over the tracked sources.
 *
 * It applies to a mixer that relays, unbounded exponential gossip intervals of
 * one mean, updates that follow one another (TrainOn=Clock) with times of a known
 * mean (exponential, constant, uniform, or by the device's speed), and
 *
 * 1. the complete graph with the uniform selector: CompleteGraphStaleness();
 * 2. a ring with the uniform selector: RingStaleness();
 * 3. the complete graph with the opportunistic selector, OwnerOnly, if update
 *    times are exponential with one mean, not by speed: OpportunisticStaleness().
 *
 * @param group the learners, installed.
 * @return the value; absent if no theory applies.
 */
std::optional<IdealStaleness> FindIdealStaleness(Ptr<LearnerGroup> group);

/**
 * @ingroup stardust
 * Say why FindIdealStaleness() has no value, where it is the mixer: a script's own one may keep
 * what it takes over to itself, or take over nothing, which theory does not cover.
 *
 * @param group the learners, installed.
 * @return the reason, for a person; empty if the mixer is not to blame.
 */
std::string ExplainMissingTheory(Ptr<LearnerGroup> group);

} // namespace stardust
} // namespace ns3

#endif // IDEAL_STALENESS_H
