/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TCP_SENDER_H
#define TCP_SENDER_H

#include "learner-group.h"
#include "model-message.h"
#include "model-transport.h"

#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/socket.h"

#include <deque>

namespace ns3
{
namespace stardust
{

/// How long a TCP connection lives; see the attribute Connection of TcpTransport.
enum ConnectionPolicy
{
    CONNECTION_KEPT,
    CONNECTION_ON_DEMAND,
    CONNECTION_PER_MESSAGE
};

/// How a TcpSender connects.
struct TcpSenderRule
{
    ConnectionPolicy policy{CONNECTION_KEPT}; //!< how long a connection lives
    Time idleTimeout;                         //!< how long one on demand waits for the next message
    ModelTransport::FeedbackCallback answer;  //!< hears the receiver's answers; null: it gives none
    Callback<void, const Address&> stray;     //!< counts an answer that is none, with its source
};

/// Whom a TcpSender connects.
struct TcpEnds
{
    Ptr<Node> node;       //!< of the sender
    uint32_t sender{0};   //!< learner id
    uint32_t receiver{0}; //!< learner id
    Address local;        //!< address to connect from, any port
    Address peer;         //!< where the receiver listens
};

/**
 * @ingroup stardust
 * The messages of one learner to one other over TCP, in the order of sending,
 * one connection at a time.
 *
 * 1. A message is a ModelFragmentHeader with offset 0 and its bytes; as much of it is
 *    handed to the socket as its buffer takes, the rest as room comes free.
 * 2. A message whose lifetime ended before its first byte was handed over is
 *    left out. Of one whose lifetime ends later the rest is sent as zeros, since
 *    a stream has no other way to go on.
 * 3. If no connection can be opened, what waits is lost (CONNECTION_REFUSED).
 *    If a connection breaks, what was sent on it without an outcome is lost
 *    (CONNECTION_LOST), the rest goes on a new one.
 * 4. If receivers answer, a connection for one message is closed when the answer is there.
 *    An answer is believed only if it is the receiver's own, to the sender.
 */
class TcpSender : public SimpleRefCount<TcpSender>
{
  public:
    /**
     * @param group the learners and their ledger.
     * @param ends whom to connect.
     * @param rule how to.
     */
    TcpSender(Ptr<LearnerGroup> group, const TcpEnds& ends, const TcpSenderRule& rule);
    ~TcpSender();

    /**
     * Send a message after those before it.
     * @param message the message.
     */
    void Send(Ptr<ModelMessage> message);

    /** Close the connection; what is not all handed over is lost (SENDER_STOPPED). */
    void Stop();

  private:
    /// Where the connection is.
    enum class State
    {
        CLOSED,
        CONNECTING,
        OPEN,
        AWAITING, //!< all is handed over, the receiver's answer is not there yet
        CLOSING
    };

    /** Open a connection. */
    void Open();
    /** Close it in good order. */
    void Close();
    /** Take leave of the socket and close it. */
    void Drop();
    /** @return the socket, of which it has taken leave; null if there is none. */
    Ptr<Socket> Detach();
    /** Leave out what is too late; then send, open or close, as the state asks for. */
    void GoOn();
    /** Hand bytes to the socket while it takes some. */
    void Pump();
    /**
     * Hand the next bytes of the first message to the socket.
     * @return whether it took some.
     */
    bool SendPiece();
    /** The first message is handed over. */
    void FinishMessage();
    /**
     * Lose messages that have no outcome.
     * @param messages the messages, taken out.
     * @param reason why.
     */
    void Lose(std::deque<Ptr<ModelMessage>>& messages, MessageReason reason);

    /** @param socket has an answer. */
    void HandleAnswer(Ptr<Socket> socket);
    /** @param socket is connected. */
    void HandleConnected(Ptr<Socket> socket);
    /** @param socket could not connect. */
    void HandleRefused(Ptr<Socket> socket);
    /** @param socket was closed by the peer, or is through with closing. */
    void HandleClosed(Ptr<Socket> socket);
    /** @param socket has broken. */
    void HandleBroken(Ptr<Socket> socket);
    /**
     * @param socket has room.
     * @param room bytes.
     */
    void HandleRoom(Ptr<Socket> socket, uint32_t room);

    Ptr<LearnerGroup> m_group; //!< the learners and their ledger
    TcpEnds m_ends;            //!< whom to connect
    TcpSenderRule m_rule;      //!< how to connect

    State m_state{State::CLOSED};               //!< where the connection is
    Ptr<Socket> m_socket;                       //!< null if closed
    std::deque<Ptr<ModelMessage>> m_waiting;    //!< not handed over, or in part
    uint32_t m_offset{0};                       //!< bytes of the first that are, with the header
    std::deque<Ptr<ModelMessage>> m_handedOver; //!< on this connection
    Ptr<Packet> m_answers;                      //!< read, but not a whole answer yet
    EventId m_idle;                             //!< end of the wait for the next message
};

} // namespace stardust
} // namespace ns3

#endif // TCP_SENDER_H
