/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CELL_PLACEMENT_H
#define CELL_PLACEMENT_H

#include "ns3/node-container.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Give nodes their places in cells, equal squares on a grid: a point in the middle
 * of each, devices at random, device i in cell i modulo the number of cells.
 * @param devices nodes of the devices.
 * @param points one node a cell; none: one cell, without a point.
 * @param side of a cell, m.
 */
void PlaceInCells(const NodeContainer& devices, const NodeContainer& points, double side);

} // namespace stardust
} // namespace ns3

#endif // CELL_PLACEMENT_H
