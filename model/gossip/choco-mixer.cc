/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "choco-mixer.h"

#include "gossip-learner.h"
#include "graph-check.h"
#include "mixing-kernels.h"
#include "model-averaging.h"
#include "vector-blocks.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"

#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ChocoMixer);

TypeId
ChocoMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::ChocoMixer")
                            .SetParent<RoundAlgorithm>()
                            .SetGroupName("Stardust")
                            .AddConstructor<ChocoMixer>()
                            .AddAttribute("Gamma",
                                          "Size of a consensus step; the more the codec leaves "
                                          "out, the smaller it must be",
                                          DoubleValue(0.1),
                                          MakeDoubleAccessor(&ChocoMixer::m_gamma),
                                          MakeDoubleChecker<double>(0));
    return tid;
}

double
ChocoMixer::GetGamma() const
{
    return m_gamma;
}

std::string
ChocoMixer::FindProblem(const GossipLearner& learner) const
{
    if (learner.GetRejoin() != REJOIN_KEEP)
    {
        return "neighbours go on with the public copy of a model that its device has lost; "
               "expected --rejoin=keep";
    }
    BooleanValue feedback(false);
    if (learner.GetCodec()->GetAttributeFailSafe("ErrorFeedback", feedback) && feedback.Get())
    {
        return "the codec's ErrorFeedback must be false: the public copy does what it does";
    }
    return "";
}

std::string
ChocoMixer::FindGraphProblem(const CommunicationGraph& graph, bool changes) const
{
    if (changes)
    {
        return "keeps one sum of what all its neighbours have sent; expected a graph that does not change";
    }
    const std::string problem = FindOneWayProblem(graph);
    return problem.empty() ? RoundAlgorithm::FindGraphProblem(graph, changes) : problem;
}

void
ChocoMixer::NotifyGraphChanged()
{
    NS_ABORT_MSG("the graph of ChocoMixer must not change");
}

bool
ChocoMixer::SendsModel() const
{
    return false;
}

bool
ChocoMixer::SendsToAll() const
{
    return true;
}

bool
ChocoMixer::FollowsEncoding() const
{
    return true;
}

MixedKnowledge
ChocoMixer::GetTaught() const
{
    return MixedKnowledge::SENDER_ONLY;
}

uint64_t
ChocoMixer::CountKeptFloats() const
{
    return RoundAlgorithm::CountKeptFloats() +
           (m_public ? m_public->Size() + m_neighbors->Size() : 0);
}

double
ChocoMixer::EstimateKeptModels(double /* neighbors */) const
{
    return 2;
}

void
ChocoMixer::Prepare(uint32_t count)
{
    if (!m_public)
    {
        m_public = Create<FloatBuffer>(count);
        m_neighbors = Create<FloatBuffer>(count);
    }
}

void
ChocoMixer::Compose(uint32_t receiver, MessageContent& content)
{
    RoundAlgorithm::Compose(receiver, content);
    const auto count = static_cast<uint32_t>(content.values->Size());
    Prepare(count);
    auto difference = Create<FloatBuffer>(count);
    Values(difference->Data(), count) =
        ConstValues(content.values->Data(), count) - ConstValues(m_public->Data(), count);
    content.values = difference;
}

void
ChocoMixer::NotifyEncoded(const FloatBuffer& decoded)
{
    Values(m_public->Data(), decoded.Size()) += ConstValues(decoded.Data(), decoded.Size());
}

void
ChocoMixer::Combine(float* local,
                    uint32_t count,
                    const FloatBuffer& /* sent */,
                    const std::vector<Ptr<const ModelMessage>>& received)
{
    Prepare(count);
    const auto& all = GetWeights();
    const auto others = static_cast<float>(std::accumulate(all.begin(), all.end(), 0.0));
    const std::vector<double> weights = GetWeights(received);
    BeginStep(count);
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        float* neighbors = m_neighbors->Data() + begin;
        AddWeighted(neighbors, size, received, begin, weights);
        Step(local + begin, {neighbors, m_public->Data() + begin, others}, begin, size);
    });
}

void
ChocoMixer::BeginStep(uint32_t /* count */)
{
}

void
ChocoMixer::Step(float* local, const GossipError& error, uint32_t /* begin */, uint32_t size)
{
    StepTowards(local, error.neighbors, error.own, size, error.weight, static_cast<float>(m_gamma));
}

} // namespace stardust
} // namespace ns3
