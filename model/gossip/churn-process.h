/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHURN_PROCESS_H
#define CHURN_PROCESS_H

#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <vector>

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/// A device goes down or comes back.
struct DeviceChange
{
    Time when;       //!< as whoever uses the change says
    uint32_t device; //!< learner id
    bool up;         //!< it runs from then on
};

/**
 * @ingroup stardust
 * Makes the learners of a group go down and come back (GossipLearner::Pause(),
 * Resume()): each by random up times and down times of its own, or all by a list.
 *
 * By random variables a device begins up with probability InitialUp and then
 * alternates. Times are independent; a draw below 1 ns counts as 1 ns. A device's
 * draws depend on nothing but its id. With InitialUp = E[up] / (E[up] + E[down])
 * and exponential times the process is stationary from the start.
 */
class ChurnProcess : public Object
{
  public:
    /// Random streams of each device.
    static constexpr int64_t STREAM_STRIDE = 4;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin, before the learners start; becomes part of the group (Object aggregation),
     * which may have one such process.
     * @param group the learners.
     * @param upTime makes the random variables of up times, s.
     * @param downTime makes those of down times, s.
     * @param begin when the first of these times begins: the network is ready.
     * @param stream first stream index; device i uses STREAM_STRIDE from
     *        stream + i * STREAM_STRIDE.
     */
    void StartRandom(Ptr<LearnerGroup> group,
                     const ObjectFactory& upTime,
                     const ObjectFactory& downTime,
                     Time begin,
                     int64_t stream);

    /**
     * As StartRandom(), by a list; all devices begin up.
     * @param group the learners.
     * @param changes by time, from the start of the simulation, none negative.
     */
    void StartList(Ptr<LearnerGroup> group, std::vector<DeviceChange> changes);

  protected:
    void DoDispose() override;

  private:
    /// The times of one device.
    struct Device
    {
        Ptr<RandomVariableStream> up;   //!< up times, s
        Ptr<RandomVariableStream> down; //!< down times, s
    };

    /** @param group becomes the process's. */
    void Enter(Ptr<LearnerGroup> group);

    /**
     * A learner goes down or comes back.
     * @param device its id.
     * @param up whether it runs from now on.
     */
    void Change(uint32_t device, bool up);

    /**
     * The same, and wait for the next change.
     * @param device its id.
     * @param up whether it runs from now on.
     */
    void Alternate(uint32_t device, bool up);

    /**
     * Wait for a device's next change.
     * @param device its id.
     * @param up whether it is up until then.
     * @param before time that passes before the wait begins.
     */
    void Wait(uint32_t device, bool up, Time before = Time());

    /** Make the changes of the list that are due, and wait for the next. */
    void Play();

    double m_initialUp{1};               //!< see the attribute
    LearnerGroup* m_group{nullptr};      //!< owns this
    std::vector<Device> m_devices;       //!< by id; none with a list
    std::vector<DeviceChange> m_changes; //!< the list
    std::size_t m_next{0};               //!< the next change of the list
};

} // namespace stardust
} // namespace ns3

#endif // CHURN_PROCESS_H
