/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STALENESS_WEIGHTED_MIXER_H
#define STALENESS_WEIGHTED_MIXER_H

#include "gossip-algorithm.h"

namespace ns3
{
namespace stardust
{

/// How the weight of a model falls with its lag.
enum StalenessRule
{
    STALENESS_CONSTANT,   //!< not at all
    STALENESS_POLYNOMIAL, //!< (1 + lag)^-Exponent
    STALENESS_HINGE,      //!< 1 up to Threshold, then 1 / (1 + Slope (lag - Threshold))
    STALENESS_THRESHOLD   //!< 1 up to Threshold, then 0: the message expires
};

/**
 * @ingroup stardust
 * Average with each model that arrives, the less the staler it is: `x += Weight s(lag) (y - x)`,
 * with s one of the functions of asynchronous federated optimization (Xie, Koyejo and Gupta,
 * arXiv 1903.03934).
 *
 * The lag of a model is the receiver's own version minus the one that its sender had
 * when it sent, 0 if that is more: how many updates the sender is behind. The sender's version
 * is 4 bytes of each message.
 */
class StalenessWeightedMixer : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    uint32_t GetStateSize() const override;
    void Compose(uint32_t receiver, MessageContent& content) override;

    /** @return see the attribute Weight. */
    double GetWeight() const;

    /**
     * @param lag updates that a model is behind.
     * @return its share of the weight, 0 to 1.
     */
    double ComputeShare(uint32_t lag) const;

  private:
    double m_weight;      //!< see the attribute
    StalenessRule m_rule; //!< see the attribute
    double m_exponent;    //!< see the attribute
    uint32_t m_threshold; //!< see the attribute
    double m_slope;       //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // STALENESS_WEIGHTED_MIXER_H
