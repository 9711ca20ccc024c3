/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef METROPOLIS_MIXER_H
#define METROPOLIS_MIXER_H

#include "gossip-algorithm.h"

#include "ns3/mixing-matrix.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Asynchronous averaging by a row of a mixing matrix: each model that arrives moves the
 * local one towards it by the sender's weight, `x_i += W_ij (x_j - x_i)`.
 *
 * Weights: L. Xiao, S. Boyd, S. Lall, "A scheme for robust distributed sensor fusion based on
 * average consensus", IPSN 2005 (Metropolis, max-degree), used one message at a time.
 *
 * A device between many neighbours thereby takes less of each. Degrees are known free
 * of charge (an oracle). A partial model moves the coordinates that are there.
 */
class MetropolisMixer : public GossipAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MixedKnowledge Mix(float* local, uint32_t count, const ModelMessage& message) override;
    std::string FindGraphProblem(const CommunicationGraph& graph, bool changes) const override;
    void NotifyGraphChanged() override;

  private:
    MixingRule m_rule;                 //!< see the attribute
    std::vector<uint32_t> m_neighbors; //!< those that may send to this device, if known
    std::vector<double> m_weights;     //!< of them; empty: not known
};

} // namespace stardust
} // namespace ns3

#endif // METROPOLIS_MIXER_H
