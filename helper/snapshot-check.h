/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SNAPSHOT_CHECK_H
#define SNAPSHOT_CHECK_H

#include "ns3/learner-group.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Refuse a run whose messages in flight would keep more version snapshots than
 * the group allows, as far as that can be foreseen: on a direct network with
 * delays and waits of known mean. A run may still exceed it later.
 * @param group the learners, joined.
 * @throws InputError with one line that says how much would be needed.
 */
void CheckSnapshotMemory(Ptr<LearnerGroup> group);

} // namespace stardust
} // namespace ns3

#endif // SNAPSHOT_CHECK_H
