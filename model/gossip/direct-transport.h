/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_TRANSPORT_H
#define DIRECT_TRANSPORT_H

#include "direct-channel.h"
#include "model-transport.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Carries messages without any network stack: after a random delay the message
 * is there, or it is lost. Nodes need nothing but the learner.
 *
 * 1. Delay is drawn for each message; without it, delivery is an event of its
 *    own at the same instant. A message slower than its lifetime is lost.
 * 2. With probability ErrorRate a message is lost; that is known when it is sent.
 * 3. With Occupying, a sender's next gossip interval begins when its message is
 *    through, as on a channel that sends one thing at a time; else sending takes
 *    no time of the sender's. Receivers take any number of messages at once.
 *
 * 4. With a Channel that says of each message whether it arrives and when, Delay comes on
 *    top, and ErrorRate of what arrives is lost.
 *
 * A message counts as one packet of its encoded model and our header. While it
 * is under way the versions that its sender knew take 4 bytes a tracked source,
 * if the sender learns anything new meanwhile (LearnerGroup, MaxSnapshotBytes).
 */
class DirectTransport : public ModelTransport
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindProblem(Ptr<Node> node) const override;
    void Start() override;
    void Stop() override;
    void Send(Ptr<ModelMessage> message) override;
    void SendToAll(const std::vector<Ptr<ModelMessage>>& messages) override;
    bool ConcludesAll() const override;
    Time GetBusyTime() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    /**
     * Let a message, whose bytes have been counted, cross.
     * @param message the message.
     */
    void Carry(Ptr<ModelMessage> message);

    /**
     * @param message the message.
     * @return what becomes of it, by Channel and Delay.
     */
    DirectPassage Cross(const ModelMessage& message);

    /**
     * The message has crossed the channel; runs in the receiver's context.
     * @param message the message.
     */
    void Arrive(Ptr<ModelMessage> message);

    /**
     * A message's lifetime ends before it arrives.
     * @param message the message.
     */
    void GiveUp(Ptr<ModelMessage> message);

    /** @return the delay of the next message. */
    Time DrawDelay();

    /** @return whether the next message is lost. */
    bool DrawLoss();

    Ptr<DirectChannel> m_channel;        //!< see the attribute; null: none
    Ptr<UniformRandomVariable> m_fading; //!< what the channel draws from; made when needed
    int64_t m_fadingStream{-1};          //!< its stream
    Ptr<RandomVariableStream> m_delay;   //!< see the attribute; null: none
    double m_errorRate;                  //!< see the attribute
    bool m_occupying;                    //!< see the attribute
    Ptr<UniformRandomVariable> m_errors; //!< which messages are lost; made when needed
    int64_t m_errorStream{-1};           //!< its stream
    Time m_busyUntil;                    //!< the sender is occupied up to then
};

} // namespace stardust
} // namespace ns3

#endif // DIRECT_TRANSPORT_H
