/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "position-sampler.h"

#include "ns3/constant-position-mobility-model.h"
#include "ns3/gossip-learner.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(PositionSampler);

TypeId
PositionSampler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::PositionSampler")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<PositionSampler>()
            .AddAttribute("Interval",
                          "Time from one look at the positions of moving devices to the next; 0: "
                          "as often as models are evaluated or staleness is sampled",
                          TimeValue(Time()),
                          MakeTimeAccessor(&PositionSampler::m_interval),
                          MakeTimeChecker(Time()));
    return tid;
}

void
PositionSampler::DoDispose()
{
    m_look.Cancel();
    m_database = nullptr;
    m_moving.clear();
    m_still.clear();
    Object::DoDispose();
}

void
PositionSampler::Start(Ptr<LearnerGroup> group,
                       Ptr<TraceDatabase> database,
                       Time ready,
                       Time interval)
{
    m_database = database;
    m_ready = ready;
    m_interval = m_interval.IsZero() ? interval : m_interval;
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        const auto mobility = group->GetLearner(i)->GetNode()->GetObject<MobilityModel>();
        if (!mobility)
        {
            continue;
        }
        const Device device{i, mobility, mobility->GetPosition()};
        if (DynamicCast<ConstantPositionMobilityModel>(mobility))
        {
            m_still.emplace(PeekPointer(mobility), device);
            mobility->TraceConnectWithoutContext("CourseChange",
                                                 MakeCallback(&PositionSampler::NoteCourse, this));
        }
        else
        {
            m_moving.push_back(device);
        }
    }
    Wait();
}

void
PositionSampler::NoteCourse(Ptr<const MobilityModel> mobility)
{
    const auto found = m_still.find(PeekPointer(mobility));
    if (found == m_still.end())
    {
        return;
    }
    m_moving.push_back(found->second);
    m_still.erase(found);
    if (m_look.IsExpired())
    {
        Wait();
    }
}

void
PositionSampler::Wait()
{
    if (m_moving.empty() || m_interval.IsZero())
    {
        return;
    }
    const Time now = Simulator::Now();
    Time wait = m_ready - now;
    // After the first look, the next one that is still to come.
    if (!wait.IsStrictlyPositive())
    {
        const int64_t interval = m_interval.GetNanoSeconds();
        wait = NanoSeconds(interval - (now - m_ready).GetNanoSeconds() % interval);
    }
    m_look = Simulator::Schedule(wait, &PositionSampler::Look, this);
}

void
PositionSampler::Look()
{
    Sample();
    Wait();
}

void
PositionSampler::Sample()
{
    for (auto& device : m_moving)
    {
        const Vector place = device.mobility->GetPosition();
        if (CalculateDistance(place, device.last) > 0)
        {
            device.last = place;
            if (m_database)
            {
                const int64_t now = Simulator::Now().GetNanoSeconds();
                m_database->Append(PositionRow{device.learner, now, place.x, place.y, place.z});
            }
        }
    }
}

void
PositionSampler::Finish()
{
    Sample();
    m_look.Cancel();
}

} // namespace stardust
} // namespace ns3
