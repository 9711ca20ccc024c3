/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_NETWORK_RUNS_H
#define STARDUST_NETWORK_RUNS_H

#include "ns3/communication-graph.h"
#include "ns3/learner-helper.h"
#include "ns3/learner-network.h"
#include "ns3/run-recorder.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup stardust-tests
 * Learners on networks that the helpers build.
 */

namespace ns3
{
namespace stardust
{
namespace tests
{

/// Builds a network for a graph.
using NetworkBuilder = std::function<LearnerNetwork(NodeContainer, const CommunicationGraph&)>;

/// A kind of network.
struct NamedNetwork
{
    std::string name;         //!< for messages
    NetworkBuilder build;     //!< makes it
    uint32_t mostOfBroadcast; //!< largest network on which all hear a broadcast; 0: none
};

/** @return every kind; "direct" is bare nodes, for a DirectNetworkHelper. */
std::vector<NamedNetwork> ListNetworks();

/**
 * @param cells number of access points.
 * @param nodes of the devices.
 * @return cells of 20 m.
 */
LearnerNetwork BuildCells(uint32_t cells, NodeContainer nodes);

/// Learners on a network, with models of 40 * (features + 1) bytes.
class NetworkRun
{
  public:
    NetworkRun(const NetworkBuilder& build, Ptr<CommunicationGraph> graph, uint32_t features);
    ~NetworkRun();
    NetworkRun(const NetworkRun&) = delete;
    NetworkRun& operator=(const NetworkRun&) = delete;

    /** All clocks are silent: models are sent by hand. */
    void SilenceClocks();

    /** Install the learners; otherwise SendModels() and Gossip() do. */
    void Install();

    /**
     * Send models one by one, a second after the network is ready and every 0.25 s from
     * then on, while all clocks are silent, and wait for 20 s.
     * @param from sender.
     * @param to receiver.
     * @param count how many.
     * @return seconds that those after the first take, on average; NaN if one is lost.
     */
    double SendModels(uint32_t from, uint32_t to, uint32_t count = 1);

    /**
     * Let the clocks run.
     * @param seconds after the network is ready.
     * @return what was recorded.
     */
    RunSummary Gossip(double seconds);

    /**
     * Check what Gossip() saw.
     * @param summary it returned.
     * @return what is wrong with the messages: an outcome missing or too many, or a gap in a
     *         sender's sequence; empty if nothing is.
     */
    std::string FindLoss(const RunSummary& summary) const;

    NodeContainer nodes;                              //!< of the devices
    LearnerHelper helper;                             //!< installs the learners
    LearnerNetwork network;                           //!< what was built
    std::vector<Ptr<const ModelMessage>> outcomes;    //!< messages with an outcome

  private:
    /** @param message has its outcome. */
    void TakeMessage(Ptr<const ModelMessage> message);

    bool m_installed{false}; //!< the learners are
};

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_NETWORK_RUNS_H
