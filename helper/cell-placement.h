/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CELL_PLACEMENT_H
#define CELL_PLACEMENT_H

#include "movement-helper.h"

#include "ns3/node-container.h"

namespace ns3
{
namespace stardust
{

/// Heights above the ground, m.
struct CellHeights
{
    double devices{0}; //!< of the devices
    double points{0};  //!< of access points or base stations
};

/**
 * @ingroup stardust
 * Give nodes their places in cells, equal squares on a grid: a point in the middle
 * of each, devices at random, device i in cell i modulo the number of cells. A node
 * that has a mobility model keeps it.
 * @param devices nodes of the devices.
 * @param points one node a cell; one that is a device's too stands in the middle.
 * @param side of a cell, m.
 * @param movement of the devices, which stay within their cells.
 * @param heights of devices and points.
 */
void PlaceInCells(const NodeContainer& devices,
                  const NodeContainer& points,
                  double side,
                  const MovementHelper& movement,
                  const CellHeights& heights = CellHeights());

} // namespace stardust
} // namespace ns3

#endif // CELL_PLACEMENT_H
