/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRAPHML_READER_H
#define GRAPHML_READER_H

#include "communication-graph.h"
#include "link-topology.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Read the nodes and links of a GraphML file.
 *
 * Devices are the nodes in file order. The file is read as a stream, whatever
 * attributes it declares (Boost's reader refuses the Internet Topology Zoo's),
 * and no entity or document outside of it is loaded. Topology Zoo files say
 * `directed` but store each link once, hence the caller decides, not the file.
 * If any edge has data of a key named `weight`, links have weights; an edge
 * without has weight 1.
 *
 * @param path the file.
 * @param directed whether a link holds from source to target only.
 * @return the graph; parallel links are merged, self loops dropped.
 * @throws InputError naming file and line if it cannot be opened, is no XML or
 *         no GraphML, a node has no id or one that is there already, a link
 *         names a node that does not exist, or a weight is no number above 0.
 */
Ptr<CommunicationGraph> ReadGraphMl(const std::string& path, bool directed);

/**
 * @ingroup stardust
 * Read the links of a GraphML file as cables, with what its edges say of them.
 *
 * Of parallel links the first is taken, self loops are dropped.
 *
 * @param path the file.
 * @param keys names (`attr.name`) of the keys of edges that hold delay and rate.
 * @return the links, undirected.
 * @throws InputError as ReadGraphMl(), and if a delay or a rate is none.
 */
LinkTopology ReadLinkTopology(const std::string& path, const LinkKeys& keys);

} // namespace stardust
} // namespace ns3

#endif // GRAPHML_READER_H
