/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_ACTIVITY_H
#define LINK_ACTIVITY_H

#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <string>

namespace ns3
{
namespace stardust
{

/// How a link's states follow one another.
enum ActivityPattern
{
    ACTIVITY_BERNOULLI, //!< each round by itself
    ACTIVITY_MARKOV,    //!< by a Markov chain of two states
    ACTIVITY_CYCLIC     //!< on and off in turns of fixed length
};

/**
 * @ingroup stardust
 * Whether a device's link to a server is on, round by round: the link processes of FedPBC
 * (Xiang et al., arXiv 2404.10091, and its code, from which the defaults are).
 *
 * 1. Bernoulli: on with Probability p, or with `p ((1 - Variation) + Variation sin(2 pi round /
 *    Period))` if that varies.
 * 2. Markov: from off to on with chance OffToOn = q, from on to off with `q (1 / p - 1)`; if that
 *    exceeds 1, with 1, and from off to on with q divided by it. It starts in its stationary law,
 *    in which it is on with chance p.
 * 3. Cyclic: on for p * CycleLength rounds, rounded, then off, from a random place in the cycle on.
 */
class LinkActivity : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinkActivity();

    /**
     * Go on by one round.
     * @return whether the link is on in it.
     */
    bool Draw();

    /** @return what is wrong with the attributes together; empty if nothing is. */
    std::string FindProblem() const;

    /** @return the chance that the link is on in the round drawn last, or in the first. */
    double GetProbability() const;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return 1
     */
    int64_t AssignStreams(int64_t stream);

  private:
    /** @return rounds of a cycle in which the link is on. */
    uint32_t CountCycleRounds() const;
    /** @return whether the link is on in the next round, by the Markov chain. */
    bool DrawMarkov();
    /** @return whether the link is on in the next round, by the cycle. */
    bool DrawCyclic();

    ActivityPattern m_pattern;           //!< see the attribute
    double m_probability;                //!< see the attribute
    double m_variation;                  //!< see the attribute
    uint32_t m_period;                   //!< see the attribute
    double m_offToOn;                    //!< see the attribute
    uint32_t m_cycleLength;              //!< see the attribute
    Ptr<UniformRandomVariable> m_random; //!< makes all draws
    uint64_t m_round{0};                 //!< rounds drawn
    uint32_t m_phase{0};                 //!< place in the cycle at round 0
    bool m_on{false};                    //!< state in the round drawn last
};

} // namespace stardust
} // namespace ns3

#endif // LINK_ACTIVITY_H
