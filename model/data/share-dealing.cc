/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "share-dealing.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

namespace ns3
{
namespace stardust
{

namespace
{

/**
 * alpha times the logarithm of a Gamma(alpha, 1) draw, by Gamma(alpha) =
 * Gamma(alpha + 1) U^(1/alpha): the draw itself underflows for small alpha, its
 * logarithm overflows for the smallest, this does neither.
 */
double
DrawScaledLogGamma(double alpha, Ptr<GammaRandomVariable> gamma, Ptr<UniformRandomVariable> random)
{
    // Zero would make the logarithm infinite.
    const double u = std::max(random->GetValue(0, 1), std::numeric_limits<double>::min());
    return alpha * std::log(gamma->GetValue(alpha + 1, 1)) + std::log(u);
}

} // namespace

std::vector<uint32_t>
DrawOrder(uint32_t samples, Ptr<UniformRandomVariable> random)
{
    std::vector<uint32_t> order(samples);
    std::iota(order.begin(), order.end(), 0);
    Shuffle(order, random);
    return order;
}

DataShares
CutEvenly(const std::vector<uint32_t>& samples, uint32_t pieces)
{
    DataShares shares(pieces);
    for (uint64_t p = 0; p < pieces; ++p)
    {
        const auto begin = samples.begin() + samples.size() * p / pieces;
        const auto end = samples.begin() + samples.size() * (p + 1) / pieces;
        shares[p].assign(begin, end);
    }
    return shares;
}

std::vector<double>
DrawDirichlet(uint32_t size,
              double alpha,
              Ptr<GammaRandomVariable> gamma,
              Ptr<UniformRandomVariable> random)
{
    std::vector<double> weights(size);
    for (auto& w : weights)
    {
        w = DrawScaledLogGamma(alpha, gamma, random);
    }
    const double top = *std::max_element(weights.begin(), weights.end());
    double sum = 0;
    for (auto& w : weights)
    {
        w = std::exp((w - top) / alpha);
        sum += w;
    }
    for (auto& w : weights)
    {
        w /= sum;
    }
    return weights;
}

void
DealByProportion(const std::vector<uint32_t>& samples,
                 const std::vector<double>& proportions,
                 DataShares& shares)
{
    double cumulated = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < shares.size(); ++i)
    {
        cumulated += proportions[i];
        auto end = static_cast<std::size_t>(std::llround(cumulated * samples.size()));
        end = (i + 1 == shares.size()) ? samples.size()
                                       : std::min(std::max(end, begin), samples.size());
        shares[i].insert(shares[i].end(), samples.begin() + begin, samples.begin() + end);
        begin = end;
    }
}

void
FillUpToMinimum(DataShares& shares, uint32_t minimum, Ptr<UniformRandomVariable> random)
{
    // The richest device first, of equals the first; the number is kept negated for that.
    using Rich = std::pair<std::size_t, int64_t>;
    std::priority_queue<Rich> rich;
    for (std::size_t i = 0; i < shares.size(); ++i)
    {
        if (shares[i].size() > minimum)
        {
            rich.push({shares[i].size(), -int64_t(i)});
        }
    }
    for (auto& share : shares)
    {
        while (share.size() < minimum)
        {
            NS_ABORT_MSG_IF(rich.empty(), "fewer samples than all devices need");
            const int64_t key = rich.top().second;
            auto& richest = shares[-key];
            rich.pop();
            const uint32_t pick = random->GetInteger(0, richest.size() - 1);
            share.push_back(richest[pick]);
            richest[pick] = richest.back();
            richest.pop_back();
            if (richest.size() > minimum)
            {
                rich.push({richest.size(), key});
            }
        }
    }
}

void
GatherShares(LabeledDataset& data, DataShares& shares)
{
    std::vector<uint32_t> order;
    order.reserve(data.GetN());
    for (auto& share : shares)
    {
        const auto begin = static_cast<uint32_t>(order.size());
        order.insert(order.end(), share.begin(), share.end());
        std::iota(share.begin(), share.end(), begin);
    }
    data.Keep(order);
}

} // namespace stardust
} // namespace ns3
