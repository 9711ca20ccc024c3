/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tcp-sender.h"

#include "fragment-feedback-header.h"
#include "model-fragment-header.h"

#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

TcpSender::TcpSender(Ptr<LearnerGroup> group, const TcpEnds& ends, const TcpSenderRule& rule)
    : m_group(group),
      m_ends(ends),
      m_rule(rule)
{
}

TcpSender::~TcpSender()
{
    // The node may be gone: nothing is sent.
    Detach();
}

void
TcpSender::Send(Ptr<ModelMessage> message)
{
    m_waiting.push_back(message);
    GoOn();
}

void
TcpSender::Stop()
{
    const Ptr<TcpSender> self = this;
    m_handedOver.clear();
    Drop();
    Lose(m_waiting, MessageReason::SENDER_STOPPED);
}

Ptr<Socket>
TcpSender::Detach()
{
    m_idle.Cancel();
    m_offset = 0;
    m_state = State::CLOSED;
    const Ptr<Socket> socket = m_socket;
    m_socket = nullptr;
    if (socket)
    {
        const auto none = MakeNullCallback<void, Ptr<Socket>>();
        socket->SetConnectCallback(none, none);
        socket->SetCloseCallbacks(none, none);
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetRecvCallback(none);
    }
    return socket;
}

void
TcpSender::Drop()
{
    if (const Ptr<Socket> socket = Detach())
    {
        socket->Close();
    }
}

void
TcpSender::Open()
{
    m_socket = Socket::CreateSocket(m_ends.node, TcpSocketFactory::GetTypeId());
    m_state = State::CONNECTING;
    m_socket->SetConnectCallback(MakeCallback(&TcpSender::HandleConnected, this),
                                 MakeCallback(&TcpSender::HandleRefused, this));
    m_socket->SetCloseCallbacks(MakeCallback(&TcpSender::HandleClosed, this),
                                MakeCallback(&TcpSender::HandleBroken, this));
    m_socket->SetSendCallback(MakeCallback(&TcpSender::HandleRoom, this));
    if (!m_rule.answer.IsNull())
    {
        m_answers = Create<Packet>();
        m_socket->SetRecvCallback(MakeCallback(&TcpSender::HandleAnswer, this));
    }
    if (m_socket->Bind(m_ends.local) != 0 || m_socket->Connect(m_ends.peer) != 0)
    {
        // No port is free, or no route leads there.
        if (m_socket->GetErrno() == Socket::ERROR_NOROUTETOHOST)
        {
            for (const auto& message : m_waiting)
            {
                message->NoteDrop(MessageReason::NO_ROUTE);
            }
        }
        Drop();
        Lose(m_waiting, MessageReason::SEND_FAILED);
    }
}

void
TcpSender::Close()
{
    m_idle.Cancel();
    m_state = State::CLOSING;
    m_socket->Close();
}

void
TcpSender::GoOn()
{
    while (m_offset == 0 && !m_waiting.empty() &&
           m_waiting.front()->outcome != MessageOutcome::IN_FLIGHT)
    {
        m_waiting.pop_front();
    }
    if (m_state == State::CLOSED && !m_waiting.empty())
    {
        Open();
    }
    else if (m_state == State::OPEN)
    {
        Pump();
    }
}

void
TcpSender::Pump()
{
    while (m_state == State::OPEN && !m_waiting.empty() && SendPiece())
    {
    }
    if (m_state == State::OPEN && m_waiting.empty() && m_rule.policy == CONNECTION_ON_DEMAND &&
        m_idle.IsExpired())
    {
        m_idle = Simulator::Schedule(m_rule.idleTimeout, &TcpSender::Close, this);
    }
}

bool
TcpSender::SendPiece()
{
    m_idle.Cancel();
    const Ptr<ModelMessage> message = m_waiting.front();
    if (m_offset == 0 && message->outcome != MessageOutcome::IN_FLIGHT)
    {
        m_waiting.pop_front();
        return true;
    }
    const uint32_t room = m_socket->GetTxAvailable();
    const uint32_t head = m_offset == 0 ? ModelFragmentHeader::SIZE : 0;
    if (room <= head)
    {
        return false;
    }
    const uint32_t done = m_offset == 0 ? 0 : m_offset - ModelFragmentHeader::SIZE;
    const uint32_t size = std::min(room - head, message->payloadBytes - done);
    Ptr<Packet> packet = message->encoded ? Create<Packet>(message->encoded->data() + done, size)
                                          : Create<Packet>(size);
    if (head > 0)
    {
        ModelFragmentHeader header;
        header.sender = message->sender;
        header.sequence = message->sequence;
        header.senderVersion = message->senderVersion;
        header.messageBytes = message->payloadBytes;
        packet->AddHeader(header);
    }
    m_group->GetLedger()->Mark(packet, *message);
    if (m_socket->Send(packet) < 0)
    {
        return false;
    }
    m_offset += head + size;
    m_group->GetLedger()->CountPacket(message, head + size);
    if (m_offset == ModelFragmentHeader::SIZE + message->payloadBytes)
    {
        FinishMessage();
    }
    return true;
}

