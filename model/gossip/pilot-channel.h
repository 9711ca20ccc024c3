/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PILOT_CHANNEL_H
#define PILOT_CHANNEL_H

#include "pilot-header.h"

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/node.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/**
 * @ingroup stardust
 * Broadcasts pilot signals of one learner to whoever hears them, once, and
 * hears those of others. A pilot that is lost is not repeated. One that is not believed is
 * counted (strayPackets), and its source told by the trace source StrayPacket.
 */
class PilotChannel : public Object
{
  public:
    /// A pilot was heard; it makes sense, but may be a lie.
    typedef Callback<void, const PilotHeader&> ReceiveCallback;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin to hear.
     * @param group the learners and their ledger.
     * @param learner id of the owner.
     * @param receive takes pilots of other learners.
     */
    void Open(Ptr<LearnerGroup> group, uint32_t learner, ReceiveCallback receive);

    /** Hear and send no more. */
    void Close();

    /**
     * Send a pilot to whoever hears it.
     * @param pilot the pilot.
     */
    virtual void Send(const PilotHeader& pilot) = 0;

    /**
     * TracedCallback signature for what is no sound pilot.
     * @param learner id of the owner, who has dropped it.
     * @param from address that it came from.
     */
    typedef void (*StrayTracedCallback)(uint32_t learner, const Address& from);

  protected:
    void DoDispose() override;

    /** Begin to hear, in a subclass's way. */
    virtual void DoOpen() = 0;
    /** Hear no more, in a subclass's way. */
    virtual void DoClose() = 0;

    /**
     * @param from address that a pilot came from.
     * @param sender id of the learner that it names, who exists.
     * @return whether the address is that learner's.
     */
    virtual bool ComesFrom(const Address& from, uint32_t sender) const = 0;

    /**
     * Something has arrived; it is not to be trusted. What is no pilot of
     * another learner, comes from no address of the one that it names, or is from the
     * future, is counted and dropped.
     * @param packet its content, which is consumed.
     * @param from address that it came from.
     */
    void Take(Ptr<Packet> packet, const Address& from);

    /** @return the learners and their ledger; null while closed. */
    const Ptr<LearnerGroup>& GetGroup() const
    {
        return m_group;
    }

    /** @return id of the owner. */
    uint32_t GetLearner() const;

  private:
    Ptr<LearnerGroup> m_group; //!< the learners and their ledger
    uint32_t m_learner{0};     //!< id of the owner
    ReceiveCallback m_receive; //!< takes pilots
    TracedCallback<uint32_t, const Address&> m_strayTrace; //!< a packet was dropped
};

} // namespace stardust
} // namespace ns3

#endif // PILOT_CHANNEL_H
