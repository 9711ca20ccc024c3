/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "churn-process.h"

#include "gossip-learner.h"
#include "wait-source.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ChurnProcess);

TypeId
ChurnProcess::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::ChurnProcess")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<ChurnProcess>()
                            .AddAttribute("InitialUp",
                                          "Probability that a device begins up",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&ChurnProcess::m_initialUp),
                                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

void
ChurnProcess::DoDispose()
{
    m_group = nullptr;
    m_devices.clear();
    m_changes.clear();
    Object::DoDispose();
}

void
ChurnProcess::Enter(Ptr<LearnerGroup> group)
{
    NS_ABORT_MSG_IF(m_group || group->GetObject<ChurnProcess>(), "one process for one group");
    m_group = PeekPointer(group);
    group->AggregateObject(this);
}

void
ChurnProcess::StartRandom(Ptr<LearnerGroup> group,
                          const ObjectFactory& upTime,
                          const ObjectFactory& downTime,
                          Time begin,
                          int64_t stream)
{
    Enter(group);
    auto initial = CreateObject<UniformRandomVariable>();
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        const int64_t first = stream + i * STREAM_STRIDE;
        Device device{upTime.Create<RandomVariableStream>(),
                      downTime.Create<RandomVariableStream>()};
        device.up->SetStream(first);
        device.down->SetStream(first + 1);
        m_devices.push_back(device);
        initial->SetStream(first + 2);
        const bool up = initial->GetValue() < m_initialUp;
        if (!up)
        {
            Change(i, false);
        }
        Wait(i, up, begin - Simulator::Now());
    }
}

void
ChurnProcess::StartList(Ptr<LearnerGroup> group, std::vector<DeviceChange> changes)
{
    Enter(group);
    m_changes = std::move(changes);
    Play();
}

void
ChurnProcess::Change(uint32_t device, bool up)
{
    const Ptr<GossipLearner>& learner = m_group->GetLearner(device);
    up ? learner->ResumeBy(StateCause::CHURN) : learner->PauseBy(StateCause::CHURN);
}

void
ChurnProcess::Alternate(uint32_t device, bool up)
{
    if (!m_group)
    {
        return;
    }
    Change(device, up);
    Wait(device, up);
}

void
ChurnProcess::Wait(uint32_t device, bool up, Time before)
{
    const auto& variable = up ? m_devices[device].up : m_devices[device].down;
    // Two waits of zero, one after the other, would never end.
    const Time wait = std::max(MakeWait(std::max(0.0, variable->GetValue())), NanoSeconds(1));
    Simulator::ScheduleWithContext(m_group->GetNodeId(device),
                                   before + wait,
                                   &ChurnProcess::Alternate,
                                   this,
                                   device,
                                   !up);
}

void
ChurnProcess::Play()
{
    if (!m_group)
    {
        return;
    }
    while (m_next < m_changes.size() && m_changes[m_next].when <= Simulator::Now())
    {
        const DeviceChange& change = m_changes[m_next++];
        Change(change.device, change.up);
    }
    if (m_next < m_changes.size())
    {
        Simulator::Schedule(m_changes[m_next].when - Simulator::Now(), &ChurnProcess::Play, this);
    }
}

} // namespace stardust
} // namespace ns3
