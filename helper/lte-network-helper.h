/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LTE_NETWORK_HELPER_H
#define LTE_NETWORK_HELPER_H

#include "cell-placement.h"
#include "fading-trace.h"
#include "learner-network.h"
#include "movement-helper.h"

#include "ns3/attribute.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class LteHelper;

namespace stardust
{

/**
 * @ingroup stardust
 * An LTE network with EPC: devices are UEs that gossip with each other through the
 * core, over one or many eNBs.
 *
 * - eNBs stand in the middle of equal squares on a grid, UEs at random places
 *   (PlaceInCells()), unless their nodes have a mobility model already, or move within
 *   their square (SetMovement()); each attaches to the eNB that is closest when the
 *   network is built.
 * - UEs stay with their eNB unless SetHandover() is called. Then all eNBs are joined
 *   by X2, and ns-3's trace sources of LteUeRrc and LteEnbRrc tell of handovers.
 * - The SRS periodicity, which bounds the UEs of an eNB, is the least that serves
 *   the cell with most, at least ns-3's 40 ms; up to MOST_UES. With handover any cell
 *   may become that of all UEs; one with MOST_UES admits no more.
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
    /// eNBs with handover: each is joined with each by X2.
    static constexpr uint32_t MOST_HANDOVER_ENBS = 100;
    /// Bytes of RLC's transmission buffers.
    static constexpr uint32_t RLC_BUFFER = 10000000;

    /** @param enbs number of eNBs, at least 1. */
    void SetEnbs(uint32_t enbs);

    /** @param side of a cell, m, above 0. */
    void SetCellSide(double side);

    /** @param heights of UEs and eNBs; 0 if not called. Some path-loss models need them. */
    void SetHeights(const CellHeights& heights);

    /**
     * @param model factory string of a PropagationLossModel or
     *        SpectrumPropagationLossModel; if not called ns-3's choice, Friis.
     * @throws InputError if it is none, or one that needs more than places, such as buildings.
     */
    void SetPathloss(const std::string& model);

    /**
     * @param path of a trace for ns3::TraceFadingLossModel, see ReadFadingTrace(); each
     *        pair of UE and eNB begins at another place of it, anew every half second
     *        (half the trace, if that is shorter).
     * @throws InputError if it is none, or has too few resource blocks.
     */
    void SetFadingTrace(const std::string& path);

    /**
     * @param algorithm factory string of a LteHandoverAlgorithm, such as
     *        `ns3::A3RsrpHandoverAlgorithm[Hysteresis=1]`; `none`: UEs stay.
     * @throws InputError if it is none.
     */
    void SetHandover(const std::string& algorithm);

    /**
     * Set an attribute of ns-3's LteHelper, such as Scheduler, after all others.
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
     * @throws InputError if an eNB would have to serve more than MOST_UES, there are more
     *         than MOST_HANDOVER_ENBS with handover, the path loss between a UE and an
     *         eNB is no number, or there is fading beside a SpectrumPropagationLossModel.
     */
    LearnerNetwork Install(NodeContainer nodes) const;

    /**
     * @param ues of an eNB.
     * @param enbs of the network, for the message.
     * @return the least of ns-3's SRS periodicities that serves so many, from 40 ms on, ms.
     * @throws InputError if there are more than MOST_UES.
     */
    static uint32_t FindSrsPeriodicity(uint32_t ues, uint32_t enbs);

  private:
    /// Names and values.
    using Attributes = std::vector<std::pair<std::string, Ptr<AttributeValue>>>;

    /** @return SRS periodicity, ms. @param ues placed. @param enbs placed. */
    uint32_t ChooseSrsPeriodicity(const NodeContainer& ues, const NodeContainer& enbs) const;
    /** @param ues placed. @param enbs placed. @throws InputError if a path loss is no number. */
    void CheckPathloss(const NodeContainer& ues, const NodeContainer& enbs) const;
    /** @param lte gets path loss, fading, handover and the user's attributes. @param ues their number. */
    void Configure(LteHelper& lte, uint32_t ues) const;
    /** @param lte gets its fading. @param ues their number. */
    void ConfigureFading(LteHelper& lte, uint32_t ues) const;

    uint32_t m_enbs{1};        //!< number of eNBs
    double m_side{500};        //!< of a cell, m
    CellHeights m_heights;     //!< of UEs and eNBs
    std::string m_pathloss;    //!< factory string; empty: ns-3's default
    std::string m_fading;      //!< path of the trace; empty: none
    FadingTraceSize m_fadingSize; //!< of the trace
    std::string m_handover;    //!< factory string; empty: none
    MovementHelper m_movement; //!< of the devices
    Attributes m_lte;          //!< of the LteHelper
    Attributes m_epc;          //!< of the EPC helper
    Time m_ready{Seconds(1)};  //!< UEs are connected
};

} // namespace stardust
} // namespace ns3

#endif // LTE_NETWORK_HELPER_H
