/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learner-energy.h"

#include "device-battery.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/gossip-learner.h"
#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LearnerEnergy);

namespace
{

bool
IsEndless(const Ptr<EnergySource>& source)
{
    const Ptr<DeviceBattery> battery = DynamicCast<DeviceBattery>(source);
    return battery && battery->IsEndless();
}

} // namespace

TypeId
LearnerEnergy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::LearnerEnergy")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<LearnerEnergy>()
            .AddTraceSource("Empty",
                            "A device is out of energy, and about to retire",
                            MakeTraceSourceAccessor(&LearnerEnergy::m_emptyTrace),
                            "ns3::stardust::LearnerEnergy::EmptyTracedCallback");
    return tid;
}

void
LearnerEnergy::DoDispose()
{
    m_group = nullptr;
    m_devices.clear();
    Object::DoDispose();
}

void
LearnerEnergy::Attach(Ptr<LearnerGroup> group, std::vector<DeviceEnergy> devices)
{
    NS_ABORT_MSG_IF(m_group || group->GetObject<LearnerEnergy>(), "one energy for one group");
    NS_ABORT_MSG_IF(devices.size() != group->GetN(), "energy for each learner");
    m_group = PeekPointer(group);
    m_devices = std::move(devices);
    for (uint32_t i = 0; i < m_devices.size(); ++i)
    {
        m_devices[i].compute->SetDepletionCallback(
            MakeCallback(&LearnerEnergy::NoteEmpty, this).Bind(i));
    }
    group->TraceConnectWithoutContext("Training",
                                      MakeCallback(&LearnerEnergy::NoteTraining, this));
    group->AggregateObject(this);
}

const DeviceEnergy&
LearnerEnergy::GetDevice(uint32_t learner) const
{
    return m_devices.at(learner);
}

bool
LearnerEnergy::HasBatteries() const
{
    return !std::all_of(m_devices.begin(), m_devices.end(), [](const auto& device) {
        return IsEndless(device.source);
    });
}

std::optional<double>
LearnerEnergy::GetRadioJoules(uint32_t learner) const
{
    const auto& radios = m_devices[learner].radios;
    if (radios.empty())
    {
        return std::nullopt;
    }
    double joules = 0;
    for (const auto& radio : radios)
    {
        joules += radio->GetTotalEnergyConsumption();
    }
    return joules;
}

double
LearnerEnergy::GetComputeJoules(uint32_t learner) const
{
    return m_devices[learner].compute->GetTotalEnergyConsumption();
}

std::optional<double>
LearnerEnergy::GetRemainingJoules(uint32_t learner) const
{
    const Ptr<EnergySource>& source = m_devices[learner].source;
    return IsEndless(source) ? std::nullopt : std::optional<double>(source->GetRemainingEnergy());
}

uint32_t
LearnerEnergy::CountEmpty() const
{
    return m_empty;
}

void
LearnerEnergy::NoteTraining(const TrainingPhase& phase)
{
    ComputeEnergyModel& compute = *m_devices[phase.learner].compute;
    phase.begins ? compute.Begin(phase.duration, phase.work) : compute.End();
}

void
LearnerEnergy::NoteEmpty(uint32_t learner)
{
    // Some sources tell in the middle of a radio's change of state.
    Simulator::ScheduleWithContext(m_group->GetNodeId(learner),
                                   Time(0),
                                   &LearnerEnergy::EndLife,
                                   this,
                                   learner);
}

void
LearnerEnergy::EndLife(uint32_t learner)
{
    const Ptr<GossipLearner>& device = m_group->GetLearner(learner);
    if (device->IsRetired())
    {
        return;
    }
    ++m_empty;
    m_emptyTrace(learner);
    device->Retire();
    for (const auto& radio : m_devices[learner].radios)
    {
        radio->End();
    }
    const Ptr<Node> node = device->GetNode();
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        if (const auto wifi = DynamicCast<WifiNetDevice>(node->GetDevice(i)))
        {
            // ns-3.37 turns a station's radio on again, or ends the run, when beacons are missing.
            const bool isStation = DynamicCast<StaWifiMac>(wifi->GetMac()) != nullptr;
            isStation ? Mute(wifi->GetPhy()) : SwitchOff(wifi->GetPhy());
        }
    }
}

void
LearnerEnergy::Mute(Ptr<WifiPhy> phy)
{
    // As far below what anybody can hear as doubles go without trouble.
    const DoubleValue silence(-1000);
    phy->SetAttribute("TxGain", silence);
    phy->SetAttribute("RxGain", silence);
}

void
LearnerEnergy::SwitchOff(Ptr<WifiPhy> phy)
{
    if (phy->IsStateSwitching())
    {
        // ns-3 has no way from here to off.
        Simulator::Schedule(phy->GetDelayUntilIdle(), &LearnerEnergy::SwitchOff, phy);
        return;
    }
    if (phy->IsStateSleep())
    {
        phy->ResumeFromSleep();
    }
    if (!phy->IsStateOff())
    {
        phy->SetOffMode();
    }
}

} // namespace stardust
} // namespace ns3
