/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "data-partition.h"

#include "input-error.h"
#include "number-parser.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ns3
{
namespace stardust
{

namespace
{

std::vector<uint32_t>
AllSamples(const LabeledDataset& data)
{
    std::vector<uint32_t> samples(data.GetN());
    std::iota(samples.begin(), samples.end(), 0);
    return samples;
}

/// Cut a sequence into pieces whose lengths differ by at most one.
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

std::vector<std::vector<uint32_t>>
GroupByLabel(const LabeledDataset& data, const std::vector<uint32_t>& order)
{
    std::vector<std::vector<uint32_t>> groups(data.GetClasses());
    for (uint32_t sample : order)
    {
        groups[data.GetLabel(sample)].push_back(sample);
    }
    return groups;
}

/// Uniform in (0, 1): zero would make a logarithm infinite.
double
DrawOpenUniform(Ptr<UniformRandomVariable> random)
{
    double u = 0;
    while (u <= 0 || u >= 1)
    {
        u = random->GetValue(0, 1);
    }
    return u;
}

/**
 * Logarithm of a Gamma(alpha, 1) draw, by Gamma(alpha) = Gamma(alpha + 1)
 * U^(1/alpha): the draw itself underflows for small alpha, its logarithm does not.
 */
double
DrawLogGamma(double alpha, Ptr<GammaRandomVariable> gamma, Ptr<UniformRandomVariable> random)
{
    return std::log(gamma->GetValue(alpha + 1, 1)) + std::log(DrawOpenUniform(random)) / alpha;
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
        w = DrawLogGamma(alpha, gamma, random);
    }
    const double top = *std::max_element(weights.begin(), weights.end());
    double sum = 0;
    for (auto& w : weights)
    {
        w = std::exp(w - top);
        sum += w;
    }
    for (auto& w : weights)
    {
        w /= sum;
    }
    return weights;
}

/// Give a class out by the cumulated proportions, so that every sample is placed.
void
DealByProportion(const std::vector<uint32_t>& group,
                 const std::vector<double>& proportions,
                 DataShares& shares)
{
    double cumulated = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < shares.size(); ++i)
    {
        cumulated += proportions[i];
        std::size_t end = static_cast<std::size_t>(std::llround(cumulated * group.size()));
        end = (i + 1 == shares.size()) ? group.size() : std::min(std::max(end, begin), group.size());
        shares[i].insert(shares[i].end(), group.begin() + begin, group.begin() + end);
        begin = end;
    }
}

void
FillUpToMinimum(DataShares& shares, uint32_t minimum, Ptr<UniformRandomVariable> random)
{
    for (auto& share : shares)
    {
        while (share.size() < minimum)
        {
            auto& richest =
                *std::max_element(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
                    return a.size() < b.size();
                });
            if (richest.size() <= minimum)
            {
                return;
            }
            const uint32_t pick = random->GetInteger(0, richest.size() - 1);
            share.push_back(richest[pick]);
            richest[pick] = richest.back();
            richest.pop_back();
        }
    }
}

void
CheckGroups(const LabeledDataset& data, uint32_t learners, const std::string& context)
{
    if (!data.HasGroups())
    {
        throw InputError(context + ": the data do not say which device a sample belongs to");
    }
    std::vector<bool> named(learners, false);
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        const uint32_t group = data.GetGroup(i);
        if (group >= learners)
        {
            throw InputError(context + ": a sample belongs to device " + std::to_string(group) +
                             ", but --learners=" + std::to_string(learners));
        }
        named[group] = true;
    }
    const auto empty = std::find(named.begin(), named.end(), false);
    if (empty != named.end())
    {
        throw InputError(context + ": no training sample belongs to device " +
                         std::to_string(empty - named.begin()) + ", expected at least one each");
    }
}

} // namespace

DataShares
PartitionIid(const LabeledDataset& data, uint32_t learners, Ptr<UniformRandomVariable> random)
{
    auto order = AllSamples(data);
    Shuffle(order, random);
    return CutEvenly(order, learners);
}

DataShares
PartitionDirichlet(const LabeledDataset& data,
                   uint32_t learners,
                   double alpha,
                   uint32_t minimum,
                   Ptr<GammaRandomVariable> gamma,
                   Ptr<UniformRandomVariable> random)
{
    NS_ABORT_MSG_IF(data.IsRegression(), "a label skew needs classes");
    auto order = AllSamples(data);
    Shuffle(order, random);
    DataShares shares(learners);
    for (const auto& group : GroupByLabel(data, order))
    {
        DealByProportion(group, DrawDirichlet(learners, alpha, gamma, random), shares);
    }
    FillUpToMinimum(shares, minimum, random);
    return shares;
}

DataShares
PartitionShards(const LabeledDataset& data,
                uint32_t learners,
                uint32_t shards,
                Ptr<UniformRandomVariable> random)
{
    NS_ABORT_MSG_IF(data.IsRegression(), "a label skew needs classes");
    auto order = AllSamples(data);
    Shuffle(order, random);
    std::stable_sort(order.begin(), order.end(), [&data](uint32_t a, uint32_t b) {
        return data.GetLabel(a) < data.GetLabel(b);
    });
    const auto pieces = CutEvenly(order, learners * shards);
    std::vector<uint32_t> deal(pieces.size());
    std::iota(deal.begin(), deal.end(), 0);
    Shuffle(deal, random);
    DataShares shares(learners);
    for (uint32_t i = 0; i < deal.size(); ++i)
    {
        const auto& piece = pieces[deal[i]];
        auto& share = shares[i / shards];
        share.insert(share.end(), piece.begin(), piece.end());
    }
    return shares;
}

DataShares
PartitionNatural(const LabeledDataset& data, uint32_t learners)
{
    DataShares shares(learners);
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        const uint32_t group = data.GetGroup(i);
        NS_ABORT_MSG_IF(group >= learners, "a group beyond the devices");
        shares[group].push_back(i);
    }
    return shares;
}

DataShares
MakePartition(const std::string& spec,
              const LabeledDataset& data,
              uint32_t learners,
              int64_t stream)
{
    const std::string context = "--partition=" + spec;
    const auto colon = spec.find(':');
    const std::string kind = spec.substr(0, colon);
    const std::string number = colon == std::string::npos ? "" : spec.substr(colon + 1);
    if (data.GetN() < learners)
    {
        throw InputError(context + ": " + std::to_string(data.GetN()) +
                         " training samples are too few for " + std::to_string(learners) +
                         " learners, expected at least one each");
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    if (spec == "iid")
    {
        return PartitionIid(data, learners, random);
    }
    if (spec == "natural")
    {
        CheckGroups(data, learners, context);
        return PartitionNatural(data, learners);
    }
    if (data.IsRegression() && (kind == "dirichlet" || kind == "shards"))
    {
        throw InputError(context +
                         ": needs classes, regression data have none; expected iid or natural");
    }
    if (kind == "dirichlet" && colon != std::string::npos)
    {
        const double alpha = ParseReal(number, std::numeric_limits<double>::min(), 1e18, context);
        auto gamma = CreateObject<GammaRandomVariable>();
        gamma->SetStream(stream + 1);
        return PartitionDirichlet(data, learners, alpha, 1, gamma, random);
    }
    if (kind == "shards" && colon != std::string::npos)
    {
        const auto shards =
            static_cast<uint32_t>(ParseWhole(number, 1, data.GetN() / learners, context));
        return PartitionShards(data, learners, shards, random);
    }
    throw InputError(context +
                     ": unknown partition; expected iid, natural, dirichlet:ALPHA or shards:K");
}

} // namespace stardust
} // namespace ns3
