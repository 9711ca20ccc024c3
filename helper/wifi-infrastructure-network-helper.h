/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIFI_INFRASTRUCTURE_NETWORK_HELPER_H
#define WIFI_INFRASTRUCTURE_NETWORK_HELPER_H

#include "learner-network.h"
#include "movement-helper.h"
#include "wifi-device-factory.h"

#include "ns3/data-rate.h"

#include <optional>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A Wi-Fi network with access points: one, or one a cell, joined by a wired backbone.
 *
 * - Cells are equal squares on a grid, with the access point in the middle and the
 *   devices at random places (PlaceInCells()); they may move within it
 *   (SetMovement()), but belong to their cell for good.
 * - Each cell has a channel of its own, or all share one.
 * - A cell is an IPv4 network. Within it the access point relays frames; between
 *   cells access points route over one CSMA segment.
 * - The neighbour caches of access points are filled, and devices know theirs.
 * - One learner may be on the first cell's access point (SetPointLearner()): a server that
 *   reaches its own cell by one hop of radio, the others by the backbone.
 * - The network is ready 2 s (SetReadyTime()) after the start, when stations are
 *   associated; who is not by then is named in a warning.
 */
class WifiInfrastructureNetworkHelper
{
  public:
    /// Stations of an access point: what association ids allow.
    static constexpr uint32_t MOST_STATIONS = 2007;
    /// Cells, each of which is an IPv4 network.
    static constexpr uint32_t MOST_CELLS = 4096;

    /** @return standard, band, rate and channel, to be changed before Install(). */
    WifiDeviceFactory& GetRadio()
    {
        return m_radio;
    }

    /** @param cells number of access points, 1 to MOST_CELLS. */
    void SetCells(uint32_t cells);

    /** @param side of a cell, m, above 0. */
    void SetCellSide(double side);

    /** @param shared whether all cells use one channel. */
    void SetSharedChannel(bool shared);

    /** @param movement of the devices, each within its cell; they stand still if not called. */
    void SetMovement(const MovementHelper& movement);

    /**
     * @param rate of the backbone.
     * @param delay of the backbone.
     */
    void SetBackbone(DataRate rate, Time delay);

    /**
     * Let a learner's node be the access point of cell 0, where it stands still, instead of a
     * station. The others stay in the cells and places that they have without.
     * @param learner index of the node in Install().
     */
    void SetPointLearner(uint32_t learner);

    /** @param ready when stations are taken to be associated. */
    void SetReadyTime(Time ready);

    /**
     * Build the network.
     * @param nodes without stacks and devices.
     * @return the network; others are the access points, also one that is a learner's node.
     * @throws InputError if a cell has more than MOST_STATIONS devices, what the radio is
     *         asked for does not exist, there is no such learner as SetPointLearner() names, or a
     *         movement trace moves it.
     */
    LearnerNetwork Install(NodeContainer nodes) const;

  private:
    /// A cell while it is built.
    struct Cell
    {
        Ptr<Node> accessPoint;       //!< in the middle
        NodeContainer stations;      //!< its devices' nodes
        NetDeviceContainer devices;  //!< theirs
        Ptr<NetDevice> device;       //!< the access point's, on the radio
    };

    /** @return cells without radio. @param nodes are dealt to them. */
    std::vector<Cell> DealNodes(const NodeContainer& nodes) const;
    /** @return whether a learner is on an access point. @param learner index of its node. */
    bool IsOnPoint(uint32_t learner) const;
    /** @param cells get their radio. */
    void InstallRadio(std::vector<Cell>& cells) const;
    /** @param cells get stacks, addresses and routes. @param points their access points. */
    void InstallInternet(std::vector<Cell>& cells, const NodeContainer& points) const;
    /** @param points get a segment that joins them. @return their devices on it. */
    NetDeviceContainer InstallBackbone(const NodeContainer& points) const;

    WifiDeviceFactory m_radio;              //!< makes the radio devices
    uint32_t m_cells{1};                    //!< access points
    double m_side{50};                      //!< of a cell, m
    bool m_shared{false};                   //!< one channel for all
    DataRate m_backboneRate{"1Gbps"};       //!< of the segment
    Time m_backboneDelay{MicroSeconds(5)};  //!< of the segment
    MovementHelper m_movement;              //!< of the devices
    std::optional<uint32_t> m_pointLearner; //!< see SetPointLearner()
    Time m_ready{Seconds(2)};               //!< stations are associated
};

} // namespace stardust
} // namespace ns3

#endif // WIFI_INFRASTRUCTURE_NETWORK_HELPER_H
