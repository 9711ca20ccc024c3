/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "epidemic-mixer.h"

#include "gossip-learner.h"

#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(EpidemicMixer);

TypeId
EpidemicMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::EpidemicMixer")
                            .SetParent<BufferAlgorithm>()
                            .SetGroupName("Stardust")
                            .AddConstructor<EpidemicMixer>()
                            .AddAttribute("Fanout",
                                          "Neighbours that get each model, or all if there are "
                                          "fewer",
                                          UintegerValue(2),
                                          MakeUintegerAccessor(&EpidemicMixer::m_fanout),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

EpidemicMixer::EpidemicMixer()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

std::string
EpidemicMixer::FindProblem(const GossipLearner& learner) const
{
    return learner.GetTransport()->IsBroadcast()
               ? "a broadcast has no chosen receivers; expected a transport that is none"
               : "";
}

BufferTrigger
EpidemicMixer::GetTrigger() const
{
    return BUFFER_UPDATE;
}

double
EpidemicMixer::GetSelfWeight(std::size_t received) const
{
    return 1.0 / (received + 1);
}

bool
EpidemicMixer::PacesGossip() const
{
    return true;
}

int64_t
EpidemicMixer::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
EpidemicMixer::NotifyUpdated(float* local, const float* before, uint32_t count)
{
    BufferAlgorithm::NotifyUpdated(local, before, count);
    const CommunicationGraph& graph = GetGroup().GetGraph();
    const uint32_t degree = graph.GetDegree(GetSelf());
    const uint32_t wanted = std::min(m_fanout, degree);
    // Distinct positions, each set as likely (Floyd).
    std::vector<uint32_t> chosen;
    for (uint32_t last = degree - wanted; last < degree; ++last)
    {
        const uint32_t drawn = m_random->GetInteger(0, last);
        const bool taken = std::find(chosen.begin(), chosen.end(), drawn) != chosen.end();
        chosen.push_back(taken ? last : drawn);
    }
    for (const uint32_t position : chosen)
    {
        if (GetLearner().IsRunning())
        {
            GetLearner().SendModel(graph.GetNeighbor(GetSelf(), position));
        }
    }
}

} // namespace stardust
} // namespace ns3
