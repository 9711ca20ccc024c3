/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NETWORK_LISTENER_H
#define NETWORK_LISTENER_H

#include "model-message.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <functional>
#include <vector>

namespace ns3
{

class Packet;

namespace stardust
{

class LearnerGroup;

/// What the devices of a node tell.
struct NetworkTold
{
    bool retries{false}; //!< frames sent again
    bool drops{false};   //!< frames dropped
};

/**
 * @ingroup stardust
 * Books what the network did to packets to the messages they are of: frames that
 * the MAC sent again, frames that it dropped, and why the first packet that was
 * dropped anywhere was dropped (ModelMessage::drop).
 *
 * 1. It listens to ns-3's own trace sources on all nodes of the simulation, since
 *    relays and access points drop packets too: IPv4, ARP, queue discs, the queues
 *    of point-to-point, CSMA and simple devices, and Wi-Fi (its MAC queues, retry limits,
 *    associations, and the retry bit of the frames that its PHY sends). A packet
 *    is known by a MessageTag. Nodes, devices and queue discs that are made later
 *    are not heard. LTE does not tell below its devices.
 * 2. It only counts: the run is the same with it and without. What happens to a
 *    packet after its message's outcome is known is not counted.
 * 3. A retry is a data frame sent with the retry bit; of an aggregate each frame in it
 *    counts by itself. Frames that several nodes on the way repeat are added.
 * 4. RecordHelper installs one for each group of learners, aggregated to it.
 */
class NetworkListener : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Install one, if the attribute Enabled has it so and there is none yet. Messages of
     * a transport without network stack are not followed.
     * @param group the learners, installed; their packets are marked from now on.
     */
    static void Install(const Ptr<LearnerGroup>& group);

    /**
     * @param learner id.
     * @return whether a device of its node tells of frames sent again.
     */
    bool TellsRetries(uint32_t learner) const;

    /**
     * @param learner id.
     * @return whether a device of its node tells of frames it drops.
     */
    bool TellsDrops(uint32_t learner) const;

    /**
     * A packet was dropped above the devices. This and the next three are for whoever
     * hears it, also for models of networks that this does not know.
     * @param packet with or without headers.
     * @param reason why.
     */
    void NoteDrop(const Packet& packet, MessageReason reason);

    /**
     * IPv4 has dropped a packet.
     * @param packet with or without headers.
     * @param reason why.
     * @param nodeId where.
     */
    void NoteIpDrop(const Packet& packet, MessageReason reason, uint32_t nodeId);

    /**
     * A device has dropped a frame.
     * @param packet with or without headers.
     * @param reason why.
     */
    void NoteFrameDrop(const Packet& packet, MessageReason reason);

    /**
     * A device has sent a frame again.
     * @param packet with or without headers.
     */
    void NoteRetry(const Packet& packet);

  private:
    /// Something to do to a message.
    using Action = std::function<void(ModelMessage&)>;

    /** Listen on all nodes. */
    void Start();

    /** Forget the learners; what is to call it at the end keeps this alive until then. */
    void Release();

    /**
     * @param packet with or without headers.
     * @param action to do, once, to each message in flight of which the packet has bytes.
     */
    void ForEachMessage(const Packet& packet, const Action& action) const;

    LearnerGroup* m_group{nullptr}; //!< the learners; aggregated to this
    uint64_t m_mark{0};             //!< the group in tags
    std::vector<NetworkTold> m_told; //!< by learner
    Time m_lastDrop;                //!< when a frame was dropped last
    uint64_t m_lastDropped{0};      //!< its packet
    bool m_enabled;                 //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // NETWORK_LISTENER_H
