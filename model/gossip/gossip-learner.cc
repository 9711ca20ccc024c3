/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gossip-learner.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <Eigen/Core>
#include <algorithm>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_LOG_COMPONENT_DEFINE("GossipLearner");

NS_OBJECT_ENSURE_REGISTERED(GossipLearner);

namespace
{

/// Places of the purposes among a learner's streams; new ones go to the end.
enum StreamPurpose : int64_t
{
    STREAM_UPDATE_TIME,
    STREAM_GOSSIP_INTERVAL,
    STREAM_START_PHASE,
    STREAM_BATCHES,
    STREAM_SELECTOR,
    STREAM_MIXER,
    STREAM_CODEC,
    STREAM_TRANSPORT // up to 4
};

bool
IsFinite(const FloatBuffer& values)
{
    // The sum of 0 * x is 0 exactly if every x is finite; unlike a test of each
    // value it runs in vector registers.
    const Eigen::Map<const Eigen::ArrayXf> map(values.Data(), values.Size());
    return (map * 0.0f).sum() == 0.0f;
}


} // namespace

TypeId
GossipLearner::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::GossipLearner")
            .SetParent<Application>()
            .SetGroupName("Stardust")
            .AddConstructor<GossipLearner>()
            .AddAttribute("UpdateTime",
                          "Random part of the duration of an update, in seconds; a negative draw "
                          "counts as 0",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1]"),
                          MakePointerAccessor(&GossipLearner::SetUpdateTime,
                                              &GossipLearner::GetUpdateTime),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("UpdateShift",
                          "Constant part of the duration of an update",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&GossipLearner::m_updateShift),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("GossipInterval",
                          "Time between two messages of this learner, in seconds; a negative draw "
                          "counts as 0",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1]"),
                          MakePointerAccessor(&GossipLearner::SetGossipInterval,
                                              &GossipLearner::GetGossipInterval),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("StartPhase",
                          "Share of the first update and of the first gossip interval that is "
                          "left at the start, so that devices with constant clocks are out of "
                          "phase; 1: the clocks begin when the learner starts",
                          StringValue("ns3::UniformRandomVariable[Min=0|Max=1]"),
                          MakePointerAccessor(&GossipLearner::m_startPhase),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("LocalSteps",
                          "Optimizer steps in an update",
                          UintegerValue(4),
                          MakeUintegerAccessor(&GossipLearner::m_localSteps),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("BatchSize",
                          "Samples in a step; a device with fewer uses all it has",
                          UintegerValue(32),
                          MakeUintegerAccessor(&GossipLearner::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("GradientSnapshot",
                          "Start: gradients are taken at the model as it was when the update "
                          "began, and the change is added when it ends; Done: at the model as it "
                          "is when the update ends",
                          EnumValue(SNAPSHOT_START),
                          MakePortableEnumAccessor<GradientSnapshot>(
                              &GossipLearner::m_gradientSnapshot,
                              0),
                          MakeEnumChecker(SNAPSHOT_START, "Start", SNAPSHOT_DONE, "Done"))
            .AddAttribute("Optimizer",
                          "Makes the steps of an update",
                          StringValue("ns3::stardust::SgdOptimizer"),
                          MakePointerAccessor(&GossipLearner::m_optimizer),
                          MakePointerChecker<LocalOptimizer>())
            .AddAttribute("PeerSelector",
                          "Chooses the receiver of each message",
                          StringValue("ns3::stardust::UniformPeerSelector"),
                          MakePointerAccessor(&GossipLearner::m_selector),
                          MakePointerChecker<PeerSelector>())
            .AddAttribute("Mixer",
                          "Mixes a received model into the local one",
                          StringValue("ns3::stardust::PairwiseAverageMixer"),
                          MakePointerAccessor(&GossipLearner::m_mixer),
                          MakePointerChecker<ModelMixer>())
            .AddAttribute("Codec",
                          "Turns parameters into bytes and back",
                          StringValue("ns3::stardust::Float32Codec"),
                          MakePointerAccessor(&GossipLearner::m_codec),
                          MakePointerChecker<ModelCodec>())
            .AddAttribute("Transport",
                          "Carries messages to other learners",
                          StringValue("ns3::stardust::UdpTransport"),
                          MakePointerAccessor(&GossipLearner::m_transport),
                          MakePointerChecker<ModelTransport>())
            .AddTraceSource("LocalUpdate",
                            "An update is complete",
                            MakeTraceSourceAccessor(&GossipLearner::m_updateTrace),
                            "ns3::stardust::LearnerGroup::UpdateTracedCallback")
            .AddTraceSource("ModelSent",
                            "A message is about to be handed to the transport",
                            MakeTraceSourceAccessor(&GossipLearner::m_sentTrace),
                            "ns3::stardust::MessageLedger::MessageTracedCallback")
            .AddTraceSource("ModelReceived",
                            "A received model has been mixed in; versions and parameters are "
                            "still in the message",
                            MakeTraceSourceAccessor(&GossipLearner::m_receivedTrace),
                            "ns3::stardust::MessageLedger::MessageTracedCallback")
            .AddTraceSource("State",
                            "The learner has started or stopped",
                            MakeTraceSourceAccessor(&GossipLearner::m_stateTrace),
                            "ns3::stardust::LearnerGroup::StateTracedCallback");
    return tid;
}

GossipLearner::GossipLearner()
{
    NS_LOG_FUNCTION(this);
}

GossipLearner::~GossipLearner()
{
    NS_LOG_FUNCTION(this);
}

void
GossipLearner::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_updateEvent.Cancel();
    m_gossipEvent.Cancel();
    if (m_transport)
    {
        m_transport->Dispose();
    }
    m_transport = nullptr;
    if (m_selector)
    {
        // A rule may hold something of the group's, which holds this learner.
        m_selector->Dispose();
    }
    m_group = nullptr;
    m_trainer.reset();
    m_snapshot = nullptr;
    Application::DoDispose();
}

void
GossipLearner::SetParts(const LearnerParts& parts)
{
    const auto set = [](auto& part, const auto& given) {
        if (given)
        {
            part = given;
        }
    };
    if (parts.updateTime)
    {
        SetUpdateTime(parts.updateTime);
    }
    if (parts.gossipInterval)
    {
        SetGossipInterval(parts.gossipInterval);
    }
    set(m_startPhase, parts.startPhase);
    set(m_optimizer, parts.optimizer);
    set(m_selector, parts.selector);
    set(m_mixer, parts.mixer);
    set(m_codec, parts.codec);
    set(m_transport, parts.transport);
}

void
GossipLearner::Join(Ptr<LearnerGroup> group,
                    std::vector<uint32_t> samples,
                    Ptr<FloatBuffer> initial)
{
    NS_ABORT_MSG_IF(!GetNode(), "add the learner to a node first");
    m_group = group;
    m_id = group->Add(this);
    m_parameters = initial;
    if (group->GetObjective())
    {
        m_trainer = std::make_unique<LocalTrainer>(group->GetObjective(),
                                                   group->GetData(),
                                                   std::move(samples),
                                                   m_batchSize);
        m_batchRandom = CreateObject<UniformRandomVariable>();
    }
    AskParts();
    m_transport->Setup(group, m_id, GetNode(), MakeCallback(&GossipLearner::ReceiveModel, this));
}

uint32_t
GossipLearner::GetId() const
{
    return m_id;
}

uint32_t
GossipLearner::GetVersion() const
{
    return m_group->GetVersions()->GetMade(m_id);
}

uint32_t
GossipLearner::GetSampleCount() const
{
    return m_trainer ? m_trainer->GetSampleCount() : 0;
}

const std::vector<uint32_t>&
GossipLearner::GetSamples() const
{
    static const std::vector<uint32_t> none;
    return m_trainer ? m_trainer->GetSamples() : none;
}

Ptr<const FloatBuffer>
GossipLearner::GetParameters() const
{
    return m_parameters;
}

uint32_t
GossipLearner::GetLocalSteps() const
{
    return m_localSteps;
}

uint32_t
GossipLearner::GetBatchSize() const
{
    return m_batchSize;
}

Ptr<LocalOptimizer>
GossipLearner::GetOptimizer() const
{
    return m_optimizer;
}

uint32_t
GossipLearner::GetMessageSize() const
{
    return m_codec->GetEncodedSize(m_parameters->Size());
}

Ptr<ModelTransport>
GossipLearner::GetTransport() const
{
    return m_transport;
}

Ptr<PeerSelector>
GossipLearner::GetPeerSelector() const
{
    return m_selector;
}

Ptr<ModelMixer>
GossipLearner::GetMixer() const
{
    return m_mixer;
}

Time
GossipLearner::GetUpdateShift() const
{
    return m_updateShift;
}

bool
GossipLearner::IsRunning() const
{
    return m_running;
}

double
GossipLearner::DrawGossipInterval()
{
    return m_gossipInterval.Draw();
}

int64_t
GossipLearner::AssignStreams(int64_t stream)
{
    m_updateTime.SetStream(stream + STREAM_UPDATE_TIME);
    m_gossipInterval.SetStream(stream + STREAM_GOSSIP_INTERVAL);
    m_phaseStream = stream + STREAM_START_PHASE;
    if (m_batchRandom)
    {
        m_batchRandom->SetStream(stream + STREAM_BATCHES);
    }
    m_selector->AssignStreams(stream + STREAM_SELECTOR);
    m_mixer->AssignStreams(stream + STREAM_MIXER);
    m_codec->AssignStreams(stream + STREAM_CODEC);
    m_transport->AssignStreams(stream + STREAM_TRANSPORT);
    return STREAM_STRIDE;
}

void
GossipLearner::SetUpdateTime(Ptr<RandomVariableStream> variable)
{
    m_updateTime.SetVariable(variable);
}

Ptr<RandomVariableStream>
GossipLearner::GetUpdateTime() const
{
    return m_updateTime.GetVariable();
}

void
GossipLearner::SetGossipInterval(Ptr<RandomVariableStream> variable)
{
    m_gossipInterval.SetVariable(variable);
}

Ptr<RandomVariableStream>
GossipLearner::GetGossipInterval() const
{
    return m_gossipInterval.GetVariable();
}

std::pair<double, double>
GossipLearner::DrawPhases()
{
    if (m_phaseStream >= 0)
    {
        m_startPhase->SetStream(m_phaseStream);
    }
    const double update = m_startPhase->GetValue();
    return {update, m_startPhase->GetValue()};
}

void
GossipLearner::AskParts()
{
    m_codecIsExact = m_codec->IsExact();
    m_exactSize = m_codecIsExact ? GetMessageSize() : 0;
    m_selectorFollows = m_selector->FollowsLearner();
    m_transportConcludes = m_transport->ConcludesAll();
}

void
GossipLearner::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_group, "a learner must join a group before it starts");
    AskParts();
    m_running = true;
    m_stateTrace(m_id, true);
    m_group->NotifyState(m_id, true);
    m_transport->Start();
    m_selector->Start(m_group, m_id);
    const auto phases = DrawPhases();
    if (!m_trainer || GetSampleCount() > 0)
    {
        BeginUpdate(phases.first);
    }
    if (m_group->GetGraph().GetDegree(m_id) > 0 && !m_selector->PacesGossip())
    {
        ScheduleGossip(phases.second);
    }
}

