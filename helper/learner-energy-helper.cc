/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learner-energy-helper.h"

#include "factory-parser.h"

#include "ns3/abort.h"
#include "ns3/device-battery.h"
#include "ns3/double.h"
#include "ns3/energy-source-container.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

namespace ns3
{
namespace stardust
{

LearnerEnergyHelper::LearnerEnergyHelper()
{
    m_source.SetTypeId(DeviceBattery::GetTypeId());
    m_compute.SetTypeId(ComputeEnergyModel::GetTypeId());
    m_radio.SetTypeId(RadioEnergyModel::GetTypeId());
}

void
LearnerEnergyHelper::SetBattery(double joules)
{
    m_source.SetTypeId(DeviceBattery::GetTypeId());
    m_source.Set("InitialEnergy", DoubleValue(joules));
}

void
LearnerEnergyHelper::SetSource(const std::string& type)
{
    m_source = ObjectFactory();
    m_source.SetTypeId(type);
}

void
LearnerEnergyHelper::SetSourceAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_source, name, value, "LearnerEnergyHelper::SetSourceAttribute");
}

void
LearnerEnergyHelper::SetComputeAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_compute, name, value, "LearnerEnergyHelper::SetComputeAttribute");
}

void
LearnerEnergyHelper::SetRadioAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_radio, name, value, "LearnerEnergyHelper::SetRadioAttribute");
}

DeviceEnergy
LearnerEnergyHelper::MakeDevice(const Ptr<Node>& node) const
{
    DeviceEnergy device;
    device.source = m_source.Create<EnergySource>();
    device.source->SetNode(node);
    // The first model hears first of the end: the learner retires before its radio is off.
    device.compute = m_compute.Create<ComputeEnergyModel>();
    device.compute->SetEnergySource(device.source);
    device.source->AppendDeviceEnergyModel(device.compute);
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        if (const auto wifi = DynamicCast<WifiNetDevice>(node->GetDevice(i)))
        {
            const auto radio = m_radio.Create<RadioEnergyModel>();
            radio->Install(device.source, wifi->GetPhy());
            device.radios.push_back(radio);
        }
    }
    auto sources = node->GetObject<EnergySourceContainer>();
    if (!sources)
    {
        sources = CreateObject<EnergySourceContainer>();
        node->AggregateObject(sources);
    }
    sources->Add(device.source);
    return device;
}

Ptr<LearnerEnergy>
LearnerEnergyHelper::Install(Ptr<LearnerGroup> group) const
{
    if (!group)
    {
        throw InputError("LearnerEnergyHelper::Install(): there is no group yet; expected LearnerHelper::Install() before");
    }
    std::vector<DeviceEnergy> devices;
    for (uint32_t i = 0; i < group->GetN(); ++i)
    {
        devices.push_back(MakeDevice(group->GetLearner(i)->GetNode()));
    }
    auto energy = CreateObject<LearnerEnergy>();
    energy->Attach(group, std::move(devices));
    return energy;
}

} // namespace stardust
} // namespace ns3
