/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-staleness.h"

#include "random-mean.h"
#include "station-outage.h"

#include "ns3/churn-process.h"
#include "ns3/gossip-age-theory.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/gossip-learner.h"
#include "ns3/learner-energy.h"
#include "ns3/link-schedule.h"
#include "ns3/opportunistic-peer-selector.h"
#include "ns3/pairwise-average-mixer.h"
#include "ns3/graph-sequence.h"
#include "ns3/uniform-peer-selector.h"

namespace ns3
{
namespace stardust
{

namespace
{

/// Updates a second; 0 if there is something to learn but no samples, absent if not known.
std::optional<double>
FindUpdateRate(const GossipLearner& learner, bool learned)
{
    if (learned && learner.GetSampleCount() == 0)
    {
        return 0.0;
    }
    if (learner.GetTrainOn() != TRIGGER_CLOCK)
    {
        // Updates follow the messages: theory has them independent of each other.
        return std::nullopt;
    }
    const double speed = learner.GetDeviceSpeed();
    const std::optional<double> mean = speed > 0 ? learner.GetUpdateWork() / speed
                                : FindMean(learner.GetUpdateTime());
    const double shift = learner.GetUpdateShift().GetSeconds();
    if (!mean || *mean + shift <= 0)
    {
        return std::nullopt;
    }
    return 1 / (*mean + shift);
}

/// Mean update rate of the tracked sources, absent if one is not known.
std::optional<double>
FindMeanUpdateRate(const LearnerGroup& group)
{
    const VersionTable& versions = *group.GetVersions();
    double sum = 0;
    for (uint32_t column = 0; column < versions.GetTrackedCount(); ++column)
    {
        const auto rate = FindUpdateRate(*group.GetLearner(versions.GetSource(column)),
                                         bool(group.GetObjective()));
        if (!rate)
        {
            return std::nullopt;
        }
        sum += *rate;
    }
    return sum / versions.GetTrackedCount();
}

/// Messages a second, if gossip is a Poisson process and relays.
std::optional<double>
FindGossipRate(const GossipLearner& learner)
{
    const auto interval = DynamicCast<ExponentialRandomVariable>(learner.GetGossipInterval());
    const auto mixer = DynamicCast<PairwiseAverageMixer>(learner.GetMixer());
    const bool known = interval && interval->GetBound() == 0 && interval->GetMean() > 0 && mixer &&
                       mixer->GetInstanceTypeId() == PairwiseAverageMixer::GetTypeId() &&
                       mixer->GetWeight() > 0;
    return known ? std::optional<double>(1 / interval->GetMean()) : std::nullopt;
}

/// The mixer's class if theory does not know it, else empty; algorithms are none of these.
std::string
FindOtherMixer(const GossipLearner& learner)
{
    const Ptr<ModelMixer> mixer = learner.GetMixer();
    const bool known = DynamicCast<GossipAlgorithm>(mixer) ||
                       mixer->GetInstanceTypeId() == PairwiseAverageMixer::GetTypeId();
    return known ? "" : mixer->GetInstanceTypeId().GetName();
}

/// The rate of all learners, if they have one and choose peers by the same rule.
std::optional<double>
FindCommonGossipRate(const LearnerGroup& group)
{
    const auto rate = FindGossipRate(*group.GetLearner(0));
    const TypeId rule = group.GetLearner(0)->GetPeerSelector()->GetInstanceTypeId();
    for (uint32_t i = 0; i < group.GetN() && rate; ++i)
    {
        const GossipLearner& learner = *group.GetLearner(i);
        if (FindGossipRate(learner) != rate || learner.GetPeerSelector()->GetInstanceTypeId() != rule)
        {
            return std::nullopt;
        }
    }
    return rate;
}

bool
IsRing(const CommunicationGraph& graph)
{
    if (graph.GetN() < 3 || graph.IsDirected() || graph.IsWeighted())
    {
        return false;
    }
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        if (graph.GetDegree(i) != 2)
        {
            return false;
        }
    }
    return graph.CountComponents() == 1;
}

/// Whether the law of opportunistic rounds holds: all updates alike and without memory.
bool
HasOpportunisticLaw(const LearnerGroup& group)
{
    std::optional<double> mean;
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        const GossipLearner& learner = *group.GetLearner(i);
        const auto updates = DynamicCast<ExponentialRandomVariable>(learner.GetUpdateTime());
        const auto selector = DynamicCast<OpportunisticPeerSelector>(learner.GetPeerSelector());
        if (!updates || updates->GetBound() != 0 || !learner.GetUpdateShift().IsZero() ||
            learner.GetDeviceSpeed() > 0 ||
            !selector || selector->GetPiggyback() != PIGGYBACK_OWNER_ONLY ||
            (group.GetObjective() && learner.GetSampleCount() == 0) ||
            updates->GetMean() != mean.value_or(updates->GetMean()))
        {
            return false;
        }
        mean = updates->GetMean();
    }
    return true;
}

} // namespace

std::optional<IdealStaleness>
FindIdealStaleness(Ptr<LearnerGroup> group)
{
    const uint32_t n = group->GetN();
    const CommunicationGraph& graph = group->GetGraph();
    const bool complete = graph.IsComplete();
    // Theory has all devices up all the time, and one graph.
    const bool changes = group->GetObject<ChurnProcess>() || group->GetObject<LinkSchedule>() ||
                         group->GetObject<GraphSequence>() || group->GetObject<StationOutage>();
    const Ptr<LearnerEnergy> energy = group->GetObject<LearnerEnergy>();
    const bool mortal = energy && energy->HasBatteries();
    // And a message to one neighbour at a time, that teaches all that its sender knows.
    const GossipLearner& first = *group->GetLearner(0);
    const bool other = first.SendsToAll() || DynamicCast<GossipAlgorithm>(first.GetMixer());
    if (n < 2 || changes || mortal || other || !(complete || IsRing(graph)))
    {
        return std::nullopt;
    }
    const auto updateRate = FindMeanUpdateRate(*group);
    const auto gossipRate = FindCommonGossipRate(*group);
    if (!updateRate || !gossipRate)
    {
        return std::nullopt;
    }
    const TypeId rule = group->GetLearner(0)->GetPeerSelector()->GetInstanceTypeId();
    if (rule == UniformPeerSelector::GetTypeId())
    {
        return complete ? IdealStaleness{CompleteGraphStaleness(n, *updateRate, *gossipRate),
                                         "(r/lambda) H(n-1)"}
                        : IdealStaleness{RingStaleness(n, *updateRate, *gossipRate),
                                         "(r/lambda) n/2, a ring"};
    }
    if (complete && rule == OpportunisticPeerSelector::GetTypeId() && HasOpportunisticLaw(*group))
    {
        return IdealStaleness{OpportunisticStaleness(n, *updateRate, *gossipRate),
                              "(n-1) r/lambda, opportunistic"};
    }
    return std::nullopt;
}

std::string
ExplainMissingTheory(Ptr<LearnerGroup> group)
{
    const bool alone = group->GetN() < 2;
    const std::string other = alone ? "" : FindOtherMixer(*group->GetLearner(0));
    return other.empty() ? "" : "known for PairwiseAverageMixer only, not for " + other;
}

} // namespace stardust
} // namespace ns3
