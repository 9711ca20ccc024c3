/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "label-partition.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

DataShares
PartitionDirichlet(const LabeledDataset& data,
                   uint32_t learners,
                   double alpha,
                   Ptr<GammaRandomVariable> gamma,
                   Ptr<UniformRandomVariable> random)
{
    NS_ABORT_MSG_IF(data.IsRegression(), "a label skew needs classes");
    std::vector<std::vector<uint32_t>> groups(data.GetClasses());
    for (uint32_t sample : DrawOrder(data.GetN(), random))
    {
        groups[data.GetLabel(sample)].push_back(sample);
    }
    DataShares shares(learners);
    for (const auto& group : groups)
    {
        DealByProportion(group, DrawDirichlet(learners, alpha, gamma, random), shares);
    }
    return shares;
}

DataShares
PartitionShards(const LabeledDataset& data,
                uint32_t learners,
                uint32_t shards,
                Ptr<UniformRandomVariable> random)
{
    NS_ABORT_MSG_IF(data.IsRegression(), "a label skew needs classes");
    auto order = DrawOrder(data.GetN(), random);
    std::stable_sort(order.begin(), order.end(), [&data](uint32_t a, uint32_t b) {
        return data.GetLabel(a) < data.GetLabel(b);
    });
    const auto pieces = CutEvenly(order, learners * shards);
    const auto deal = DrawOrder(pieces.size(), random);
    DataShares shares(learners);
    for (uint32_t i = 0; i < deal.size(); ++i)
    {
        const auto& piece = pieces[deal[i]];
        auto& share = shares[i / shards];
        share.insert(share.end(), piece.begin(), piece.end());
    }
    return shares;
}

} // namespace stardust
} // namespace ns3
