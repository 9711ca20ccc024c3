/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_METER_H
#define LINK_METER_H

#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Add what is known.
 * @tparam T type of the values.
 * @param sum gets the value; absent as long as nothing was added.
 * @param value to add; absent: unknown.
 */
template <typename T>
void
AddKnown(std::optional<T>& sum, const std::optional<T>& value)
{
    if (value)
    {
        sum = sum ? *sum + *value : *value;
    }
}

/// What network devices tell of their use, since they were first looked at.
struct LinkUsage
{
    std::optional<uint64_t> sentFrames;     //!< absent if the device does not tell
    std::optional<uint64_t> receivedFrames; //!< absent if the device does not tell
    std::optional<Time> transmit;           //!< time spent sending; absent if unknown
    std::optional<Time> receive;            //!< time spent receiving; absent if unknown
    std::optional<Time> busy; //!< time in which the medium was busy with others' signals that
                              //!< the device did not receive; absent if unknown

    /**
     * Add another device's use; what one of both knows counts.
     * @param other the other's.
     */
    void Add(const LinkUsage& other);
};

/**
 * @ingroup stardust
 * Listens to one network device and adds up for how long it sends and receives,
 * everything included: others' traffic, control frames, repeats.
 *
 * Reading has no effect on the device. A meter must not be read after
 * Simulator::Destroy().
 */
class LinkMeter : public SimpleRefCount<LinkMeter>
{
  public:
    virtual ~LinkMeter() = default;

    /** @return the use up to the present time. */
    virtual LinkUsage Read() const = 0;
};

/**
 * @ingroup stardust
 * Listen to a node's network devices from now on: Wi-Fi (WifiNetDevice), LTE
 * (LteUeNetDevice), wired (PointToPointNetDevice, CsmaNetDevice). Others tell nothing.
 * @param node the node.
 * @return a meter for each device that tells something.
 */
std::vector<Ptr<LinkMeter>> MakeLinkMeters(const Ptr<Node>& node);

} // namespace stardust
} // namespace ns3

#endif // LINK_METER_H
