/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RADIO_ENERGY_MODEL_H
#define RADIO_ENERGY_MODEL_H

#include "ns3/energy-source.h"
#include "ns3/nstime.h"
#include "ns3/stardust-compat.h"
#include "ns3/wifi-radio-energy-model.h"

namespace ns3
{

class WifiPhy;

namespace stardust
{

/**
 * @ingroup stardust
 * The energy of a Wi-Fi radio as ns-3's WifiRadioEnergyModel has it, with its currents and
 * its other attributes, for a source that itself foresees its end (DeviceBattery).
 *
 * The parent schedules at each change of state, and cancels, an event at which the source
 * would be empty were the radio alone and in that state for ever. Cancelled events stay in
 * the simulator's list until their time comes: with a large battery, to the end of the run. This one schedules
 * nothing. Asking for its energy has no effect.
 */
class RadioEnergyModel : public WifiRadioEnergyModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Draw from a source for a radio from now on.
     * @param source of the radio's device.
     * @param phy the radio, which keeps this model.
     */
    void Install(Ptr<EnergySource> source, Ptr<WifiPhy> phy);

    /** The device is out of energy: nothing is drawn from now on, whatever the radio does. */
    void End();

    // Inherited from DeviceEnergyModel:
    double GetTotalEnergyConsumption() const override;
    void ChangeState(int newState) override;
    void HandleEnergyDepletion() override;
    void HandleEnergyRecharged() override;
    void HandleEnergyChanged() override;

  private:
    double DoGetCurrentA() const override;

    WifiPhy* m_phy{nullptr};             //!< the radio, which keeps this
    EnergySource* m_drawnFrom{nullptr};  //!< the source, which the parent keeps
    WifiPhyState m_state{WifiPhyState::IDLE}; //!< of the radio
    Time m_since;                        //!< of the last change
    double m_total{0};                   //!< drawn until then, J
    bool m_ended{false};                 //!< see End()
};

} // namespace stardust
} // namespace ns3

#endif // RADIO_ENERGY_MODEL_H
