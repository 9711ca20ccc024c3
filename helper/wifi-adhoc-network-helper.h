/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIFI_ADHOC_NETWORK_HELPER_H
#define WIFI_ADHOC_NETWORK_HELPER_H

#include "ns3/ipv4-interface-container.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// A network ready for learners: what every network helper returns.
struct LearnerNetwork
{
    NodeContainer nodes;              //!< the devices' nodes, in the order of learner ids
    NetDeviceContainer devices;       //!< their network devices, in the same order
    Ipv4InterfaceContainer interfaces; //!< their addresses, in the same order
};

/**
 * @ingroup stardust
 * A one-hop 802.11n ad hoc network: every node gets a place, a Wi-Fi device on
 * one shared channel, an IPv4 stack and an address.
 *
 * - Places are uniformly random in a square. With ns-3's default log-distance
 *   loss HtMcs7 reaches about 25 m, HtMcs3 about 50 m.
 * - The rate is constant. 5 GHz, 20 MHz, channel 36 (3.35: ns-3's default channel).
 * - The MTU is 1500, as IP networks have it, not the 2296 that ns-3's Wi-Fi
 *   device would take.
 * - Every random stream of devices, stacks and places is assigned, by node, so
 *   that a node draws the same whatever the size of the network.
 */
class WifiAdhocNetworkHelper
{
  public:
    /** @param side of the square, m, above 0. */
    void SetArea(double side);

    /**
     * @param mode name of the WifiMode of data packets, HtMcs0 to HtMcs7.
     * @throws InputError if it is another one.
     */
    void SetDataMode(const std::string& mode);

    /** @param mtu of the devices, bytes. */
    void SetMtu(uint16_t mtu);

    /**
     * Build the network.
     * @param nodes without stacks and devices.
     * @return the network.
     */
    LearnerNetwork Install(NodeContainer nodes) const;

  private:
    /** @param nodes get their places. */
    void InstallMobility(NodeContainer nodes) const;

    /**
     * @param nodes get their devices.
     * @return the devices.
     */
    NetDeviceContainer InstallDevices(NodeContainer nodes) const;

    /**
     * Fix every random stream.
     * @param nodes of the network.
     * @param devices of the network.
     */
    static void AssignStreams(NodeContainer nodes, NetDeviceContainer devices);

    double m_side{50};                   //!< of the square, m
    std::string m_dataMode{"HtMcs3"};    //!< of data packets
    uint16_t m_mtu{1500};                //!< of the devices, bytes
};

} // namespace stardust
} // namespace ns3

#endif // WIFI_ADHOC_NETWORK_HELPER_H
