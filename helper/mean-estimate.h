/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEAN_ESTIMATE_H
#define MEAN_ESTIMATE_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/// A mean over independent runs and how far it may be off.
struct MeanEstimate
{
    double mean{0};      //!< in the unit of the values
    double halfWidth{0}; //!< half the width of the 95 % confidence interval, likewise
};

/**
 * @ingroup stardust
 * The number below which 97.5 % of Student's t distribution lie, to a relative
 * error below 0.2 %: exact for one and two degrees of freedom, otherwise four
 * terms of the expansion in 1 / freedom about the normal quantile (Abramowitz
 * and Stegun, 26.7.5).
 * @param freedom degrees of freedom, above 0.
 * @return the quantile.
 */
double StudentQuantile(uint32_t freedom);

/**
 * @ingroup stardust
 * The mean of a quantity measured in independent runs, with the confidence
 * interval that holds for values of a normal distribution.
 * @param values one a run, at least one.
 * @return mean and half width; after a single run the half width is infinite.
 */
MeanEstimate EstimateMean(const std::vector<double>& values);

} // namespace stardust
} // namespace ns3

#endif // MEAN_ESTIMATE_H
