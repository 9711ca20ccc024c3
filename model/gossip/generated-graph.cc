/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "generated-graph.h"

#include "learner-group.h"

#include "ns3/boolean.h"
#include "ns3/string.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(GeneratedGraph);

TypeId
GeneratedGraph::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::GeneratedGraph")
            .SetParent<GraphSequence>()
            .SetGroupName("Stardust")
            .AddConstructor<GeneratedGraph>()
            .AddAttribute("Graph",
                          "one-peer, matching, or a random graph to be drawn anew, such as random-regular:4",
                          StringValue("matching"),
                          MakeStringAccessor(&GeneratedGraph::m_graph),
                          MakeStringChecker())
            .AddAttribute("Directed",
                          "Links hold in one direction only, where the kind of graph allows it",
                          BooleanValue(false),
                          MakeBooleanAccessor(&GeneratedGraph::m_directed),
                          MakeBooleanChecker());
    return tid;
}

int64_t
GeneratedGraph::AssignStreams(int64_t stream)
{
    m_stream = stream;
    return 1;
}

Ptr<const CommunicationGraph>
GeneratedGraph::MakeNext(const LearnerGroup& group)
{
    if (!m_source)
    {
        m_source = MakeGraphSource(m_graph, group.GetN(), m_directed, m_stream);
    }
    return m_source();
}

} // namespace stardust
} // namespace ns3
