/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MULTICAST_TRANSPORT_H
#define MULTICAST_TRANSPORT_H

#include "broadcast-transport.h"

#include "ns3/ipv4-address.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * BroadcastTransport to a link-local multicast group instead of the network's broadcast
 * address: whoever is not in the group need not look at it.
 *
 * 1. It reaches one hop, like a broadcast: routers do not forward 224.0.0.0/24 (RFC 5771).
 * 2. The node's routing must send such packets out of a given interface, as ns-3's static
 *    routing does; AODV looks for a route instead, and the messages are lost.
 * 3. ns-3's IPv4 has no IGMP and takes every multicast packet; who listens at Port is a member.
 */
class MulticastTransport : public BroadcastTransport
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(Ptr<Node> node) const override;

  protected:
    int OpenSocket(Socket& socket) override;
    Address GetDestination(const ModelMessage& message) const override;

  private:
    Ipv4Address m_multicastGroup; //!< see the attribute Group
};

} // namespace stardust
} // namespace ns3

#endif // MULTICAST_TRANSPORT_H
