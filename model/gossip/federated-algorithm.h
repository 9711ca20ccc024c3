/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FEDERATED_ALGORITHM_H
#define FEDERATED_ALGORITHM_H

#include "gossip-algorithm.h"
#include "link-activity.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Rounds with a server among the devices, as points of reference for gossip without one.
 *
 * 1. Rounds begin at multiples of RoundTime, at the same instant on all devices (an oracle).
 *    Clients whose link is on (attribute Links) make one local update and send their model to
 *    the server; CollectFraction of the round later the server takes what has come of
 *    this round, and later models of it expire (superseded).
 * 2. The server makes no updates of its own, and its samples are not used. Its
 *    model is the global one. Any device can be the server; on Wi-Fi infrastructure also one on
 *    an access point (WifiInfrastructureNetworkHelper::SetPointLearner()), which no frame has to
 *    be relayed for.
 * 3. A client whose update takes longer than a round misses rounds.
 *
 * Each message carries the number of its round, 4 bytes. What is lost is missing.
 */
class FederatedAlgorithm : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool NeedsWholeModels() const override;
    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    void Start() override;
    void Stop() override;
    bool PacesUpdates() const override;
    bool PacesGossip() const override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;
    void NotifyUpdated(float* local, const float* before, uint32_t count) override;
    std::string FindProblem(const GossipLearner& learner) const override;
    int64_t AssignStreams(int64_t stream) override;
    bool MixesAtOnce() const override;
    uint64_t CountKeptFloats() const override;

    /** @return whether this device is the server. */
    bool IsServer() const;
    /** @return whether the device's link is on in this round. */
    bool IsActive() const;
    /** @return number of the round at hand. */
    uint32_t GetRound() const;
    /** @return the link's states. */
    Ptr<LinkActivity> GetLinks() const;

  protected:
    void DoDispose() override;

    /** A round begins: on a client after its link's state is known. */
    virtual void BeginRound() = 0;

    /**
     * Make the global model.
     * @param local the server's, changed in place.
     * @param count number of parameters.
     * @param received the clients' models, by ascending sender; may be none.
     */
    virtual void Aggregate(float* local,
                           uint32_t count,
                           const std::vector<Ptr<const ModelMessage>>& received) = 0;

    /**
     * The global model is there.
     * @param senders whose models are in it.
     */
    virtual void AfterAggregation(const std::vector<uint32_t>& senders);

    /**
     * A client has taken the global model of this round.
     */
    virtual void AfterDownload();

    /** @return the server's learner id. */
    uint32_t GetServer() const;

  private:
    /** The clock begins a round. */
    void Tick();
    /** The server has waited long enough. */
    void Collect();

    uint32_t m_server;         //!< see the attribute
    Time m_roundTime;          //!< see the attribute
    double m_collectFraction;  //!< see the attribute
    Ptr<LinkActivity> m_links; //!< see the attribute
    uint32_t m_round{0};       //!< the round at hand
    bool m_active{false};      //!< the link is on
    std::vector<Ptr<const ModelMessage>> m_waiting; //!< models at the server
    EventId m_tick;            //!< the next round
    EventId m_collect;         //!< end of the server's wait
};

} // namespace stardust
} // namespace ns3

#endif // FEDERATED_ALGORITHM_H
