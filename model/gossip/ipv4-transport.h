/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IPV4_TRANSPORT_H
#define IPV4_TRANSPORT_H

#include "model-transport.h"

#include "ns3/net-device.h"
#include "ns3/traced-callback.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What the transports over an IPv4 stack have in common: an interface, a port,
 * and pilot signals (UdpPilotChannel) on the next higher port.
 *
 * What arrives is not trusted. It is a part of a message only if it comes from an address of the
 * device that it names as its sender; so is an acknowledgement, and a pilot. Anything else is
 * counted (strayPackets), dropped, and its source told by the trace source StrayPacket.
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

    /**
     * TracedCallback signature for packets that are not believed: no part of a message, no
     * feedback, no pilot.
     * @param learner id of the device that has dropped it.
     * @param from address that it came from.
     */
    typedef void (*StrayTracedCallback)(uint32_t learner, const Address& from);

  protected:
    /** @return the device of the interface. */
    Ptr<NetDevice> GetDevice() const;

    /**
     * @param from address that a packet came from.
     * @param sender learner id that the packet names.
     * @return whether that learner's node has the address.
     */
    bool ComesFrom(const Address& from, uint32_t sender) const;

    /**
     * A packet is no part of any message, nor sound feedback.
     * @param from address that it came from.
     */
    void CountStray(const Address& from);

    uint32_t m_interface{1};  //!< index of the IPv4 interface; an attribute of subclasses
    uint16_t m_port{9010};    //!< port to listen at; an attribute of subclasses

  private:
    /**
     * A packet was dropped, and is counted.
     * @param learner id of the owner.
     * @param from address that it came from.
     */
    void TellStray(uint32_t learner, const Address& from) const;

    TracedCallback<uint32_t, const Address&> m_strayTrace; //!< a packet was dropped
};

} // namespace stardust
} // namespace ns3

#endif // IPV4_TRANSPORT_H
