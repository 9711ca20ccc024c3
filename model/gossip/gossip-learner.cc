/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gossip-learner.h"

#include "model-packing.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

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
    STREAM_TRANSPORT, // up to 4
    STREAM_SPEED = GossipLearner::STREAM_DEVICE_SPEED,
    STREAM_OPTIMIZER,
    STREAM_ASK
};
static_assert(STREAM_SPEED == STREAM_TRANSPORT + 4 && STREAM_ASK < GossipLearner::STREAM_STRIDE,
              "each purpose has streams of its own");

} // namespace

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
    m_updater.reset();
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
    m_initial = m_rejoin == REJOIN_KEEP ? nullptr : initial;
    if (group->GetObjective())
    {
        m_updater = std::make_unique<LocalUpdater>(group->GetObjective(),
                                                   group->GetData(),
                                                   std::move(samples),
                                                   m_batchSize,
                                                   group->GetComputePool());
    }
    AskParts();
    m_transport->Setup(group, m_id, GetNode(), MakeCallback(&GossipLearner::ReceiveModel, this));
    if (m_codec->NeedsFeedback())
    {
        m_transport->SetFeedback(MakeCallback(&GossipLearner::CanDecode, this),
                                 MakeCallback(&ModelCodec::NoteFeedback, m_codec));
    }
}

const std::vector<uint32_t>&
GossipLearner::GetSamples() const
{
    static const std::vector<uint32_t> none;
    return m_updater ? m_updater->GetSamples() : none;
}

uint32_t
GossipLearner::GetUpdateSteps() const
{
    if (!m_updater)
    {
        return 0;
    }
    return m_localEpochs > 0 ? m_updater->CountSteps(m_localEpochs) : m_localSteps;
}

double
GossipLearner::GetUpdateWork() const
{
    return m_updater
               ? m_updater->GetWork(GetUpdateSteps()) * m_optimizer->GetGradientsPerStep()
               : 0;
}

double
GossipLearner::DrawGossipInterval()
{
    return m_gossipInterval.Draw();
}

int64_t
GossipLearner::AssignStreams(int64_t stream)
{
    m_clock.SetStream(stream + STREAM_UPDATE_TIME);
    m_gossipInterval.SetStream(stream + STREAM_GOSSIP_INTERVAL);
    m_phaseStream = stream + STREAM_START_PHASE;
    m_askStream = stream + STREAM_ASK;
    if (m_updater)
    {
        m_updater->SetStream(stream + STREAM_BATCHES);
    }
    if (m_optimizer)
    {
        m_optimizer->AssignStreams(stream + STREAM_OPTIMIZER);
    }
    m_selector->AssignStreams(stream + STREAM_SELECTOR);
    m_mixer->AssignStreams(stream + STREAM_MIXER);
    m_codec->AssignStreams(stream + STREAM_CODEC);
    m_transport->AssignStreams(stream + STREAM_TRANSPORT);
    return STREAM_STRIDE;
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
    m_transportBroadcasts = m_transport->IsBroadcast();
    // What only the receiver can decode, or decodes in part, travels as it is.
    m_bytesInPackets = m_group->GetPayload() == PAYLOAD_BYTES || m_codec->NeedsFeedback() ||
                       (m_transport->DeliversParts() && !m_codecIsExact);
}

bool
GossipLearner::MakesUpdates() const
{
    return !m_updater || m_updater->GetSampleCount() > 0;
}

void
GossipLearner::BeginUpdate(double remaining)
{
    const Time now = Simulator::Now();
    const Time wait = m_clock.Begin(now, remaining, GetUpdateWork());
    if (m_updater)
    {
        m_updater->Begin(m_parameters,
                         {m_optimizer,
                          GetUpdateSteps(),
                          m_gradientSnapshot,
                          (now + wait).GetNanoSeconds(),
                          wait.IsZero()});
    }
    m_updateEvent = Simulator::Schedule(wait, &GossipLearner::EndUpdate, this);
}

