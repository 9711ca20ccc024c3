/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPUTE_ENERGY_MODEL_H
#define COMPUTE_ENERGY_MODEL_H

#include "ns3/callback.h"
#include "ns3/device-energy-model.h"
#include "ns3/energy-source.h"
#include "ns3/nstime.h"
#include "ns3/stardust-compat.h"
#include "ns3/traced-value.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The energy that a device's computations take: while it computes an update it draws
 * Power, and beside it JoulesPerFlop for each floating-point operation, evenly over the
 * update. Between updates it draws nothing.
 *
 * An update that is given up has drawn its share so far. One that takes no time draws
 * nothing. The operations of an update are GossipLearner::GetUpdateWork().
 */
class ComputeEnergyModel : public DeviceEnergyModel
{
  public:
    /// States for ChangeState().
    enum State
    {
        IDLE,     //!< draws nothing
        COMPUTING //!< draws Power
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param depleted called when the source is empty. */
    void SetDepletionCallback(Callback<void> depleted);

    /**
     * A computation begins.
     * @param duration until it ends.
     * @param work floating-point operations in that time.
     */
    void Begin(Time duration, double work);

    /** The computation is over, or is given up. */
    void End();

    /** @return time spent computing so far. */
    Time GetComputingTime() const;

    // Inherited from DeviceEnergyModel:
    void SetEnergySource(Ptr<EnergySource> source) override;
    double GetTotalEnergyConsumption() const override;
    void ChangeState(int newState) override;
    void HandleEnergyDepletion() override;
    void HandleEnergyRecharged() override;
    void HandleEnergyChanged() override;

  protected:
    void DoDispose() override;

  private:
    double DoGetCurrentA() const override;
    /** @param power drawn from now on, W. */
    void Draw(double power);

    double m_power;                //!< see the attribute, W
    double m_joulesPerFlop;        //!< see the attribute, J
    Ptr<EnergySource> m_source;    //!< what is drawn from
    double m_drawing{0};           //!< power drawn now, W
    bool m_computing{false};       //!< between Begin() and End()
    Time m_since;                  //!< of the last Draw()
    Time m_computed;               //!< time spent computing until then
    TracedValue<double> m_total{0}; //!< drawn until then, J
    Callback<void> m_depleted;     //!< the source is empty
};

} // namespace stardust
} // namespace ns3

#endif // COMPUTE_ENERGY_MODEL_H
