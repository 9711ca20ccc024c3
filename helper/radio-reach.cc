/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "radio-reach.h"

#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

#include <iostream>
#include <set>
#include <tuple>

namespace ns3
{
namespace stardust
{

namespace
{
/// MinimumRssi of ns-3's ThresholdPreambleDetectionModel, dBm.
constexpr double LEAST_POWER = -82;
/// So many devices are named in a warning.
constexpr std::size_t MOST_NAMED = 10;
} // namespace

std::vector<uint32_t>
FindDeafDevices(const NetDeviceContainer& devices,
                const NetDeviceContainer& others,
                Ptr<PropagationLossModel> loss)
{
    std::vector<uint32_t> deaf;
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const auto place = devices.Get(i)->GetNode()->GetObject<MobilityModel>();
        bool hears = false;
        for (uint32_t k = 0; k < others.GetN() && !hears; ++k)
        {
            const auto other = DynamicCast<WifiNetDevice>(others.Get(k));
            const double power = other->GetPhy()->GetTxPowerEnd();
            hears = other != devices.Get(i) &&
                    loss->CalcRxPower(power, other->GetNode()->GetObject<MobilityModel>(), place) >=
                        LEAST_POWER;
        }
        if (!hears)
        {
            deaf.push_back(i);
        }
    }
    return deaf;
}

void
WarnOfDevices(const std::vector<uint32_t>& devices, const std::string& what)
{
    if (devices.empty())
    {
        return;
    }
    std::cerr << "warning: " << (devices.size() == 1 ? "device" : "devices");
    for (std::size_t k = 0; k < devices.size() && k < MOST_NAMED; ++k)
    {
        std::cerr << (k > 0 ? ", " : " ") << devices[k];
    }
    if (devices.size() > MOST_NAMED)
    {
        std::cerr << " and " << devices.size() - MOST_NAMED << " more";
    }
    std::cerr << ": " << what << std::endl;
}

void
WarnOfSamePlaces(const NetDeviceContainer& devices)
{
    std::set<std::tuple<double, double, double>> places;
    std::vector<uint32_t> doubled;
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const Vector at = devices.Get(i)->GetNode()->GetObject<MobilityModel>()->GetPosition();
        if (!places.emplace(at.x, at.y, at.z).second)
        {
            doubled.push_back(i);
        }
    }
    WarnOfDevices(doubled, "another device stands at the same place");
}

} // namespace stardust
} // namespace ns3
