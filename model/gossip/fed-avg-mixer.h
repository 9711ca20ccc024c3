/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FED_AVG_MIXER_H
#define FED_AVG_MIXER_H

#include "federated-algorithm.h"

namespace ns3
{
namespace stardust
{

/// How a FedAvg server weighs the models that have come.
enum FedAvgRule
{
    FED_AVG_ACTIVE,           //!< their mean
    FED_AVG_ALL,              //!< changes are divided by the number of clients, absent ones change nothing
    FED_AVG_KNOWN_PROBABILITY //!< as All, and each change by its link's probability
};

/**
 * @ingroup stardust
 * Federated averaging (McMahan et al., arXiv 1602.05629) under unreliable links, as a point of
 * reference: at the beginning of a round the server sends the global model x to the clients with
 * a link (which it knows, an oracle); they train from it and send theirs, y_i; A are those whose
 * model arrives, m is the number of clients:
 *
 *     Active:           x = mean over A of y_i
 *     All:              x += (1/m) sum over A of (y_i - x)
 *     KnownProbability: x += (1/m) sum over A of (y_i - x) / p_i
 *
 * If devices are heard with different chances Active has a bias; All is slow for those rarely heard;
 * KnownProbability has no bias but a variance that grows with 1 / p_i.
 *
 * With a delay the clients of All and KnownProbability must be done in the round: the change
 * is from the model of its beginning.
 */
class FedAvgMixer : public FederatedAlgorithm
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
    void AfterDownload() override;

  private:
    /** Send the global model to the clients with a link. */
    void SendToActive();

    /**
     * @param client learner id.
     * @return its mixer.
     */
    const FedAvgMixer& GetClient(uint32_t client) const;

    FedAvgRule m_rule; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // FED_AVG_MIXER_H
