/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gossip-age-theory.h"

#include "ns3/assert.h"

namespace ns3
{
namespace stardust
{

double
HarmonicNumber(uint32_t m)
{
    double sum = 0;
    // Small terms first: less is lost to rounding.
    for (uint32_t k = m; k > 0; --k)
    {
        sum += 1.0 / k;
    }
    return sum;
}

double
CompleteGraphStaleness(uint32_t n, double updateRate, double gossipRate)
{
    NS_ASSERT_MSG(gossipRate > 0, "no gossip, no bound on staleness");
    return n < 2 ? 0 : updateRate / gossipRate * HarmonicNumber(n - 1);
}

} // namespace stardust
} // namespace ns3
