/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learner-group.h"

#include "gossip-learner.h"
#include "model-transport.h"

#include "ns3/abort.h"
#include "ns3/assert.h"
#include "ns3/input-error.h"
#include "ns3/integer.h"
#include "ns3/parallel-evaluation.h"
#include "ns3/pointer.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LearnerGroup);

TypeId
LearnerGroup::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::LearnerGroup")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddConstructor<LearnerGroup>()
            .AddAttribute("Payload",
                          "Virtual: packets have their true size, the model travels beside them; "
                          "Bytes: the encoded model is in the packets. Both give the same run",
                          EnumValue(PAYLOAD_VIRTUAL),
                          MakePortableEnumAccessor<PayloadMode>(&LearnerGroup::m_payload, 0),
                          MakeEnumChecker(PAYLOAD_VIRTUAL, "Virtual", PAYLOAD_BYTES, "Bytes"))
            .AddAttribute("Tracked",
                          "Number of sources whose versions are followed, chosen at random; 0: "
                          "all up to 10 000 devices, 64 among more. Each costs 4 bytes a device, "
                          "and as much a message in flight on a delaying direct network",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LearnerGroup::m_tracked),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Source",
                          "Learner whose version age at the others is of particular interest, and "
                          "which is among the tracked sources; -1: none",
                          IntegerValue(-1),
                          MakeIntegerAccessor(&LearnerGroup::m_source),
                          MakeIntegerChecker<int64_t>(-1))
            .AddAttribute("MaxSnapshotBytes",
                          "Most memory for version snapshots of messages in flight; a run that "
                          "needs more ends with an error",
                          UintegerValue(uint64_t(1) << 30),
                          MakeUintegerAccessor(&LearnerGroup::m_maxSnapshotBytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Threads",
                          "Threads that train and evaluate while the simulator's own thread goes "
                          "on; 0: it does all. Any number gives the same run",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LearnerGroup::m_threads),
                          MakeUintegerChecker<uint32_t>(0, MAX_THREADS))
            .AddAttribute("Ledger",
                          "Keeps the messages in flight",
                          StringValue("ns3::stardust::MessageLedger"),
                          MakePointerAccessor(&LearnerGroup::m_ledger),
                          MakePointerChecker<MessageLedger>())
            .AddTraceSource("LocalUpdate",
                            "A learner of the group has completed an update",
                            MakeTraceSourceAccessor(&LearnerGroup::m_updateTrace),
                            "ns3::stardust::LearnerGroup::UpdateTracedCallback")
            .AddTraceSource("Graph",
                            "Links have come or gone; the learners do not know yet",
                            MakeTraceSourceAccessor(&LearnerGroup::m_graphTrace),
                            "ns3::stardust::LearnerGroup::GraphTracedCallback")
            .AddTraceSource("State",
                            "A learner of the group has started or stopped",
                            MakeTraceSourceAccessor(&LearnerGroup::m_stateTrace),
                            "ns3::stardust::LearnerGroup::StateTracedCallback");
    return tid;
}

LearnerGroup::LearnerGroup()
    : m_trackedRandom(CreateObject<UniformRandomVariable>())
{
}

void
LearnerGroup::DoDispose()
{
    if (m_ledger)
    {
        m_ledger->Dispose();
    }
    m_ledger = nullptr;
    m_learners.clear();
    Object::DoDispose();
}

void
LearnerGroup::Setup(Ptr<const CommunicationGraph> graph,
                    Ptr<const LearningObjective> objective,
                    Ptr<const LabeledDataset> data)
{
    m_graph = graph;
    m_objective = objective;
    m_data = data;
    m_versions = Create<VersionTable>(graph->GetN(), ChooseTracked());
    m_versions->SetMaxSnapshotBytes(m_maxSnapshotBytes);
    m_pool = std::make_shared<ComputePool>(m_threads);
    m_ledger->SetRescue(MakeCallback(&LearnerGroup::Rescue, this));
}

bool
LearnerGroup::Rescue(Ptr<ModelMessage> message, MessageReason reason)
{
    return GetTransport(message->receiver)->TakePart(message, reason);
}

std::vector<uint32_t>
LearnerGroup::ChooseTracked() const
{
    const uint32_t n = m_graph->GetN();
    if (m_source >= n)
    {
        throw InputError("Source=" + std::to_string(m_source) + ": expected less than the " +
                         std::to_string(n) + " learners");
    }
    if (m_tracked > n)
    {
        throw InputError("Tracked=" + std::to_string(m_tracked) + ": more than the " +
                         std::to_string(n) + " learners");
    }
    uint32_t count = m_tracked;
    if (count == 0)
    {
        count = n <= TRACK_ALL_UP_TO ? n : TRACKED_AMONG_MORE;
    }
    std::vector<uint32_t> sources(n);
    std::iota(sources.begin(), sources.end(), 0);
    if (count == n)
    {
        return sources;
    }
    Shuffle(sources, m_trackedRandom);
    if (m_source >= 0)
    {
        std::iter_swap(sources.begin(), std::find(sources.begin(), sources.end(), m_source));
    }
    sources.resize(count);
    std::sort(sources.begin(), sources.end());
    return sources;
}

void
LearnerGroup::SetGraph(Ptr<const CommunicationGraph> graph)
{
    NS_ABORT_MSG_IF(graph->GetN() != m_graph->GetN(), "a graph of other devices");
    const Ptr<const CommunicationGraph> before = m_graph;
    m_graph = graph;
    m_graphTrace(*before, *graph);
    for (const auto& learner : m_learners)
    {
        learner->NotifyGraphChanged();
    }
}

int64_t
LearnerGroup::AssignStreams(int64_t stream)
{
    m_trackedRandom->SetStream(stream);
    return 1;
}

uint32_t
LearnerGroup::Add(Ptr<GossipLearner> learner)
{
    NS_ASSERT_MSG(m_learners.size() < m_graph->GetN(), "more learners than the graph has devices");
    m_learners.push_back(learner);
    m_nodeIds.push_back(learner->GetNode()->GetId());
    return m_learners.size() - 1;
}

uint32_t
LearnerGroup::GetN() const
{
    return m_learners.size();
}

Ptr<ModelTransport>
LearnerGroup::GetTransport(uint32_t id) const
{
    return m_learners.at(id)->GetTransport();
}

Ptr<const LearningObjective>
LearnerGroup::GetObjective() const
{
    return m_objective;
}

Ptr<const LabeledDataset>
LearnerGroup::GetData() const
{
    return m_data;
}

std::vector<ModelScore>
LearnerGroup::Evaluate(const std::vector<const float*>& models,
                       const LabeledDataset& data,
                       std::vector<uint32_t>* classHits) const
{
    return EvaluateInParallel(*m_objective, models, data, *m_pool, classHits);
}

std::optional<uint32_t>
LearnerGroup::GetChosenSource() const
{
    return m_source < 0 ? std::nullopt : std::optional<uint32_t>(m_source);
}

} // namespace stardust
} // namespace ns3
