/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "peer-selector.h"

#include "learner-group.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PeerSelector);

TypeId
PeerSelector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::PeerSelector").SetParent<Object>().SetGroupName("Stardust");
    return tid;
}

std::string
PeerSelector::FindProblem(const ModelTransport& /* transport */) const
{
    return "";
}

bool
PeerSelector::PacesGossip() const
{
    return false;
}

void
PeerSelector::Start(Ptr<LearnerGroup> /* group */, uint32_t /* self */)
{
}

void
PeerSelector::Stop()
{
}

bool
PeerSelector::FollowsLearner() const
{
    return false;
}

void
PeerSelector::NotifyUpdated(uint32_t /* version */)
{
}

void
PeerSelector::NotifyMixed(const ModelMessage& /* message */)
{
}

void
PeerSelector::PrepareMessage(ModelMessage& /* message */)
{
}

void
PeerSelector::NotifyGraphChanged()
{
}

std::string
PeerSelector::GetCoordination() const
{
    return "none";
}

int64_t
PeerSelector::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace stardust
} // namespace ns3
