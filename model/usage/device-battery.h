/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEVICE_BATTERY_H
#define DEVICE_BATTERY_H

#include "ns3/energy-source.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/stardust-compat.h"
#include "ns3/traced-value.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * An energy source of constant voltage that is empty exactly when its energy is used up,
 * or one without end, which only measures.
 *
 * It differs from ns-3's BasicEnergySource in three things. It foresees the instant at
 * which it will be empty, where that one looks once an interval and overdraws meanwhile
 * (an assertion in builds that have them). Its models hear of the end as an event of its own, never
 * in the middle of a radio's change of state. And it does not tell them of
 * every joule, which with WifiRadioEnergyModel makes, and forgets, two far-off events a
 * change of state.
 *
 * A model calls UpdateEnergySource() before its current changes, as for any source, and
 * should call it once more after. For one that does not, the source looks once an
 * UpdateInterval. Once empty it stays so; harvesters prolong its life, but do not revive it.
 */
class DeviceBattery : public EnergySource
{
  public:
    /// Initial energy of a battery without end, as GetInitialEnergy() tells it, J.
    static constexpr double ENDLESS = 1e8;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return whether it never becomes empty. */
    bool IsEndless() const;

    /** @return energy left now, J, without any effect on the source. */
    double PeekRemaining() const;

    // Inherited from EnergySource:
    double GetSupplyVoltage() const override;
    double GetInitialEnergy() const override;
    double GetRemainingEnergy() override;
    double GetEnergyFraction() override;
    void UpdateEnergySource() override;

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /** @return power drawn now, W. */
    double GetPower() const;
    /** Take off what was drawn since last time. */
    void Settle();
    /** See to it that Check() comes when the battery may be empty. */
    void Foresee();
    /** Tell the models if the battery is empty. */
    void Check();

    double m_initial;                //!< see the attribute, J
    double m_voltage;                //!< see the attribute, V
    Time m_interval;                 //!< see the attribute
    TracedValue<double> m_remaining; //!< at the last settling, J
    Time m_settled;                  //!< when that was
    bool m_empty{false};             //!< the models have been told
    EventId m_check;                 //!< the next look
    Time m_checkTime;                //!< when that is
};

} // namespace stardust
} // namespace ns3

#endif // DEVICE_BATTERY_H
