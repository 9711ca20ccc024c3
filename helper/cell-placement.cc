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

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

void
PlaceInCells(const NodeContainer& devices, const NodeContainer& points, double side)
{
    const uint32_t cells = std::max(1u, points.GetN());
    const auto columns = static_cast<uint32_t>(std::ceil(std::sqrt(double(cells))));
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAMS_POSITIONS);
    auto places = CreateObject<ListPositionAllocator>();
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const uint32_t cell = i % cells;
        const double x = random->GetValue(0, side);
        const double y = random->GetValue(0, side);
        places->Add(Vector(side * (cell % columns) + x, side * (cell / columns) + y, 0));
    }
    for (uint32_t c = 0; c < points.GetN(); ++c)
    {
        places->Add(Vector(side * (c % columns + 0.5), side * (c / columns + 0.5), 0));
    }
    MobilityHelper mobility;
    mobility.SetPositionAllocator(places);
    mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
    mobility.Install(NodeContainer(devices, points));
}

} // namespace stardust
} // namespace ns3
