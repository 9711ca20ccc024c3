/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PILOT_CHANNEL_H
#define PILOT_CHANNEL_H

#include "pilot-header.h"

#include "ns3/callback.h"
#include "ns3/node.h"
#include "ns3/object.h"

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/**
 * @ingroup stardust
 * Broadcasts pilot signals of one learner to whoever hears them, once, and
 * hears those of others. A pilot that is lost is not repeated.
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

  protected:
    void DoDispose() override;

    /** Begin to hear, in a subclass's way. */
    virtual void DoOpen() = 0;
    /** Hear no more, in a subclass's way. */
    virtual void DoClose() = 0;

    /**
     * Something has arrived; it is not to be trusted. What is no pilot of
     * another learner, or is from the future, is counted and dropped.
     * @param packet its content, which is consumed.
     */
    void Take(Ptr<Packet> packet);

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
};

} // namespace stardust
} // namespace ns3

#endif // PILOT_CHANNEL_H
