/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPPORTUNISTIC_ROUND_H
#define OPPORTUNISTIC_ROUND_H

#include "ns3/event-id.h"
#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

class LearnerGroup;
class OpportunisticPeerSelector;

/**
 * @ingroup stardust
 * Who may gossip at present under the opportunistic rule, as an oracle that
 * every device of a group asks free of charge; aggregated to the LearnerGroup.
 *
 * A round begins when any device completes an update; that device owns it.
 * Those that hold the owner's newest version, at first the owner alone, share
 * the gossip rate of the whole network: after each wait one of them, each as
 * likely, sends. The wait is a draw of the owner's gossip interval, divided by
 * the number of devices.
 */
class OpportunisticRound : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * The round of a group; made when first asked for.
     * @param group the group.
     * @return its round.
     */
    static Ptr<OpportunisticRound> Get(Ptr<LearnerGroup> group);

    /**
     * A device takes part from now on.
     * @param device its id.
     * @param selector its part, which chooses its receivers.
     */
    void Enter(uint32_t device, OpportunisticPeerSelector* selector);

    /**
     * A device takes part no longer.
     * @param device its id.
     */
    void Leave(uint32_t device);

    /**
     * A device has completed an update: a new round begins.
     * @param owner the device.
     * @param version its version.
     */
    void Begin(uint32_t owner, uint32_t version);

    /**
     * A device has received something; it joins the holders if that is new.
     * @param device its id.
     * @param source whose version it has received.
     * @param version that version.
     */
    void Join(uint32_t device, uint32_t source, uint32_t version);

    /** @return the device whose update began the round. */
    uint32_t GetOwner() const;
    /** @return the version that the round spreads. */
    uint32_t GetVersion() const;
    /**
     * @param device its id.
     * @return whether it holds that version.
     */
    bool Holds(uint32_t device) const;

  protected:
    void DoDispose() override;

  private:
    /** Wait for the next message. */
    void Schedule();
    /** One of the holders sends. */
    void Fire();

    LearnerGroup* m_group{nullptr};                     //!< the object this is aggregated to
    std::vector<OpportunisticPeerSelector*> m_selectors; //!< of the devices that take part
    uint32_t m_owner{0};                                //!< whose update began the round
    uint32_t m_version{0};                              //!< of the owner
    std::vector<uint32_t> m_holders;                    //!< who may send
    std::vector<bool> m_holds;                          //!< by device
    EventId m_next;                                     //!< next message
};

} // namespace stardust
} // namespace ns3

#endif // OPPORTUNISTIC_ROUND_H
