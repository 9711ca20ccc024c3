/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-rows.h"

#include "ns3/gossip-learner.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <limits>

namespace ns3
{
namespace stardust
{

std::vector<LearnerRow>
MakeLearnerRows(const LearnerGroup& group)
{
    std::vector<LearnerRow> rows;
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        Ptr<GossipLearner> learner = group.GetLearner(i);
        LearnerRow row{};
        row.learner = i;
        row.node = learner->GetNode()->GetId();
        row.samples = learner->GetSampleCount();
        row.parameters = learner->GetParameters()->Size();
        if (Ptr<MobilityModel> mobility = learner->GetNode()->GetObject<MobilityModel>())
        {
            const Vector position = mobility->GetPosition();
            row.x = position.x;
            row.y = position.y;
            row.z = position.z;
        }
        if (learner->GetDeviceSpeed() > 0)
        {
            row.deviceSpeed = learner->GetDeviceSpeed();
        }
        rows.push_back(row);
    }
    return rows;
}

std::vector<EdgeRow>
MakeEdgeRows(const CommunicationGraph& graph)
{
    std::vector<EdgeRow> rows;
    if (graph.IsComplete())
    {
        return rows;
    }
    for (uint32_t i = 0; i < graph.GetN(); ++i)
    {
        for (uint32_t k = 0; k < graph.GetDegree(i); ++k)
        {
            rows.push_back({i, graph.GetNeighbor(i, k), 0, graph.GetWeight(i, k)});
        }
    }
    return rows;
}

std::vector<EdgeChangeRow>
MakeEdgeChangeRows(const CommunicationGraph& before,
                   const CommunicationGraph& after,
                   int64_t changedNs)
{
    std::vector<EdgeChangeRow> rows;
    for (uint32_t i = 0; i < before.GetN(); ++i)
    {
        // Neighbours are in ascending order in both.
        uint32_t b = 0;
        uint32_t a = 0;
        while (b < before.GetDegree(i) || a < after.GetDegree(i))
        {
            const uint32_t old = b < before.GetDegree(i) ? before.GetNeighbor(i, b) : UINT32_MAX;
            const uint32_t now = a < after.GetDegree(i) ? after.GetNeighbor(i, a) : UINT32_MAX;
            if (old < now)
            {
                rows.push_back({i, old, changedNs, false, before.GetWeight(i, b)});
            }
            else if (now < old)
            {
                rows.push_back({i, now, changedNs, true, after.GetWeight(i, a)});
            }
            b += old <= now ? 1 : 0;
            a += now <= old ? 1 : 0;
        }
    }
    return rows;
}

std::vector<EvaluationRow>
MakeEvaluationRows(const Evaluation& evaluation, const LearnerGroup& group, uint32_t samples)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    std::vector<EvaluationRow> rows;
    rows.reserve(evaluation.learners.size());
    for (std::size_t k = 0; k < evaluation.learners.size(); ++k)
    {
        const uint32_t learner = evaluation.learners[k];
        rows.push_back({evaluation.time.GetNanoSeconds(),
                        learner,
                        group.GetLearner(learner)->GetVersion(),
                        evaluation.cause,
                        samples,
                        evaluation.scores[k],
                        evaluation.distances.empty() ? none : evaluation.distances[k]});
    }
    return rows;
}

std::vector<ClassEvaluationRow>
MakeClassRows(const Evaluation& evaluation, const std::vector<uint32_t>& classSamples)
{
    std::vector<ClassEvaluationRow> rows;
    if (evaluation.classHits.empty())
    {
        return rows;
    }
    const uint32_t* hits = evaluation.classHits.data();
    for (const uint32_t learner : evaluation.learners)
    {
        for (uint32_t label = 0; label < classSamples.size(); ++label, ++hits)
        {
            if (classSamples[label] > 0)
            {
                rows.push_back({evaluation.time.GetNanoSeconds(),
                                learner,
                                evaluation.cause,
                                label,
                                classSamples[label],
                                double(*hits) / classSamples[label]});
            }
        }
    }
    return rows;
}

std::vector<LayerEvaluationRow>
MakeLayerRows(const Evaluation& evaluation, const std::vector<ParameterBlock>& blocks)
{
    std::vector<LayerEvaluationRow> rows;
    rows.reserve(evaluation.layers.size());
    auto moments = evaluation.layers.begin();
    for (const uint32_t learner : evaluation.learners)
    {
        uint32_t layers = 0;
        for (const ParameterBlock& block : blocks)
        {
            // Biases follow the weights of their layer.
            layers += block.weights ? 1 : 0;
            rows.push_back({evaluation.time.GetNanoSeconds(),
                            learner,
                            evaluation.cause,
                            std::max(layers, 1U) - 1,
                            block.weights,
                            block.end - block.begin,
                            *moments++});
        }
    }
    return rows;
}

std::vector<DeviceUsageRow>
MakeUsageRows(const DeviceUsageMonitor& monitor)
{
    const int64_t now = Simulator::Now().GetNanoSeconds();
    std::vector<DeviceUsageRow> rows;
    rows.reserve(monitor.GetN());
    for (uint32_t i = 0; i < monitor.GetN(); ++i)
    {
        rows.push_back({now, i, monitor.GetUsage(i)});
    }
    return rows;
}

DeviceUsage
SumUsage(const std::vector<DeviceUsageRow>& rows)
{
    DeviceUsage sum;
    for (const auto& row : rows)
    {
        sum.Add(row.usage);
    }
    return sum;
}

} // namespace stardust
} // namespace ns3
