/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANDOM_MEAN_H
#define RANDOM_MEAN_H

#include "ns3/ptr.h"

#include <optional>

namespace ns3
{

class RandomVariableStream;

namespace stardust
{

/**
 * @ingroup stardust
 * @param random a random variable.
 * @return its mean, if it is exponential without bound, constant or uniform.
 */
std::optional<double> FindMean(Ptr<RandomVariableStream> random);

} // namespace stardust
} // namespace ns3

#endif // RANDOM_MEAN_H
