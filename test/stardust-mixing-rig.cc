/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-mixing-rig.h"

#include "ns3/draco-mixer.h"
#include "ns3/exchange-mixer.h"
#include "ns3/federated-algorithm.h"
#include "ns3/graph-generator.h"
#include "ns3/learner-helper.h"
#include "ns3/push-sum-mixer.h"
#include "ns3/round-algorithm.h"
#include "ns3/simulator.h"
#include "ns3/stardust-mixer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace ns3
{
namespace stardust
{
namespace tests
{

NS_OBJECT_ENSURE_REGISTERED(CatchingTransport);
NS_OBJECT_ENSURE_REGISTERED(IdleMixer);

TypeId
CatchingTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::tests::CatchingTransport")
                            .SetParent<ModelTransport>()
                            .AddConstructor<CatchingTransport>();
    return tid;
}

std::string
CatchingTransport::FindProblem(Ptr<Node> /* node */) const
{
    return "";
}

void
CatchingTransport::Start()
{
}

void
CatchingTransport::Stop()
{
}

void
CatchingTransport::Send(Ptr<ModelMessage> message)
{
    SendToAll({message});
}

void
CatchingTransport::SendToAll(const std::vector<Ptr<ModelMessage>>& messages)
{
    ++m_sent;
    for (const auto& message : messages)
    {
        GetGroup()->GetLedger()->Conclude(message,
                                          MessageOutcome::LOST,
                                          MessageReason::CHANNEL_ERROR);
    }
}

bool
CatchingTransport::ConcludesAll() const
{
    return true;
}

void
CatchingTransport::Give(const Ptr<ModelMessage>& message)
{
    Deliver(message, {});
}

uint32_t
CatchingTransport::GetSent() const
{
    return m_sent;
}

TypeId
IdleMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::tests::IdleMixer")
                            .SetParent<ModelMixer>()
                            .AddConstructor<IdleMixer>();
    return tid;
}

MixedKnowledge
IdleMixer::Mix(float* /* local */, uint32_t /* count */, const ModelMessage& /* message */)
{
    return MixedKnowledge::RELAYED;
}

namespace
{

/// Values that no arithmetic makes slow.
void
Draw(float* values, std::size_t count, uint32_t seed)
{
    std::mt19937 engine(seed);
    std::uniform_real_distribution<float> uniform(0.5, 1.5);
    std::generate_n(values, count, [&] { return uniform(engine); });
}

Ptr<LabeledDataset>
MakeSample(uint32_t features)
{
    auto data = Create<LabeledDataset>(1, features, MixingRig::CLASSES);
    Draw(data->GetRow(0), features, 1);
    return data;
}

} // namespace

MixingRig::MixingRig(const MixingSetup& setup)
{
    const uint32_t devices = setup.neighbors + 1;
    LearnerHelper learners;
    const bool own = setup.mixer.rfind("IdleMixer", 0) == 0;
    learners.SetMixer((own ? "ns3::stardust::tests::" : "ns3::stardust::") + setup.mixer);
    learners.SetOptimizer(setup.averages ? "ns3::stardust::ScaledOptimizer[StepSize=1e-30]"
                                         : "ns3::stardust::SgdOptimizer[StepSize=1e-30]");
    learners.SetTransport("ns3::stardust::tests::CatchingTransport");
    learners.SetObjective("ns3::stardust::SoftmaxObjective");
    learners.SetGraph(MakeGraph("complete", devices, {}, 1));
    DataShares shares(devices);
    shares[0] = {0};
    learners.SetData(MakeSample(setup.length / CLASSES - 1), shares);
    learners.SetAttribute("LocalSteps", UintegerValue(1));
    learners.SetAttribute("GradientSnapshot", StringValue("Done"));
    const StringValue second("ns3::ConstantRandomVariable[Constant=1]");
    learners.SetAttribute("UpdateTime", second);
    learners.SetAttribute("StartPhase", second);
    learners.SetAttribute("GossipInterval",
                          StringValue("ns3::ConstantRandomVariable[Constant=1000000]"));
    NodeContainer nodes;
    nodes.Create(devices);
    learners.Install(nodes);
    m_group = learners.GetGroup();
}

GossipLearner&
MixingRig::GetLearner() const
{
    return *m_group->GetLearner(0);
}

GossipAlgorithm*
MixingRig::GetAlgorithm() const
{
    return dynamic_cast<GossipAlgorithm*>(PeekPointer(GetLearner().GetMixer()));
}

uint64_t
MixingRig::CountKeptFloats(uint32_t device) const
{
    const auto* algorithm =
        dynamic_cast<const GossipAlgorithm*>(PeekPointer(m_group->GetLearner(device)->GetMixer()));
    return algorithm ? algorithm->CountKeptFloats() : 0;
}

CatchingTransport&
MixingRig::GetTransport() const
{
    return dynamic_cast<CatchingTransport&>(*GetLearner().GetTransport());
}

uint32_t
MixingRig::GetContentLength() const
{
    const auto count = static_cast<uint32_t>(GetLearner().GetParameters()->Size());
    return GetAlgorithm() ? GetAlgorithm()->GetContentLength(count) : count;
}

Ptr<FloatBuffer>
MixingRig::DrawContent(uint32_t seed) const
{
    auto values = Create<FloatBuffer>(GetContentLength());
    Draw(values->Data(), values->Size(), seed);
    return values;
}

std::vector<uint8_t>
MixingRig::MakeState()
{
    GossipAlgorithm* algorithm = GetAlgorithm();
    std::vector<uint8_t> state(algorithm ? algorithm->GetStateSize() : 0);
    const auto begin = [&](auto value) { std::memcpy(state.data(), &value, sizeof(value)); };
    if (const auto* rounds = dynamic_cast<const RoundAlgorithm*>(algorithm))
    {
        // What follows the round says that a scaling is there.
        std::fill(state.begin(), state.end(), uint8_t(1));
        begin(rounds->GetRound());
    }
    else if (const auto* federated = dynamic_cast<const FederatedAlgorithm*>(algorithm))
    {
        begin(federated->GetRound());
    }
    else if (dynamic_cast<const PushSumMixer*>(algorithm))
    {
        begin(1.0);
    }
    else if (dynamic_cast<const ExchangeMixer*>(algorithm))
    {
        begin(uint8_t(1)); // an answer
    }
    else if (dynamic_cast<const StardustMixer*>(algorithm) && !state.empty())
    {
        begin(m_made); // versions that rise
    }
    else if (dynamic_cast<const DracoMixer*>(algorithm) && state.size() > 1)
    {
        const int64_t now = Simulator::Now().GetNanoSeconds();
        std::memcpy(state.data() + 1, &now, sizeof(now));
    }
    return state;
}

Ptr<ModelMessage>
MixingRig::MakeMessage(uint32_t sender, Ptr<const FloatBuffer> values)
{
    ++m_made;
    auto message = Create<ModelMessage>();
    message->sender = sender;
    message->source = sender;
    message->receiver = 0;
    message->versions = m_group->GetVersions()->TakeSnapshot(sender);
    message->parameters = values;
    message->state = MakeState();
    m_group->GetLedger()->Register(message, false);
    return message;
}

std::size_t
MixingRig::Compose()
{
    GossipAlgorithm* algorithm = GetAlgorithm();
    if (!algorithm)
    {
        return GetLearner().GetParameters()->Size();
    }
    MessageContent content{GetLearner().GetParameters(),
                           std::vector<uint8_t>(algorithm->GetStateSize())};
    algorithm->Compose(1, content);
    if (algorithm->FollowsEncoding())
    {
        algorithm->NotifyEncoded(*content.values);
    }
    return content.values->Size();
}

void
PassTime(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

} // namespace tests
} // namespace stardust
} // namespace ns3
