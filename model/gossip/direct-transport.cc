/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-transport.h"

#include "gossip-learner.h"
#include "model-fragment-header.h"
#include "wait-source.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(DirectTransport);

namespace
{
/// What the packets of a message that travels beside them carry.
const std::vector<uint8_t> NO_BYTES;
} // namespace

TypeId
DirectTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::DirectTransport")
            .SetParent<ModelTransport>()
            .SetGroupName("Stardust")
            .AddConstructor<DirectTransport>()
            .AddAttribute("Delay",
                          "Time from sending to arrival, in seconds, drawn for each message; a "
                          "negative draw counts as 0; none given: 0",
                          PointerValue(),
                          MakePointerAccessor(&DirectTransport::m_delay),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("ErrorRate",
                          "Share of the messages that are lost, independently of each other",
                          DoubleValue(0),
                          MakeDoubleAccessor(&DirectTransport::m_errorRate),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Occupying",
                          "Whether the sender's next gossip interval begins only when its message "
                          "is through",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DirectTransport::m_occupying),
                          MakeBooleanChecker())
            .AddAttribute("Channel",
                          "Says of each message whether it arrives, and when; one object for all "
                          "devices; none given: all arrive after Delay",
                          PointerValue(),
                          MakePointerAccessor(&DirectTransport::m_channel),
                          MakePointerChecker<DirectChannel>());
    return tid;
}

void
DirectTransport::DoDispose()
{
    m_delay = nullptr;
    m_errors = nullptr;
    m_channel = nullptr;
    m_fading = nullptr;
    ModelTransport::DoDispose();
}

std::string
DirectTransport::FindProblem(Ptr<Node> node) const
{
    return m_channel ? m_channel->FindProblem(node) : "";
}

void
DirectTransport::Start()
{
    m_busyUntil = Simulator::Now();
}

void
DirectTransport::Stop()
{
}

bool
DirectTransport::ConcludesAll() const
{
    return true;
}

Time
DirectTransport::GetBusyTime() const
{
    return m_occupying ? std::max(m_busyUntil - Simulator::Now(), Time(0)) : Time(0);
}

int64_t
DirectTransport::AssignStreams(int64_t stream)
{
    if (m_delay)
    {
        m_delay->SetStream(stream);
    }
    m_errorStream = stream + 1;
    m_fadingStream = stream + 2;
    return 3;
}

Time
DirectTransport::DrawDelay()
{
    return m_delay ? MakeWait(std::max(0.0, m_delay->GetValue())) : Time(0);
}

bool
DirectTransport::DrawLoss()
{
    if (m_errorRate == 0)
    {
        return false;
    }
    if (!m_errors)
    {
        m_errors = CreateObject<UniformRandomVariable>();
        m_errors->SetStream(m_errorStream);
    }
    return m_errors->GetValue() < m_errorRate;
}

DirectPassage
DirectTransport::Cross(const ModelMessage& message)
{
    const Time delay = DrawDelay();
    if (!m_channel)
    {
        return {true, delay, delay};
    }
    if (!m_fading)
    {
        m_fading = CreateObject<UniformRandomVariable>();
        m_fading->SetStream(m_fadingStream);
    }
    const DirectHop hop{GetNode(),
                        GetGroup()->GetLearner(message.receiver)->GetNode(),
                        message.payloadBytes + ModelFragmentHeader::SIZE};
    DirectPassage passage = m_channel->Cross(hop, *m_fading);
    passage.delay += delay;
    // Copies of one transmission take as long as the slowest.
    passage.airtime = std::max(passage.airtime, m_busyUntil - Simulator::Now());
    return passage;
}

void
DirectTransport::Send(Ptr<ModelMessage> message)
{
    GetGroup()->GetLedger()->CountPacket(message,
                                         message->payloadBytes + ModelFragmentHeader::SIZE);
    Carry(message);
}

void
DirectTransport::SendToAll(const std::vector<Ptr<ModelMessage>>& messages)
{
    if (!m_channel || !m_channel->ReachesAll())
    {
        ModelTransport::SendToAll(messages);
        return;
    }
    const Ptr<ModelMessage> first = messages.front();
    for (const auto& message : messages)
    {
        message->transmission = first->sequence;
    }
    GetGroup()->GetLedger()->CountPacket(first, first->payloadBytes + ModelFragmentHeader::SIZE);
    for (const auto& message : messages)
    {
        Carry(message);
    }
}

void
DirectTransport::Carry(Ptr<ModelMessage> message)
{
    LearnerGroup& group = *GetGroup();
    MessageLedger& ledger = *group.GetLedger();
    message->packets = 1;
    const DirectPassage passage = Cross(*message);
    const Time delay = passage.delay;
    m_busyUntil = Simulator::Now() + passage.airtime;
    if (!passage.arrives || DrawLoss())
    {
        ledger.Conclude(message, MessageOutcome::LOST, MessageReason::CHANNEL_ERROR);
        return;
    }
    const Time lifetime = ledger.GetMessageLifetime();
    if (delay > lifetime)
    {
        Simulator::Schedule(lifetime, &DirectTransport::GiveUp, this, message);
        return;
    }
    // The receiver's memory is far away when there are many: fetch it while the
    // event waits.
    group.GetVersions()->Prefetch(message->sender);
    group.GetVersions()->Prefetch(message->receiver);
    group.GetLearner(message->receiver)->Prefetch();
    Simulator::ScheduleWithContext(group.GetNodeId(message->receiver),
                                   delay,
                                   &DirectTransport::Arrive,
                                   this,
                                   message);
}

void
DirectTransport::Arrive(Ptr<ModelMessage> message)
{
    message->packetsArrived = 1;
    message->NoteArrival(Simulator::Now());
    const auto encoded = message->encoded;
    GossipLearner& receiver = *GetGroup()->GetLearner(message->receiver);
    if (receiver.IsRunning())
    {
        GetGroup()->GetLedger()->CountReceived(message->receiver,
                                               message->payloadBytes + ModelFragmentHeader::SIZE);
    }
    receiver.ReceiveModel(message, encoded ? *encoded : NO_BYTES);
}

void
DirectTransport::GiveUp(Ptr<ModelMessage> message)
{
    GetGroup()->GetLedger()->Conclude(message, MessageOutcome::LOST, MessageReason::TOO_LATE);
}

} // namespace stardust
} // namespace ns3
