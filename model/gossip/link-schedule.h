/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_SCHEDULE_H
#define LINK_SCHEDULE_H

#include "ns3/communication-graph.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <set>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/// A link, in one direction, fails or comes back.
struct LinkChange
{
    Time when;         //!< as whoever uses the change says
    uint32_t sender;   //!< learner id
    uint32_t receiver; //!< learner id
    bool up;           //!< it holds from then on
};

/**
 * @ingroup stardust
 * Takes links out of a group's communication graph and puts them in, at given
 * times (LearnerGroup::SetGraph()).
 *
 * Devices know at once who their neighbours are. Models under way over a link that
 * fails still arrive: it is the choice of receivers that changes. A link that was not
 * in the graph at the start may come up; its weight is 1. The changes of one time cost
 * one pass over all links, those of a complete graph included.
 */
class LinkSchedule : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Begin, before the learners start; becomes part of the group (Object aggregation),
     * which may have one schedule.
     * @param group the learners.
     * @param changes by time, from the start of the simulation, none negative.
     */
    void Start(Ptr<LearnerGroup> group, std::vector<LinkChange> changes);

  protected:
    void DoDispose() override;

  private:
    /** Make the changes that are due, and wait for the next. */
    void Play();

    /** @return the graph as it is now. */
    Ptr<const CommunicationGraph> MakeGraph() const;

    LearnerGroup* m_group{nullptr};                   //!< owns this
    Ptr<const CommunicationGraph> m_base;             //!< the graph at the start
    std::vector<LinkChange> m_changes;                //!< by time
    std::size_t m_next{0};                            //!< the next change
    std::set<std::pair<uint32_t, uint32_t>> m_failed; //!< links of the graph that do not hold
    std::set<std::pair<uint32_t, uint32_t>> m_added;  //!< links that do, beside the graph's
};

} // namespace stardust
} // namespace ns3

#endif // LINK_SCHEDULE_H