void
GossipLearner::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (!m_running)
    {
        return;
    }
    m_running = false;
    m_updateEvent.Cancel();
    m_gossipEvent.Cancel();
    m_snapshot = nullptr;
    m_selector->Stop();
    m_transport->Stop();
    m_stateTrace(m_id, false);
    m_group->NotifyState(m_id, false);
}

void
GossipLearner::BeginUpdate(double remaining)
{
    m_updateStarted = Simulator::Now();
    if (m_trainer)
    {
        m_trainer->DrawBatches(m_localSteps, m_batchRandom);
        if (m_gradientSnapshot == SNAPSHOT_START)
        {
            m_snapshot = m_parameters;
        }
    }
    double duration = m_updateTime.Draw();
    if (!m_updateShift.IsZero())
    {
        duration += m_updateShift.GetSeconds();
    }
    m_updateEvent =
        Simulator::Schedule(MakeWait(remaining * duration), &GossipLearner::EndUpdate, this);
}

void
GossipLearner::EndUpdate()
{
    Prefetch();
    m_updateTime.Prefetch();
    const double loss = m_trainer ? Train() : std::numeric_limits<double>::quiet_NaN();
    VersionTable& versions = *m_group->GetVersions();
    versions.Make(m_id);
    const uint32_t version = versions.GetMade(m_id);
    const LocalUpdate update{m_id, version, m_updateStarted, Simulator::Now(), loss};
    NS_LOG_LOGIC("learner " << m_id << " version " << version << " loss " << loss);
    m_updateTrace(update);
    m_group->NotifyUpdate(update);
    if (m_selectorFollows && m_running)
    {
        m_selector->NotifyUpdated(version);
    }
    if (m_running)
    {
        BeginUpdate(1);
    }
}

