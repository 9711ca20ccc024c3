/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fed-pbc-mixer.h"

#include "gossip-learner.h"
#include "vector-blocks.h"

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
    const float share = 1.0f / received.size();
    ForEachBlock(count, [&](uint32_t begin, uint32_t size) {
        Values model(local + begin, size);
        model = ConstValues(received.front()->parameters->Data() + begin, size);
        for (auto message = received.begin() + 1; message != received.end(); ++message)
        {
            model += ConstValues((*message)->parameters->Data() + begin, size);
        }
        model *= share;
    });
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
