/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "algorithm-check.h"

#include "ns3/gossip-algorithm.h"
#include "ns3/input-error.h"
#include "ns3/uniform-peer-selector.h"

namespace ns3
{
namespace stardust
{

void
CheckAlgorithm(const GossipLearner& sample)
{
    const Ptr<GossipAlgorithm> algorithm = DynamicCast<GossipAlgorithm>(sample.GetMixer());
    if (!algorithm)
    {
        return;
    }
    const std::string name = algorithm->GetInstanceTypeId().GetName();
    const Ptr<PeerSelector> selector = sample.GetPeerSelector();
    if ((algorithm->SendsToAll() || algorithm->PacesGossip()) &&
        selector->GetInstanceTypeId() != UniformPeerSelector::GetTypeId())
    {
        throw InputError("--peers: " + selector->GetInstanceTypeId().GetName() +
                         " chooses receivers, but " + name +
                         " says itself who gets what; leave --peers out");
    }
    if (algorithm->PacesUpdates() && sample.GetTrainOn() != TRIGGER_CLOCK)
    {
        throw InputError("--trainOn=receive: " + name + " itself says when updates begin");
    }
    if (!algorithm->SendsModel() && sample.GetRejoin() == REJOIN_ASK)
    {
        throw InputError("--rejoin=ask: " + name +
                         " does not send models, so that nobody can be asked for one; "
                         "expected keep or reset");
    }
    if (sample.GetCodec()->NeedsFeedback() && (algorithm->SendsToAll() || algorithm->GetStateSize() > 0))
    {
        throw InputError("--codec: " + sample.GetCodec()->GetInstanceTypeId().GetName() +
                         " encodes models for one receiver, which does not go with " + name);
    }
    if (sample.GetTransport()->DeliversParts() &&
        (!algorithm->SendsModel() || algorithm->GetStateSize() > 0))
    {
        throw InputError("--transport: " + name + " needs whole messages; expected "
                         "PartialDelivery=false");
    }
    if (const std::string problem = algorithm->FindProblem(sample); !problem.empty())
    {
        throw InputError("--mixer: " + name + ": " + problem);
    }
}

} // namespace stardust
} // namespace ns3
