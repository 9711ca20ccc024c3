/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "snapshot-check.h"

#include "random-mean.h"

#include "ns3/direct-transport.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/number-parser.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

namespace
{

std::optional<double>
FindMeanOf(Ptr<Object> object, const std::string& attribute)
{
    PointerValue value;
    object->GetAttribute(attribute, value);
    return FindMean(value.Get<RandomVariableStream>());
}

/// Messages of a learner in flight at a time, on average.
double
CountInFlight(Ptr<LearnerGroup> group, Ptr<GossipLearner> learner)
{
    const auto transport = DynamicCast<DirectTransport>(learner->GetTransport());
    if (!transport)
    {
        return 0;
    }
    const double lifetime = group->GetLedger()->GetMessageLifetime().GetSeconds();
    const auto delay = FindMeanOf(transport, "Delay");
    const auto interval = FindMeanOf(learner, "GossipInterval");
    if (!delay || !interval || *interval <= 0)
    {
        return 0;
    }
    return std::min(*delay, lifetime) / *interval;
}

} // namespace

void
CheckSnapshotMemory(Ptr<LearnerGroup> group)
{
    // A helper makes all learners alike; asking a million of them would take long.
    const double inFlight = group->GetN() * CountInFlight(group, group->GetLearner(0));
    UintegerValue allowed;
    group->GetAttribute("MaxSnapshotBytes", allowed);
    const double bytes =
        inFlight * static_cast<double>(group->GetVersions()->GetSnapshotSize());
    if (bytes > static_cast<double>(allowed.Get()))
    {
        throw InputError("--delay: about " + FormatNumber(std::round(inFlight)) +
                         " messages in flight would keep " + FormatNumber(std::round(bytes)) +
                         " bytes of version snapshots, MaxSnapshotBytes is " +
                         std::to_string(allowed.Get()) +
                         "; expected fewer tracked sources, less gossip, a shorter delay or a larger "
                         "--ns3::stardust::LearnerGroup::MaxSnapshotBytes");
    }
}

} // namespace stardust
} // namespace ns3
