/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gossip-algorithm.h"

#include "learner-group.h"

#include "ns3/abort.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(GossipAlgorithm);

TypeId
GossipAlgorithm::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::GossipAlgorithm")
                            .SetParent<ModelMixer>()
                            .SetGroupName("Stardust");
    return tid;
}

void
GossipAlgorithm::Setup(LearnerGroup& group, uint32_t self)
{
    NS_ABORT_MSG_IF(m_group, "each learner needs an algorithm of its own");
    m_group = &group;
    m_self = self;
}

void
GossipAlgorithm::DoDispose()
{
    m_group = nullptr;
    ModelMixer::DoDispose();
}

LearnerGroup&
GossipAlgorithm::GetGroup() const
{
    return *m_group;
}

GossipLearner&
GossipAlgorithm::GetLearner() const
{
    return *m_group->GetLearner(m_self);
}

uint32_t
GossipAlgorithm::GetSelf() const
{
    return m_self;
}

std::string
GossipAlgorithm::FindProblem(const GossipLearner& /* learner */) const
{
    return "";
}

std::string
GossipAlgorithm::FindGraphProblem(const CommunicationGraph& /* graph */, bool /* changes */) const
{
    return "";
}

bool
GossipAlgorithm::NeedsWholeModels() const
{
    return false;
}

void
GossipAlgorithm::Start()
{
}

void
GossipAlgorithm::Stop()
{
}

void
GossipAlgorithm::Reset()
{
}

void
GossipAlgorithm::NotifyGraphChanged()
{
}

bool
GossipAlgorithm::PacesUpdates() const
{
    return false;
}

bool
GossipAlgorithm::PacesGossip() const
{
    return false;
}

bool
GossipAlgorithm::SendsToAll() const
{
    return false;
}

bool
GossipAlgorithm::WantsToSend()
{
    return true;
}

bool
GossipAlgorithm::SendsModel() const
{
    return true;
}

uint32_t
GossipAlgorithm::GetContentLength(uint32_t count) const
{
    return count;
}

uint32_t
GossipAlgorithm::GetStateSize() const
{
    return 0;
}

void
GossipAlgorithm::Compose(uint32_t /* receiver */, MessageContent& /* content */)
{
}

bool
GossipAlgorithm::FollowsEncoding() const
{
    return false;
}

void
GossipAlgorithm::NotifyEncoded(const FloatBuffer& /* decoded */)
{
}

bool
GossipAlgorithm::MixesAtOnce() const
{
    return true;
}

void
GossipAlgorithm::NotifyHeld()
{
}

bool
GossipAlgorithm::ComparesUpdates() const
{
    return false;
}

void
GossipAlgorithm::NotifyUpdated(float* /* local */, const float* /* before */, uint32_t /* count */)
{
}

uint64_t
GossipAlgorithm::CountKeptFloats() const
{
    return 0;
}

double
GossipAlgorithm::EstimateKeptModels(double /* neighbors */) const
{
    return 0;
}

} // namespace stardust
} // namespace ns3
