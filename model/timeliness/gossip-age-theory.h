/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOSSIP_AGE_THEORY_H
#define GOSSIP_AGE_THEORY_H

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup stardust
 * What theory says of staleness and of consensus under gossip.
 *
 * Setting, where a function does not say otherwise: n devices; each waits an
 * exponential time of mean 1/lambda, sends to a device drawn uniformly from the
 * others (push), and begins anew; a message is delivered at once and carries
 * the newest version its sender knows of every device's model, also those it
 * was told (relaying). Device i makes versions of its own model at rate r_i, by
 * any stationary process that is independent of the gossip; with a constant
 * part c and an exponential part of mean 1/mu, r = 1 / (c + 1/mu).
 *
 * S_i^j = versions device i has made - newest version of i that has reached j,
 * in the stationary state. S_i^j counts the updates in the last T, the time in
 * which information passes from i to j, so that E[S_i^j] = r_i E[T] whatever
 * the update process. The model is that of Mitra and Ulukus (arXiv 2404.19749);
 * the recursions are version-age recursions in the form of Yates (ISIT 2021,
 * arXiv 2102.02893).
 *
 * Units: rates are a second (updates, messages), times are seconds, staleness
 * is in versions. Every function throws InputError if an update rate is
 * negative, a gossip rate is not positive, or a number is not finite. With
 * fewer than two devices there are no pairs, and staleness is 0.
 */

