/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_THEORY_SIMULATION_H
#define STARDUST_THEORY_SIMULATION_H

#include <cstdint>

/**
 * @file
 * @ingroup stardust-tests
 * Small event-driven simulations of what the theory describes. They share no
 * code with the module, not even the random generator, so that a formula and
 * its check cannot be wrong together.
 */

namespace ns3
{
namespace stardust
{
namespace tests
{

/// A mean and how far it can be trusted.
struct Measured
{
    double mean;  //!< over time, or over runs
    double error; //!< standard error, from 100 stretches of time or from the runs
};

/// Gossip of n devices that are all sources, on the complete graph.
struct SmallGossip
{
    uint32_t n;             //!< number of devices
    double gossipRate{1};   //!< messages a second of each
    double updateShift{0};  //!< constant part of an update's time, seconds
    double updateMean{1};   //!< mean of its exponential part, seconds
    double loss{0};         //!< probability that a message is lost
    double delay{0};        //!< from sending to arrival, seconds
    bool blocked{false};    //!< whether the next wait begins at the arrival
    double duration{20000}; //!< that is measured, seconds
    uint64_t seed{1};       //!< of all draws
};

/// What SimulateGossip() measures.
struct SmallStaleness
{
    Measured mean;  //!< over ordered pairs
    Measured worst; //!< max over holders, averaged over sources
};

/**
 * @param settings the network.
 * @return its staleness.
 */
SmallStaleness SimulateGossip(const SmallGossip& settings);

/**
 * Opportunistic rounds in which a message teaches the owner's version only,
 * exponential updates at rate 1.
 * @param n number of devices.
 * @param gossipRate messages a second for each device.
 * @param duration measured time, seconds.
 * @param seed of all draws.
 * @return mean staleness over ordered pairs.
 */
Measured SimulateOpportunistic(uint32_t n, double gossipRate, double duration, uint64_t seed);

/**
 * A separate source that updates at rate 1 and sends, like every node, at rate 1.
 * @param n number of nodes.
 * @param ring whether nodes send to their two sides, instead of to all.
 * @param duration measured time, seconds.
 * @param seed of all draws.
 * @return mean version age over nodes.
 */
Measured SimulateSeparateSource(uint32_t n, bool ring, double duration, uint64_t seed);

/// What SimulateMixing() measures.
struct SmallMixing
{
    Measured contraction; //!< spread at the end / spread at the start
    Measured meanShift;   //!< squared shift of the mean / spread at the start
};

/**
 * Models that are averaged at the receiver and not trained.
 * @param n number of devices.
 * @param gossipRate messages a second of each.
 * @param duration of a run, seconds.
 * @param runs number of runs.
 * @param seed of all draws.
 * @return what became of the models.
 */
SmallMixing SimulateMixing(uint32_t n,
                           double gossipRate,
                           double duration,
                           uint32_t runs,
                           uint64_t seed);

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_THEORY_SIMULATION_H
