/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNER_ENERGY_H
#define LEARNER_ENERGY_H

#include "compute-energy-model.h"
#include "radio-energy-model.h"

#include "ns3/learner-group.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace stardust
{

/// The parts of ns-3's energy framework at one device.
struct DeviceEnergy
{
    Ptr<EnergySource> source;                  //!< what both draw from
    Ptr<ComputeEnergyModel> compute;           //!< draws for updates
    std::vector<Ptr<RadioEnergyModel>> radios; //!< draw for Wi-Fi; none on other networks
};

/**
 * @ingroup stardust
 * The energy of a group's devices: tells each device's ComputeEnergyModel when the learner
 * computes, and ends the life of a device whose source is empty: its learner retires
 * (GossipLearner::Retire()), and its Wi-Fi radios are switched off.
 *
 * LearnerEnergyHelper makes it.
 */
class LearnerEnergy : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin; becomes part of the group (Object aggregation), which may have one of it.
     * @param group the learners, installed, before the simulation starts.
     * @param devices one for each learner, its parts tied to each other.
     */
    void Attach(Ptr<LearnerGroup> group, std::vector<DeviceEnergy> devices);

    /**
     * @param learner id.
     * @return its parts.
     */
    const DeviceEnergy& GetDevice(uint32_t learner) const;

    /** @return whether any device's source has an end. */
    bool HasBatteries() const;

    /**
     * @param learner id.
     * @return what its Wi-Fi radios have drawn, J; absent if it has none.
     */
    std::optional<double> GetRadioJoules(uint32_t learner) const;

    /**
     * @param learner id.
     * @return what its updates have drawn, J.
     */
    double GetComputeJoules(uint32_t learner) const;

    /**
     * @param learner id.
     * @return what is left, J; absent if the source has no end. Of a source other than
     *         DeviceBattery ns-3 brings the source up to date for it.
     */
    std::optional<double> GetRemainingJoules(uint32_t learner) const;

    /** @return number of devices whose source is empty. */
    uint32_t CountEmpty() const;

    /**
     * TracedCallback signature for the end of a device's energy.
     * @param learner its id.
     */
    typedef void (*EmptyTracedCallback)(uint32_t learner);

  protected:
    void DoDispose() override;

  private:
    /** @param phase a learner begins to compute, or is through. */
    void NoteTraining(const TrainingPhase& phase);
    /** @param learner whose source is empty. */
    void NoteEmpty(uint32_t learner);
    /** @param learner which retires. */
    void EndLife(uint32_t learner);
    /** @param phy of a device that is out of energy. */
    static void SwitchOff(Ptr<WifiPhy> phy);
    /** Let nobody hear a radio, and it hear nobody. @param phy of a station out of energy. */
    static void Mute(Ptr<WifiPhy> phy);

    LearnerGroup* m_group{nullptr};        //!< owns this
    std::vector<DeviceEnergy> m_devices;   //!< by learner
    uint32_t m_empty{0};                   //!< sources that are empty
    TracedCallback<uint32_t> m_emptyTrace; //!< a device is out of energy
};

} // namespace stardust
} // namespace ns3

#endif // LEARNER_ENERGY_H
