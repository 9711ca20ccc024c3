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
 * in the graph at the start may come up; its weight is 1. The graph is undirected while all
 * its links hold in both directions. The changes of one time cost
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
     * @throws InputError if the learners' algorithm cannot follow, or cannot work while
     *         a link holds in one direction only.
     */
    void Start(Ptr<LearnerGroup> group, std::vector<LinkChange> changes);

  protected:
    void DoDispose() override;

  private:
    /// Links that are others than those of the graph at the start.
    struct Difference
    {
        std::set<std::pair<uint32_t, uint32_t>> failed; //!< links of the graph that do not hold
        std::set<std::pair<uint32_t, uint32_t>> added;  //!< links that do, beside the graph's
    };

    /** Make the changes that are due, and wait for the next. */
    void Play();

    /**
     * Make all changes of one time.
     * @param difference changed in place.
     * @param next the first of them.
     * @return the first change of a later time.
     */
    std::size_t Apply(Difference& difference, std::size_t next) const;

    /**
     * @param difference from the graph at the start.
     * @return the graph.
     */
    Ptr<const CommunicationGraph> MakeGraph(const Difference& difference) const;

    /** Look at all graphs that will be, see Start(). */
    void CheckGraphs() const;

    LearnerGroup* m_group{nullptr};                   //!< owns this
    Ptr<const CommunicationGraph> m_base;             //!< the graph at the start
    std::vector<LinkChange> m_changes;                //!< by time
    std::size_t m_next{0};                            //!< the next change
    Difference m_difference;                          //!< what holds now
};

} // namespace stardust
} // namespace ns3

#endif // LINK_SCHEDULE_H
