/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UDP_TRANSPORT_H
#define UDP_TRANSPORT_H

#include "message-reassembler.h"
#include "model-transport.h"

#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/net-device.h"
#include "ns3/socket.h"

#include <deque>
#include <memory>

namespace ns3
{
namespace stardust
{

class DeviceBacklog;
class ModelFragmentHeader;

/**
 * @ingroup stardust
 * Messages over UDP/IPv4, cut into packets that fit the link, without repeats.
 *
 * 1. A packet is a ModelFragmentHeader and as many bytes of the encoded model
 *    as the MTU of the device leaves after the IP and UDP headers (or
 *    FragmentSize), so that IP never fragments.
 * 2. Packets are handed to the device in bursts of at most MaxBurst; the next
 *    burst follows when three quarters of the last have left the device's
 *    queues (looked at each BurstInterval), or after BurstPatience. A model
 *    larger than the queues is thus not lost in the sender itself. Messages
 *    leave in the order in which they were sent.
 * 3. The receiver takes a message when all its bytes are there. A single
 *    missing packet loses the message; its lifetime is the ledger's.
 * 4. Pilot signals (UdpPilotChannel) use the next higher port.
 * 5. A packet that is not ours, names no message, or contradicts the message
 *    it names is counted and dropped.
 *
 * The node needs IPv4 and an address on the interface; routes, if the peers
 * are not neighbours, are the user's. IPv6 is not supported.
 */
class UdpTransport : public ModelTransport
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    UdpTransport();
    ~UdpTransport() override;

    std::string FindProblem(Ptr<Node> node) const override;
    void Start() override;
    void Stop() override;
    void Send(Ptr<ModelMessage> message) override;
    Address GetAddress() const override;
    bool CanBroadcast() const override;
    Ptr<PilotChannel> CreatePilotChannel() const override;

    /** @return index of the IPv4 interface in use. */
    uint32_t GetInterface() const;

    /**
     * @param messageBytes size of an encoded model.
     * @return number of packets it is cut into.
     */
    uint32_t CountPackets(uint32_t messageBytes) const;

  protected:
    void DoDispose() override;

  private:
    /// A message of which not all packets have been handed to the network.
    struct Outgoing
    {
        Ptr<ModelMessage> message; //!< the message
        uint32_t offset;           //!< first byte not yet sent
    };

    /** @return bytes of a model in a full packet. */
    uint32_t GetPartSize() const;

    /** @return the device of the interface. */
    Ptr<NetDevice> GetDevice() const;

    /** Hand the next packets to the device. */
    void SendBurst();

    /** Send the next burst if the last has left; else come back. */
    void Pump();

    /**
     * Send the next packet of a message.
     * @param outgoing the message; advanced.
     * @return whether the network stack took it.
     */
    bool SendPart(Outgoing& outgoing);

    /**
     * The socket has something to read.
     * @param socket the socket.
     */
    void HandleRead(Ptr<Socket> socket);

    /**
     * A packet has arrived; it is not to be trusted.
     * @param packet its content, which is consumed.
     */
    void HandlePacket(Ptr<Packet> packet);

    /**
     * A packet names a message in flight to this learner.
     * @param header its header.
     * @param packet the part of the model.
     * @param message the message.
     */
    void HandlePart(const ModelFragmentHeader& header,
                    Ptr<const Packet> packet,
                    Ptr<ModelMessage> message);

    uint32_t m_interface;          //!< index of the IPv4 interface
    uint16_t m_port;               //!< UDP port
    uint32_t m_fragmentSize;       //!< bytes of a model in a packet, 0: from the MTU
    uint32_t m_maxBurst;           //!< packets in a burst
    Time m_burstInterval;          //!< how often to look at the queue
    Time m_burstPatience;          //!< how long to wait at most
    uint32_t m_maxPartialMessages; //!< unfinished messages to keep

    Ptr<Socket> m_socket;                             //!< sends and receives
    std::deque<Outgoing> m_outgoing;                  //!< in the order of sending
    EventId m_pump;                                   //!< next look at the queue
    std::unique_ptr<DeviceBacklog> m_backlog;         //!< what waits in the device
    uint32_t m_backlogBefore{0};                      //!< what waited before the last burst
    Time m_burstSent;                                 //!< when that was
    std::unique_ptr<MessageReassembler> m_reassembler; //!< what has arrived in part
};

} // namespace stardust
} // namespace ns3

#endif // UDP_TRANSPORT_H
