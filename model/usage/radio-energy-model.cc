/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "radio-energy-model.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"
#include "ns3/wifi-phy.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(RadioEnergyModel);

TypeId
RadioEnergyModel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::RadioEnergyModel")
                            .SetParent<WifiRadioEnergyModel>()
                            .SetGroupName("Stardust")
                            .AddConstructor<RadioEnergyModel>();
    return tid;
}

void
RadioEnergyModel::Install(Ptr<EnergySource> source, Ptr<WifiPhy> phy)
{
    m_phy = PeekPointer(phy);
    m_drawnFrom = PeekPointer(source);
    m_since = Simulator::Now();
    phy->SetWifiRadioEnergyModel(this);
    source->AppendDeviceEnergyModel(this);
    // The parent needs it to know whether what is left suffices for a frame.
    SetEnergySource(source);
    phy->RegisterListener(GetPhyListener());
}

double
RadioEnergyModel::GetTotalEnergyConsumption() const
{
    const double voltage = m_drawnFrom->GetSupplyVoltage();
    return m_total + (Simulator::Now() - m_since).GetSeconds() * DoGetCurrentA() * voltage;
}

void
RadioEnergyModel::End()
{
    m_total = GetTotalEnergyConsumption();
    m_since = Simulator::Now();
    m_state = WifiPhyState::OFF;
    m_ended = true;
    m_drawnFrom->UpdateEnergySource();
}

void
RadioEnergyModel::ChangeState(int newState)
{
    if (m_ended)
    {
        return;
    }
    const bool off = m_phy->IsStateOff();
    if (newState == static_cast<int>(WifiPhyState::OFF) && !off)
    {
        // The parent has foreseen the end, from the radio's current alone.
        return;
    }
    m_total = GetTotalEnergyConsumption();
    m_since = Simulator::Now();
    m_drawnFrom->UpdateEnergySource();
    // A radio that is off tells all the same of a medium that is busy.
    m_state = off ? WifiPhyState::OFF : static_cast<WifiPhyState>(newState);
    m_drawnFrom->UpdateEnergySource();
}

double
RadioEnergyModel::DoGetCurrentA() const
{
    switch (m_state)
    {
    case WifiPhyState::IDLE:
        return GetIdleCurrentA();
    case WifiPhyState::CCA_BUSY:
        return GetCcaBusyCurrentA();
    case WifiPhyState::TX:
        return GetTxCurrentA();
    case WifiPhyState::RX:
        return GetRxCurrentA();
    case WifiPhyState::SWITCHING:
        return GetSwitchingCurrentA();
    case WifiPhyState::SLEEP:
        return GetSleepCurrentA();
    case WifiPhyState::OFF:
        return 0;
    }
    NS_ABORT_MSG("a radio has no such state");
}

void
RadioEnergyModel::HandleEnergyDepletion()
{
    // LearnerEnergy switches the radio off with everything else.
}

void
RadioEnergyModel::HandleEnergyRecharged()
{
}

void
RadioEnergyModel::HandleEnergyChanged()
{
}

} // namespace stardust
} // namespace ns3
