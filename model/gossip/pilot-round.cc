/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pilot-round.h"

#include "wait-source.h"

#include "ns3/simulator.h"

#include <tuple>

namespace ns3
{
namespace stardust
{

PilotRound::PilotRound(uint32_t self, Actions actions)
    : m_self(self),
      m_actions(std::move(actions))
{
}

PilotRound::~PilotRound()
{
    m_next.Cancel();
}

void
PilotRound::Begin(uint32_t version)
{
    m_newest.owner = m_self;
    m_newest.version = version;
    m_newest.updatedNs = Simulator::Now().GetNanoSeconds();
    m_known = true;
    m_holders.clear();
    Hold();
}

void
PilotRound::Hear(const PilotHeader& pilot)
{
    const auto rank = [](const PilotHeader& one) {
        return std::tie(one.updatedNs, one.owner, one.version);
    };
    if (m_known && rank(pilot) < rank(m_newest))
    {
        return;
    }
    if (!m_known || rank(m_newest) < rank(pilot))
    {
        m_newest = pilot;
        m_known = true;
        m_holds = false;
        m_holders.clear();
        m_next.Cancel();
    }
    AddHolder(pilot.sender);
}

void
PilotRound::Receive(uint32_t sender)
{
    if (!m_holds && m_holders.count(sender) > 0)
    {
        Hold();
    }
}

bool
PilotRound::Holds() const
{
    return m_holds;
}

uint32_t
PilotRound::GetOwner() const
{
    return m_newest.owner;
}

uint32_t
PilotRound::CountHolders() const
{
    return m_holders.size();
}

void
PilotRound::Hold()
{
    m_holds = true;
    m_holders.insert(m_self);
    m_newest.sender = m_self;
    m_next.Cancel();
    Schedule();
    m_actions.announce(m_newest);
}

void
PilotRound::AddHolder(uint32_t device)
{
    const auto before = static_cast<double>(m_holders.size());
    if (!m_holders.insert(device).second || !m_holds)
    {
        return;
    }
    // What is left of an exponential wait is exponential: it stretches with the share.
    const double left = (m_due - Simulator::Now()).GetSeconds() * (before + 1) / before;
    m_next.Cancel();
    m_due = Simulator::Now() + MakeWait(left);
    m_next = Simulator::Schedule(MakeWait(left), &PilotRound::Fire, this);
}

void
PilotRound::Schedule()
{
    const Time wait = MakeWait(m_actions.drawWait() * static_cast<double>(m_holders.size()));
    m_due = Simulator::Now() + wait;
    m_next = Simulator::Schedule(wait, &PilotRound::Fire, this);
}

void
PilotRound::Fire()
{
    // First: whoever hears of the message may stop the learner, and end this round.
    Schedule();
    m_actions.send();
}

} // namespace stardust
} // namespace ns3
