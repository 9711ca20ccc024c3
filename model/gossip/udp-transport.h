/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UDP_TRANSPORT_H
#define UDP_TRANSPORT_H

#include "ipv4-transport.h"
#include "message-reassembler.h"

#include "ns3/event-id.h"
#include "ns3/socket.h"

#include <deque>
#include <memory>

namespace ns3
{
namespace stardust
{

class DeviceBacklog;
class FragmentRepeater;
class ModelFragmentHeader;

/**
 * @ingroup stardust
 * Messages over UDP/IPv4, cut into packets that fit the link.
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
 *    missing packet loses the message; its lifetime is the ledger's. With
 *    MaxRepeats above 0 missing parts are repeated: see FragmentRepeater.
 * 4. With PartialDelivery what has arrived of a message that would be lost is delivered in
 *    its place: the coordinates that can be read from it, see ModelCodec::NamesCoordinates().
 * 5. A packet that is not ours, names no message, or contradicts the message
 *    it names is counted and dropped.
 */
class UdpTransport : public Ipv4Transport
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
    uint32_t CountPackets(uint32_t messageBytes) const override;
    bool GivesFeedback() const override;
    bool DeliversParts() const override;
    bool TakePart(Ptr<ModelMessage> message, MessageReason reason) override;

    /** @return messages of which parts have arrived and are kept. */
    uint32_t CountUnfinished() const;

  protected:
    void DoDispose() override;

    /**
     * Let the socket listen.
     * @param socket the socket.
     * @return 0 if it does.
     */
    virtual int OpenSocket(Socket& socket);

    /**
     * @param message a message of the owner's.
     * @return where its packets go.
     */
    virtual Address GetDestination(const ModelMessage& message) const;

    /**
     * @param header of a packet that has arrived.
     * @return the message in flight to the owner that it may be a part of; or null.
     */
    virtual Ptr<ModelMessage> FindMessage(const ModelFragmentHeader& header) const;

    /**
     * A packet has arrived that is a part of no message in flight to the owner.
     * @param header its header.
     * @param from address that it came from.
     */
    virtual void HandleUnknown(const ModelFragmentHeader& header, const Address& from);

    /**
     * The network stack has refused a packet, or the owner has stopped: a message in flight
     * is lost.
     * @param message what it is a part of.
     * @param reason which of the two.
     */
    virtual void Fail(const Ptr<ModelMessage>& message, MessageReason reason);

    /**
     * @param message a message of the owner's.
     * @return whether its parts are still worth sending.
     */
    virtual bool IsWanted(const ModelMessage& message) const;

    /** @return whether it repeats what is missing. */
    bool Repeats() const
    {
        return m_maxRepeats > 0;
    }

  private:
    /// A message of which not all packets have been handed to the network.
    struct Outgoing
    {
        Ptr<ModelMessage> message; //!< the message
        uint32_t offset;           //!< first byte not yet sent
        uint32_t end;              //!< one past the last byte to send
    };

    /** @return bytes of a model in a full packet. */
    uint32_t GetPartSize() const;

    /**
     * Send bytes of a message again.
     * @param message the message.
     * @param begin first byte.
     * @param end one past the last.
     */
    void Repeat(Ptr<ModelMessage> message, uint32_t begin, uint32_t end);

    /**
     * Send a packet that is no part of a model.
     * @param peer learner id.
     * @param packet the packet.
     * @return whether the network stack took it.
     */
    bool SendFeedback(uint32_t peer, Ptr<Packet> packet);

    /**
     * Send the next packet of the first message that waits; take what is done from the queue.
     */
    void SendNext();

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
     * The network stack has refused a packet: note why, if it says.
     * @param message what it is a part of.
     */
    void NoteRefusal(const ModelMessage& message) const;

    /**
     * The socket has something to read.
     * @param socket the socket.
     */
    void HandleRead(Ptr<Socket> socket);

    /**
     * A packet has arrived; it is not to be trusted.
     * @param packet its content, which is consumed.
     * @param from address that it came from.
     */
    void HandlePacket(Ptr<Packet> packet, const Address& from);

    /**
     * Feedback has arrived, or what claims to be.
     * @param packet its content.
     * @param from address that it came from.
     */
    void HandleFeedback(Ptr<const Packet> packet, const Address& from);

    /**
     * A packet has arrived while the learner is down: it is not heard, which is why its message
     * may be lost.
     * @param packet its content, which is consumed.
     * @param from address that it came from.
     */
    void HandleMissed(Ptr<Packet> packet, const Address& from);

    /**
     * Read what a packet says that it is part of.
     * @param packet not to be trusted; its header is taken off.
     * @param header where to put the header.
     * @return whether it is one of ours.
     */
    static bool ReadHeader(Ptr<Packet> packet, ModelFragmentHeader& header);

    /**
     * @param header the header of a packet that has arrived here.
     * @param message the message that it names.
     * @param from address that the packet came from.
     * @return whether the packet can be a part of it.
     */
    bool IsPart(const ModelFragmentHeader& header,
                const ModelMessage& message,
                const Address& from) const;

    /**
     * A packet names a message in flight to this learner.
     * @param header its header.
     * @param packet the part of the model.
     * @param message the message.
     * @param from address that the packet came from.
     */
    void HandlePart(const ModelFragmentHeader& header,
                    Ptr<const Packet> packet,
                    Ptr<ModelMessage> message,
                    const Address& from);

    /**
     * A message is complete.
     * @param message the message.
     * @param bytes what its packets carried.
     */
    void TakeWhole(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes);

    /**
     * Deliver what has arrived of a message, if it has no outcome yet; it is lost if
     * nothing of it can be read.
     * @param message the message.
     * @param reason why it is not delivered whole.
     */
    void DeliverPart(Ptr<ModelMessage> message, MessageReason reason);

    /**
     * Which coordinates of a message can be read from what has arrived.
     * @param key which message.
     * @return the coordinates, sorted, disjoint and apart.
     */
    std::vector<CoordinateRange> FindCoordinates(const MessageReassembler::Key& key) const;

    uint32_t m_fragmentSize;       //!< bytes of a model in a packet, 0: from the MTU
    uint32_t m_maxBurst;           //!< packets in a burst
    Time m_burstInterval;          //!< how often to look at the queue
    Time m_burstPatience;          //!< how long to wait at most
    uint32_t m_maxPartialMessages; //!< unfinished messages to keep
    uint32_t m_maxRepeats;         //!< rounds of repeats of a message, 0: none
    Time m_repeatTimeout;          //!< how long to wait for the next fragment
    bool m_partialDelivery;        //!< see the attribute

    bool m_running{false};                            //!< it sends and hears
    Ptr<Socket> m_socket;                             //!< from the first start on
    std::deque<Outgoing> m_outgoing;                  //!< in the order of sending
    EventId m_pump;                                   //!< next look at the queue
    std::unique_ptr<DeviceBacklog> m_backlog;         //!< what waits in the device
    uint32_t m_backlogBefore{0};                      //!< what waited before the last burst
    Time m_burstSent;                                 //!< when that was
    std::unique_ptr<MessageReassembler> m_reassembler; //!< what has arrived in part
    std::unique_ptr<FragmentRepeater> m_repeater;      //!< null without repeats
};

} // namespace stardust
} // namespace ns3

#endif // UDP_TRANSPORT_H
