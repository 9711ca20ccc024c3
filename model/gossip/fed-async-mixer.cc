/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fed-async-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"

#include "ns3/input-error.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(FedAsyncMixer);

TypeId
FedAsyncMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::FedAsyncMixer")
                            .SetParent<StalenessWeightedMixer>()
                            .SetGroupName("Stardust")
                            .AddConstructor<FedAsyncMixer>()
                            .AddAttribute("Server",
                                          "Learner id of the server",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&FedAsyncMixer::m_server),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("ReplyTimeout",
                                          "How long a client waits for the global model",
                                          TimeValue(Seconds(5)),
                                          MakeTimeAccessor(&FedAsyncMixer::m_replyTimeout),
                                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

void
FedAsyncMixer::DoDispose()
{
    m_timeout.Cancel();
    StalenessWeightedMixer::DoDispose();
}

std::string
FedAsyncMixer::FindProblem(const GossipLearner& learner) const
{
    return learner.GetTransport()->IsBroadcast()
               ? "clients and server send to one another alone; expected a transport that is no "
                 "broadcast"
               : "";
}

bool
FedAsyncMixer::PacesUpdates() const
{
    return true;
}

bool
FedAsyncMixer::PacesGossip() const
{
    return true;
}

void
FedAsyncMixer::Start()
{
    if (m_server >= GetGroup().GetN())
    {
        throw InputError("--mixer: Server=" + std::to_string(m_server) + ": there are " +
                         std::to_string(GetGroup().GetN()) + " devices");
    }
    if (GetSelf() != m_server)
    {
        Train();
    }
}

void
FedAsyncMixer::Stop()
{
    m_timeout.Cancel();
}

void
FedAsyncMixer::Train()
{
    m_timeout.Cancel();
    GetLearner().BeginNextUpdate();
}

void
FedAsyncMixer::NotifyUpdated(float* /* local */, const float* /* before */, uint32_t /* count */)
{
    GetLearner().SendModel(m_server);
    if (GetLearner().IsRunning())
    {
        m_timeout = Simulator::Schedule(m_replyTimeout, &FedAsyncMixer::Train, this);
    }
}

void
FedAsyncMixer::Compose(uint32_t /* receiver */, MessageContent& content)
{
    std::memcpy(content.state.data(), &m_number, sizeof(m_number));
}

MixedKnowledge
FedAsyncMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    const bool server = GetSelf() == m_server;
    if (message.parameters->Size() != count || !message.present.empty() ||
        (!server && message.sender != m_server))
    {
        return MixedKnowledge::NONE;
    }
    uint32_t number;
    std::memcpy(&number, message.state.data(), sizeof(number));
    if (!server)
    {
        if (number < m_number)
        {
            return MixedKnowledge::LATE;
        }
        std::copy_n(message.parameters->Data(), count, local);
        m_number = number;
        Train();
        return MixedKnowledge::RELAYED;
    }
    const double weight = GetWeight() * ComputeShare(number < m_number ? m_number - number : 0);
    if (weight > 0)
    {
        MoveTowards(local, count, message, static_cast<float>(weight));
        ++m_number;
    }
    GetLearner().SendModel(message.sender);
    return weight > 0 ? MixedKnowledge::RELAYED : MixedKnowledge::LATE;
}

} // namespace stardust
} // namespace ns3
