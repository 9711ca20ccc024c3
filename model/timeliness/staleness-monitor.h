/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STALENESS_MONITOR_H
#define STALENESS_MONITOR_H

#include "column-moments.h"

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/version-table.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// The staleness of one device's knowledge at one moment.
struct HolderStaleness
{
    double mean{0};        //!< over tracked sources but itself, versions
    uint32_t worst{0};     //!< over tracked sources, versions
    uint64_t sinceFreshNs{0}; //!< time since it last learned anything new
};

/// The staleness of all pairs (tracked source, other device) at one moment.
struct StalenessSample
{
    double mean{0};             //!< over pairs, versions
    uint32_t median{0};         //!< half of the pairs have at most this
    uint32_t p95{0};            //!< 95 % of the pairs have at most this
    uint32_t p99{0};            //!< 99 % of the pairs have at most this
    uint32_t worst{0};          //!< of any pair
    uint32_t worstHolder{0};    //!< a device with the worst
    double meanWorst{0};        //!< mean over sources of the worst over devices
    double meanSinceFreshNs{0}; //!< mean over devices of the time since something new
    uint64_t longestSinceFreshNs{0}; //!< longest of these times
};

/// The version age of one source at one moment.
struct VersionAge
{
    double mean{0};    //!< over the other devices, versions
    uint32_t worst{0}; //!< over the other devices, versions
};

/**
 * @ingroup stardust
 * Exact staleness S_i^j(t) = N_i^i(t) - N_i^j(t): how many versions of source
 * i have been made that holder j does not know yet, directly or through relays.
 *
 * Time averages are exact: every change of a version enters its integral at
 * the moment it happens, nothing is sampled, and all sums are whole numbers of
 * versions times nanoseconds. They begin at the end of the warm-up. Averages
 * over pairs are over ordered pairs i != j of a tracked source i and any j.
 *
 * Integrals are kept for the whole, each tracked source and each holder, and,
 * up to MaxPairIntegrals entries of the table, for each pair (8 bytes each).
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
    void Attach(Ptr<VersionTable> versions);

    /** @return the table that is followed. */
    Ptr<const VersionTable> GetVersions() const;

    /**
     * @param warmUp time from which on averages are taken; before that time is reached.
     */
    void SetWarmUp(Time warmUp);
    /** @return time from which on averages are taken. */
    Time GetWarmUp() const;

    /** @return time average over all pairs, up to now, in versions. */
    double GetMeanStaleness() const;

    /**
     * Time average of the version age of a source.
     * @param source i, tracked.
     * @return time average over all j != i of S_i^j, up to now.
     */
    double GetSourceStaleness(uint32_t source) const;

    /**
     * @param holder j.
     * @return time average over all tracked i != j of S_i^j, up to now.
     */
    double GetHolderStaleness(uint32_t holder) const;

    /** @return whether there is a time average for each pair. */
    bool HasPairIntegrals() const;

    /**
     * @param holder j.
     * @param source i, tracked.
     * @return time average of S_i^j, up to now; only if HasPairIntegrals().
     */
    double GetPairStaleness(uint32_t holder, uint32_t source) const;

    /**
     * @param holder j.
     * @param source i, tracked.
     * @return S_i^j now.
     */
    uint32_t GetStaleness(uint32_t holder, uint32_t source) const;

    /**
     * @param holder j.
     * @return its staleness now, over the tracked sources.
     */
    HolderStaleness GetHolderSample(uint32_t holder) const;

    /**
     * @param source i, tracked.
     * @return its version age at the other devices, now.
     */
    VersionAge GetVersionAge(uint32_t source) const;

    /**
     * @param holder j.
     * @return time since the holder last learned anything new; since the start
     *         if it never has.
     */
    Time GetTimeSinceFresh(uint32_t holder) const;

    /**
     * Look at all pairs at the present time: one pass over the table.
     * Percentiles are by nearest rank.
     * @param holders receives one entry a device, unless null.
     * @return the distribution.
     */
    StalenessSample Sample(std::vector<HolderStaleness>* holders = nullptr) const;

    void NotifyMade(uint32_t source) override;
    void NotifyLearned(uint32_t holder,
                       uint32_t column,
                       const uint32_t* increments,
                       uint32_t count) override;
    void NotifyForgotten(uint32_t holder,
                         uint32_t column,
                         const uint32_t* decrements,
                         uint32_t count) override;

  private:
    /// What is kept of a holder, in one cache line.
    struct alignas(64) Holder
    {
        CountMoment learned;     //!< versions learned of tracked sources
        uint64_t lastFreshNs{0}; //!< when it last learned something
    };

    /** @return the present time, not before the warm-up, in ns. */
    uint64_t GetMomentTime() const;

    /**
     * Turn an integral into an average.
     * @param integral versions x ns.
     * @param pairs over how many pairs.
     * @return the average; 0 if no time has passed since the warm-up.
     */
    double Average(WideMoment integral, uint64_t pairs) const;

    /**
     * @param holder a device.
     * @return number of tracked sources but itself.
     */
    uint32_t CountOtherSources(uint32_t holder) const;

    uint64_t m_maxPairIntegrals;       //!< see the attribute
    Time m_warmUp;                     //!< averages begin here
    Ptr<VersionTable> m_versions;      //!< the table
    CountMoment m_made;                //!< versions made by any tracked source
    std::vector<CountMoment> m_madeBy; //!< versions made, by column
    CountMoment m_learned;             //!< versions learned by anybody of a tracked source
    ColumnMoments m_learnedOf;         //!< versions learned, by column
    std::vector<Holder> m_holders;     //!< versions learned, by holder
    /// Moment of each pair, holder by holder. Arithmetic is modulo 2^64: the
    /// difference that makes a pair's integral is exact as long as it fits itself.
    std::vector<uint64_t> m_pairMoments;
};

} // namespace stardust
} // namespace ns3

#endif // STALENESS_MONITOR_H
