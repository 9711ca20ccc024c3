/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_NETWORK_HELPER_H
#define DIRECT_NETWORK_HELPER_H

#include "learner-helper.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The direct network: no stack, no devices, no addresses. A device is one bare
 * Node with its learner, messages cross by DirectTransport.
 *
 * From ten to a million devices; what a network does to timeliness is up to a
 * delay, a loss rate and whether sending occupies the sender.
 */
class DirectNetworkHelper
{
  public:
    /**
     * @param delay seconds, or the factory string of a RandomVariableStream.
     * @throws InputError if it is neither, or negative.
     */
    void SetDelay(const std::string& delay);

    /** @param rate share of the messages that are lost, 0 to 1. */
    void SetErrorRate(double rate);

    /** @param occupying whether a sender waits until its message is through. */
    void SetOccupying(bool occupying);

    /**
     * Let messages fare as a channel says; a channel of its own is made for each Install().
     * @param spec factory string of a DirectChannel; its type may be just `sinr`; empty: none.
     * @throws InputError if it is none.
     */
    void SetChannel(const std::string& spec);

    /**
     * Put nodes at random in a square, as a channel that asks for positions needs it.
     * @param nodes of the devices, without a MobilityModel.
     * @param side of the square, m.
     */
    static void Place(NodeContainer nodes, double side);

    /**
     * Let learners use this network; before LearnerHelper::Install(). Also lets
     * ns-3 use the scheduler that is fastest here, the PriorityQueueScheduler,
     * unless the user has chosen one by SchedulerType.
     * @param learners gets its transport.
     */
    void Install(LearnerHelper& learners) const;

  private:
    std::string m_channel;    //!< see SetChannel()
    std::string m_delay;      //!< factory string; empty: no delay
    double m_errorRate{0};    //!< share lost
    bool m_occupying{false};  //!< see SetOccupying()
};

} // namespace stardust
} // namespace ns3

#endif // DIRECT_NETWORK_HELPER_H
