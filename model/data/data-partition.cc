/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "data-partition.h"

#include "class-partition.h"
#include "feature-partition.h"
#include "input-error.h"
#include "label-partition.h"
#include "natural-partition.h"
#include "number-parser.h"

#include "ns3/abort.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr double LEAST_ALPHA = std::numeric_limits<double>::min();
constexpr double MOST_ALPHA = 1e18;

/// A kind of partition.
struct PartitionKind
{
    std::string name;   //!< what it is called
    std::string number; //!< what its number is called, empty if it has none
    bool needsClasses;  //!< it is of no use in regression
};

const std::vector<PartitionKind>&
GetKinds()
{
    static const std::vector<PartitionKind> kinds{{"iid", "", false},
                                                  {"natural", "", false},
                                                  {"dirichlet", "ALPHA", true},
                                                  {"shards", "K", true},
                                                  {"classes", "K", true},
                                                  {"quantity", "ALPHA", false},
                                                  {"feature", "ALPHA", false}};
    return kinds;
}

/// What there is, for a message.
std::string
ListKinds(bool withClasses)
{
    std::vector<std::string> words;
    for (const auto& kind : GetKinds())
    {
        if (withClasses || !kind.needsClasses)
        {
            words.push_back(kind.name + (kind.number.empty() ? "" : ":" + kind.number));
        }
    }
    std::string list = words.front();
    for (std::size_t i = 1; i < words.size(); ++i)
    {
        list += (i + 1 == words.size() ? " or " : ", ") + words[i];
    }
    return list;
}

const PartitionKind&
FindKind(const std::string& name, bool numbered, const std::string& context)
{
    for (const auto& kind : GetKinds())
    {
        if (kind.name == name && kind.number.empty() != numbered)
        {
            return kind;
        }
    }
    throw InputError(context + ": unknown partition; expected " + ListKinds(true));
}

void
CheckSampleCount(uint32_t samples, uint32_t learners, uint32_t minimum, const std::string& context)
{
    const uint64_t needed = uint64_t(learners) * minimum;
    if (samples < needed)
    {
        throw InputError(context + ": " + std::to_string(samples) +
                         " training samples are too few for " + std::to_string(learners) +
                         " learners, expected at least " + std::to_string(needed) +
                         " (--minSamples=" + std::to_string(minimum) + " each)");
    }
}

/// The natural shares are what they are.
void
CheckMinimum(const DataShares& shares, uint32_t minimum, const std::string& context)
{
    for (std::size_t i = 0; i < shares.size(); ++i)
    {
        if (shares[i].size() < minimum)
        {
            throw InputError(context + ": device " + std::to_string(i) + " has " +
                             std::to_string(shares[i].size()) +
                             " training samples, expected at least --minSamples=" +
                             std::to_string(minimum));
        }
    }
}

/// Skews by proportions that a Dirichlet distribution gives.
DataShares
DrawByProportion(const PartitionKind& kind,
                 const LabeledDataset& data,
                 uint32_t learners,
                 double alpha,
                 int64_t gammaStream,
                 Ptr<UniformRandomVariable> random,
                 const std::string& context)
{
    auto gamma = CreateObject<GammaRandomVariable>();
    gamma->SetStream(gammaStream);
    if (kind.name == "dirichlet")
    {
        return PartitionDirichlet(data, learners, alpha, gamma, random);
    }
    if (kind.name == "quantity")
    {
        return PartitionQuantity(data, learners, alpha, gamma, random);
    }
    return PartitionFeature(data, learners, alpha, gamma, random, context);
}

} // namespace

DataShares
PartitionIid(const LabeledDataset& data, uint32_t learners, Ptr<UniformRandomVariable> random)
{
    return CutEvenly(DrawOrder(data.GetN(), random), learners);
}

DataShares
PartitionQuantity(const LabeledDataset& data,
                  uint32_t learners,
                  double alpha,
                  Ptr<GammaRandomVariable> gamma,
                  Ptr<UniformRandomVariable> random)
{
    DataShares shares(learners);
    const auto order = DrawOrder(data.GetN(), random);
    DealByProportion(order, DrawDirichlet(learners, alpha, gamma, random), shares);
    return shares;
}

DataShares
MakePartition(const std::string& spec,
              const LabeledDataset& data,
              uint32_t learners,
              int64_t stream,
              uint32_t minimum)
{
    NS_ABORT_MSG_IF(minimum == 0, "every device needs a sample");
    const std::string context = "--partition=" + spec;
    const auto colon = spec.find(':');
    const std::string number = colon == std::string::npos ? "" : spec.substr(colon + 1);
    const auto& kind = FindKind(spec.substr(0, colon), colon != std::string::npos, context);
    CheckSampleCount(data.GetN(), learners, minimum, context);
    if (data.IsRegression() && kind.needsClasses)
    {
        throw InputError(context + ": needs classes, regression data have none; expected " +
                         ListKinds(false));
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    if (kind.name == "natural")
    {
        const DataShares shares = PartitionNatural(data, learners, random, context);
        CheckMinimum(shares, minimum, context);
        return shares;
    }
    if (kind.name == "classes")
    {
        const auto classes =
            static_cast<uint32_t>(ParseWhole(number, 1, data.GetClasses(), context));
        return PartitionClasses(data, learners, classes, minimum, random, context);
    }
    DataShares shares;
    if (kind.name == "iid")
    {
        shares = PartitionIid(data, learners, random);
    }
    else if (kind.name == "shards")
    {
        const auto shards =
            static_cast<uint32_t>(ParseWhole(number, 1, data.GetN() / learners, context));
        shares = PartitionShards(data, learners, shards, random);
    }
    else
    {
        const double alpha = ParseReal(number, LEAST_ALPHA, MOST_ALPHA, context);
        shares = DrawByProportion(kind, data, learners, alpha, stream + 1, random, context);
    }
    FillUpToMinimum(shares, minimum, random);
    return shares;
}

} // namespace stardust
} // namespace ns3
