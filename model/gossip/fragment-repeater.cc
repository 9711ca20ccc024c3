/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-repeater.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

namespace
{
/// Timeouts that a sender waits: some requests may be lost before it repeats all.
constexpr int64_t PATIENCE = 4;
} // namespace

FragmentRepeater::FragmentRepeater(Ptr<LearnerGroup> group,
                                   uint32_t learner,
                                   const RepeatRule& rule,
                                   const MessageReassembler& reassembler)
    : m_group(group),
      m_learner(learner),
      m_rule(rule),
      m_reassembler(reassembler)
{
}

FragmentRepeater::~FragmentRepeater()
{
    for (auto& entry : m_sent)
    {
        entry.second.timer.Cancel();
    }
    for (auto& entry : m_asked)
    {
        entry.second.timer.Cancel();
    }
}

void
FragmentRepeater::SetCallbacks(SendCallback send, RepeatCallback repeat, AnswerCallback answer)
{
    m_answer = answer;
    m_send = send;
    m_repeat = repeat;
}

void
FragmentRepeater::NoteQueued(Ptr<ModelMessage> message)
{
    Sent& sent = m_sent[message->sequence];
    sent.message = message;
    sent.queued = 1;
}

bool
FragmentRepeater::IsWanted(const ModelMessage& message) const
{
    return message.outcome != MessageOutcome::LOST && m_sent.count(message.sequence) > 0;
}

void
FragmentRepeater::NoteSent(Ptr<ModelMessage> message)
{
    const auto found = m_sent.find(message->sequence);
    if (found == m_sent.end())
    {
        return;
    }
    if (message->outcome == MessageOutcome::LOST)
    {
        m_sent.erase(found);
        return;
    }
    if (--found->second.queued == 0)
    {
        Wait(found->second);
    }
}

void
FragmentRepeater::Wait(Sent& sent)
{
    const Time left =
        sent.message->sent + m_group->GetLedger()->GetMessageLifetime() - Simulator::Now();
    // Who knows of the message asks for the rest; who may not is sent it again.
    const Time patience = TimeStep(PATIENCE * m_rule.timeout.GetTimeStep());
    const Time wait = sent.heard ? left : std::min(left, patience);
    sent.timer.Cancel();
    sent.timer = Simulator::Schedule(std::max(wait, Time(0)),
                                     &FragmentRepeater::HandleSilence,
                                     this,
                                     sent.message->sequence);
}

void
FragmentRepeater::HandleSilence(uint32_t sequence)
{
    const auto found = m_sent.find(sequence);
    Sent& sent = found->second;
    const Time end = sent.message->sent + m_group->GetLedger()->GetMessageLifetime();
    if (Simulator::Now() >= end || sent.rounds >= m_rule.maxRepeats)
    {
        m_sent.erase(found);
        return;
    }
    ++sent.rounds;
    sent.queued = 1;
    m_repeat(sent.message, 0, sent.message->payloadBytes);
}

bool
FragmentRepeater::HandleFeedback(const FragmentFeedbackHeader& header)
{
    Ptr<MessageLedger> ledger = m_group->GetLedger();
    const auto found = m_sent.find(header.sequence);
    if (header.sender != m_learner || found == m_sent.end())
    {
        const bool late = header.sender == m_learner && header.IsValid(UINT32_MAX) &&
                          ledger->WasSent(header.sender, header.sequence);
        if (late)
        {
            ledger->CountLatePacket();
        }
        return late;
    }
    Sent& sent = found->second;
    if (!header.IsValid(sent.message->payloadBytes) || header.receiver != sent.message->receiver)
    {
        return false;
    }
    if (header.missing.empty())
    {
        sent.timer.Cancel();
        m_sent.erase(found);
        if (!m_answer.IsNull())
        {
            m_answer(header.receiver, header.sequence, header.usable);
        }
        return true;
    }
    sent.heard = true;
    // What it asks for may be on its way: the receiver asks again.
    if (sent.queued > 0)
    {
        return true;
    }
    if (sent.rounds >= m_rule.maxRepeats)
    {
        sent.timer.Cancel();
        m_sent.erase(found);
        return true;
    }
    ++sent.rounds;
    sent.timer.Cancel();
    // Sending may fail, and so end the message, at once.
    const Ptr<ModelMessage> message = sent.message;
    sent.queued = header.missing.size();
    for (const auto& [begin, end] : header.missing)
    {
        m_repeat(message, begin, end);
    }
    return true;
}

void
FragmentRepeater::NotePart(const Ptr<ModelMessage>& message)
{
    const MessageReassembler::Key key{message->sender, message->sequence};
    Asked& asked = m_asked[key];
    asked.times = 0;
    asked.timer.Cancel();
    asked.timer = Simulator::Schedule(m_rule.timeout, &FragmentRepeater::Ask, this, key);
}

void
FragmentRepeater::Ask(MessageReassembler::Key key)
{
    const auto found = m_asked.find(key);
    const Ptr<ModelMessage> message = m_group->GetLedger()->Find(key.first, key.second);
    const auto missing = m_reassembler.GetMissing(key, FragmentFeedbackHeader::MAX_RANGES);
    // Its lifetime is over, it was forgotten, or its sender is silent.
    if (!message || missing.empty() || found->second.times >= m_rule.maxRepeats)
    {
        m_asked.erase(found);
        return;
    }
    ++found->second.times;
    found->second.timer = Simulator::Schedule(m_rule.timeout, &FragmentRepeater::Ask, this, key);
    Tell(key, message, missing, true);
}

void
FragmentRepeater::NoteComplete(const Ptr<ModelMessage>& message, bool usable)
{
    const MessageReassembler::Key key{message->sender, message->sequence};
    if (const auto found = m_asked.find(key); found != m_asked.end())
    {
        found->second.timer.Cancel();
        m_asked.erase(found);
    }
    const Time now = Simulator::Now();
    const Time lifetime = m_group->GetLedger()->GetMessageLifetime();
    // The sender repeats nothing after the lifetime.
    while (!m_completions.empty() && m_completions.front().first + lifetime < now)
    {
        m_complete.erase(m_completions.front().second);
        m_completions.pop_front();
    }
    m_complete[key] = {now, usable};
    m_completions.emplace_back(now, key);
    Tell(key, message, {}, usable);
}

void
FragmentRepeater::NoteLate(const MessageReassembler::Key& key)
{
    const auto found = m_complete.find(key);
    if (found != m_complete.end() && Simulator::Now() - found->second.told >= m_rule.timeout)
    {
        found->second.told = Simulator::Now();
        Tell(key, nullptr, {}, found->second.usable);
    }
}

void
FragmentRepeater::Tell(const MessageReassembler::Key& key,
                       const Ptr<ModelMessage>& message,
                       std::vector<MessageReassembler::Range> missing,
                       bool usable)
{
    FragmentFeedbackHeader header;
    header.sender = key.first;
    header.sequence = key.second;
    header.receiver = m_learner;
    header.missing = std::move(missing);
    header.usable = usable;
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    const uint32_t bytes = packet->GetSize();
    if (m_send(key.first, packet))
    {
        m_group->GetLedger()->CountFeedback(message, bytes, m_learner);
    }
}

uint32_t
FragmentRepeater::CountUnacknowledged() const
{
    return m_sent.size();
}

} // namespace stardust
} // namespace ns3
