/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fuzz-target.h"

namespace ns3
{
namespace stardust
{
namespace fuzz
{

Target MakeFragmentHeaderTarget();
Target MakeFeedbackHeaderTarget();
Target MakePilotHeaderTarget();
Target MakeReassemblerTarget();
Target MakeStreamTarget();
Target MakeCodecTarget();
Target MakeDeltaTarget();
Target MakeIdxTarget();
Target MakeCsvTarget();
Target MakeLibsvmTarget();
Target MakeCifarTarget();
Target MakeNpyTarget();
Target MakeGraphMlTarget();
Target MakeEdgeListTarget();
Target MakeChangesTarget();
Target MakeFadingTarget();
Target MakeMovementTarget();
Target MakeNumberTarget();
Target MakeFactoryTarget();
Target MakeTraceTarget();

const std::vector<Target>&
ListTargets()
{
    static const std::vector<Target> targets{
        MakeFragmentHeaderTarget(), MakeFeedbackHeaderTarget(), MakePilotHeaderTarget(),
        MakeReassemblerTarget(),    MakeStreamTarget(),         MakeCodecTarget(),
        MakeDeltaTarget(),          MakeIdxTarget(),            MakeCsvTarget(),
        MakeLibsvmTarget(),         MakeCifarTarget(),          MakeNpyTarget(),
        MakeGraphMlTarget(),        MakeEdgeListTarget(),       MakeChangesTarget(),
        MakeFadingTarget(),         MakeMovementTarget(),       MakeNumberTarget(),
        MakeFactoryTarget(),        MakeTraceTarget()};
    return targets;
}

} // namespace fuzz
} // namespace stardust
} // namespace ns3
