/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FED_PBC_MIXER_H
#define FED_PBC_MIXER_H

#include "federated-algorithm.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Federated learning with postponed broadcast, implicit gossiping (Xiang et al., arXiv
 * 2404.10091): all clients train from their own models in every round; those with a link
 * send theirs; the server takes the mean and sends it, at the end of the round, to those that
 * it has heard of alone. The others go on with their own.
 *
 * Among devices this is averaging by a doubly stochastic matrix, for which the mean of all
 * models has no bias towards devices that are heard often. It is the clients' models that
 * count, not the server's, which has that bias.
 */
class FedPbcMixer : public FederatedAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    void BeginRound() override;
    void Aggregate(float* local,
                   uint32_t count,
                   const std::vector<Ptr<const ModelMessage>>& received) override;
    void AfterAggregation(const std::vector<uint32_t>& senders) override;
};

} // namespace stardust
} // namespace ns3

#endif // FED_PBC_MIXER_H