void
GossipLearner::EndUpdate()
{
    Prefetch();
    m_clock.Prefetch();
    const double loss = m_updater ? m_updater->End(m_parameters)
                                  : std::numeric_limits<double>::quiet_NaN();
    VersionTable& versions = *m_group->GetVersions();
    versions.Make(m_id);
    const uint32_t version = versions.GetMade(m_id);
    const LocalUpdate update{m_id, version, m_clock.End(), Simulator::Now(), loss};
    NS_LOG_LOGIC("learner " << m_id << " version " << version << " loss " << loss);
    m_updateTrace(update);
    m_group->NotifyUpdate(update);
    if (m_selectorFollows && m_running)
    {
        m_selector->NotifyUpdated(version);
    }
    if (m_running && m_clock.GoesOn())
    {
        BeginUpdate(1);
    }
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
    if (m_group->GetGraph().GetDegree(m_id) == 0)
    {
        // The graph has changed; the clock goes on for when it changes again.
        ScheduleGossip(1);
        return;
    }
    const bool all = m_transportBroadcasts;
    const uint32_t peer = all ? m_id : m_selector->SelectPeer(m_id, m_group->GetGraph());
    all ? SendToNeighbors() : SendModel(peer);
    if (!m_running)
    {
        // Whoever heard of the message has stopped the learner.
        return;
    }
    ScheduleGossip(1);
    // The next event but one is the delivery, on a direct network without delay.
    m_group->GetLearner(peer)->PrefetchMixer();
}

Ptr<ModelMessage>
GossipLearner::MakeMessage(uint32_t peer)
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
    message->sequence = m_group->GetLedger()->GetNextSequence(m_id);
    if (m_codecIsExact && !m_bytesInPackets)
    {
        message->parameters = m_parameters;
        message->payloadBytes = m_exactSize;
    }
    else
    {
        PackModel(*m_parameters, *m_codec, m_bytesInPackets, *message);
    }
    if (m_selectorFollows)
    {
        m_selector->PrepareMessage(*message);
    }
    return message;
}

bool
GossipLearner::CanDecode(const ModelMessage& message, const std::vector<uint8_t>& bytes)
{
    return m_codec->HasReference(bytes.data(), bytes.size(), message.sender);
}

void
GossipLearner::ReceiveModel(Ptr<ModelMessage> message, const std::vector<uint8_t>& bytes)
{
    if (!m_running)
    {
        m_group->GetLedger()->Conclude(message,
                                       MessageOutcome::LOST,
                                       MessageReason::RECEIVER_STOPPED);
        return;
    }
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    const MessageReason problem = UnpackModel(bytes, *m_codec, count, *message);
    if (problem != MessageReason::NONE)
    {
        NS_LOG_LOGIC("learner " << m_id << " rejects a model of " << message->sender << ": "
                                << ToString(problem));
        m_group->GetLedger()->Conclude(message, MessageOutcome::REJECTED, problem);
        return;
    }
    MixModel(message);
}

void
GossipLearner::MixModel(const Ptr<ModelMessage>& message)
{
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    // Shared parameters that are none need no copy.
    float* parameters = count > 0 ? MakeWritable(m_parameters) : m_parameters->Data();
    const MixedKnowledge knowledge = TakeModel(parameters, *message);
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
    else if (knowledge == MixedKnowledge::RELAYED && message->sourceOnly)
    {
        versions.LearnOne(m_id, message->source, message->sourceVersion);
    }
    else if (knowledge == MixedKnowledge::RELAYED)
    {
        versions.LearnAll(m_id, message->versions);
    }
    message->fraction = message->present.empty()
                            ? 1
                            : double(CountCoordinates(message->present)) / count;
    message->staleness = versions.GetMade(message->sender) - message->senderVersion;
    if (m_selectorFollows && knowledge != MixedKnowledge::PARTIAL)
    {
        m_selector->NotifyMixed(*message);
    }
    m_receivedTrace(message);
    m_group->GetLedger()->Conclude(message, MessageOutcome::DELIVERED, MessageReason::NONE);
    if (m_running && MakesUpdates() && m_clock.NoteMixed())
    {
        BeginUpdate(1);
    }
}

} // namespace stardust
} // namespace ns3
