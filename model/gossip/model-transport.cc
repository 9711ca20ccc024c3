/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-transport.h"

#include "learner-group.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ModelTransport);

TypeId
ModelTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ModelTransport").SetParent<Object>().SetGroupName("Stardust");
    return tid;
}

void
ModelTransport::Setup(Ptr<LearnerGroup> group,
                      uint32_t learner,
                      Ptr<Node> node,
                      ReceiveCallback receive)
{
    m_group = group;
    m_learner = learner;
    m_node = node;
    m_receive = receive;
}

void
ModelTransport::DoDispose()
{
    m_group = nullptr;
    m_node = nullptr;
    m_receive = ReceiveCallback();
    m_judge = JudgeCallback();
    m_feedback = FeedbackCallback();
    Object::DoDispose();
}

void
ModelTransport::SetFeedback(JudgeCallback judge, FeedbackCallback feedback)
{
    m_judge = judge;
    m_feedback = feedback;
}

bool
ModelTransport::GivesFeedback() const
{
    return false;
}

bool
ModelTransport::DeliversParts() const
{
    return false;
}

bool
ModelTransport::TakePart(Ptr<ModelMessage> /* message */, MessageReason /* reason */)
{
    return false;
}

bool
ModelTransport::IsJudged() const
{
    return !m_judge.IsNull();
}

bool
ModelTransport::CanUse(const ModelMessage& message, const std::vector<uint8_t>& bytes) const
{
    return m_judge.IsNull() || m_judge(message, bytes);
}

const ModelTransport::FeedbackCallback&
ModelTransport::GetFeedback() const
{
    return m_feedback;
}

uint32_t
ModelTransport::GetLearner() const
{
    return m_learner;
}

Ptr<Node>
ModelTransport::GetNode() const
{
    return m_node;
}

void
ModelTransport::Deliver(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes)
{
    m_receive(message, bytes);
}

Address
ModelTransport::GetAddress() const
{
    return Address();
}

bool
ModelTransport::IsBroadcast() const
{
    return false;
}

void
ModelTransport::SendToAll(const std::vector<Ptr<ModelMessage>>& messages)
{
    for (const auto& message : messages)
    {
        Send(message);
    }
}

bool
ModelTransport::CanBroadcast() const
{
    return false;
}

Ptr<PilotChannel>
ModelTransport::CreatePilotChannel() const
{
    return nullptr;
}

bool
ModelTransport::ConcludesAll() const
{
    return false;
}

Time
ModelTransport::GetBusyTime() const
{
    return Time(0);
}

int64_t
ModelTransport::AssignStreams(int64_t /* stream */)
{
    return 0;
}

} // namespace stardust
} // namespace ns3
