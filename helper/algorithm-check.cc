/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "algorithm-check.h"

#include "ns3/boolean.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/input-error.h"
#include "ns3/nstime.h"
#include "ns3/round-algorithm.h"
#include "ns3/sparse-codec.h"
#include "ns3/udp-transport.h"
#include "ns3/uniform-peer-selector.h"

#include <iostream>

namespace ns3
{
namespace stardust
{

namespace
{

/// Over UDP what is lost is lost, and a round that waits for it never ends.
void
WarnOfEndlessWait(const GossipAlgorithm& algorithm, const ModelTransport& transport)
{
    if (!dynamic_cast<const RoundAlgorithm*>(&algorithm) ||
        !dynamic_cast<const UdpTransport*>(&transport) || transport.GivesFeedback())
    {
        return;
    }
    BooleanValue barrier;
    TimeValue timeout;
    algorithm.GetAttribute("Barrier", barrier);
    algorithm.GetAttribute("RoundTimeout", timeout);
    if (barrier.Get() && timeout.Get().IsZero())
    {
        std::cerr << "warning: --mixer: " << algorithm.GetInstanceTypeId().GetName()
                  << " waits for each model of a round without end, and a lost one stops its receiver "
                     "for good; RoundTimeout, a transport that repeats or Barrier=false would help"
                  << std::endl;
    }
}

} // namespace

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
    const std::string codec = sample.GetCodec()->GetInstanceTypeId().GetName();
    if (sample.GetCodec()->NeedsFeedback() && (algorithm->SendsToAll() || algorithm->GetStateSize() > 0))
    {
        throw InputError("--codec: " + codec +
                         " encodes models for one receiver, which does not go with " + name);
    }
    if (algorithm->NeedsWholeModels() && DynamicCast<SparseCodec>(sample.GetCodec()))
    {
        throw InputError("--codec: " + codec + " leaves coordinates out, and " + name +
                         " mixes whole models; expected another codec");
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
    WarnOfEndlessWait(*algorithm, *sample.GetTransport());
}

} // namespace stardust
} // namespace ns3
