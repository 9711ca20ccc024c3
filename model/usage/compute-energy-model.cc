/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-energy-model.h"

#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ComputeEnergyModel);

TypeId
ComputeEnergyModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ComputeEnergyModel")
            .SetParent<DeviceEnergyModel>()
            .SetGroupName("Stardust")
            .AddConstructor<ComputeEnergyModel>()
            .AddAttribute("Power",
                          "Power drawn while an update is computed, W. The default is an "
                          "assumption (a small single-board computer under load), not a "
                          "published value",
                          DoubleValue(5),
                          MakeDoubleAccessor(&ComputeEnergyModel::m_power),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("JoulesPerFlop",
                          "Energy of a floating-point operation beside that, J",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ComputeEnergyModel::m_joulesPerFlop),
                          MakeDoubleChecker<double>(0))
            .AddTraceSource("TotalEnergyConsumption",
                            "Energy drawn, J; at the beginning and the end of an update",
                            MakeTraceSourceAccessor(&ComputeEnergyModel::m_total),
                            "ns3::TracedValueCallback::Double");
    return tid;
}

void
ComputeEnergyModel::DoDispose()
{
    m_source = nullptr;
    m_depleted = Callback<void>();
    DeviceEnergyModel::DoDispose();
}

void
ComputeEnergyModel::SetDepletionCallback(Callback<void> depleted)
{
    m_depleted = depleted;
}

void
ComputeEnergyModel::SetEnergySource(Ptr<EnergySource> source)
{
    m_source = source;
    m_since = Simulator::Now();
}

void
ComputeEnergyModel::Begin(Time duration, double work)
{
    const double perSecond = duration.IsZero() ? 0 : work / duration.GetSeconds();
    Draw(m_power + m_joulesPerFlop * perSecond);
    m_computing = true;
}

void
ComputeEnergyModel::End()
{
    Draw(0);
    m_computing = false;
}

void
ComputeEnergyModel::Draw(double power)
{
    const Time elapsed = Simulator::Now() - m_since;
    m_since = Simulator::Now();
    m_computed += m_computing ? elapsed : Time();
    m_total += elapsed.GetSeconds() * m_drawing;
    m_source->UpdateEnergySource();
    m_drawing = power;
    m_source->UpdateEnergySource();
}

Time
ComputeEnergyModel::GetComputingTime() const
{
    return m_computed + (m_computing ? Simulator::Now() - m_since : Time());
}

double
ComputeEnergyModel::GetTotalEnergyConsumption() const
{
    return m_total + (Simulator::Now() - m_since).GetSeconds() * m_drawing;
}

void
ComputeEnergyModel::ChangeState(int newState)
{
    newState == COMPUTING ? Begin(Time(), 0) : End();
}

double
ComputeEnergyModel::DoGetCurrentA() const
{
    return m_source ? m_drawing / m_source->GetSupplyVoltage() : 0;
}

void
ComputeEnergyModel::HandleEnergyDepletion()
{
    if (!m_depleted.IsNull())
    {
        m_depleted();
    }
}

void
ComputeEnergyModel::HandleEnergyRecharged()
{
    // Whoever has retired does not come back.
}

void
ComputeEnergyModel::HandleEnergyChanged()
{
}

} // namespace stardust
} // namespace ns3
