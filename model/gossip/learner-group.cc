/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "learner-group.h"

#include "gossip-learner.h"
#include "model-transport.h"

#include "ns3/assert.h"
#include "ns3/pointer.h"
#include "ns3/stardust-compat.h"
#include "ns3/string.h"

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
            .AddAttribute("Ledger",
                          "Keeps the messages in flight",
                          StringValue("ns3::stardust::MessageLedger"),
                          MakePointerAccessor(&LearnerGroup::m_ledger),
                          MakePointerChecker<MessageLedger>());
    return tid;
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
    m_versions = std::make_shared<VersionTable>(graph->GetN());
}

uint32_t
LearnerGroup::Add(Ptr<GossipLearner> learner)
{
    NS_ASSERT_MSG(m_learners.size() < m_graph->GetN(), "more learners than the graph has devices");
    m_learners.push_back(learner);
    return m_learners.size() - 1;
}

uint32_t
LearnerGroup::GetN() const
{
    return m_learners.size();
}

Ptr<GossipLearner>
LearnerGroup::GetLearner(uint32_t id) const
{
    return m_learners.at(id);
}

Ptr<ModelTransport>
LearnerGroup::GetTransport(uint32_t id) const
{
    return m_learners.at(id)->GetTransport();
}

const CommunicationGraph&
LearnerGroup::GetGraph() const
{
    return *m_graph;
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

std::shared_ptr<VersionTable>
LearnerGroup::GetVersions() const
{
    return m_versions;
}

Ptr<MessageLedger>
LearnerGroup::GetLedger() const
{
    return m_ledger;
}

PayloadMode
LearnerGroup::GetPayload() const
{
    return m_payload;
}

} // namespace stardust
} // namespace ns3
