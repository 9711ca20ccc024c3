/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gossip-learner.h"

#include "gossip-algorithm.h"

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
    m_held.clear();
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
    m_algorithm = dynamic_cast<GossipAlgorithm*>(PeekPointer(m_mixer));
    if (m_algorithm)
    {
        m_algorithm->Setup(*group, m_id);
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
    const auto count = static_cast<uint32_t>(m_parameters->Size());
    m_contentLength = m_algorithm ? m_algorithm->GetContentLength(count) : count;
    m_stateSize = m_algorithm ? m_algorithm->GetStateSize() : 0;
    if (const Ptr<const LearningObjective> objective = m_group->GetObjective())
    {
        m_codec->SetBlocks(objective->GetParameterBlocks());
    }
    m_codecIsExact = m_codec->IsExact();
    m_exactSize = m_codecIsExact ? GetMessageSize() : 0;
    m_selectorFollows = m_selector->FollowsLearner();
    m_transportConcludes = m_transport->ConcludesAll();
    m_sendsToAll =
        m_transport->IsBroadcast() || (m_algorithm && m_algorithm->SendsToAll());
    // What only the receiver can decode, or decodes in part, travels as it is.
    m_bytesInPackets = m_group->GetPayload() == PAYLOAD_BYTES || m_codec->NeedsFeedback() ||
                       (m_transport->DeliversParts() && !m_codecIsExact);
}

bool
GossipLearner::PacedUpdates() const
{
    return m_algorithm && m_algorithm->PacesUpdates();
}

bool
GossipLearner::PacedGossip() const
{
    return m_selector->PacesGossip() || (m_algorithm && m_algorithm->PacesGossip());
}

bool
GossipLearner::BeginNextUpdate()
{
    if (!m_running || !MakesUpdates() || !m_updateEvent.IsExpired())
    {
        return false;
    }
    BeginUpdate(1);
    return true;
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
    const double work = GetUpdateWork();
    const Time wait = m_clock.Begin(now, remaining, work);
    if (m_group->IsTrainingWatched())
    {
        m_group->NotifyTraining({m_id, true, wait, remaining * work});
    }
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
    // Held until the algorithm has seen it: the update then changes a copy.
    const Ptr<FloatBuffer> before =
        m_algorithm && m_algorithm->ComparesUpdates() ? m_parameters : nullptr;
    const double loss = m_updater ? m_updater->End(m_parameters)
                                  : std::numeric_limits<double>::quiet_NaN();
    VersionTable& versions = *m_group->GetVersions();
    versions.Make(m_id);
    const uint32_t version = versions.GetMade(m_id);
    const LocalUpdate update{m_id, version, m_clock.End(), Simulator::Now(), loss};
    m_group->NotifyTraining({m_id, false, Time(), 0});
    NS_LOG_LOGIC("learner " << m_id << " version " << version << " loss " << loss);
    m_updateTrace(update);
    m_group->NotifyUpdate(update);
    if (m_selectorFollows && m_running)
    {
        m_selector->NotifyUpdated(version);
    }
    if (m_algorithm && m_running)
    {
        m_algorithm->NotifyUpdated(EditModel(),
                                   before ? before->Data() : nullptr,
                                   m_parameters->Size());
    }
    if (m_running && m_clock.GoesOn() && !PacedUpdates())
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
GossipLearner::SendToSelectedPeer()
{
    SendOnce();
}

uint32_t
GossipLearner::SendOnce()
{
    if (m_sendsToAll)
    {
        SendToNeighbors();
        return m_id;
    }
    const uint32_t peer = m_selector->SelectPeer(m_id, m_group->GetGraph());
    SendModel(peer);
    return peer;
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
        m_group->GetLedger()->CountSkippedGossip();
        ScheduleGossip(1);
        return;
    }
    if (m_algorithm && !m_algorithm->WantsToSend())
    {
        ScheduleGossip(1);
        return;
    }
    const uint32_t peer = SendOnce();
    if (!m_running)
    {
        // Whoever heard of the message has stopped the learner.
        return;
    }
    ScheduleGossip(1);
    // The next event but one is the delivery, on a direct network without delay.
    m_group->GetLearner(peer)->PrefetchMixer();
}

} // namespace stardust
} // namespace ns3
