/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-skew.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/federated-algorithm.h"
#include "ns3/gossip-learner.h"
#include "ns3/input-error.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace stardust
{

namespace
{

/// Lognormal weights of sum 1, made of logarithms: those of a large sigma would overflow.
std::vector<double>
DrawWeights(uint32_t classes, double sigma, int64_t stream)
{
    auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(stream);
    std::vector<double> weights(classes);
    for (double& weight : weights)
    {
        weight = sigma * normal->GetValue(0, 1);
    }
    const double largest = *std::max_element(weights.begin(), weights.end());
    double sum = 0;
    for (double& weight : weights)
    {
        weight = std::exp(weight - largest);
        sum += weight;
    }
    for (double& weight : weights)
    {
        weight /= sum;
    }
    return weights;
}

} // namespace

std::vector<double>
DrawClassLinkProbabilities(const LabeledDataset& data,
                           const DataShares& shares,
                           double sigma,
                           double least,
                           int64_t stream)
{
    NS_ABORT_MSG_IF(data.GetClasses() == 0, "the data have no classes");
    const std::vector<double> weights = DrawWeights(data.GetClasses(), sigma, stream);
    std::vector<double> probabilities;
    for (const auto& share : shares)
    {
        double sum = 0;
        for (const uint32_t sample : share)
        {
            sum += weights[data.GetLabel(sample)];
        }
        const double mean = share.empty() ? 0 : sum / static_cast<double>(share.size());
        // Rounded sums of weights may exceed theirs.
        probabilities.push_back(std::min(1.0, std::max(least, mean)));
    }
    return probabilities;
}

void
SetLinkProbabilities(const LearnerGroup& group, const std::vector<double>& probabilities)
{
    NS_ABORT_MSG_IF(probabilities.size() != group.GetN(), "one chance a device");
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        const auto algorithm = DynamicCast<FederatedAlgorithm>(group.GetLearner(i)->GetMixer());
        NS_ABORT_MSG_UNLESS(algorithm, "device " << i << " has no link to a server");
        algorithm->GetLinks()->SetAttribute("Probability", DoubleValue(probabilities[i]));
        if (const auto problem = algorithm->GetLinks()->FindProblem(); !problem.empty())
        {
            throw InputError("--linkProbability: device " + std::to_string(i) + ": " + problem);
        }
    }
}

} // namespace stardust
} // namespace ns3
