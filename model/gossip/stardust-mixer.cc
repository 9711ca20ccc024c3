/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"
#include "sparse-codec.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/momentum-optimizer.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StardustMixer);

TypeId
StardustMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::StardustMixer")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<StardustMixer>()
            .AddAttribute("Weight",
                          "Weight of the received model, above 0 to 1",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&StardustMixer::m_weight),
                          MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("Delay",
                          "How long a received model waits before it is mixed in; 0: not at all",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&StardustMixer::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("RestartDelay",
                          "Whether a model that takes the place of an older one waits from its own "
                          "arrival on, not from that of the older",
                          BooleanValue(true),
                          MakeBooleanAccessor(&StardustMixer::m_restart),
                          MakeBooleanChecker())
            .AddAttribute("AdaptStep",
                          "Whether the step size falls with the variance of received updates",
                          BooleanValue(true),
                          MakeBooleanAccessor(&StardustMixer::m_adapt),
                          MakeBooleanChecker())
            .AddAttribute("Beta",
                          "Share of the moments of received updates that stays at each",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&StardustMixer::m_beta),
                          MakeDoubleChecker<double>(0, 0.9999999))
            .AddAttribute("Kappa",
                          "How much the relative variance nu counts: steps are divided by 1 + Kappa nu",
                          DoubleValue(1),
                          MakeDoubleAccessor(&StardustMixer::m_kappa),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Epsilon",
                          "Added to the squared mean that the variance is relative to",
                          DoubleValue(1e-12),
                          MakeDoubleAccessor(&StardustMixer::m_epsilon),
                          MakeDoubleChecker<double>(1e-30))
            .AddAttribute("SmallestShare",
                          "Share of the optimizer's step size that is left at least",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&StardustMixer::m_smallestShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("MomentumKept",
                          "Share of the momentum that stays when a model is mixed in, 0 to 1",
                          DoubleValue(1),
                          MakeDoubleAccessor(&StardustMixer::m_momentumKept),
                          MakeDoubleChecker<double>(0, 1))
            .AddTraceSource("StepScale",
                            "Share of the optimizer's step size that updates which begin now have",
                            MakeTraceSourceAccessor(&StardustMixer::m_scale),
                            "ns3::TracedValueCallback::Double");
    return tid;
}

void
StardustMixer::DoDispose()
{
    ForgetWaiting();
    GossipAlgorithm::DoDispose();
}

std::string
StardustMixer::FindProblem(const GossipLearner& learner) const
{
    if (m_adapt && DynamicCast<SparseCodec>(learner.GetCodec()))
    {
        return "the variance of updates is that of whole models, which " +
               learner.GetCodec()->GetInstanceTypeId().GetName() +
               " does not send; expected AdaptStep=false or another --codec";
    }
    if (m_momentumKept < 1 && !DynamicCast<MomentumOptimizer>(learner.GetOptimizer()))
    {
        return "MomentumKept below 1 needs --optimizer=ns3::stardust::MomentumOptimizer";
    }
    return "";
}

uint32_t
StardustMixer::GetStateSize() const
{
    return m_adapt ? sizeof(uint32_t) : 0;
}

void
StardustMixer::Compose(uint32_t /* receiver */, MessageContent& content)
{
    if (m_adapt)
    {
        const uint32_t version = GetLearner().GetVersion();
        std::memcpy(content.state.data(), &version, sizeof(version));
    }
}

MixedKnowledge
StardustMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    if (message.parameters->Size() != count)
    {
        return MixedKnowledge::NONE;
    }
    if (m_adapt && count > 0 && message.present.empty())
    {
        Observe(message);
    }
    return m_delay.IsZero() ? Average(local, count, message) : Keep(message);
}

MixedKnowledge
StardustMixer::Average(float* local, uint32_t count, const ModelMessage& message)
{
    MoveTowards(local, count, message, static_cast<float>(m_weight));
    if (m_momentumKept < 1)
    {
        GetLearner().GetOptimizer()->DampMomentum(m_momentumKept);
    }
    return message.present.empty() ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
}