double
GossipLearner::Train()
{
    if (!m_snapshot || m_snapshot == m_parameters)
    {
        // Nothing was mixed in meanwhile: the steps apply to the model itself.
        m_snapshot = nullptr;
        return m_trainer->Train(WriteParameters(), *m_optimizer);
    }
    Ptr<FloatBuffer> trained = m_snapshot->Copy();
    const double loss = m_trainer->Train(trained->Data(), *m_optimizer);
    const std::size_t size = trained->Size();
    using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
    Eigen::Map<Eigen::ArrayXf>(WriteParameters(), size) +=
        ConstArray(trained->Data(), size) - ConstArray(m_snapshot->Data(), size);
    m_snapshot = nullptr;
    return loss;
}

void
GossipLearner::ScheduleGossip(double remaining)
{
    const Time wait = MakeWait(remaining * DrawGossipInterval()) + m_transport->GetBusyTime();
    m_gossipEvent = Simulator::Schedule(wait, &GossipLearner::Gossip, this);
}

void
GossipLearner::Gossip()
{
    Prefetch();
    __builtin_prefetch(PeekPointer(m_selector));
    __builtin_prefetch(PeekPointer(m_transport));
    m_gossipInterval.Prefetch();
    const uint32_t peer = m_selector->SelectPeer(m_id, m_group->GetGraph());
    SendModel(peer);
    if (!m_running)
    {
        // Whoever heard of the message has stopped the learner.
        return;
    }
    ScheduleGossip(1);
    // The next event but one is the delivery, on a direct network without delay.
    m_group->GetLearner(peer)->PrefetchMixer();
}

