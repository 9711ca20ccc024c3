/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPPORTUNISTIC_PEER_SELECTOR_H
#define OPPORTUNISTIC_PEER_SELECTOR_H

#include "opportunistic-round.h"
#include "peer-selector.h"
#include "pilot-round.h"
#include "uniform-index.h"

#include <memory>

namespace ns3
{
namespace stardust
{

/// What a message of an opportunistic round teaches.
enum OpportunisticPiggyback
{
    PIGGYBACK_OWNER_ONLY, //!< the version of the round's owner, nothing else
    PIGGYBACK_ALL         //!< everything that its sender knows
};

/// How devices know who holds the newest update.
enum OpportunisticCoordination
{
    COORDINATION_ORACLE, //!< the simulation tells them
    COORDINATION_PILOT   //!< by pilot signals that cost transmissions
};

/**
 * @ingroup stardust
 * Opportunistic gossip: only those devices send that hold the newest update of
 * all, and they share the gossip rate of the whole network, as in the
 * semi-distributed form of timely opportunistic gossiping. Receivers are
 * uniform among the sender's neighbours. The learners' own gossip clocks stand
 * still.
 *
 * With Coordination=Oracle devices know who holds the newest update through an
 * OpportunisticRound: it costs no transmissions, and the trace calls it so. With
 * Pilot they know what they hear of each other (PilotRound), on networks with
 * broadcast.
 *
 * With Piggyback=OwnerOnly a message counts as news of the round's owner only.
 * That is the rule whose staleness is bounded only if the gossip rate grows
 * like n (Mitra and Ulukus, arXiv 2404.19749); the definition of a round is this
 * module's reading of it, since their proof was not at hand. With All the same
 * rounds carry everything that is known.
 */
class OpportunisticPeerSelector : public PeerSelector
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t SelectPeer(uint32_t self, const CommunicationGraph& graph) override;
    std::string FindProblem(const ModelTransport& transport) const override;
    bool PacesGossip() const override;
    void Start(Ptr<LearnerGroup> group, uint32_t self) override;
    void Stop() override;
    bool FollowsLearner() const override;
    void NotifyUpdated(uint32_t version) override;
    void NotifyMixed(const ModelMessage& message) override;
    void PrepareMessage(ModelMessage& message) override;
    std::string GetCoordination() const override;
    int64_t AssignStreams(int64_t stream) override;

    /** @return what a message teaches. */
    OpportunisticPiggyback GetPiggyback() const;

    /**
     * Draw from this device's stream.
     * @param count at least 1.
     * @return a uniform number below it.
     */
    uint32_t DrawBelow(uint32_t count);

  protected:
    void DoDispose() override;

  private:
    /** Begin to hear and send pilots. */
    void StartPilots();

    /**
     * A pilot was heard.
     * @param pilot what it says.
     */
    void HearPilot(const PilotHeader& pilot);

    OpportunisticPiggyback m_piggyback;  //!< see the attribute
    UniformIndex m_random; //!< the draws
    OpportunisticCoordination m_coordination; //!< see the attribute
    Ptr<OpportunisticRound> m_round;     //!< the oracle; null while stopped or without
    std::unique_ptr<PilotRound> m_pilots; //!< what is heard; null while stopped or without
    Ptr<PilotChannel> m_channel;         //!< carries pilots; null while stopped or without
    Ptr<LearnerGroup> m_group;           //!< of the learner; null while stopped
    uint32_t m_self{0};                  //!< id of the learner
};

} // namespace stardust
} // namespace ns3

#endif // OPPORTUNISTIC_PEER_SELECTOR_H
