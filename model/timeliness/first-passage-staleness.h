/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIRST_PASSAGE_STALENESS_H
#define FIRST_PASSAGE_STALENESS_H

#include "ns3/communication-graph.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A network whose staleness is to be estimated.
 *
 * Arcs are counted as CommunicationGraph lists them: those of sender 0 in
 * the order of its neighbours, then those of sender 1, and so on.
 */
struct FirstPassageSettings
{
    std::vector<double> updateRates; //!< r_i, updates a second: one a device, or one for all
    std::vector<double> gossipRates; //!< lambda_i, messages a second: one a device, or one for all
    std::vector<double> arcWeights;  //!< a device's choice among neighbours; empty: uniform
    double hopDelay{0};              //!< d, from a message's sending to its arrival, seconds
    uint32_t repetitions{100};       //!< draws of the network's random times, at least 2
    bool perPair{false};             //!< whether pairs are estimated one by one
};

/// The estimate of an expected staleness.
struct StalenessEstimate
{
    double mean{0};          //!< versions; infinity where information never passes
    double standardError{0}; //!< of the mean, versions; 0 where the mean is known exactly
};

/**
 * @ingroup stardust
 * What EstimateFirstPassageStaleness() found out about a graph of n devices.
 */
struct FirstPassageStaleness
{
    StalenessEstimate mean;                 //!< E[S_i^j] over all ordered pairs i != j
    StalenessEstimate worst;                //!< E[max_j S_i^j] over all sources i
    std::vector<StalenessEstimate> sources; //!< E[S_i^j] over j != i, at position i
    std::vector<StalenessEstimate> pairs;   //!< E[S_i^j] at i * n + j; empty unless asked for
};

/**
 * @ingroup stardust
 * Estimate the expected staleness on any graph, by first-passage percolation.
 *
 * Setting: that of gossip-age-theory.h, but device i sends to its
 * out-neighbour k at rate lambda_ik = lambda_i w_ik / sum_k w_ik (uniform:
 * lambda_i / out-degree), and a message arrives d after it was sent, with the
 * versions of its sending. The sender's next wait begins when it has sent (it is
 * not blocked), messages are not lost (else give EffectiveGossipRate()).
 *
 * Then E[S_i^j] = r_i E[T_ij], for any d, where T_ij is the length of the
 * shortest path from i to j and the arcs (i, k) have independent lengths
 * d + Exp(rate lambda_ik): once i knows something, the wait for its next message
 * to k is exponential, whatever came before. Maranzatto and Michelen
 * (arXiv 2409.12710) see version age so; the use here is derived for this module.
 *
 * A repetition draws all lengths once, in the order of the arcs that carry
 * messages, and runs Dijkstra's algorithm (Boost.Graph) from each device. The
 * distances from one source have the right joint law, therefore every mean is
 * right; those of different sources are dependent in a way that has no meaning
 * for gossip, therefore the standard errors are taken from the scatter of whole
 * repetitions, never of pairs.
 *
 * Where no path leads from a device to another, staleness grows without bound:
 * the mean is infinity, as are those over sets with such a pair, unless the
 * source makes no updates. A device with gossip rate 0 and an arc with weight 0
 * never carry anything.
 *
 * Cost: a repetition takes one draw an arc and n searches of the arcs shorter
 * than 1.5 times the longest distance seen so far (a longer arc cannot lie on
 * a shorter path; where that bound turns out too small, all arcs are searched). The
 * complete graph of 200 devices takes some 15 ms. Memory is some 80 B an arc,
 * and if pairs are asked for some 50 B a pair.
 *
 * @param graph who may send to whom; the complete graph is written out here.
 * @param settings rates, weights, delay and effort.
 * @param random source of the draws, whose mean and bound are not used; it should
 *        have a fixed stream.
 * @return the estimates; all 0 for fewer than 2 devices.
 * @throws InputError if a number is negative or not finite, a list has the wrong
 *         length, all weights of a device are 0, or there are fewer than
 *         2 repetitions.
 */
FirstPassageStaleness EstimateFirstPassageStaleness(const CommunicationGraph& graph,
                                                    const FirstPassageSettings& settings,
                                                    Ptr<ExponentialRandomVariable> random);

} // namespace stardust
} // namespace ns3

#endif // FIRST_PASSAGE_STALENESS_H