void
GossipLearner::SendModel(uint32_t peer)
{
    NS_ASSERT_MSG(peer < m_group->GetN() && peer != m_id, "learner " << peer << " is no peer");
    VersionTable& versions = *m_group->GetVersions();
    auto message = Create<ModelMessage>();
    message->sender = m_id;
    message->receiver = peer;
    message->senderVersion = versions.GetMade(m_id);
    message->source = m_id;
    message->sourceVersion = message->senderVersion;
    message->versions = versions.TakeSnapshot(m_id);
    PackModel(*message);
    if (m_selectorFollows)
    {
        m_selector->PrepareMessage(*message);
    }
    m_group->GetLedger()->Register(message, !m_transportConcludes);
    NS_LOG_LOGIC("learner " << m_id << " sends version " << message->senderVersion << " to "
                            << peer);
    m_sentTrace(message);
    m_transport->Send(message);
}

void
GossipLearner::PackModel(ModelMessage& message)
{
    const bool inPackets = m_group->GetPayload() == PAYLOAD_BYTES;
    if (m_codecIsExact && !inPackets)
    {
        message.parameters = m_parameters;
        message.payloadBytes = m_exactSize;
        return;
    }
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    auto encoded = std::make_shared<const std::vector<uint8_t>>(
        m_codec->Encode(m_parameters->Data(), count));
    message.payloadBytes = encoded->size();
    if (inPackets)
    {
        message.encoded = encoded;
        return;
    }
    auto decoded = Create<FloatBuffer>(count);
    const bool good = m_codec->Decode(encoded->data(), encoded->size(), decoded->Data(), count);
    NS_ABORT_MSG_IF(!good, "a codec must decode what it encodes");
    message.parameters = decoded;
}

void
GossipLearner::ReceiveModel(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes)
{
    const MessageReason problem = CheckModel(*message, bytes);
    if (problem != MessageReason::NONE)
    {
        NS_LOG_LOGIC("learner " << m_id << " rejects a model of " << message->sender << ": "
                                << ToString(problem));
        m_group->GetLedger()->Conclude(message, MessageOutcome::REJECTED, problem);
        return;
    }
    MixModel(message);
}

MessageReason
GossipLearner::CheckModel(ModelMessage& message, const std::vector<uint8_t>& bytes) const
{
    if (!m_running)
    {
        return MessageReason::RECEIVER_STOPPED;
    }
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    if (!message.parameters)
    {
        auto decoded = Create<FloatBuffer>(count);
        if (!m_codec->Decode(bytes.data(), bytes.size(), decoded->Data(), count))
        {
            return MessageReason::MALFORMED;
        }
        message.parameters = decoded;
    }
    if (message.parameters->Size() != count)
    {
        return MessageReason::MALFORMED;
    }
    return count == 0 || IsFinite(*message.parameters) ? MessageReason::NONE : MessageReason::NOT_FINITE;
}

void
GossipLearner::MixModel(const Ptr<ModelMessage>& message)
{
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    // Shared parameters that are none need no copy.
    float* parameters = count > 0 ? WriteParameters() : m_parameters->Data();
    const MixedKnowledge knowledge = m_mixer->Mix(parameters, count, *message);
    if (knowledge == MixedKnowledge::NONE)
    {
        m_group->GetLedger()->Conclude(message, MessageOutcome::REJECTED, MessageReason::REFUSED);
        return;
    }
    VersionTable& versions = *m_group->GetVersions();
    if (knowledge == MixedKnowledge::SENDER_ONLY)
    {
        versions.LearnOne(m_id, message->sender, message->senderVersion);
    }
    else if (message->sourceOnly)
    {
        versions.LearnOne(m_id, message->source, message->sourceVersion);
    }
    else
    {
        versions.LearnAll(m_id, message->versions);
    }
    message->fraction = 1;
    message->staleness = versions.GetMade(message->sender) - message->senderVersion;
    if (m_selectorFollows)
    {
        m_selector->NotifyMixed(*message);
    }
    m_receivedTrace(message);
    m_group->GetLedger()->Conclude(message, MessageOutcome::DELIVERED, MessageReason::NONE);
}

float*
GossipLearner::WriteParameters()
{
    if (m_parameters->GetReferenceCount() > 1)
    {
        m_parameters = m_parameters->Copy();
    }
    return m_parameters->Data();
}

} // namespace stardust
} // namespace ns3