namespace ns3
{
namespace stardust
{

/// Devices up to which HeterogeneousStaleness() is computed: it takes 2^(n-1) steps.
constexpr uint32_t MAX_HETEROGENEOUS_DEVICES = 16;

/// Two numbers between which an expected staleness lies.
struct StalenessBounds
{
    double lower{0}; //!< versions
    double upper{0}; //!< versions
};

/**
 * @ingroup stardust
 * The harmonic number H_m = 1 + 1/2 + ... + 1/m, to a relative error below
 * 1e-14: a sum for small m, from m = 64 on Euler and Maclaurin's expansion,
 * whose first term left out is below 1e-17.
 * @param m number of terms.
 * @return H_m; H_0 = 0.
 */
double HarmonicNumber(uint32_t m);

/**
 * @ingroup stardust
 * Expected staleness of one device's information at another, E[S_i^j], on the
 * complete graph.
 *
 * Exact in the setting of this file with the same gossip rate at every device.
 * E[S] = (r / lambda) H_{n-1}: the first-passage time from i to j is that of a
 * pure birth process, k -> k+1 informed devices at rate lambda k (n-k)/(n-1).
 * Derived for this module; the version-age recursion it solves is that of Yates
 * (arXiv 2102.02893) for the setting of Mitra and Ulukus (arXiv 2404.19749).
 *
 * @param n number of devices; for n < 2 there are no pairs, the result is 0.
 * @param updateRate r, updates a second of the source: 1 / mean duration.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @return the expected staleness, in versions.
 * @throws InputError if a rate is out of range.
 */
double CompleteGraphStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * Expected staleness of the freshest of k devices, v_k = E[min over k fixed
 * holders of S_i], on the complete graph.
 *
 * Exact where CompleteGraphStaleness() is, which is v_1. Computed by
 * v_k = [r + (n-1-k) q_k v_{k+1}] / [(n-k) q_k] with q_k = k lambda/(n-1),
 * downwards from v_{n-1} = r/lambda. Derived for this module.
 *
 * @param n number of devices.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @return v_k at position k-1, n-1 values, in versions; empty for n < 2.
 * @throws InputError if a rate is out of range.
 */
std::vector<double> CompleteGraphSetStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * Expected staleness of one source at every device, if each device has a gossip
 * rate of its own, on the complete graph.
 *
 * Exact in the setting of this file. For a set A of holders other than the source i
 * v_A = [r_i + a sum_{k not in A, k != i} lambda_k v_{A+k}] /
 *       [a (lambda_i + sum_{k not in A, k != i} lambda_k)],  a = |A|/(n-1),
 * over all 2^(n-1) sets, the largest first. Derived for this module.
 *
 * @param source i, less than the number of devices.
 * @param updateRate r_i, updates a second of the source.
 * @param gossipRates messages a second of each device, all above 0.
 * @return E[S_i^j] at position j, in versions; 0 at the source.
 * @throws InputError if a rate is out of range, there is no such source, or
 *         there are more than MAX_HETEROGENEOUS_DEVICES devices.
 */
std::vector<double> HeterogeneousStaleness(uint32_t source,
                                           double updateRate,
                                           const std::vector<double>& gossipRates);

/**
 * @ingroup stardust
 * Bounds on the staleness that HeterogeneousStaleness() computes, for any number
 * of devices, any source and any holder: those of devices that all gossip as
 * fast as the fastest, and as the slowest.
 *
 * They hold because more messages never make anybody's information older: both
 * systems can be run on one set of messages (coupling). Derived for this module.
 *
 * @param updateRate r_i, updates a second of the source.
 * @param gossipRates messages a second of each device, all above 0.
 * @return the bounds, in versions.
 * @throws InputError if a rate is out of range.
 */
StalenessBounds HeterogeneousStalenessBounds(double updateRate,
                                             const std::vector<double>& gossipRates);

/**
 * @ingroup stardust
 * Expected version age of the freshest of k nodes, if the source stands outside
 * the network: v_k, on the complete graph of n nodes.
 *
 * Exact, with the source sending at total rate lambda to a uniform node, every
 * node at rate lambda to a uniform other one. v_n = r/lambda,
 * v_k = [r + k(n-k) lambda/(n-1) v_{k+1}] / [k lambda/n + k(n-k) lambda/(n-1)].
 * Grows as (r/lambda) log n. Yates (arXiv 2102.02893).
 *
 * @param n number of nodes, without the source.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of the source and of each node.
 * @return v_k at position k-1, n values, in versions; empty for n = 0.
 * @throws InputError if a rate is out of range.
 */
std::vector<double> SeparateSourceSetStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * The mean over nodes of the version age of a separate source on the complete
 * graph: v_1 of SeparateSourceSetStaleness(), under the same assumptions.
 * @param n number of nodes, without the source.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of the source and of each node.
 * @return the expected staleness, in versions; 0 for n = 0.
 * @throws InputError if a rate is out of range.
 */
double SeparateSourceStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * Expected version age of the freshest of k neighbouring nodes of a ring, if the
 * source stands outside the ring: v_k.
 *
 * Exact, with the source sending at total rate lambda to a uniform node, every
 * node at rate lambda/2 to either neighbour (for n = 2 at rate lambda to the
 * other). v_n = r/lambda, v_k = [r + lambda v_{k+1}] / [k lambda/n + lambda].
 * v_1 approaches (r/lambda) sqrt(pi n/2). Derived for this module; the growth
 * with the root of n is known from Yates (arXiv 2102.02893).
 *
 * @param n number of nodes, without the source.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of the source and of each node.
 * @return v_k at position k-1, n values, in versions; empty for n = 0.
 * @throws InputError if a rate is out of range.
 */
std::vector<double> SeparateSourceRingSetStaleness(uint32_t n,
                                                   double updateRate,
                                                   double gossipRate);

/**
 * @ingroup stardust
 * The mean over nodes of the version age of a separate source on a ring: v_1 of
 * SeparateSourceRingSetStaleness(), under the same assumptions.
 * @param n number of nodes, without the source.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of the source and of each node.
 * @return the expected staleness, in versions; 0 for n = 0.
 * @throws InputError if a rate is out of range.
 */
double SeparateSourceRingStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * Expected staleness on a ring whose devices are the sources, averaged over the
 * n-1 devices other than the source.
 *
 * Exact for every n >= 2, odd or even, in the setting of this file with the same
 * gossip rate at every device, half of it to either neighbour (for n = 2 all of
 * it to the other). E[S] = (r/lambda) n/2: the informed devices form an arc
 * that grows at rate lambda until it closes, the last device being reached from
 * both sides, so that the k-th is informed after (k-1)/lambda. Single holders
 * differ, the near ones know more. Derived for this module.
 *
 * @param n number of devices.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @return the mean of the expected staleness, in versions; 0 for n < 2.
 * @throws InputError if a rate is out of range.
 */
double RingStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * The gossip rate that counts if messages are lost: lambda (1 - p).
 *
 * Exact if each message is lost with the same probability p, independently of
 * all else: a Poisson process so thinned is one again. Any gossip rate in this
 * file may be replaced by it, those of delay formulas only if the sender is not
 * blocked. Not valid for losses in bursts.
 *
 * @param gossipRate lambda, messages a second, above 0.
 * @param lossProbability p, in [0, 1).
 * @return messages that arrive, a second.
 * @throws InputError if a number is out of range.
 */
double EffectiveGossipRate(double gossipRate, double lossProbability);

/**
 * @ingroup stardust
 * Expected staleness on the complete graph if a message arrives a fixed time d
 * after it was sent, with the versions of its sending, and the sender's next wait
 * begins when it has sent.
 *
 * First order in lambda d, for lambda d << 1 (for n = 16 it is 0.4% too large at
 * lambda d = 0.2, 5% at 1): r [H_{n-1}/lambda + d n (H_n - 1)/(n-1)], the factor
 * of d being the mean number of hops, that of a node's depth in a random
 * recursive tree. Exact for n = 2. For larger delays see
 * EstimateFirstPassageStaleness(). Derived for this module.
 *
 * @param n number of devices.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @param delay d, seconds, not negative.
 * @return the expected staleness, in versions; 0 for n < 2.
 * @throws InputError if a number is out of range.
 */
double SmallDelayStaleness(uint32_t n, double updateRate, double gossipRate, double delay);

/**
 * @ingroup stardust
 * Expected staleness on the complete graph if a message arrives a fixed time d
 * after it was sent, with the versions of its sending, and the sender is blocked
 * until then: its next exponential wait begins when the message arrives, so
 * that it sends every d + 1/lambda on average. It makes updates and receives
 * meanwhile.
 *
 * First order in lambda d, for lambda d << 1 (for n = 16 it is 0.3% too small at
 * lambda d = 0.2, 2% at 1): r [H_{n-1}/lambda + d (2 H_{n-1} + H_{n-1}/(n-1) - 2)].
 * For n = 2 BlockedPairStaleness() is exact. Derived for this module.
 *
 * @param n number of devices.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, 1 / mean wait of each device, above 0.
 * @param delay d, seconds, not negative.
 * @return the expected staleness, in versions; 0 for n < 2.
 * @throws InputError if a number is out of range.
 */
double BlockedSmallDelayStaleness(uint32_t n, double updateRate, double gossipRate, double delay);

/**
 * @ingroup stardust
 * Expected staleness between two devices under BlockedSmallDelayStaleness()'s
 * assumptions, exact for any delay: arrivals are a renewal process of period
 * d + Exp(lambda), and the mean age of a renewal process is
 * E[period^2] / (2 E[period]). r [d + (d^2 + 2d/lambda + 2/lambda^2) /
 * (2 (d + 1/lambda))]. Derived for this module.
 *
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, 1 / mean wait of the source, above 0.
 * @param delay d, seconds, not negative.
 * @return the expected staleness, in versions.
 * @throws InputError if a number is out of range.
 */
double BlockedPairStaleness(double updateRate, double gossipRate, double delay);

/**
 * @ingroup stardust
 * Expected staleness of a source at the device that knows least of it at the
 * moment, E[max_j S_i^j], on the complete graph.
 *
 * Exact in the setting of this file with the same gossip rate at every device:
 * r 2 (n-1) H_{n-1} / (n lambda), the mean time until all are informed in the
 * pure birth process of CompleteGraphStaleness(). Derived for this module.
 *
 * @param n number of devices.
 * @param updateRate r, updates a second of the source.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @return the expected staleness, in versions; 0 for n < 2.
 * @throws InputError if a rate is out of range.
 */
double WorstDeviceStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * Expected staleness under opportunistic gossip in which a message teaches its
 * receiver the round owner's version and nothing else.
 *
 * A round begins when any device makes a version; it is the owner. Messages of
 * the round are sent at rate n lambda in all, each by a device drawn uniformly
 * from those that hold the owner's newest version to one drawn uniformly from
 * the others. Exact for exponential update times of the same rate r at every
 * device, delivery at once: a device is reached in a round with probability
 * p = (lambda/(n-1)) / (r + lambda/(n-1)), and E[S_i^j] = 1/p - 1 =
 * (n-1) r/lambda. Bounded in n only if lambda grows as n, as Mitra and Ulukus
 * state (arXiv 2404.19749); the law is derived for this module. It is not exact
 * for other update times: nearly periodic ones give more (8.1 instead of 7 for
 * n = 8, lambda = r = 1).
 *
 * @param n number of devices.
 * @param updateRate r, updates a second of each device.
 * @param gossipRate lambda, messages a second for each device of the network.
 * @return the expected staleness, in versions; 0 for n < 2.
 * @throws InputError if a rate is out of range.
 */
double OpportunisticStaleness(uint32_t n, double updateRate, double gossipRate);

/**
 * @ingroup stardust
 * How far mixing alone brings the models together: E[V(t)] / V(0), where V is
 * the sum over devices of the squared distance from the current mean model.
 *
 * Exact on the complete graph in the setting of this file, with the same gossip
 * rate at every device, if a receiver replaces its model by the average of its
 * own and the received one and the sender keeps its own, without training:
 * exp(-lambda (n+1) t / (2 (n-1))). The rate does not depend on n for
 * large n. Derived for this module.
 *
 * @param n number of devices.
 * @param gossipRate lambda, messages a second of each device, above 0.
 * @param duration t, seconds, not negative.
 * @return the factor, without unit; 1 for n < 2, where V is 0 at all times.
 * @throws InputError if a number is out of range.
 */
double ConsensusContraction(uint32_t n, double gossipRate, double duration);

/**
 * @ingroup stardust
 * How far the mean model wanders until all agree: E|mean at the end - mean at
 * the start|^2 = V(0) / (n (n+1)).
 *
 * Exact under ConsensusContraction()'s assumptions, for any gossip rate. The
 * receiver alone averages, so the mean is kept in expectation only; each
 * message moves it by the models' difference / (2n). Derived for this module.
 *
 * @param n number of devices.
 * @param initialSpread V(0), the models' unit squared, not negative.
 * @return the expected squared distance, in the unit of V(0); 0 for n < 2.
 * @throws InputError if V(0) is negative or not finite.
 */
double ConsensusMeanShift(uint32_t n, double initialSpread);

} // namespace stardust
} // namespace ns3

#endif // GOSSIP_AGE_THEORY_H
