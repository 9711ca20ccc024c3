/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNER_NETWORK_H
#define LEARNER_NETWORK_H

#include "ns3/ipv4-interface-container.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A network ready for learners: what every network helper's Install() returns.
 */
struct LearnerNetwork
{
    NodeContainer nodes;               //!< the devices' nodes, in the order of learner ids
    NetDeviceContainer devices;        //!< each one's first network device, in the same order
    Ipv4InterfaceContainer interfaces; //!< their addresses, in the same order
    NodeContainer others; //!< what serves them: access points, base stations; or none
    Time ready; //!< from then on models may be sent: see LearnerHelper::SetReadyTime()
};

} // namespace stardust
} // namespace ns3

#endif // LEARNER_NETWORK_H
