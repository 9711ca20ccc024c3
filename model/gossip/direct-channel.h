/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIRECT_CHANNEL_H
#define DIRECT_CHANNEL_H

#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// A message that is about to cross a DirectChannel.
struct DirectHop
{
    Ptr<Node> sender;   //!< where it comes from
    Ptr<Node> receiver; //!< where it goes
    uint32_t bytes;     //!< its size, with our header
};

/// What becomes of it.
struct DirectPassage
{
    bool arrives; //!< whether it is received
    Time delay;   //!< from sending to arrival
    Time airtime; //!< how long it occupies its sender
};

/**
 * @ingroup stardust
 * What lies between the devices of a direct network, for DirectTransport: says of each
 * message whether it arrives, and when. One object serves all devices of a run.
 */
class DirectChannel : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * What a node lacks to be used on this channel.
     * @param node of a device.
     * @return one line, or empty if it lacks nothing.
     */
    virtual std::string FindProblem(Ptr<const Node> node) const;

    /**
     * Whether messages that one device sends at one instant are one transmission that all
     * receivers hear: its bytes then count once.
     * @return false, unless a subclass says otherwise.
     */
    virtual bool ReachesAll() const;

    /**
     * A message is sent now.
     * @param hop says which way.
     * @param random the sender's own; nothing else may be drawn from.
     * @return what becomes of it.
     */
    virtual DirectPassage Cross(const DirectHop& hop, UniformRandomVariable& random) = 0;
};

} // namespace stardust
} // namespace ns3

#endif // DIRECT_CHANNEL_H
