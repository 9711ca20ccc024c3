/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WAIT_SOURCE_H
#define WAIT_SOURCE_H

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Seconds to Time, in whole nanoseconds; ns-3's own conversion takes ten times as
 * long and overflows after 292 years.
 * @param seconds not negative.
 * @return the time, at most 146 years: later than any simulation ends, and no
 *         overflow when added to its time.
 */
inline Time
MakeWait(double seconds)
{
    constexpr double LONGEST = 4.6e18;
    return NanoSeconds(static_cast<int64_t>(std::min(seconds * 1e9 + 0.5, LONGEST)));
}

/**
 * @ingroup stardust
 * Waits of one clock, drawn from a random variable that is its own.
 *
 * Of ns-3's exponential, uniform and constant variables four draws are made at a
 * time, in the same order as one by one: with many devices each visit to a
 * variable and its generator is a wait for memory. A change of such a
 * variable's own attributes therefore shows after at most three draws; another
 * variable holds at once. Any other variable, which might for instance look at
 * the simulated time, is asked for each wait when it begins.
 */
class WaitSource
{
  public:
    /** @param variable where waits come from, seconds. */
    void SetVariable(Ptr<RandomVariableStream> variable);
    /** @return where waits come from. */
    Ptr<RandomVariableStream> GetVariable() const;

    /** @param stream index of the variable's random stream. */
    void SetStream(int64_t stream);

    /** @return the next wait, not negative, in seconds. */
    double Draw()
    {
        if (m_left == 0)
        {
            Refill();
        }
        return m_drawn[--m_left];
    }

    /** Bring what Draw() needs into the cache: a hint, without any effect on results. */
    void Prefetch() const
    {
        if (m_left == 0)
        {
            __builtin_prefetch(PeekPointer(m_variable));
        }
    }

  private:
    /// Most draws made at a time.
    static constexpr uint32_t AHEAD = 4;

    /** Draw the next waits. */
    void Refill();

    Ptr<RandomVariableStream> m_variable; //!< where waits come from
    std::array<double, AHEAD> m_drawn{};  //!< the next waits, the last one first
    uint32_t m_left{0};                   //!< waits drawn and not used
    uint32_t m_ahead{1};                  //!< draws made at a time
};

} // namespace stardust
} // namespace ns3

#endif // WAIT_SOURCE_H
