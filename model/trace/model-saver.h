/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_SAVER_H
#define MODEL_SAVER_H

#include "trace-database.h"

#include "ns3/event-id.h"
#include "ns3/learner-group.h"
#include "ns3/object.h"

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Saves the parameters of learners in .npy files, one row a learner in ascending
 * order of their ids, and in the trace: when Finish() is called and, with Interval,
 * at the start and each Interval from then on.
 *
 * Parameters are written as they lie in the learners; no second copy of all of
 * them is made.
 */
class ModelSaver : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return whether anything is to be saved: there is a path, or ToTrace is set. */
    bool IsWanted() const;

    /**
     * Check what the user has given as far as that is possible without learners.
     * @param learners their number.
     * @param runs how many runs will be saved, with this and the following RngRun.
     * @throws InputError with one line: the path lacks what tells times or runs apart,
     *         or cannot be written, or there are no such learners.
     */
    void Check(uint32_t learners, uint32_t runs) const;

    /**
     * Begin; checks first, as Check() does for one run.
     * @param group the learners, all of them in it.
     * @param database the trace, its run begun; may be null without ToTrace.
     * @throws InputError as Check(), or if there are no models or no trace.
     */
    void Start(Ptr<LearnerGroup> group, Ptr<TraceDatabase> database);

    /**
     * Save now, unless that has been done at this very time, and no more; the trace's
     * run is still open.
     * @throws OutputError if a file cannot be written.
     */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    /**
     * @param n number of learners.
     * @return ids of those to save, ascending.
     */
    std::vector<uint32_t> ParseLearners(uint32_t n) const;
    /** Save now, unless that has been done at this very time. */
    void Save();
    /** Save and wait for the next time. */
    void SavePeriodically();
    /** Write a file. */
    void WriteFile() const;
    /** Give the trace its rows. */
    void WriteRows() const;

    std::string m_path;               //!< see the attribute
    Time m_interval;                  //!< see the attribute
    std::string m_learnerList;        //!< see the attribute Learners
    bool m_toTrace;                   //!< see the attribute
    Ptr<LearnerGroup> m_group;        //!< the learners
    Ptr<TraceDatabase> m_database;    //!< the trace
    std::vector<uint32_t> m_learners; //!< those to save, ascending
    Time m_saved{-1};                 //!< when that was done last
    EventId m_next;                   //!< next time
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_SAVER_H
