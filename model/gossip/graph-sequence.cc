/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "graph-sequence.h"

#include "gossip-learner.h"
#include "graph-check.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(GraphSequence);

TypeId
GraphSequence::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::GraphSequence")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddAttribute("Interval",
                                          "Time from one graph to the next",
                                          TimeValue(Seconds(1)),
                                          MakeTimeAccessor(&GraphSequence::m_interval),
                                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

void
GraphSequence::DoDispose()
{
    m_group = nullptr;
    Object::DoDispose();
}

void
GraphSequence::Check(const LearnerGroup& /* group */) const
{
}

void
GraphSequence::Start(Ptr<LearnerGroup> group, Time begin)
{
    NS_ABORT_MSG_IF(m_group || group->GetObject<GraphSequence>(), "one sequence of graphs for one group");
    Check(*group);
    const Ptr<const CommunicationGraph> first = MakeNext(*group);
    NS_ABORT_MSG_UNLESS(first, "a sequence begins with a graph");
    // All learners have the same parts, as LearnerHelper makes them.
    CheckGraph(*group->GetLearner(0), *first, true);
    m_group = PeekPointer(group);
    group->AggregateObject(this);
    group->SetGraph(first);
    Simulator::Schedule(begin + m_interval - Simulator::Now(), &GraphSequence::Change, this);
}

void
GraphSequence::Change()
{
    if (!m_group)
    {
        return;
    }
    if (const auto next = MakeNext(*m_group))
    {
        m_group->SetGraph(next);
    }
    Simulator::Schedule(m_interval, &GraphSequence::Change, this);
}

} // namespace stardust
} // namespace ns3
