/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TCP_TRANSPORT_H
#define TCP_TRANSPORT_H

#include "ipv4-transport.h"
#include "model-stream-reader.h"
#include "tcp-sender.h"

#include <map>
#include <memory>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Messages over TCP/IPv4: see TcpSender for how they are sent.
 *
 * 1. TCP repeats what is lost on the way; a message that is not complete
 *    within its lifetime is lost nevertheless.
 * 2. Bytes are those of the stream: models with stardust's header, without
 *    TCP's headers and repeats. A message counts as one packet.
 * 3. A connection on which anything else than messages to the owner comes is
 *    counted as a stray packet and closed.
 *
 * 4. Of one address MaxConnectionsPerPeer connections are kept: one more closes the oldest,
 *    so that who opens many holds up nobody but itself.
 *
 * 5. If the codec needs feedback, the receiver answers each message with a
 *    FragmentFeedbackHeader on the same connection.
 *
 * Segment size, buffers, congestion control and so on are attributes of ns-3's
 * TcpSocket and TcpL4Protocol. Its SegmentSize is 536 bytes unless set.
 */
class TcpTransport : public Ipv4Transport
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TcpTransport();
    ~TcpTransport() override;

    void Start() override;
    void Stop() override;
    void Send(Ptr<ModelMessage> message) override;
    uint32_t CountPackets(uint32_t messageBytes) const override;
    bool GivesFeedback() const override;

    /** @return connections that others have opened and not closed. */
    uint32_t CountAccepted() const;

  protected:
    void DoDispose() override;

  private:
    /// A connection from a peer.
    struct Accepted
    {
        Address from;                              //!< its other end
        uint64_t order;                            //!< of acceptance: addresses differ from run to run
        std::shared_ptr<ModelStreamReader> reader; //!< takes what comes
    };

    /**
     * @param socket listens.
     * @param from a peer that wants to connect.
     * @return whether it may: while the transport runs.
     */
    bool HandleRequest(Ptr<Socket> socket, const Address& from);
    /**
     * @param socket a connection from a peer.
     * @param from the peer.
     */
    void HandleAccept(Ptr<Socket> socket, const Address& from);
    /** @param socket has something to read. */
    void HandleRead(Ptr<Socket> socket);
    /** @param reader of a connection on which bytes have come. */
    void NoteProgress(const ModelStreamReader& reader);
    /** @param socket was closed or has broken. */
    void HandleClosed(Ptr<Socket> socket);
    /** @param socket to close. */
    void CloseAccepted(Ptr<Socket> socket);
    /**
     * Make room for one more connection of a peer.
     * @param from the peer.
     */
    void CloseSurplus(const Address& from);

    /**
     * A header has come; it is not to be trusted.
     * @param header the header.
     * @param begun when its first byte came.
     * @return what to do with the bytes behind it.
     */
    ModelStreamReader::Body Judge(const ModelFragmentHeader& header, Time begun);

    /**
     * A message is complete.
     * @param header its header.
     * @param bytes what it carried.
     */
    void Take(const ModelFragmentHeader& header, const std::vector<uint8_t>& bytes);

    /**
     * Tell the sender of a message that is all there what became of it.
     * @param header its header.
     * @param message the message; null if it has an outcome.
     * @param usable whether the owner can use it.
     */
    void Answer(const ModelFragmentHeader& header, const Ptr<ModelMessage>& message, bool usable);

    ConnectionPolicy m_policy; //!< how long a connection lives
    Time m_idleTimeout;        //!< see the attribute
    uint32_t m_maxPerPeer;     //!< see the attribute MaxConnectionsPerPeer

    Ptr<Socket> m_listener;                           //!< listens, from the first start on
    bool m_running{false};                            //!< between start and stop
    Ptr<Socket> m_reading;                            //!< what is read now comes from here
    Address m_readingFrom;                            //!< its other end
    std::map<uint32_t, Ptr<TcpSender>> m_senders;     //!< by receiver
    std::map<Ptr<Socket>, Accepted> m_accepted;       //!< from peers
    uint64_t m_acceptances{0};                        //!< so far
};

} // namespace stardust
} // namespace ns3

#endif // TCP_TRANSPORT_H
