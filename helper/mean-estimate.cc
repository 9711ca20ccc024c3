/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mean-estimate.h"

#include "ns3/abort.h"

#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

double
StudentQuantile(uint32_t freedom)
{
    NS_ABORT_MSG_IF(freedom == 0, "Student's t needs a degree of freedom");
    if (freedom == 1)
    {
        return std::tan(0.475 * M_PI);
    }
    if (freedom == 2)
    {
        return 0.95 * std::sqrt(2 / (1 - 0.95 * 0.95));
    }
    const double z = 1.959963984540054;
    const double s = z * z;
    const double v = freedom;
    const double first = z * (s + 1) / 4;
    const double second = z * ((5 * s + 16) * s + 3) / 96;
    const double third = z * (((3 * s + 19) * s + 17) * s - 15) / 384;
    const double fourth = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
    return z + (first + (second + (third + fourth / v) / v) / v) / v;
}

MeanEstimate
EstimateMean(const std::vector<double>& values)
{
    NS_ABORT_MSG_IF(values.empty(), "no runs, no mean");
    const double count = values.size();
    double sum = 0;
    for (const double value : values)
    {
        sum += value;
    }
    const double mean = sum / count;
    if (values.size() == 1)
    {
        return {mean, std::numeric_limits<double>::infinity()};
    }
    double squares = 0;
    for (const double value : values)
    {
        squares += (value - mean) * (value - mean);
    }
    return {mean, StudentQuantile(values.size() - 1) * std::sqrt(squares / (count - 1) / count)};
}

} // namespace stardust
} // namespace ns3
