/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GRAPH_SEQUENCE_H
#define GRAPH_SEQUENCE_H

#include "ns3/communication-graph.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{
namespace stardust
{

class LearnerGroup;

/**
 * @ingroup stardust
 * Gives a group another communication graph once an interval (LearnerGroup::SetGraph()).
 * Subclasses say which.
 *
 * Models under way over a link that goes still arrive, and mixers that weigh by the graph ignore
 * them then. All selectors, mixers and rounds follow at once.
 */
class GraphSequence : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Replace the graph at once by the first of the sequence, and go on; after
     * LearnerHelper::Install() and before RecordHelper::Install(). Becomes part of the
     * group (Object aggregation), which may have one.
     * @param group the learners.
     * @param begin when intervals begin to count: the second graph comes one after it.
     * @throws InputError if the learners' algorithm cannot follow, and as Check() does.
     */
    void Start(Ptr<LearnerGroup> group, Time begin = Time(0));

  protected:
    void DoDispose() override;

    /**
     * Look whether the group has what is needed; called first.
     * @param group the learners.
     * @throws InputError if not.
     */
    virtual void Check(const LearnerGroup& group) const;

    /**
     * @param group the learners.
     * @return the next graph; null if it is the one before.
     */
    virtual Ptr<const CommunicationGraph> MakeNext(const LearnerGroup& group) = 0;

  private:
    /** Set the next graph, and come back. */
    void Change();

    Time m_interval;                //!< see the attribute
    LearnerGroup* m_group{nullptr}; //!< owns this
};

} // namespace stardust
} // namespace ns3

#endif // GRAPH_SEQUENCE_H
