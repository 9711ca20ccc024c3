/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fed-pbc-mixer.h"

#include "gossip-learner.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(FedPbcMixer);

TypeId
FedPbcMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::FedPbcMixer")
                            .SetParent<FederatedAlgorithm>()
                            .SetGroupName("Stardust")
                            .AddConstructor<FedPbcMixer>();
    return tid;
}

void
FedPbcMixer::BeginRound()
{
    if (!IsServer())
    {
        GetLearner().BeginNextUpdate();
    }
}

void
FedPbcMixer::Aggregate(float* local,
                       uint32_t count,
                       const std::vector<Ptr<const ModelMessage>>& received)
{
    if (received.empty())
    {
        return;
    }
    Eigen::Map<Eigen::ArrayXf> model(local, count);
    model.setZero();
    for (const auto& message : received)
    {
        model += Eigen::Map<const Eigen::ArrayXf>(message->parameters->Data(), count);
    }
    model /= static_cast<float>(received.size());
}

void
FedPbcMixer::AfterAggregation(const std::vector<uint32_t>& senders)
{
    for (const uint32_t sender : senders)
    {
        if (GetLearner().IsRunning())
        {
            GetLearner().SendModel(sender);
        }
    }
}

} // namespace stardust
} // namespace ns3
