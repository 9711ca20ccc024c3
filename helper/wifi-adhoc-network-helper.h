/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIFI_ADHOC_NETWORK_HELPER_H
#define WIFI_ADHOC_NETWORK_HELPER_H

#include "learner-network.h"
#include "movement-helper.h"
#include "wifi-device-factory.h"

#include "ns3/position-allocator.h"

#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A Wi-Fi ad hoc network: every node gets a place, a Wi-Fi device on one shared
 * channel, an IPv4 stack and an address.
 *
 * - Places are uniformly random in a square, or the user's; devices may move in the
 *   square (SetMovement()). With ns-3's default
 *   log-distance loss HtMcs7 reaches about 25 m, HtMcs3 about 50 m.
 * - 802.11n at 5 GHz, 20 MHz, channel 36, constant rate HtMcs3, unless GetRadio()
 *   is told otherwise.
 * - One hop, unless a routing protocol is asked for. With OLSR the network is ready
 *   when routes have spread, OLSR_READY after the start; AODV finds routes on demand.
 * - The MTU is 1500, as IP networks have it, not the 2296 that ns-3's Wi-Fi
 *   device would take.
 * - Every random stream of devices, stacks and places is assigned, by node, so
 *   that a node draws the same whatever the size of the network.
 */
class WifiAdhocNetworkHelper
{
  public:
    /// Seconds until OLSR knows its routes: three of its TC intervals of 5 s.
    static constexpr double OLSR_READY = 15;

    /** @return standard, band, rate and channel, to be changed before Install(). */
    WifiDeviceFactory& GetRadio()
    {
        return m_radio;
    }

    /**
     * @param places of the nodes, in order; if not called random ones in the square.
     */
    void SetPositionAllocator(Ptr<PositionAllocator> places);

    /**
     * @param protocol `none` (one hop), `aodv` or `olsr`.
     * @throws InputError if it is another one.
     */
    void SetRouting(const std::string& protocol);

    /** @param side of the square, m, above 0. */
    void SetArea(double side);

    /** @param movement of the devices, within the square; they stand still if not called. */
    void SetMovement(const MovementHelper& movement);

    /**
     * @param mode name of the WifiMode of data packets, such as HtMcs7.
     * @throws InputError if the standard lacks it.
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
     * @param nodes get their stacks, with the routing protocol.
     */
    void InstallStack(NodeContainer nodes) const;

    /**
     * Fix every random stream.
     * @param nodes of the network.
     * @param devices of the network.
     */
    static void AssignStreams(NodeContainer nodes, NetDeviceContainer devices);

    WifiDeviceFactory m_radio;          //!< makes the devices
    Ptr<PositionAllocator> m_places;    //!< null: random in the square
    std::string m_routing{"none"};      //!< see SetRouting()
    double m_side{50};                  //!< of the square, m
    MovementHelper m_movement;          //!< of the devices
};

} // namespace stardust
} // namespace ns3

#endif // WIFI_ADHOC_NETWORK_HELPER_H
