/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "station-outage.h"

#include "station-rows.h"

#include "ns3/abort.h"
#include "ns3/input-error.h"
#include "ns3/ipv4.h"
#include "ns3/learner-group.h"
#include "ns3/simulator.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StationOutage);

TypeId
StationOutage::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::StationOutage")
                            .SetParent<Object>()
                            .SetGroupName("Stardust")
                            .AddConstructor<StationOutage>();
    return tid;
}

void
StationOutage::DoDispose()
{
    m_radios = NetDeviceContainer();
    m_changes.clear();
    Object::DoDispose();
}

void
StationOutage::Start(Ptr<LearnerGroup> group,
                     const NodeContainer& stations,
                     std::vector<StationChange> changes)
{
    NS_ABORT_MSG_IF(m_radios.GetN() > 0 || group->GetObject<StationOutage>(),
                    "one schedule for one group");
    for (uint32_t i = 0; i < stations.GetN(); ++i)
    {
        const auto radio = FindAccessPoint(stations.Get(i));
        if (!radio)
        {
            throw InputError("--stationFile: station " + std::to_string(i) +
                             " is no Wi-Fi access point, which alone can be turned off");
        }
        m_radios.Add(radio);
    }
    group->AggregateObject(this);
    m_up.assign(stations.GetN(), true);
    m_changes = std::move(changes);
    if (!m_changes.empty())
    {
        Simulator::Schedule(m_changes.front().when, &StationOutage::Play, this);
    }
}

void
StationOutage::Play()
{
    // None are left after DoDispose().
    for (; m_next < m_changes.size() && m_changes[m_next].when <= Simulator::Now(); ++m_next)
    {
        Switch(m_changes[m_next].station, m_changes[m_next].up);
    }
    if (m_next < m_changes.size())
    {
        Simulator::Schedule(m_changes[m_next].when - Simulator::Now(), &StationOutage::Play, this);
    }
}

void
StationOutage::Switch(uint32_t station, bool up)
{
    if (m_up[station] == up)
    {
        return;
    }
    m_up[station] = up;
    const auto radio = DynamicCast<WifiNetDevice>(m_radios.Get(station));
    const auto ipv4 = radio->GetNode()->GetObject<Ipv4>();
    const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(radio) : -1;
    if (up)
    {
        radio->GetPhy()->ResumeFromOff();
    }
    else
    {
        radio->GetPhy()->SetOffMode();
    }
    // Else packets that come by wire would wait for the radio, and be sent when it is back.
    if (interface >= 0)
    {
        up ? ipv4->SetUp(interface) : ipv4->SetDown(interface);
    }
}

} // namespace stardust
} // namespace ns3
