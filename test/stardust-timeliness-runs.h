/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_TIMELINESS_RUNS_H
#define STARDUST_TIMELINESS_RUNS_H

#include "stardust-theory-simulation.h"

#include "ns3/communication-graph.h"
#include "ns3/staleness-monitor.h"

#include <functional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup stardust-tests
 * Long runs of real learners on the direct network, whose staleness is held
 * against theory.
 */

/**
 * Check that a measured mean is the expected one within 4 standard errors, that of
 * the expectation included where it is itself simulated, and that the measured
 * one is known to 0.5 %.
 *
 * Why 4: errors come from at least 25 batches, and Student's t of 24 degrees of
 * freedom lies beyond 4 with probability 5e-4 in either direction together. There
 * are about a hundred comparisons, so that 1 in 20 choices of random streams would
 * miss one of them by chance; the streams are fixed.
 *
 * @param measured has mean and error.
 * @param expected the value.
 * @param expectedError its standard error, 0 if it is exact.
 * @param what was measured.
 */
#define EXPECT_REPRODUCED(measured, expected, expectedError, what)                                 \
    do                                                                                             \
    {                                                                                              \
        const stardust::tests::Measured mean_ = measured;                                          \
        const double value_ = expected;                                                            \
        const double error_ = std::hypot(mean_.error, double(expectedError));                      \
        NS_TEST_EXPECT_MSG_EQ_TOL(mean_.mean, value_, 4 * error_, what);                           \
        NS_TEST_EXPECT_MSG_LT(mean_.error, 0.005 * value_, what << ": not measured well enough");  \
    } while (false)

namespace ns3
{
namespace stardust
{
namespace tests
{

/// Gossip without learning on the direct network, and how long it is measured.
struct TimelinessSettings
{
    uint32_t n{2};                   //!< number of devices
    double gossipRate{1};            //!< messages a second of each
    std::vector<double> gossipRates; //!< of each device, if they differ
    double updateShift{0};           //!< constant part of an update's time, seconds
    double updateMean{1};            //!< mean of its exponential part, seconds
    uint32_t sources{UINT32_MAX};    //!< only so many first devices make updates
    double loss{0};                  //!< share of messages lost
    double delay{0};                 //!< from sending to arrival, seconds
    bool occupying{false};           //!< whether a sender waits for its message's arrival
    std::string selector{"ns3::stardust::UniformPeerSelector"}; //!< who receives
    Ptr<const CommunicationGraph> graph;                        //!< null: complete

    double memory{1};        //!< mean age of information, seconds: how long the past counts
    double messages{400000}; //!< effort, of all batches
    double memories{10};     //!< length of a batch at least, in memories
    uint32_t batches{25};    //!< their number
    bool pairs{false};       //!< whether pairs are measured one by one
    double sampleEach{0};    //!< seconds between looks at the worst device; 0: none
    uint32_t row{0};         //!< runs of different rows draw from different streams
};

/// What is measured: a time average since time 0.
using TimeAverage = std::function<double(const StalenessMonitor&)>;

/**
 * Run and measure. The time averages of successive batches of one run, after a
 * warm-up of six memories, give mean and standard error. Batches of length L are
 * long against the memory, so that their means hardly depend on each other. The
 * rest of dependence makes the scatter of the batches too small a measure of the
 * error: where memory fades exponentially the variance so found is the true one
 * times 1 - memory / L, and this factor is taken out.
 *
 * @param settings the network and the effort.
 * @param averages what is measured.
 * @return one entry each, and the mean over sources of the worst staleness
 *         at any device as the last if samples are taken.
 */
std::vector<Measured> MeasureTimeliness(const TimelinessSettings& settings,
                                        const std::vector<TimeAverage>& averages);

/**
 * @param settings the network and the effort.
 * @return mean staleness over ordered pairs.
 */
Measured MeasureStaleness(const TimelinessSettings& settings);

} // namespace tests
} // namespace stardust
} // namespace ns3

#endif // STARDUST_TIMELINESS_RUNS_H
