/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cell-placement.h"

#include "stream-plan.h"

#include "ns3/constant-position-mobility-model.h"
#include "ns3/random-variable-stream.h"

#include <cmath>

namespace ns3
{
namespace stardust
{

namespace
{

/// A place for a node that has none of its own.
void
Place(Ptr<Node> node, const Vector& at)
{
    if (!node->GetObject<MobilityModel>())
    {
        auto mobility = CreateObject<ConstantPositionMobilityModel>();
        mobility->SetPosition(at);
        node->AggregateObject(mobility);
    }
}

} // namespace

void
PlaceInCells(const NodeContainer& devices,
             const NodeContainer& points,
             double side,
             const MovementHelper& movement,
             const CellHeights& heights)
{
    const uint32_t cells = points.GetN();
    const auto columns = static_cast<uint32_t>(std::ceil(std::sqrt(double(cells))));
    // First: a device that is a point too keeps its place.
    for (uint32_t c = 0; c < cells; ++c)
    {
        Place(points.Get(c),
              Vector(side * (c % columns + 0.5), side * (c / columns + 0.5), heights.points));
    }
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
        places.push_back({Vector(left + x, low + y, heights.devices),
                          {left, left + side, low, low + side}});
    }
    movement.Install(devices, places);
}

} // namespace stardust
} // namespace ns3
