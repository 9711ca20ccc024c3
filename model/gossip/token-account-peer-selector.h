/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOKEN_ACCOUNT_PEER_SELECTOR_H
#define TOKEN_ACCOUNT_PEER_SELECTOR_H

#include "peer-selector.h"
#include "uniform-index.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/traced-value.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// How a balance of tokens becomes messages.
enum TokenStrategy
{
    TOKEN_PROACTIVE,   //!< each token is sent at once; messages are never answered
    TOKEN_SIMPLE,      //!< proactive when full, one reaction while there are tokens
    TOKEN_GENERALIZED, //!< the same, more reactions the more tokens there are
    TOKEN_RANDOMIZED   //!< proactive with a chance that grows with the balance
};

/**
 * @ingroup stardust
 * Token accounts (Danner, Hegedus and Jelasity, ICDCS 2018): each period a device gets a
 * token. With the chance GetProactive() of its balance it spends it at once on a message to
 * a uniform neighbour; else the token is kept. A model that was mixed in is useful if its
 * sender's version was news, and makes the device spend GetReactive() tokens on messages.
 * A message costs a token, so that in any time t at most t / Period + 1 + Capacity messages
 * leave a device. The learner's gossip clock stands still.
 *
 * Periods begin at a uniform phase, drawn from the device's stream. A device that goes down
 * keeps its tokens, and gets none meanwhile.
 */
class TokenAccountPeerSelector : public PeerSelector
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t SelectPeer(uint32_t self, const CommunicationGraph& graph) override;
    bool PacesGossip() const override;
    void Start(Ptr<LearnerGroup> group, uint32_t self) override;
    void Stop() override;
    bool FollowsLearner() const override;
    void NotifyMixed(const ModelMessage& message) override;
    int64_t AssignStreams(int64_t stream) override;

    /**
     * @param tokens a balance.
     * @return probability that a period's token is spent at once.
     */
    double GetProactive(uint32_t tokens) const;

    /**
     * @param tokens a balance.
     * @param useful whether the message brought news.
     * @return messages to send because of it, in the mean; at most the balance.
     */
    double GetReactive(uint32_t tokens, bool useful) const;

    /** @return tokens now. */
    uint32_t GetTokens() const;

  protected:
    void DoDispose() override;

  private:
    /** A period has begun. */
    void AddToken();

    /** Send what the last useful messages call for. */
    void React();

    /** Put tokens of messages that were not sent back. */
    void PayBack();

    /** @return whether the device may send now. */
    bool CanSend() const;

    TokenStrategy m_strategy;           //!< see the attribute
    Time m_period;                      //!< see the attribute
    uint32_t m_capacity;                //!< see the attribute
    uint32_t m_threshold;               //!< see the attribute
    TracedValue<uint32_t> m_tokens{0};  //!< the balance
    uint32_t m_owed{0};                 //!< tokens taken for reactions not sent yet
    int64_t m_phase{-1};                //!< of the periods, ns; negative: not drawn yet
    UniformIndex m_random;              //!< phases, chances and receivers
    EventId m_tick;                     //!< the next token
    EventId m_reaction;                 //!< sends what is owed
    Ptr<LearnerGroup> m_group;          //!< of the learner; null while stopped
    uint32_t m_self{0};                 //!< id of the learner
    std::vector<uint32_t> m_newest;     //!< newest version mixed in, by sender, as far as needed
};

} // namespace stardust
} // namespace ns3

#endif // TOKEN_ACCOUNT_PEER_SELECTOR_H
