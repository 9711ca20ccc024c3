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

#include <list>
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

    /** @return connections that others have opened and not closed. */
    uint32_t CountAccepted() const;

  protected:
    void DoDispose() override;

  private:
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
    /** @param socket was closed or has broken. */
    void HandleClosed(Ptr<Socket> socket);
    /** @param socket to close. */
    void CloseAccepted(Ptr<Socket> socket);

    /**
     * A header has come; it is not to be trusted.
     * @param header the header.
     * @return what to do with the bytes behind it.
     */
    ModelStreamReader::Body Judge(const ModelFragmentHeader& header);

    /**
     * A message is complete.
     * @param header its header.
     * @param bytes what it carried.
     */
    void Take(const ModelFragmentHeader& header, const std::vector<uint8_t>& bytes);

    ConnectionPolicy m_policy; //!< how long a connection lives
    Time m_idleTimeout;        //!< see the attribute

    Ptr<Socket> m_listener;                           //!< listens, from the first start on
    bool m_running{false};                            //!< between start and stop
    std::map<uint32_t, Ptr<TcpSender>> m_senders;     //!< by receiver
    std::map<Ptr<Socket>, std::shared_ptr<ModelStreamReader>> m_accepted; //!< from peers
    std::list<Ptr<Socket>> m_order; //!< of those, in the order in which they came
};

} // namespace stardust
} // namespace ns3

#endif // TCP_TRANSPORT_H
