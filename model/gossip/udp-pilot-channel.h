/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UDP_PILOT_CHANNEL_H
#define UDP_PILOT_CHANNEL_H

#include "pilot-channel.h"

#include "ns3/socket.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Pilot signals as UDP broadcasts on one interface: 24 bytes and the headers
 * below, heard in one hop by whoever receives the frame. On Wi-Fi they take
 * airtime like any broadcast frame, and are not acknowledged.
 */
class UdpPilotChannel : public PilotChannel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param node the owner's node, with IPv4.
     * @param interface index of the IPv4 interface.
     * @param port UDP port, the same at all learners.
     */
    void Setup(Ptr<Node> node, uint32_t interface, uint16_t port);

    void Send(const PilotHeader& pilot) override;

  protected:
    void DoDispose() override;
    void DoOpen() override;
    void DoClose() override;
    bool ComesFrom(const Address& from, uint32_t sender) const override;

  private:
    /**
     * The socket has something to read.
     * @param socket the socket.
     */
    void HandleRead(Ptr<Socket> socket);

    Ptr<Node> m_node;        //!< the owner's node
    uint32_t m_interface{0}; //!< index of the IPv4 interface
    uint16_t m_port{0};      //!< UDP port
    Ptr<Socket> m_socket;    //!< sends and receives; null while closed
};

} // namespace stardust
} // namespace ns3

#endif // UDP_PILOT_CHANNEL_H
