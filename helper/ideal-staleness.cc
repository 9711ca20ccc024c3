/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-staleness.h"

#include "random-mean.h"

#include "ns3/double.h"
#include "ns3/gossip-age-theory.h"
#include "ns3/gossip-learner.h"
#include "ns3/pairwise-average-mixer.h"
#include "ns3/pointer.h"
#include "ns3/uniform-peer-selector.h"

namespace ns3
{
namespace stardust
{

namespace
{

template <typename T>
Ptr<T>
GetPart(Ptr<GossipLearner> learner, const std::string& attribute)
{
    PointerValue value;
    learner->GetAttribute(attribute, value);
    return value.Get<T>();
}

/// Updates a second; 0 if there is something to learn but no samples, absent if not known.
std::optional<double>
FindUpdateRate(Ptr<GossipLearner> learner, bool learned)
{
    if (learned && learner->GetSampleCount() == 0)
    {
        return 0.0;
    }
    const auto mean = FindMean(GetPart<RandomVariableStream>(learner, "UpdateTime"));
    TimeValue shift;
    learner->GetAttribute("UpdateShift", shift);
    if (!mean || *mean + shift.Get().GetSeconds() <= 0)
    {
        return std::nullopt;
    }
    return 1 / (*mean + shift.Get().GetSeconds());
}

/// Messages a second, if gossip is a Poisson process to uniform peers and relays.
std::optional<double>
FindGossipRate(Ptr<GossipLearner> learner)
{
    const auto interval = DynamicCast<ExponentialRandomVariable>(
        GetPart<RandomVariableStream>(learner, "GossipInterval"));
    PointerValue mixer;
    learner->GetAttribute("Mixer", mixer);
    PointerValue selector;
    learner->GetAttribute("PeerSelector", selector);
    DoubleValue weight(0);
    mixer.GetObject()->GetAttributeFailSafe("Weight", weight);
    const bool known =
        interval && weight.Get() > 0 && interval->GetBound() == 0 && interval->GetMean() > 0 &&
        mixer.GetObject()->GetInstanceTypeId() == PairwiseAverageMixer::GetTypeId() &&
        selector.GetObject()->GetInstanceTypeId() == UniformPeerSelector::GetTypeId();
    return known ? std::optional<double>(1 / interval->GetMean()) : std::nullopt;
}

} // namespace

std::optional<double>
FindIdealStaleness(Ptr<LearnerGroup> group)
{
    const uint32_t n = group->GetN();
    if (n < 2 || !group->GetGraph().IsComplete())
    {
        return std::nullopt;
    }
    const auto gossipRate = FindGossipRate(group->GetLearner(0));
    double sum = 0;
    for (uint32_t i = 0; i < n; ++i)
    {
        const auto updateRate = FindUpdateRate(group->GetLearner(i), bool(group->GetObjective()));
        if (!gossipRate || !updateRate || FindGossipRate(group->GetLearner(i)) != gossipRate)
        {
            return std::nullopt;
        }
        sum += *updateRate;
    }
    return CompleteGraphStaleness(n, sum / n, *gossipRate);
}

} // namespace stardust
} // namespace ns3
