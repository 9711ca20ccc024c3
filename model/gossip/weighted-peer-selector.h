/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WEIGHTED_PEER_SELECTOR_H
#define WEIGHTED_PEER_SELECTOR_H

#include "peer-selector.h"
#include "uniform-index.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Neighbours with a probability proportional to the weight of the link to them,
 * whatever went before. In a graph without weights all are equally likely.
 */
class WeightedPeerSelector : public PeerSelector
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t SelectPeer(uint32_t self, const CommunicationGraph& graph) override;
    void NotifyGraphChanged() override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    UniformIndex m_random; //!< the draws
    std::vector<double> m_cumulated;     //!< sums of the weights up to each neighbour
};

} // namespace stardust
} // namespace ns3

#endif // WEIGHTED_PEER_SELECTOR_H
