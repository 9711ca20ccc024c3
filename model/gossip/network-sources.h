/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NETWORK_SOURCES_H
#define NETWORK_SOURCES_H

#include "network-listener.h"

#include "ns3/node.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Connect a listener to what ns-3's models tell of packets on a node, and
 * translate their reasons. What a model does not tell is left out.
 * @param listener gets what is told; must live until the end of the simulation.
 * @param node whose stack and devices are to tell it.
 * @return what the devices tell.
 */
NetworkTold ConnectNetwork(NetworkListener* listener, const Ptr<Node>& node);

} // namespace stardust
} // namespace ns3

#endif // NETWORK_SOURCES_H
