/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "krum-mixer.h"

#include "model-averaging.h"
#include "robust-averaging.h"

#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(KrumMixer);

TypeId
KrumMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::KrumMixer")
            .SetParent<BufferedMixer>()
            .SetGroupName("Stardust")
            .AddConstructor<KrumMixer>()
            .AddAttribute("Faulty",
                          "Models that may be Byzantine: so many, and two more, do not count in "
                          "the score of a model",
                          UintegerValue(1),
                          MakeUintegerAccessor(&KrumMixer::m_faulty),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("Select",
                          "Models with the smallest scores that are averaged; 1 is Krum, more is "
                          "Multi-Krum",
                          UintegerValue(1),
                          MakeUintegerAccessor(&KrumMixer::m_select),
                          MakeUintegerChecker<uint32_t>(1, 1000000));
    return tid;
}

std::string
KrumMixer::FindProblem(const GossipLearner& /* learner */) const
{
    if (GetBufferSize() > 0 && GetBufferSize() + 1 <= 2 * m_faulty + 2)
    {
        return "Faulty=" + std::to_string(m_faulty) + " of KrumMixer is too many for " +
               std::to_string(GetBufferSize()) + " models and the own one; expected BufferSize=" +
               std::to_string(2 * m_faulty + 2) + " or more, or 0";
    }
    return "";
}

double
KrumMixer::ComputeScore(std::vector<double> distances) const
{
    // The smallest is that to itself.
    const std::size_t models = distances.size();
    const std::size_t near =
        models > std::size_t(m_faulty) + 3 ? models - m_faulty - 2 : std::size_t(1);
    std::sort(distances.begin(), distances.end());
    return std::accumulate(distances.begin(), distances.begin() + near + 1, 0.0);
}

uint32_t
KrumMixer::GetLeastModels() const
{
    return std::max(BufferedMixer::GetLeastModels(), 2 * m_faulty + 2);
}

std::vector<bool>
KrumMixer::Combine(float* local,
                   uint32_t count,
                   const std::vector<Ptr<const ModelMessage>>& received) const
{
    std::vector<double> scores;
    for (auto& distances : ComputePairDistances(local, count, received))
    {
        scores.push_back(ComputeScore(std::move(distances)));
    }
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
        return scores[a] < scores[b];
    });
    order.resize(std::min<std::size_t>(m_select, order.size()));
    // The own model is number 0; its difference from itself adds nothing.
    std::vector<bool> entered(received.size(), false);
    std::vector<Ptr<const ModelMessage>> selected;
    for (const std::size_t number : order)
    {
        if (number > 0)
        {
            entered[number - 1] = true;
            selected.push_back(received[number - 1]);
        }
    }
    const double weight = (1 - GetSelfWeight(received.size())) / order.size();
    AddDifferences(local,
                   local,
                   count,
                   selected,
                   0,
                   std::vector<double>(selected.size(), weight));
    return entered;
}

} // namespace stardust
} // namespace ns3
