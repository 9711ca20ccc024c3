/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UNIFORM_PEER_SELECTOR_H
#define UNIFORM_PEER_SELECTOR_H

#include "peer-selector.h"
#include "uniform-index.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Uniform gossip: every neighbour is equally likely, whatever went before.
 */
class UniformPeerSelector : public PeerSelector
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
    UniformIndex m_random; //!< the draws
};

} // namespace stardust
} // namespace ns3

#endif // UNIFORM_PEER_SELECTOR_H
