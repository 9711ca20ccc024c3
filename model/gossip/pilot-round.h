/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PILOT_ROUND_H
#define PILOT_ROUND_H

#include "pilot-channel.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <functional>
#include <set>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What one device knows of the opportunistic round from the pilots it hears,
 * and when it sends by that knowledge.
 *
 * 1. Who completes or receives the newest update announces it by a pilot.
 * 2. A device that hears of a newer update than it knew falls silent until it
 *    holds that update. Of two updates the one completed later is newer; devices'
 *    clocks agree.
 * 3. A holder counts the devices that have announced the same update, m with
 *    itself, and sends after waits m / n times its gossip interval: as far as all
 *    pilots are heard, the holders share the gossip rate of the network.
 *
 * A message tells a device that it holds the newest update if its sender has
 * announced that one; no bytes but the pilots' are needed. Lost pilots make
 * devices send that should be silent, or more often than their share.
 */
class PilotRound
{
  public:
    /// What the device does and asks when the round demands it.
    struct Actions
    {
        std::function<void()> send;          //!< gossip now
        std::function<double()> drawWait;    //!< the gossip interval divided by n, s
        std::function<void(const PilotHeader&)> announce; //!< broadcast a pilot
    };

    /**
     * @param self id of the device.
     * @param actions what it does.
     */
    PilotRound(uint32_t self, Actions actions);
    ~PilotRound();

    PilotRound(const PilotRound&) = delete;
    PilotRound& operator=(const PilotRound&) = delete;

    /**
     * The device has completed an update.
     * @param version its version.
     */
    void Begin(uint32_t version);

    /**
     * The device has heard a pilot.
     * @param pilot what it says.
     */
    void Hear(const PilotHeader& pilot);

    /**
     * The device has mixed a model in.
     * @param sender who has sent it.
     */
    void Receive(uint32_t sender);

    /** @return whether the device believes to hold the newest update. */
    bool Holds() const;
    /** @return the device whose update is the newest known. */
    uint32_t GetOwner() const;
    /** @return number of devices that are known to hold it. */
    uint32_t CountHolders() const;

  private:
    /** Hold the newest update from now on: say so, and begin to send. */
    void Hold();
    /**
     * Note another holder; the device's own share of the rate falls.
     * @param device its id.
     */
    void AddHolder(uint32_t device);
    /** Wait for the next message. */
    void Schedule();
    /** The wait is over. */
    void Fire();

    uint32_t m_self;              //!< id of the device
    Actions m_actions;            //!< what it does
    PilotHeader m_newest;         //!< the newest update known
    bool m_known{false};          //!< whether any is known
    bool m_holds{false};          //!< whether the device holds it
    std::set<uint32_t> m_holders; //!< devices known to hold it
    EventId m_next;               //!< next message
    Time m_due;                   //!< when that is
};

} // namespace stardust
} // namespace ns3

#endif // PILOT_ROUND_H
