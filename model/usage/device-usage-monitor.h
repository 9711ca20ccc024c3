/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DEVICE_USAGE_MONITOR_H
#define DEVICE_USAGE_MONITOR_H

#include "link-meter.h"

#include "ns3/object.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/// What a device has used since the start.
struct DeviceUsage
{
    uint64_t sentBytes{0};       //!< of packets it has sent       //!< of gossip, handed to the network with our headers
    uint64_t receivedBytes{0};   //!< of packets that have reached it   //!< of gossip, with our headers
    uint64_t sentPackets{0};     //!< that it has sent     //!< of gossip
    uint64_t receivedPackets{0}; //!< that have reached it //!< of gossip
    LinkUsage link;              //!< of its network devices, by everybody
    std::optional<double> radioJoules;     //!< absent without an energy model of the radio
    std::optional<double> computeJoules;   //!< absent without energy
    std::optional<double> remainingJoules; //!< in its battery; absent if that has no end

    /**
     * Add another device's use; what one of both knows counts.
     * @param other the other's.
     */
    void Add(const DeviceUsage& other);
};

/**
 * @ingroup stardust
 * Adds up what each device of a group uses: bytes and packets of gossip by the group's
 * MessageLedger, airtime and frames by its network devices (LinkMeter), joules by
 * LearnerEnergy, if the group has one.
 *
 * Values are totals since Attach() and exact at any time. Gossip is models, receivers'
 * acknowledgements and requests, and pilots. Reading has no effect on the run.
 */
class DeviceUsageMonitor : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin to listen; becomes part of the group (Object aggregation), which may have one
     * monitor.
     * @param group the learners, installed, before the simulation starts.
     */
    void Attach(Ptr<LearnerGroup> group);

    /** @return number of learners. */
    uint32_t GetN() const;

    /**
     * @param learner id.
     * @return what it has used so far; not after Simulator::Destroy().
     */
    DeviceUsage GetUsage(uint32_t learner) const;

  protected:
    void DoDispose() override;

  private:
    /// What the ledger tells of a device.
    struct Traffic
    {
        uint64_t sentBytes{0};       //!< of packets it has sent
        uint64_t receivedBytes{0};   //!< of packets that have reached it
        uint64_t sentPackets{0};     //!< that it has sent
        uint64_t receivedPackets{0}; //!< that have reached it
    };

    /**
     * @param learner who sends.
     * @param bytes of the packet.
     */
    void NoteSent(uint32_t learner, uint32_t bytes);
    /**
     * @param learner who has received.
     * @param bytes of the packet.
     */
    void NoteReceived(uint32_t learner, uint32_t bytes);

    LearnerGroup* m_group{nullptr};                   //!< owns this
    std::vector<Traffic> m_traffic;                   //!< by learner
    std::vector<std::vector<Ptr<LinkMeter>>> m_links; //!< by learner
};

} // namespace stardust
} // namespace ns3

#endif // DEVICE_USAGE_MONITOR_H
