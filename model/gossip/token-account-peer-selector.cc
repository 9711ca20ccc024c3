/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-account-peer-selector.h"

#include "gossip-learner.h"
#include "learner-group.h"

#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(TokenAccountPeerSelector);

TypeId
TokenAccountPeerSelector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::TokenAccountPeerSelector")
            .SetParent<PeerSelector>()
            .SetGroupName("Stardust")
            .AddConstructor<TokenAccountPeerSelector>()
            .AddAttribute("Strategy",
                          "Proactive: each token is sent at once; Simple, Generalized, Randomized: "
                          "see the documentation",
                          EnumValue(TOKEN_RANDOMIZED),
                          MakePortableEnumAccessor<TokenStrategy>(
                              &TokenAccountPeerSelector::m_strategy,
                              0),
                          MakeEnumChecker(TOKEN_PROACTIVE,
                                          "Proactive",
                                          TOKEN_SIMPLE,
                                          "Simple",
                                          TOKEN_GENERALIZED,
                                          "Generalized",
                                          TOKEN_RANDOMIZED,
                                          "Randomized"))
            .AddAttribute("Period",
                          "Time between two tokens",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&TokenAccountPeerSelector::m_period),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Capacity",
                          "C: with so many tokens a message is sent each period for certain",
                          UintegerValue(20),
                          MakeUintegerAccessor(&TokenAccountPeerSelector::m_capacity),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("A",
                          "Generalized: about one in A tokens is spent on a useful message; "
                          "Randomized: the same, and no proactive messages below A - 1 tokens",
                          UintegerValue(10),
                          MakeUintegerAccessor(&TokenAccountPeerSelector::m_threshold),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddTraceSource("Tokens",
                            "The balance of the account",
                            MakeTraceSourceAccessor(&TokenAccountPeerSelector::m_tokens),
                            "ns3::TracedValueCallback::Uint32");
    return tid;
}

void
TokenAccountPeerSelector::DoDispose()
{
    Stop();
    PeerSelector::DoDispose();
}

bool
TokenAccountPeerSelector::PacesGossip() const
{
    return true;
}

bool
TokenAccountPeerSelector::FollowsLearner() const
{
    return true;
}

uint32_t
TokenAccountPeerSelector::SelectPeer(uint32_t self, const CommunicationGraph& graph)
{
    return graph.GetNeighbor(self, m_random.DrawBelow(graph.GetDegree(self)));
}

int64_t
TokenAccountPeerSelector::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

uint32_t
TokenAccountPeerSelector::GetTokens() const
{
    return m_tokens;
}

double
TokenAccountPeerSelector::GetProactive(uint32_t tokens) const
{
    if (m_strategy == TOKEN_PROACTIVE || tokens >= m_capacity)
    {
        return 1;
    }
    // Below A - 1 tokens none, then linear up to the certain one at the capacity.
    const double first = m_threshold - 1.0;
    return m_strategy == TOKEN_RANDOMIZED && tokens >= first
               ? (tokens - first) / (m_capacity - first)
               : 0;
}

double
TokenAccountPeerSelector::GetReactive(uint32_t tokens, bool useful) const
{
    switch (m_strategy)
    {
    case TOKEN_SIMPLE:
        return tokens > 0 ? 1 : 0;
    case TOKEN_GENERALIZED:
        return std::floor((m_threshold - 1.0 + tokens) / (useful ? m_threshold : 2.0 * m_threshold));
    case TOKEN_RANDOMIZED:
        return useful ? double(tokens) / m_threshold : 0;
    default:
        return 0;
    }
}

void
TokenAccountPeerSelector::Start(Ptr<LearnerGroup> group, uint32_t self)
{
    m_group = group;
    m_self = self;
    if (m_phase < 0)
    {
        m_phase = static_cast<int64_t>(m_random.DrawShare() * m_period.GetNanoSeconds());
    }
    // The same phase after each pause: no two tokens are less than a period apart.
    const int64_t length = m_period.GetNanoSeconds();
    const int64_t past = (Simulator::Now().GetNanoSeconds() + length - m_phase) % length;
    m_tick = Simulator::Schedule(NanoSeconds(length - past),
                                 &TokenAccountPeerSelector::AddToken,
                                 this);
}

void
TokenAccountPeerSelector::Stop()
{
    m_tick.Cancel();
    m_reaction.Cancel();
    // What was owed is not sent, and not paid.
    PayBack();
    m_group = nullptr;
}

bool
TokenAccountPeerSelector::CanSend() const
{
    return m_group && m_group->GetGraph().GetDegree(m_self) > 0;
}

void
TokenAccountPeerSelector::AddToken()
{
    m_tick = Simulator::Schedule(m_period, &TokenAccountPeerSelector::AddToken, this);
    if (CanSend() && m_random.DrawShare() < GetProactive(m_tokens))
    {
        m_group->GetLearner(m_self)->SendToSelectedPeer();
    }
    else if (m_tokens < m_capacity)
    {
        // Isolated devices keep no more than the capacity: the bound on bursts.
        ++m_tokens;
    }
}

void
TokenAccountPeerSelector::NotifyMixed(const ModelMessage& message)
{
    if (m_newest.size() <= message.sender)
    {
        m_newest.resize(message.sender + 1);
    }
    // Versions count from 0; one more says that none was mixed in yet.
    const bool useful = message.senderVersion + 1 > m_newest[message.sender];
    m_newest[message.sender] = std::max(m_newest[message.sender], message.senderVersion + 1);
    const double wanted = GetReactive(m_tokens, useful);
    const double whole = std::floor(wanted);
    auto count = static_cast<uint32_t>(whole);
    if (wanted > whole && m_random.DrawShare() < wanted - whole)
    {
        ++count;
    }
    count = std::min<uint32_t>(count, m_tokens);
    if (count == 0 || !CanSend())
    {
        return;
    }
    m_tokens -= count;
    m_owed += count;
    // After the message's outcome is known, not in the middle of its receiving.
    if (m_reaction.IsExpired())
    {
        m_reaction = Simulator::ScheduleNow(&TokenAccountPeerSelector::React, this);
    }
}

void
TokenAccountPeerSelector::React()
{
    // Whoever hears of a message may stop the learner, which pays back the rest.
    while (m_owed > 0 && CanSend())
    {
        --m_owed;
        m_group->GetLearner(m_self)->SendToSelectedPeer();
    }
    PayBack();
}

void
TokenAccountPeerSelector::PayBack()
{
    if (m_owed > 0)
    {
        m_tokens = std::min<uint32_t>(m_tokens + m_owed, m_capacity);
        m_owed = 0;
    }
}

} // namespace stardust
} // namespace ns3
