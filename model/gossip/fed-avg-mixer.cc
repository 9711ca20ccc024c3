/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fed-avg-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"

#include "ns3/abort.h"
#include "ns3/enum.h"
#include "ns3/simulator.h"
#include "ns3/stardust-compat.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(FedAvgMixer);

TypeId
FedAvgMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::FedAvgMixer")
                            .SetParent<FederatedAlgorithm>()
                            .SetGroupName("Stardust")
                            .AddConstructor<FedAvgMixer>()
                            .AddAttribute("Rule",
                                          "How the server weighs the models that have come",
                                          EnumValue(FED_AVG_ACTIVE),
                                          MakePortableEnumAccessor<FedAvgRule>(&FedAvgMixer::m_rule, 0),
                                          MakeEnumChecker(FED_AVG_ACTIVE,
                                                          "Active",
                                                          FED_AVG_ALL,
                                                          "All",
                                                          FED_AVG_KNOWN_PROBABILITY,
                                                          "KnownProbability"));
    return tid;
}

const FedAvgMixer&
FedAvgMixer::GetClient(uint32_t client) const
{
    const auto* mixer =
        dynamic_cast<const FedAvgMixer*>(PeekPointer(GetGroup().GetLearner(client)->GetMixer()));
    NS_ABORT_MSG_IF(!mixer, "all devices need the same algorithm");
    return *mixer;
}

void
FedAvgMixer::BeginRound()
{
    if (IsServer())
    {
        // After all clients know whether their link is on.
        Simulator::ScheduleNow(&FedAvgMixer::SendToActive, this);
    }
}

void
FedAvgMixer::SendToActive()
{
    for (uint32_t client = 0; client < GetGroup().GetN() && GetLearner().IsRunning(); ++client)
    {
        if (client != GetSelf() && GetClient(client).IsActive())
        {
            GetLearner().SendModel(client);
        }
    }
}

void
FedAvgMixer::AfterDownload()
{
    GetLearner().BeginNextUpdate();
}

void
FedAvgMixer::Aggregate(float* local,
                       uint32_t count,
                       const std::vector<Ptr<const ModelMessage>>& received)
{
    if (received.empty())
    {
        return;
    }
    std::vector<double> weights;
    const bool active = m_rule == FED_AVG_ACTIVE;
    const double clients = GetGroup().GetN() - 1;
    for (const auto& message : received)
    {
        double weight = 1 / (active ? double(received.size()) : clients);
        if (m_rule == FED_AVG_KNOWN_PROBABILITY)
        {
            weight /= GetClient(message->sender).GetLinks()->GetProbability();
        }
        weights.push_back(weight);
    }
    AddDifferences(local, local, count, received, 0, weights);
}

} // namespace stardust
} // namespace ns3
