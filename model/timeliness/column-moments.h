/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLUMN_MOMENTS_H
#define COLUMN_MOMENTS_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Wide enough for versions x nanoseconds summed over all pairs of a run.
__extension__ typedef unsigned __int128 WideMoment;

/// A count that changes at known times, and the moment of its changes.
struct CountMoment
{
    uint64_t count{0};    //!< versions
    WideMoment moment{0}; //!< sum of increment x time, versions x ns

    /**
     * @param increment by how much the count rises.
     * @param time when, in ns.
     */
    void Add(uint64_t increment, uint64_t time)
    {
        count += increment;
        moment += WideMoment(increment) * time;
    }

    /**
     * The arithmetic is modulo 2^64 and 2^128: the count and the integral are exact.
     * @param decrement by how much the count falls.
     * @param time when, in ns.
     */
    void Subtract(uint64_t decrement, uint64_t time)
    {
        count -= decrement;
        moment -= WideMoment(decrement) * time;
    }

    /**
     * @param time up to when, in ns, not before the last change.
     * @return the time integral of the count.
     */
    WideMoment Integrate(uint64_t time) const
    {
        return WideMoment(count) * time - moment;
    }
};

/**
 * @ingroup stardust
 * One CountMoment a column, for increments that come a whole row at a time.
 *
 * Exact, and cheap in memory traffic: of each increment only its product with
 * the low 32 bits of the time is added up, in 64 bits, beside a 32-bit count;
 * the rest is folded in when the high bits change (each 4.3 simulated seconds)
 * or a sum might overflow.
 */
class ColumnMoments
{
  public:
    /** @param columns their number. */
    void Resize(uint32_t columns);

    /**
     * Enter the increments of a range of columns.
     * @param column the first.
     * @param increments one a column, each below 2^31.
     * @param count number of columns.
     * @param time when, in ns, not before that of the last call.
     * @return sum of the increments.
     */
    uint64_t Add(uint32_t column, const uint32_t* increments, uint32_t count, uint64_t time);

    /**
     * Enter decrements of a range of columns; rare, and not as fast as Add().
     * @param column the first.
     * @param decrements one a column.
     * @param count number of columns.
     * @param time when, in ns.
     * @return sum of the decrements.
     */
    uint64_t Subtract(uint32_t column, const uint32_t* decrements, uint32_t count, uint64_t time);

    /**
     * @param column which.
     * @return its count and moment so far.
     */
    CountMoment Get(uint32_t column) const;

  private:
    /** Bring all recent sums into the total. */
    void Fold();

    std::vector<uint32_t> m_recentCount; //!< versions since the last fold
    std::vector<uint64_t> m_recentLow;   //!< sum of increment x low bits of the time since then
    std::vector<CountMoment> m_folded;   //!< everything before
    uint64_t m_high{0};                  //!< high bits of the recent times
    uint64_t m_recentTotal{0};           //!< versions of all columns since the last fold
};

} // namespace stardust
} // namespace ns3

#endif // COLUMN_MOMENTS_H
