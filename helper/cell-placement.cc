/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cell-placement.h"

#include "stream-plan.h"

#include "ns3/mobility-helper.h"
#include "ns3/position-allocator.h"
#include "ns3/random-variable-stream.h"

#include <cmath>

namespace ns3
{
namespace stardust
{

void
PlaceInCells(const NodeContainer& devices,
             const NodeContainer& points,
             double side,
             const MovementHelper& movement)
{
    const uint32_t cells = points.GetN();
    const auto columns = static_cast<uint32_t>(std::ceil(std::sqrt(double(cells))));
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_POSITIONS);
    std::vector<DevicePlace> places;
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const uint32_t cell = i % cells;
        const double left = side * (cell % columns);
        const double low = side * (cell / columns);
        const double x = random->GetValue(0, side);
        const double y = random->GetValue(0, side);
        places.push_back({Vector(left + x, low + y, 0), {left, left + side, low, low + side}});
    }
    movement.Install(devices, places);
    auto middles = CreateObject<ListPositionAllocator>();
    for (uint32_t c = 0; c < cells; ++c)
    {
        middles->Add(Vector(side * (c % columns + 0.5), side * (c / columns + 0.5), 0));
    }
    MobilityHelper mobility;
    mobility.SetPositionAllocator(middles);
    mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
    mobility.Install(points);
}

} // namespace stardust
} // namespace ns3
