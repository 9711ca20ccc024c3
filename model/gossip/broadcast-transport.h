/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BROADCAST_TRANSPORT_H
#define BROADCAST_TRANSPORT_H

#include "udp-transport.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * One transmission to all neighbours that hear it: UdpTransport's packets, sent
 * to the broadcast address of the interface's network, over one hop.
 *
 * 1. Its intended receivers are the sender's neighbours in the graph when it
 *    sends; others that hear it ignore it. Each has a message of its own, with
 *    an outcome of its own. All share a transmission number, the sequence of
 *    the first, which alone counts the bytes.
 * 2. The peer selector is not asked.
 * 3. Nothing is repeated or acknowledged; on Wi-Fi not by the MAC either, and
 *    broadcasts go at a basic rate (attribute NonUnicastMode of the rate manager).
 */
class BroadcastTransport : public UdpTransport
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(Ptr<Node> node) const override;
    bool IsBroadcast() const override;
    void Send(Ptr<ModelMessage> message) override;
    void SendToAll(const std::vector<Ptr<ModelMessage>>& messages) override;
    std::vector<Ptr<ModelMessage>> FindSent(uint32_t sequence) const override;

  protected:
    void DoDispose() override;
    int OpenSocket(Socket& socket) override;
    Address GetDestination(const ModelMessage& message) const override;
    Ptr<ModelMessage> FindMessage(const ModelFragmentHeader& header) const override;
    void HandleUnknown(const ModelFragmentHeader& header, const Address& from) override;
    void Fail(const Ptr<ModelMessage>& message, MessageReason reason) override;
    bool IsWanted(const ModelMessage& message) const override;

  private:
    /// The copies that one transmission carries, by receiver.
    using Copies = std::vector<Ptr<ModelMessage>>;

    /**
     * Find what a packet names, which is not to be trusted.
     * @param header of the packet.
     * @return the copies of the transmission; null if there is none.
     */
    const Copies* FindCopies(const ModelFragmentHeader& header) const;

    /**
     * @param copies of a transmission.
     * @return the owner's; null if it is none of the intended receivers.
     */
    Ptr<ModelMessage> FindOwn(const Copies& copies) const;

    /**
     * @param transmission its number.
     * @return its copies; null if it is not known or its lifetime is over.
     */
    const Copies* FindCopies(int64_t transmission) const;

    std::map<int64_t, Copies> m_transmissions; //!< of the owner's, within their lifetime
};

} // namespace stardust
} // namespace ns3

#endif // BROADCAST_TRANSPORT_H
