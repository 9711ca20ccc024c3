/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STALENESS_MONITOR_H
#define STALENESS_MONITOR_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/version-table.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Exact staleness S_i^j(t) = N_i^i(t) - N_i^j(t): how many versions of source
 * i have been made that holder j does not know yet.
 *
 * Time averages are exact: every change of a version enters its integral at
 * the moment it happens, nothing is sampled, and all sums are whole numbers of
 * versions times nanoseconds. They begin at the end of the warm-up. Averages
 * over pairs are over ordered pairs i != j.
 *
 * Integrals are kept for the whole, each source and each holder, and, up to
 * MaxPairIntegrals pairs, for each pair (8 bytes a pair).
 *
 * How: with increments d_k of N at times t_k, the integral of N up to T is
 * T N - sum of d_k t_k. The second sum, the moment, is all that a change costs.
 */
class StalenessMonitor : public Object, public VersionListener
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~StalenessMonitor() override;

    /**
     * Begin to follow a table; called once, before anything has happened.
     * @param versions the table.
     */
    void Attach(std::shared_ptr<VersionTable> versions);

    /**
     * @param warmUp time from which on averages are taken; before that time is reached.
     */
    void SetWarmUp(Time warmUp);
    /** @return time from which on averages are taken. */
    Time GetWarmUp() const;

    /** @return time average over all pairs, up to now, in versions. */
    double GetMeanStaleness() const;

    /**
     * @param source i.
     * @return time average over all j != i of S_i^j, up to now.
     */
    double GetSourceStaleness(uint32_t source) const;

    /**
     * @param holder j.
     * @return time average over all i != j of S_i^j, up to now.
     */
    double GetHolderStaleness(uint32_t holder) const;

    /** @return whether there is a time average for each pair. */
    bool HasPairIntegrals() const;

    /**
     * @param holder j.
     * @param source i.
     * @return time average of S_i^j, up to now; only if HasPairIntegrals().
     */
    double GetPairStaleness(uint32_t holder, uint32_t source) const;

    /**
     * @param holder j.
     * @param source i.
     * @return S_i^j now.
     */
    uint32_t GetStaleness(uint32_t holder, uint32_t source) const;

    /**
     * @param holder j.
     * @return mean over all i != j of S_i^j now; 0 if there is none.
     */
    double GetCurrentHolderStaleness(uint32_t holder) const;

    /**
     * @param holder j.
     * @return maximum over all i of S_i^j now.
     */
    uint32_t GetWorstStaleness(uint32_t holder) const;

    void NotifyMade(uint32_t source) override;
    void NotifyLearnedAll(uint32_t holder, const uint32_t* increments) override;
    void NotifyLearnedOne(uint32_t holder, uint32_t source, uint32_t increment) override;

  private:
    /// Wide enough for versions x nanoseconds summed over all pairs.
    __extension__ typedef unsigned __int128 Wide;

    /// A count that changes at known times, and the moment of its changes.
    struct Counted
    {
        uint64_t count{0}; //!< versions
        Wide moment{0};    //!< sum of increment x time, time not before the warm-up

        /**
         * @param increment by how much the count rises.
         * @param time when, in ns.
         */
        void Add(uint64_t increment, uint64_t time)
        {
            count += increment;
            moment += Wide(increment) * time;
        }
    };

    /** @return the present time, not before the warm-up, in ns. */
    uint64_t GetMomentTime() const;

    /**
     * Turn an integral into an average.
     * @param integral versions x ns.
     * @param pairs over how many pairs.
     * @return the average; 0 if no time has passed since the warm-up.
     */
    double Average(Wide integral, uint64_t pairs) const;

    /**
     * @param counted a count.
     * @return its integral from the warm-up until now.
     */
    Wide Integrate(const Counted& counted) const;

    /**
     * Enter one increment.
     * @param holder who learned.
     * @param source whose versions.
     * @param increment how many.
     * @param time when, in ns.
     */
    void AddLearned(uint32_t holder, uint32_t source, uint32_t increment, uint64_t time);

    uint64_t m_maxPairIntegrals;        //!< see the attribute
    Time m_warmUp;                      //!< averages begin here
    std::shared_ptr<VersionTable> m_versions; //!< the table
    Counted m_made;                     //!< versions made by anybody
    std::vector<Counted> m_madeBy;      //!< versions made, by source
    Counted m_learned;                  //!< versions learned by anybody of another
    std::vector<Counted> m_learnedOf;   //!< versions learned, by source
    std::vector<Counted> m_learnedBy;   //!< versions learned, by holder
    /// Moment of each pair, holder by holder. Arithmetic is modulo 2^64: the
    /// difference that makes a pair's integral is exact as long as it fits itself.
    std::vector<uint64_t> m_pairMoments;
};

} // namespace stardust
} // namespace ns3

#endif // STALENESS_MONITOR_H
