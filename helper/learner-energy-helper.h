/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNER_ENERGY_HELPER_H
#define LEARNER_ENERGY_HELPER_H

#include "ns3/attribute.h"
#include "ns3/learner-energy.h"
#include "ns3/learner-group.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Gives devices energy sources and models of what they draw: after
 * LearnerHelper::Install() and before RecordHelper::Install() and the simulation.
 *
 * Each device gets an EnergySource, by default a DeviceBattery without end, which only
 * measures; a ComputeEnergyModel; and a RadioEnergyModel for each Wi-Fi device of its node.
 * ns-3 has no energy model of LTE and wired devices: there only computing draws. Sources
 * are in the nodes' EnergySourceContainer, as ns-3's own helpers leave them.
 */
class LearnerEnergyHelper
{
  public:
    LearnerEnergyHelper();

    /** @param joules energy of each device's DeviceBattery; 0: without end. */
    void SetBattery(double joules);

    /**
     * Use another kind of source.
     * @param type the TypeId's name, such as ns3::BasicEnergySource; its attributes are
     *        those of SetSourceAttribute() from now on.
     */
    void SetSource(const std::string& type);

    /**
     * Set an attribute of the sources.
     * @param name of the attribute, such as SupplyVoltage.
     * @param value its value.
     */
    void SetSourceAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of the ComputeEnergyModel.
     * @param name Power or JoulesPerFlop.
     * @param value its value.
     */
    void SetComputeAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of the RadioEnergyModel.
     * @param name such as TxCurrentA: those of ns3::WifiRadioEnergyModel.
     * @param value its value.
     */
    void SetRadioAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param group the learners.
     * @return their energy, part of the group.
     */
    Ptr<LearnerEnergy> Install(Ptr<LearnerGroup> group) const;

  private:
    /**
     * @param node of a device.
     * @return its parts, tied to each other.
     */
    DeviceEnergy MakeDevice(const Ptr<Node>& node) const;

    ObjectFactory m_source;  //!< makes sources
    ObjectFactory m_compute; //!< makes models of computing
    ObjectFactory m_radio;   //!< makes models of radios
};

} // namespace stardust
} // namespace ns3

#endif // LEARNER_ENERGY_HELPER_H
