/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "device-battery.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("StardustDeviceBattery");

NS_OBJECT_ENSURE_REGISTERED(DeviceBattery);

TypeId
DeviceBattery::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::DeviceBattery")
            .SetParent<EnergySource>()
            .SetGroupName("Stardust")
            .AddConstructor<DeviceBattery>()
            .AddAttribute("InitialEnergy",
                          "Energy at the start, J; 0: without end",
                          DoubleValue(0),
                          MakeDoubleAccessor(&DeviceBattery::m_initial),
                          MakeDoubleChecker<double>(0, ENDLESS))
            .AddAttribute("SupplyVoltage",
                          "Voltage, V; what a radio of a given current draws is proportional to it",
                          DoubleValue(3),
                          MakeDoubleAccessor(&DeviceBattery::m_voltage),
                          MakeDoubleChecker<double>(1e-3))
            .AddAttribute("UpdateInterval",
                          "How long a change of current may go unnoticed of which a model "
                          "tells nothing after it",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&DeviceBattery::m_interval),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddTraceSource("RemainingEnergy",
                            "Energy left, J; not of a battery without end",
                            MakeTraceSourceAccessor(&DeviceBattery::m_remaining),
                            "ns3::TracedValueCallback::Double");
    return tid;
}

void
DeviceBattery::DoInitialize()
{
    m_remaining = GetInitialEnergy();
    m_settled = Simulator::Now();
    Foresee();
    EnergySource::DoInitialize();
}

void
DeviceBattery::DoDispose()
{
    m_check.Cancel();
    // The parent does no more, and has it private.
    BreakDeviceEnergyModelRefCycle();
}

bool
DeviceBattery::IsEndless() const
{
    return m_initial == 0;
}

double
DeviceBattery::GetSupplyVoltage() const
{
    return m_voltage;
}

double
DeviceBattery::GetInitialEnergy() const
{
    return IsEndless() ? ENDLESS : m_initial;
}

double
DeviceBattery::GetPower() const
{
    // It changes nothing, though ns-3 does not say so.
    return const_cast<DeviceBattery*>(this)->CalculateTotalCurrent() * m_voltage;
}

double
DeviceBattery::PeekRemaining() const
{
    if (IsEndless())
    {
        return ENDLESS;
    }
    if (!IsInitialized())
    {
        return m_initial;
    }
    const Time elapsed = Simulator::Now() - m_settled;
    return m_empty ? 0 : std::max(0.0, m_remaining.Get() - elapsed.GetSeconds() * GetPower());
}

double
DeviceBattery::GetRemainingEnergy()
{
    return PeekRemaining();
}

double
DeviceBattery::GetEnergyFraction()
{
    return PeekRemaining() / GetInitialEnergy();
}

void
DeviceBattery::UpdateEnergySource()
{
    if (IsEndless() || m_empty || !IsInitialized())
    {
        return;
    }
    Settle();
    Foresee();
}

void
DeviceBattery::Settle()
{
    const Time elapsed = Simulator::Now() - m_settled;
    if (elapsed.IsZero())
    {
        return;
    }
    m_settled = Simulator::Now();
    m_remaining = std::max(0.0, m_remaining.Get() - elapsed.GetSeconds() * GetPower());
}

void
DeviceBattery::Foresee()
{
    if (IsEndless())
    {
        return;
    }
    const double power = GetPower();
    Time wait = m_interval;
    if (m_remaining <= power * m_interval.GetSeconds())
    {
        const double seconds = power > 0 ? m_remaining.Get() / power : 0;
        wait = NanoSeconds(static_cast<int64_t>(std::ceil(seconds * 1e9)));
    }
    const Time when = Simulator::Now() + wait;
    if (m_check.IsExpired() || when < m_checkTime)
    {
        m_check.Cancel();
        m_checkTime = when;
        m_check = Simulator::Schedule(wait, &DeviceBattery::Check, this);
    }
}

void
DeviceBattery::Check()
{
    Settle();
    // Less than a nanosecond's worth is nothing.
    if (m_remaining > GetPower() * 1e-9)
    {
        Foresee();
        return;
    }
    NS_LOG_LOGIC("battery of node " << GetNode()->GetId() << " is empty");
    m_empty = true;
    m_remaining = 0;
    NotifyEnergyDrained();
}

} // namespace stardust
} // namespace ns3
