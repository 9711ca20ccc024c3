/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "federated-algorithm.h"

#include "gossip-learner.h"

#include "ns3/double.h"
#include "ns3/input-error.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(FederatedAlgorithm);

TypeId
FederatedAlgorithm::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::FederatedAlgorithm")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddAttribute("Server",
                          "Learner id of the server",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FederatedAlgorithm::m_server),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("RoundTime",
                          "Length of a round",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&FederatedAlgorithm::m_roundTime),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("CollectFraction",
                          "Share of a round after which the server takes what has come",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&FederatedAlgorithm::m_collectFraction),
                          MakeDoubleChecker<double>(0.001, 0.999))
            .AddAttribute("Links",
                          "In which rounds this device's link to the server is on",
                          StringValue("ns3::stardust::LinkActivity"),
                          MakePointerAccessor(&FederatedAlgorithm::m_links),
                          MakePointerChecker<LinkActivity>());
    return tid;
}

void
FederatedAlgorithm::DoDispose()
{
    m_tick.Cancel();
    m_collect.Cancel();
    m_waiting.clear();
    GossipAlgorithm::DoDispose();
}

std::string
FederatedAlgorithm::FindProblem(const GossipLearner& learner) const
{
    return learner.GetTransport()->IsBroadcast()
               ? "clients and server send to one another alone; expected a transport that is no "
                 "broadcast"
               : m_links->FindProblem();
}

int64_t
FederatedAlgorithm::AssignStreams(int64_t stream)
{
    return m_links->AssignStreams(stream);
}

bool
FederatedAlgorithm::PacesUpdates() const
{
    return true;
}

bool
FederatedAlgorithm::PacesGossip() const
{
    return true;
}

uint32_t
FederatedAlgorithm::GetStateSize() const
{
    return sizeof(m_round);
}

uint64_t
FederatedAlgorithm::CountKeptFloats() const
{
    return m_waiting.empty() ? 0 : m_waiting.size() * m_waiting.front()->parameters->Size();
}

bool
FederatedAlgorithm::MixesAtOnce() const
{
    return !IsServer();
}

bool
FederatedAlgorithm::IsServer() const
{
    return GetSelf() == m_server;
}

bool
FederatedAlgorithm::IsActive() const
{
    return m_active;
}

uint32_t
FederatedAlgorithm::GetRound() const
{
    return m_round;
}

uint32_t
FederatedAlgorithm::GetServer() const
{
    return m_server;
}

Ptr<LinkActivity>
FederatedAlgorithm::GetLinks() const
{
    return m_links;
}

void
FederatedAlgorithm::AfterAggregation(const std::vector<uint32_t>& /* senders */)
{
}

void
FederatedAlgorithm::AfterDownload()
{
}

void
FederatedAlgorithm::Start()
{
    if (m_server >= GetGroup().GetN())
    {
        throw InputError("--mixer: Server=" + std::to_string(m_server) + ": there are " +
                         std::to_string(GetGroup().GetN()) + " devices");
    }
    const int64_t length = m_roundTime.GetNanoSeconds();
    const int64_t now = Simulator::Now().GetNanoSeconds();
    m_tick = Simulator::Schedule(NanoSeconds((length - now % length) % length),
                                 &FederatedAlgorithm::Tick,
                                 this);
}

void
FederatedAlgorithm::Stop()
{
    m_tick.Cancel();
    m_collect.Cancel();
    m_waiting.clear();
}

void
FederatedAlgorithm::Tick()
{
    m_tick = Simulator::Schedule(m_roundTime, &FederatedAlgorithm::Tick, this);
    m_round = Simulator::Now().GetNanoSeconds() / m_roundTime.GetNanoSeconds();
    if (IsServer())
    {
        m_collect =
            Simulator::Schedule(NanoSeconds(m_collectFraction * m_roundTime.GetNanoSeconds()),
                                &FederatedAlgorithm::Collect,
                                this);
    }
    else
    {
        m_active = m_links->Draw();
    }
    BeginRound();
}

void
FederatedAlgorithm::Compose(uint32_t /* receiver */, MessageContent& content)
{
    std::memcpy(content.state.data(), &m_round, sizeof(m_round));
}

void
FederatedAlgorithm::NotifyUpdated(float* /* local */, const float* /* before */, uint32_t /* count */)
{
    if (m_active)
    {
        GetLearner().SendModel(m_server);
    }
}

bool
FederatedAlgorithm::NeedsWholeModels() const
{
    return true;
}

MixedKnowledge
FederatedAlgorithm::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    if (message.parameters->Size() != count || !message.present.empty() ||
        (!IsServer() && message.sender != m_server))
    {
        return MixedKnowledge::NONE;
    }
    uint32_t round;
    std::memcpy(&round, message.state.data(), sizeof(round));
    if (round != m_round)
    {
        return MixedKnowledge::LATE;
    }
    if (!IsServer())
    {
        std::copy_n(message.parameters->Data(), count, local);
        AfterDownload();
        return MixedKnowledge::RELAYED;
    }
    const bool again = std::any_of(m_waiting.begin(), m_waiting.end(), [&](const auto& other) {
        return other->sender == message.sender;
    });
    if (m_collect.IsExpired() || again)
    {
        return MixedKnowledge::LATE;
    }
    m_waiting.push_back(&message);
    return MixedKnowledge::HELD;
}

void
FederatedAlgorithm::Collect()
{
    GossipLearner& learner = GetLearner();
    auto ordered = std::move(m_waiting);
    m_waiting.clear();
    std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
        return a->sender < b->sender;
    });
    // Not in one call with EditModel(), which copies what it finds shared.
    const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
    Aggregate(learner.EditModel(), count, ordered);
    std::vector<uint32_t> senders;
    for (const auto& message : ordered)
    {
        senders.push_back(message->sender);
        // Whoever hears of it may stop the learner, which gives the rest their outcome.
        if (learner.IsRunning())
        {
            learner.SettleHeld(*message, MixedKnowledge::RELAYED);
        }
    }
    if (learner.IsRunning())
    {
        AfterAggregation(senders);
    }
}

} // namespace stardust
} // namespace ns3
