/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STATION_OUTAGE_H
#define STATION_OUTAGE_H

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/// An access point fails or comes back.
struct StationChange
{
    Time when;        //!< as whoever uses the change says
    uint32_t station; //!< number of the access point
    bool up;          //!< it works from then on
};

/**
 * @ingroup stardust
 * Lets access points fail and come back, at given times.
 *
 * 1. One that fails turns its radio off (WifiPhy::SetOffMode()), and its IPv4 interface
 *    there goes down: it neither sends beacons nor relays, and forgets what it had queued.
 * 2. Its stations notice after ten missed beacons (StaWifiMac::MaxMissedBeacons), about
 *    1 s; until then they send in vain, from then on their stack drops at once. Models
 *    that need the access point are lost like any that do not arrive.
 * 3. When it is back stations hear a beacon and associate again, within some 0.3 s.
 *
 * An outage of less than ten beacons goes unnoticed but for what is lost in it. ns-3 has
 * no way to turn an LTE base station off.
 */
class StationOutage : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin, before the learners start; becomes part of the group (Object aggregation),
     * which may have one.
     * @param group whose network it is.
     * @param stations nodes of the access points.
     * @param changes by time, from the start of the simulation, none negative.
     * @throws InputError if a station has no Wi-Fi device that is an access point.
     */
    void Start(Ptr<LearnerGroup> group,
               const NodeContainer& stations,
               std::vector<StationChange> changes);

  protected:
    void DoDispose() override;

  private:
    /** Make the changes that are due, and wait for the next. */
    void Play();

    /**
     * @param station number of the access point.
     * @param up whether it works from now on.
     */
    void Switch(uint32_t station, bool up);

    NetDeviceContainer m_radios;          //!< of the access points
    std::vector<bool> m_up;               //!< which work
    std::vector<StationChange> m_changes; //!< by time
    std::size_t m_next{0};                //!< the next change
};

} // namespace stardust
} // namespace ns3

#endif // STATION_OUTAGE_H
