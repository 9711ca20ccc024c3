/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROUND_ROBIN_PEER_SELECTOR_H
#define ROUND_ROBIN_PEER_SELECTOR_H

#include "peer-selector.h"
#include "uniform-index.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Every neighbour in turn, in ascending order of id and around again. Each
 * device begins at a random neighbour, so that they do not all send to the same.
 */
class RoundRobinPeerSelector : public PeerSelector
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t SelectPeer(uint32_t self, const CommunicationGraph& graph) override;
    int64_t AssignStreams(int64_t stream) override;

  private:
    UniformIndex m_random; //!< where to begin
    bool m_begun{false};                 //!< whether that was drawn
    uint32_t m_next{0};                  //!< position of the next neighbour
};

} // namespace stardust
} // namespace ns3

#endif // ROUND_ROBIN_PEER_SELECTOR_H
