/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How a GossipLearner starts and stops, goes down and comes back; what it does while it
// runs is in gossip-learner.cc.

#include "gossip-algorithm.h"
#include "gossip-learner.h"
#include "graph-sequence.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipLearnerMembership");

void
GossipLearner::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_group, "a learner must join a group before it starts");
    AskParts();
    m_started = true;
    if (m_paused)
    {
        TellState(false);
        return;
    }
    m_cause = StateCause::SCRIPT;
    Run(DrawPhases());
}

void
GossipLearner::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_started = false;
    m_cause = m_running ? StateCause::SCRIPT : m_cause;
    Halt();
}

void
GossipLearner::Pause()
{
    PauseBy(StateCause::SCRIPT);
}

void
GossipLearner::Resume()
{
    ResumeBy(StateCause::SCRIPT);
}

void
GossipLearner::PauseBy(StateCause cause)
{
    NS_LOG_FUNCTION(this);
    if (!m_paused)
    {
        m_paused = true;
        m_cause = cause;
        Halt();
    }
}

void
GossipLearner::Retire()
{
    NS_LOG_FUNCTION(this);
    if (m_retired)
    {
        return;
    }
    m_retired = true;
    m_paused = true;
    m_cause = StateCause::BATTERY;
    if (m_running)
    {
        Halt();
    }
    else if (m_started)
    {
        TellState(false);
    }
}

void
GossipLearner::ResumeBy(StateCause cause)
{
    NS_LOG_FUNCTION(this);
    if (m_retired)
    {
        return;
    }
    const bool runs = m_paused && m_started;
    m_cause = m_paused ? cause : m_cause;
    m_paused = false;
    if (!runs)
    {
        return;
    }
    RestoreModel();
    // What was left of the waits when it went down does not matter.
    Run({1, 1});
    if (m_rejoin == REJOIN_ASK && m_running)
    {
        AskNeighbor();
    }
}

void
GossipLearner::Run(const std::pair<double, double>& phases)
{
    m_running = true;
    TellState(true);
    m_transport->Start();
    m_selector->Start(m_group, m_id);
    if (GetTrainOn() == TRIGGER_CLOCK && MakesUpdates() && !PacedUpdates())
    {
        BeginUpdate(phases.first);
    }
    // Without neighbours only a graph that goes on changing is worth waiting for.
    const bool hopes = m_group->GetGraph().GetDegree(m_id) > 0 || m_group->GetObject<GraphSequence>();
    if (hopes && !PacedGossip())
    {
        ScheduleGossip(phases.second);
    }
    if (m_algorithm)
    {
        m_algorithm->Start();
    }
}

void
GossipLearner::Halt()
{
    if (!m_running)
    {
        return;
    }
    m_running = false;
    m_updateEvent.Cancel();
    m_gossipEvent.Cancel();
    if (m_clock.IsUpdating())
    {
        m_group->NotifyTraining({m_id, false, Time(), 0});
    }
    m_clock.Stop();
    m_selector->Stop();
    if (m_algorithm)
    {
        DropHeld();
        m_algorithm->Stop();
    }
    m_transport->Stop();
    TellState(false);
}

void
GossipLearner::TellState(bool up)
{
    m_stateTrace(m_id, up);
    m_group->NotifyState(m_id, up);
}

void
GossipLearner::NotifyGraphChanged()
{
    m_selector->NotifyGraphChanged();
    if (m_algorithm)
    {
        m_algorithm->NotifyGraphChanged();
    }
    const bool isolated = m_group->GetGraph().GetDegree(m_id) == 0;
    if (m_running && !isolated && m_gossipEvent.IsExpired() && !PacedGossip())
    {
        ScheduleGossip(1);
    }
}

void
GossipLearner::RestoreModel()
{
    if (m_rejoin == REJOIN_KEEP)
    {
        return;
    }
    NS_ABORT_MSG_IF(!m_initial, "Rejoin must be set before a learner joins");
    if (m_updater)
    {
        m_updater->Abandon();
        m_optimizer->Reset();
    }
    if (m_algorithm)
    {
        m_algorithm->Reset();
    }
    m_parameters = m_initial;
    m_codec->Forget();
    m_group->GetVersions()->Forget(m_id);
    m_lost = m_rejoin == REJOIN_ASK;
}

void
GossipLearner::AskNeighbor()
{
    const CommunicationGraph& graph = m_group->GetGraph();
    std::vector<uint32_t> running;
    for (uint32_t k = 0; k < graph.GetDegree(m_id); ++k)
    {
        const uint32_t peer = graph.GetNeighbor(m_id, k);
        if (m_group->GetLearner(peer)->IsRunning() && graph.HasArc(peer, m_id))
        {
            running.push_back(peer);
        }
    }
    if (running.empty())
    {
        return;
    }
    if (!m_askRandom)
    {
        m_askRandom = CreateObject<UniformRandomVariable>();
        m_askRandom->SetStream(m_askStream);
    }
    const uint32_t peer = running[m_askRandom->GetInteger(0, running.size() - 1)];
    NS_LOG_LOGIC("learner " << m_id << " asks " << peer << " for its model");
    Simulator::ScheduleWithContext(m_group->GetNodeId(peer),
                                   Time(0),
                                   &GossipLearner::Answer,
                                   m_group->GetLearner(peer),
                                   m_id);
}

void
GossipLearner::Answer(uint32_t asker)
{
    if (m_running)
    {
        SendModel(asker);
    }
}

} // namespace stardust
} // namespace ns3
