/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-algorithms.h"

#include "ns3/input-error.h"
#include "ns3/number-parser.h"

#include <algorithm>
#include <set>

using namespace ns3::stardust;

namespace
{

/// A device that hears nothing of a neighbour for so long goes on without it.
const std::string PATIENCE = "RoundTimeout=5s";
/// Of a server. Were evaluations, each 2 s, a whole number of rounds apart, they would show
/// one moment of the round: clients as they have just trained, or as they have just been told.
const std::string ROUND_TIME = "RoundTime=1.7s";
const std::string TOP_TENTH = "ns3::stardust::TopKCodec[Fraction=0.1]";

ComparedAlgorithm
Make(const std::string& name, const std::string& mixer)
{
    ComparedAlgorithm algorithm;
    algorithm.name = name;
    algorithm.mixer = "ns3::stardust::" + mixer;
    return algorithm;
}

ComparedAlgorithm
MakeCompressed(const std::string& name, const std::string& mixer)
{
    ComparedAlgorithm algorithm = Make(name, mixer);
    algorithm.codec = TOP_TENTH;
    return algorithm;
}

ComparedAlgorithm
MakeScaled(const std::string& name,
           const std::string& mixer,
           const std::string& optimizer,
           double stepShare)
{
    ComparedAlgorithm algorithm = Make(name, mixer);
    algorithm.optimizer = "ns3::stardust::" + optimizer;
    algorithm.stepShare = stepShare;
    return algorithm;
}

ComparedAlgorithm
MakePaced(const std::string& name, const std::string& peers)
{
    ComparedAlgorithm algorithm = Make(name, "PairwiseAverageMixer");
    algorithm.peers = "ns3::stardust::" + peers;
    return algorithm;
}

/// Methods that need another graph than the others: a server, or everybody.
ComparedAlgorithm
MakeLinked(const std::string& name, const std::string& mixer, const std::string& graph)
{
    ComparedAlgorithm algorithm = Make(name, mixer);
    algorithm.graph = graph;
    return algorithm;
}

} // namespace

const std::vector<ComparedAlgorithm>&
GetComparedAlgorithms()
{
    static const std::vector<ComparedAlgorithm> algorithms{
        Make("pairwise", "PairwiseAverageMixer"),
        Make("metropolis", "MetropolisMixer"),
        Make("staleness", "StalenessWeightedMixer"),
        Make("buffered", "BufferedMixer[Trigger=Update]"),
        Make("variance-corrected", "VarianceCorrectedMixer[BufferSize=1]"),
        Make("push-sum", "PushSumMixer"),
        Make("pull", "ExchangeMixer[Mode=Pull]"),
        Make("push-pull", "ExchangeMixer[Mode=PushPull]"),
        Make("ad-psgd", "ExchangeMixer[SumPreserving=true|AfterUpdates=true]"),
        MakePaced("tokens", "TokenAccountPeerSelector[Capacity=10|A=5]"),
        MakePaced("opportunistic", "OpportunisticPeerSelector[Coordination=Pilot]"),
        Make("d-psgd", "DpsgdMixer[Order=AdaptFirst|" + PATIENCE + "]"),
        Make("gradient-tracking", "GradientTrackingMixer[Order=AdaptFirst|" + PATIENCE + "]"),
        MakeCompressed("choco", "ChocoMixer[Gamma=0.7|" + PATIENCE + "]"),
        MakeCompressed("ada-gossip", "AdaGossipMixer[Gamma=0.03|" + PATIENCE + "]"),
        MakeScaled("savic", "SavicMixer[" + PATIENCE + "]", "ScaledOptimizer", 0.1),
        MakeScaled("stardust", "StardustMixer", "MomentumOptimizer", 1),
        Make("draco", "DracoMixer[UnificationPeriod=2s]"),
        MakeLinked("epidemic", "EpidemicMixer", "complete"),
        MakeLinked("fed-avg", "FedAvgMixer[" + ROUND_TIME + "]", "star"),
        MakeLinked("fed-pbc", "FedPbcMixer[" + ROUND_TIME + "]", "star"),
        MakeLinked("fed-async", "FedAsyncMixer", "star")};
    return algorithms;
}

std::vector<ComparedAlgorithm>
ParseAlgorithms(const std::string& list)
{
    const auto& all = GetComparedAlgorithms();
    if (list == "all")
    {
        return all;
    }
    const std::string context = "--algorithms=" + list + ": ";
    std::vector<ComparedAlgorithm> chosen;
    std::set<std::string> seen;
    for (const auto& name : SplitAtCommas(list))
    {
        const auto found = std::find_if(all.begin(), all.end(), [&name](const auto& algorithm) {
            return algorithm.name == name;
        });
        if (found == all.end())
        {
            throw InputError(context + "unknown algorithm '" + name + "'; expected all, or some of " +
                             ListAlgorithms());
        }
        if (!seen.insert(name).second)
        {
            throw InputError(context + name + " is there twice");
        }
        chosen.push_back(*found);
    }
    if (chosen.empty())
    {
        throw InputError(context + "expected all, or some of " + ListAlgorithms());
    }
    return chosen;
}

std::string
ListAlgorithms()
{
    std::string names;
    for (const auto& algorithm : GetComparedAlgorithms())
    {
        names += (names.empty() ? "" : ", ") + algorithm.name;
    }
    return names;
}
