/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STREAM_PLAN_H
#define STREAM_PLAN_H

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Which fixed random streams belong to what. Ranges are far apart, so that a
 * range's use can grow without moving another's draws. Streams from 2^63 on are
 * ns-3's own.
 */
enum StreamPlan : int64_t
{
    STREAMS_DATA = 1000,              //!< synthetic samples
    STREAMS_SPLIT = 1100,             //!< what is held out
    STREAMS_PARTITION = 1200,         //!< who gets which samples
    STREAMS_GRAPH = 1300,             //!< random graphs
    STREAMS_INITIAL = 1400,           //!< initial parameters
    STREAMS_BASELINE_POOLED = 1500,   //!< batches of the baseline in one place
    STREAMS_TRACKED = 1600,           //!< which sources are tracked
    STREAMS_LABEL_NOISE = 1700,       //!< which labels are wrong
    STREAMS_EVALUATED = 1800,         //!< which devices are evaluated
    STREAMS_LINK_SKEW = 1900,         //!< which classes' links to a server are on often
    STREAMS_POSITIONS = 2000,         //!< where nodes stand
    STREAMS_LEARNERS = 1 << 24,       //!< learners, by id
    STREAMS_BASELINE_ALONE = 1 << 30, //!< batches of the baselines alone, by id
    STREAMS_BASELINE_OPTIMIZER = int64_t(1) << 32, //!< added to the stream of a baseline's batches
    STREAMS_DEVICE_DATA = int64_t(1) << 34, //!< synthetic samples drawn device by device
    STREAMS_CHURN = int64_t(1) << 36, //!< when devices go down and come back, by id
    STREAMS_DEVICE_INITIAL = int64_t(1) << 37, //!< initial parameters drawn device by device
    STREAMS_FADING = int64_t(1) << 38,  //!< fading of radio channels
    STREAMS_ROUTING = int64_t(1) << 39, //!< routing protocols
    STREAMS_NETWORK = int64_t(1) << 40, //!< devices and stacks, by node
    STREAMS_MOVEMENT = int64_t(1) << 42, //!< how devices move, by id
    STREAMS_BYZANTINE = int64_t(1) << 43 //!< added to the stream of a codec: noise in its place
};

} // namespace stardust
} // namespace ns3

#endif // STREAM_PLAN_H
