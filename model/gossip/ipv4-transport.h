/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IPV4_TRANSPORT_H
#define IPV4_TRANSPORT_H

#include "model-transport.h"

#include "ns3/net-device.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What the transports over an IPv4 stack have in common: an interface, a port,
 * and pilot signals (UdpPilotChannel) on the next higher port.
 *
 * The node needs IPv4 and an address on the interface; routes, if the peers
 * are not neighbours, are the user's. IPv6 is not supported.
 */
class Ipv4Transport : public ModelTransport
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(Ptr<Node> node) const override;
    Address GetAddress() const override;
    bool CanBroadcast() const override;
    Ptr<PilotChannel> CreatePilotChannel() const override;

    /** @return index of the IPv4 interface in use. */
    uint32_t GetInterface() const;

    /**
     * @param messageBytes size of an encoded model.
     * @return IP packets that may wait for the resolution of one address when such a
     *         message is sent.
     */
    virtual uint32_t CountPackets(uint32_t messageBytes) const = 0;

  protected:
    /** @return the device of the interface. */
    Ptr<NetDevice> GetDevice() const;

    uint32_t m_interface{1};  //!< index of the IPv4 interface; an attribute of subclasses
    uint16_t m_port{9010};    //!< port to listen at; an attribute of subclasses
};

} // namespace stardust
} // namespace ns3

#endif // IPV4_TRANSPORT_H
