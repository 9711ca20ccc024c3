/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LTE_NETWORK_HELPER_H
#define LTE_NETWORK_HELPER_H

#include "learner-network.h"
#include "movement-helper.h"

#include "ns3/attribute.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * An LTE network with EPC: devices are UEs that gossip with each other through the
 * core, over one or many eNBs.
 *
 * - eNBs stand in the middle of equal squares on a grid, UEs at random places
 *   (PlaceInCells()), or move within their square (SetMovement()); each attaches to the
 *   closest eNB at the start, and stays there.
 * - The SRS periodicity, which bounds the UEs of an eNB, is the least that serves
 *   the cell with most, at least ns-3's 40 ms; up to MOST_UES.
 * - RLC keeps RLC_BUFFER bytes a bearer, unless the user has chosen another
 *   default: with ns-3's 10 kB most of a model would be dropped there. The
 *   pacing of UdpTransport does not see that queue.
 * - The MTU is 1500.
 * - The network is ready 1 s (SetReadyTime()) after the start, when UEs are connected;
 *   who is not by then is named in a warning.
 */
class LteNetworkHelper
{
  public:
    /// UEs of an eNB: ns-3's longest SRS periodicity, ms.
    static constexpr uint32_t MOST_UES = 320;
    /// Bytes of RLC's transmission buffers.
    static constexpr uint32_t RLC_BUFFER = 10000000;

    /** @param enbs number of eNBs, at least 1. */
    void SetEnbs(uint32_t enbs);

    /** @param side of a cell, m, above 0. */
    void SetCellSide(double side);

    /**
     * Set an attribute of ns-3's LteHelper, such as PathlossModel.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetLteAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of ns-3's PointToPointEpcHelper, such as S1uLinkDelay.
     * @param name of the attribute.
     * @param value its value.
     */
    void SetEpcAttribute(const std::string& name, const AttributeValue& value);

    /** @param movement of the devices, each within its cell; they stand still if not called. */
    void SetMovement(const MovementHelper& movement);

    /** @param ready when UEs are taken to be connected. */
    void SetReadyTime(Time ready);

    /**
     * Build the network.
     * @param nodes without stacks and devices.
     * @return the network; others are the eNBs.
     * @throws InputError if an eNB would have to serve more than MOST_UES.
     */
    LearnerNetwork Install(NodeContainer nodes) const;

  private:
    /// Names and values.
    using Attributes = std::vector<std::pair<std::string, Ptr<AttributeValue>>>;

    uint32_t m_enbs{1};       //!< number of eNBs
    double m_side{500};       //!< of a cell, m
    Attributes m_lte;         //!< of the LteHelper
    Attributes m_epc;         //!< of the EPC helper
    MovementHelper m_movement; //!< of the devices
    Time m_ready{Seconds(1)}; //!< UEs are connected
};

} // namespace stardust
} // namespace ns3

#endif // LTE_NETWORK_HELPER_H