MixedKnowledge
StardustMixer::Keep(const ModelMessage& message)
{
    Waiting& waiting = m_waiting[message.sender];
    const Time end = Simulator::Now() + m_delay;
    Time due = end;
    if (waiting.message)
    {
        if (waiting.message->sequence > message.sequence)
        {
            return MixedKnowledge::LATE;
        }
        m_replaced.push_back(waiting.message);
        due = m_restart ? end : TimeStep(waiting.event.GetTs());
        waiting.event.Cancel();
    }
    waiting.message = &message;
    waiting.event = Simulator::Schedule(due - Simulator::Now(),
                                        &StardustMixer::Apply,
                                        this,
                                        message.sender);
    return MixedKnowledge::HELD;
}

bool
StardustMixer::MixesAtOnce() const
{
    return m_delay.IsZero();
}

void
StardustMixer::NotifyHeld()
{
    const auto replaced = std::move(m_replaced);
    m_replaced.clear();
    for (const auto& message : replaced)
    {
        if (GetLearner().IsRunning())
        {
            GetLearner().SettleHeld(*message, MixedKnowledge::LATE);
        }
    }
}

void
StardustMixer::Apply(uint32_t sender)
{
    const auto found = m_waiting.find(sender);
    const Ptr<const ModelMessage> message = found->second.message;
    m_waiting.erase(found);
    GossipLearner& learner = GetLearner();
    // Not in one call with EditModel(), which copies what it finds shared.
    const auto count = static_cast<uint32_t>(learner.GetParameters()->Size());
    const MixedKnowledge knowledge = Average(learner.EditModel(), count, *message);
    learner.SettleHeld(*message, knowledge);
}

void
StardustMixer::Observe(const ModelMessage& message)
{
    uint32_t version;
    std::memcpy(&version, message.state.data(), sizeof(version));
    Heard& heard = m_heard[message.sender];
    if (heard.parameters && version < heard.version)
    {
        // It was overtaken.
        return;
    }
    if (heard.parameters && version > heard.version)
    {
        m_variance.Add(message.parameters->Data(),
                       heard.parameters->Data(),
                       1 / static_cast<float>(version - heard.version),
                       message.parameters->Size(),
                       m_beta);
        UpdateScale();
    }
    heard = {version, message.parameters};
}

void
StardustMixer::UpdateScale()
{
    m_scale = std::max(1 / (1 + m_kappa * GetVariance()), m_smallestShare);
    if (const Ptr<LocalOptimizer> optimizer = GetLearner().GetOptimizer())
    {
        optimizer->SetStepScale(m_scale);
    }
}

double
StardustMixer::GetStepScale() const
{
    return m_scale;
}

double
StardustMixer::GetVariance() const
{
    return m_variance.Compute(m_epsilon);
}

void
StardustMixer::ForgetWaiting()
{
    for (auto& waiting : m_waiting)
    {
        waiting.second.event.Cancel();
    }
    m_waiting.clear();
    m_replaced.clear();
}

void
StardustMixer::Stop()
{
    ForgetWaiting();
}

void
StardustMixer::Reset()
{
    m_heard.clear();
    m_variance.Reset();
    UpdateScale();
}

void
StardustMixer::NotifyGraphChanged()
{
    const CommunicationGraph& graph = GetGroup().GetGraph();
    for (auto at = m_heard.begin(); at != m_heard.end();)
    {
        at = graph.HasArc(at->first, GetSelf()) ? std::next(at) : m_heard.erase(at);
    }
}

uint64_t
StardustMixer::CountKeptFloats() const
{
    uint64_t kept = m_variance.CountKeptFloats();
    for (const auto& heard : m_heard)
    {
        kept += heard.second.parameters->Size();
    }
    for (const auto& waiting : m_waiting)
    {
        // What waits is mostly what was heard last.
        const Ptr<const FloatBuffer>& model = waiting.second.message->parameters;
        const auto heard = m_heard.find(waiting.first);
        kept += heard != m_heard.end() && heard->second.parameters == model ? 0 : model->Size();
    }
    return kept;
}

double
StardustMixer::EstimateKeptModels(double /* neighbors */) const
{
    // A copy for each sender comes with its first message; who has many may hear few.
    return m_adapt ? 1 : 0;
}

} // namespace stardust
} // namespace ns3
