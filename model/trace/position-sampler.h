/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POSITION_SAMPLER_H
#define POSITION_SAMPLER_H

#include "trace-database.h"

#include "ns3/event-id.h"
#include "ns3/learner-group.h"
#include "ns3/mobility-model.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <map>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Writes where the devices of a group are, as they move, to a trace.
 *
 * It looks when the network is ready, once an interval from then on, and at the end. A
 * device gets a row if it has moved since its last one, or since the start. Devices with a
 * ConstantPositionMobilityModel are looked at only from when somebody moves them; where
 * nobody moves nothing is ever scheduled.
 */
class PositionSampler : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin, before the run; once. Devices without a mobility model are left out.
     * @param group the learners.
     * @param database where rows go; null: nowhere. It looks all the same: to ask ns-3 for a
     *        position rounds it, and a run must not depend on who watches.
     * @param ready when the network is.
     * @param interval between looks, if the attribute Interval says none; 0: only at the end.
     */
    void Start(Ptr<LearnerGroup> group, Ptr<TraceDatabase> database, Time ready, Time interval);

    /** Look a last time, and no more. */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    /// A device that may move.
    struct Device
    {
        uint32_t learner;                  //!< id
        Ptr<const MobilityModel> mobility; //!< where it is
        Vector last;                       //!< in its last row, or at the start
    };

    /**
     * Somebody has moved a device that stood still.
     * @param mobility its model.
     */
    void NoteCourse(Ptr<const MobilityModel> mobility);

    /** Wait for the next look, if there is one. */
    void Wait();

    /** Look, and wait for the next time. */
    void Look();

    /** Write the rows of those who have moved. */
    void Sample();

    Time m_interval;                               //!< see the attribute
    Time m_ready;                                  //!< the first look
    Ptr<TraceDatabase> m_database;                 //!< where rows go, or null
    std::vector<Device> m_moving;                  //!< devices that are looked at
    std::map<const MobilityModel*, Device> m_still; //!< devices that are not, yet
    EventId m_look;                                //!< the next look
};

} // namespace stardust
} // namespace ns3

#endif // POSITION_SAMPLER_H
