/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_RUN_H
#define COMPARISON_RUN_H

#include "comparison-algorithms.h"

#include "ns3/data-partition.h"
#include "ns3/labeled-dataset.h"
#include "ns3/nstime.h"
#include "ns3/record-helper.h"

#include <optional>
#include <string>
#include <vector>

/// What all algorithms have in common.
struct ComparisonScenario
{
    uint32_t learners{20};
    std::string graph{"random-regular:4"};
    double area{15};
    std::string wifiMode{"HtMcs7"};
    std::string partition{"dirichlet:0.3"};
    uint32_t samplesPerLearner{100};
    double difficulty{1};
    double stepSize{0.2};
    double gossipRate{1};
    double duration{60};
    double evaluateEvery{2};
    uint32_t threads{0};
};

/// How far a run was at an evaluation.
struct ComparisonPoint
{
    double seconds;  //!< since the network was ready
    double accuracy; //!< mean over devices
    double bytes;    //!< sent by all devices until then, with our headers
    double joules;   //!< drawn by a device on average until then, by radio and computing
};

/// A run of one algorithm.
struct ComparisonCurve
{
    std::vector<ComparisonPoint> points; //!< one an evaluation, in the order of time
    std::optional<double> alone;         //!< accuracy of devices that learn alone, if asked for
    std::optional<double> pooled;        //!< accuracy with all data in one place, if asked for

    /**
     * @param accuracy the target.
     * @return the first evaluation at which the mean device has reached it; null if none.
     */
    const ComparisonPoint* FindTarget(double accuracy) const;
};

/**
 * Draw what a run draws before it begins, and throw it away.
 * @param s the scenario; RngRun is that of the run.
 * @param algorithms that are to run.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckScenario(const ComparisonScenario& s, const std::vector<ComparedAlgorithm>& algorithms);

/**
 * Run an algorithm once; everything that is made for it is gone afterwards.
 * @param s the scenario; RngRun is that of the run.
 * @param algorithm the algorithm.
 * @param baselines whether to train devices alone and in one place too.
 * @param record gets the run.
 * @return what came of it.
 */
ComparisonCurve RunAlgorithm(const ComparisonScenario& s,
                             const ComparedAlgorithm& algorithm,
                             bool baselines,
                             ns3::stardust::RecordHelper& record);

#endif // COMPARISON_RUN_H
