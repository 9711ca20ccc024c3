/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EDGE_LIST_READER_H
#define EDGE_LIST_READER_H

#include "communication-graph.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Whether a graph file is GraphML: its name ends in .graphml or .xml (or those with .gz), or its
 * first character that is no space is `<`. Others are edge lists.
 * @param path the file.
 * @return whether it is.
 * @throws InputError naming the file if it cannot be opened, or is empty.
 */
bool IsGraphMl(const std::string& path);

/**
 * @ingroup stardust
 * Read a graph from an edge list, plain or gzip: a line `u v` or `u v weight` a link, with
 * spaces, tabs, commas or semicolons between. Devices are numbers from 0. What follows `#` or
 * `%` is a comment, empty lines are skipped, and `{}` may stand for a weight that is not there
 * (NetworkX). If any line has a weight, links have weights; one without has weight 1.
 *
 * @param path the file.
 * @param n number of devices; 0: one more than the largest number in the file.
 * @param directed whether a link holds from u to v only.
 * @return the graph; of repeated links the weights are added up, self loops are dropped.
 * @throws InputError naming file and line if it cannot be opened, a line is no link, a device is
 *         not below n, or a weight is no number above 0; or if n is 0 and there is no link.
 */
Ptr<CommunicationGraph> ReadEdgeList(const std::string& path, uint32_t n, bool directed);

} // namespace stardust
} // namespace ns3

#endif // EDGE_LIST_READER_H
