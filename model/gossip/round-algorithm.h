/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROUND_ALGORITHM_H
#define ROUND_ALGORITHM_H

#include "gossip-algorithm.h"

#include "ns3/event-id.h"
#include "ns3/mixing-matrix.h"
#include "ns3/nstime.h"

#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * An algorithm of synchronous rounds with a barrier among neighbours.
 *
 * 1. In each round a device makes one local update, sends to all its out-neighbours,
 *    and waits for a message of the same round from each of its in-neighbours. Then
 *    it combines what it has, and the next round begins. (CombineFirst: it sends
 *    before the update, which runs while messages travel.)
 * 2. Messages of later rounds wait for theirs, MAX_AHEAD from one sender at most with a
 *    RoundTimeout; those of earlier rounds are expired (superseded).
 * 3. What is lost is missed: with RoundTimeout 0 a device waits for ever, and so do then
 *    all that it is linked to. Above 0 it goes on after that time with what has come, and
 *    one that has fallen behind goes on with the newest round that it has heard of.
 * 4. A round's neighbours and weights are those of the graph when the device sends its messages
 *    of that round. When the graph changes, it waits no longer for those it has lost, unless they
 *    have sent, and for a new neighbour from the first round on of which that has sent nothing yet.
 *
 * Without a barrier (attribute Barrier) the same algorithm runs asynchronously: updates
 * and gossip follow the learner's clocks, each gossip goes to all neighbours, and each
 * message is combined alone when it arrives.
 *
 * Each message carries the number of its round, 4 bytes. Which devices are neighbours, and
 * their degrees, are known free of charge (an oracle).
 */
class RoundAlgorithm : public GossipAlgorithm
{
  public:
    /// Messages of one sender that wait for their round at most, if there is a RoundTimeout.
    static constexpr uint32_t MAX_AHEAD = 8;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string FindGraphProblem(const CommunicationGraph& graph, bool changes) const override;
    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    void Start() override;
    void Stop() override;
    void Reset() override;
    void NotifyGraphChanged() override;
    bool PacesUpdates() const override;
    bool PacesGossip() const override;
    bool SendsToAll() const override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    bool MixesAtOnce() const override;
    void NotifyHeld() override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    uint64_t CountKeptFloats() const override;

    /** @return number of the round at hand, from 0. */
    uint32_t GetRound() const;

  protected:
    void DoDispose() override;

    /**
     * Combine what has come in a round; without a barrier, one message.
     * @param local the model, its own update in it; changed in place.
     * @param count number of parameters.
     * @param sent the model when this device's messages of the round were made; without
     *        a barrier, and if nothing has changed it since, `local` itself.
     * @param received messages of the round, by ascending sender, of one each at most;
     *        fewer than there are neighbours if the wait was cut short.
     */
    virtual void Combine(float* local,
                         uint32_t count,
                         const FloatBuffer& sent,
                         const std::vector<Ptr<const ModelMessage>>& received) = 0;

    /**
     * @return whether messages of a round are made before its update; false, unless a
     *         subclass says otherwise.
     */
    virtual bool CombinesFirst() const;

    /**
     * Move a model towards those received, `local += sum over them of weight * (received - sent)`,
     * with the weights of the mixing matrix.
     * @param local the model, changed in place.
     * @param count number of parameters.
     * @param sent see Combine().
     * @param received messages whose first floats are models.
     */
    void AddNeighbors(float* local,
                      uint32_t count,
                      const FloatBuffer& sent,
                      const std::vector<Ptr<const ModelMessage>>& received);

    /** @return whether there are rounds. */
    bool HasBarrier() const;

    /** @return what a combined message teaches; RELAYED, unless a subclass says otherwise. */
    virtual MixedKnowledge GetTaught() const;

    /** @return those that may send to this device, ascending. */
    const std::vector<uint32_t>& GetInNeighbors();

    /** @return the weights of those, in the same order. */
    const std::vector<double>& GetWeights();

    /**
     * @param sender one of the in-neighbours, or not.
     * @return the weight of what it sends; 0 if it is none of them.
     */
    double GetWeight(uint32_t sender);

    /**
     * @param received messages.
     * @return GetWeight() of their senders, in the same order.
     */
    std::vector<double> GetWeights(const std::vector<Ptr<const ModelMessage>>& received);

  private:
    /// A message that waits for its round.
    struct Waiting
    {
        uint32_t round;                //!< its round
        Ptr<const ModelMessage> message; //!< held by the learner too
    };

    /** Begin the round at hand. */
    void BeginRound();
    /** Send the round's messages. */
    void SendRound();
    /** The own update is over, or there is none. */
    void FinishUpdate();
    /** Combine, if everything that is waited for is there. */
    void CombineIfComplete();
    /** Combine what is there, and begin the next round. */
    void FinishRound();
    /** Say from which rounds on those are waited for that the graph has now. */
    void FollowLinks();
    /**
     * @param device a learner's id.
     * @return its first round of which it has sent nothing.
     */
    uint32_t FindNextRound(uint32_t device) const;
    /** @return messages of one sender that wait for their round at most. */
    uint32_t GetMostAhead() const;
    /** @return messages of the round at hand, taken from those that wait, by sender. */
    std::vector<Ptr<const ModelMessage>> TakeRound();
    /** Let messages of rounds before the one at hand expire. */
    void DropOld();

    bool m_barrier;                      //!< see the attribute
    Time m_timeout;                      //!< see the attribute
    uint32_t m_round{0};                 //!< the round at hand
    bool m_updated{false};               //!< the own update of the round is over
    Ptr<const FloatBuffer> m_sent;       //!< the model that was sent in this round
    std::vector<Waiting> m_waiting;      //!< messages that wait
    bool m_neighborsKnown{false};        //!< m_neighbors and m_weights hold
    std::vector<uint32_t> m_neighbors;   //!< those that may send to this device
    std::vector<uint32_t> m_awaitedFrom; //!< first rounds in which those are waited for
    bool m_graphChanged{false};          //!< since the round's messages were sent
    /// By who may send to this device now, the first rounds in which it is waited for; null if
    /// the graph has never changed.
    std::unique_ptr<std::map<uint32_t, uint32_t>> m_firstRounds;
    MixingRule m_rule;                   //!< see the attribute
    std::vector<double> m_weights;       //!< of those
    EventId m_timeoutEvent;              //!< end of the wait
    EventId m_finishEvent;               //!< everything is there
};

} // namespace stardust
} // namespace ns3

#endif // ROUND_ALGORITHM_H