void
TcpSender::FinishMessage()
{
    while (!m_handedOver.empty() && m_handedOver.front()->outcome != MessageOutcome::IN_FLIGHT)
    {
        m_handedOver.pop_front();
    }
    m_handedOver.push_back(m_waiting.front());
    m_waiting.pop_front();
    m_offset = 0;
    if (m_rule.policy == CONNECTION_PER_MESSAGE && m_rule.answer.IsNull())
    {
        Close();
    }
    else if (m_rule.policy == CONNECTION_PER_MESSAGE)
    {
        // ns-3 drops what arrives on a connection that is closed one way.
        m_state = State::AWAITING;
    }
}

void
TcpSender::Lose(std::deque<Ptr<ModelMessage>>& messages, MessageReason reason)
{
    // Whoever hears of it may send or stop.
    const std::deque<Ptr<ModelMessage>> lost = std::move(messages);
    messages.clear();
    for (const auto& message : lost)
    {
        if (message->outcome == MessageOutcome::IN_FLIGHT)
        {
            m_group->GetLedger()->Lose(message, reason);
        }
    }
}

void
TcpSender::HandleAnswer(Ptr<Socket> socket)
{
    const Ptr<TcpSender> self = this;
    Ptr<Packet> packet = socket->Recv();
    while (packet && packet->GetSize() > 0)
    {
        m_answers->AddAtEnd(packet);
        packet = socket->Recv();
    }
    while (m_answers->GetSize() >= FragmentFeedbackHeader::SIZE)
    {
        FragmentFeedbackHeader header;
        m_answers->CreateFragment(0, FragmentFeedbackHeader::SIZE)->PeekHeader(header);
        m_answers->RemoveAtStart(FragmentFeedbackHeader::SIZE);
        if (!header.IsValid(0) || header.sender != m_ends.sender ||
            header.receiver != m_ends.receiver)
        {
            m_rule.stray(m_ends.peer);
            continue;
        }
        m_rule.answer(header.receiver, header.sequence, header.usable);
        if (m_state == State::AWAITING)
        {
            Close();
        }
    }
}

void
TcpSender::HandleConnected(Ptr<Socket> /* socket */)
{
    m_state = State::OPEN;
    GoOn();
}

void
TcpSender::HandleRefused(Ptr<Socket> /* socket */)
{
    const Ptr<TcpSender> self = this;
    Drop();
    Lose(m_waiting, MessageReason::CONNECTION_REFUSED);
}

void
TcpSender::HandleClosed(Ptr<Socket> socket)
{
    // ns-3 tells of a refused connection as of one closed.
    if (m_state == State::CONNECTING)
    {
        HandleRefused(socket);
        return;
    }
    const Ptr<TcpSender> self = this;
    // What was under way when the peer closed will not be read.
    const bool own = m_state == State::CLOSING;
    std::deque<Ptr<ModelMessage>> broken;
    if (m_offset > 0)
    {
        broken.push_back(m_waiting.front());
        m_waiting.pop_front();
    }
    if (!own)
    {
        broken.insert(broken.begin(), m_handedOver.begin(), m_handedOver.end());
    }
    m_handedOver.clear();
    Drop();
    Lose(broken, MessageReason::CONNECTION_LOST);
    GoOn();
}

void
TcpSender::HandleBroken(Ptr<Socket> socket)
{
    // Nothing of it arrives any more, whoever was closing.
    m_state = m_state == State::CLOSING ? State::OPEN : m_state;
    HandleClosed(socket);
}

void
TcpSender::HandleRoom(Ptr<Socket> /* socket */, uint32_t /* room */)
{
    if (m_state == State::OPEN)
    {
        Pump();
    }
}

} // namespace stardust
} // namespace ns3
