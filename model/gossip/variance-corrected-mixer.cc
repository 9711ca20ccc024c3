/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "variance-corrected-mixer.h"

#include "learner-group.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fatal-error.h"
#include "ns3/stardust-compat.h"

#include <Eigen/Core>
#include <cmath>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(VarianceCorrectedMixer);

TypeId
VarianceCorrectedMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::VarianceCorrectedMixer")
            .SetParent<BufferedMixer>()
            .SetGroupName("Stardust")
            .AddConstructor<VarianceCorrectedMixer>()
            .AddAttribute("Target",
                          "Whose variance a layer gets: the mean of the Others', Self's, or both, "
                          "Weighted as the models are",
                          EnumValue(VARIANCE_OF_OTHERS),
                          MakePortableEnumAccessor<VarianceTarget>(&VarianceCorrectedMixer::m_target,
                                                                   0),
                          MakeEnumChecker(VARIANCE_OF_OTHERS,
                                          "Others",
                                          VARIANCE_OF_SELF,
                                          "Self",
                                          VARIANCE_WEIGHTED,
                                          "Weighted"))
            .AddAttribute("AllBlocks",
                          "Whether biases are corrected too",
                          BooleanValue(false),
                          MakeBooleanAccessor(&VarianceCorrectedMixer::m_allBlocks),
                          MakeBooleanChecker())
            .AddAttribute("Epsilon",
                          "Added to both variances",
                          DoubleValue(0),
                          MakeDoubleAccessor(&VarianceCorrectedMixer::m_epsilon),
                          MakeDoubleChecker<double>(0));
    return tid;
}

double
ComputeVariance(const float* values, uint32_t count)
{
    const Eigen::Map<const Eigen::ArrayXf> map(values, count);
    const float mean = map.mean();
    return (map - mean).square().sum() / double(count);
}

double
VarianceCorrectedMixer::ChooseVariance(double own, double others, std::size_t received) const
{
    const double weight = GetSelfWeight(received);
    switch (m_target)
    {
    case VARIANCE_OF_OTHERS:
        return others;
    case VARIANCE_OF_SELF:
        return own;
    case VARIANCE_WEIGHTED:
        return weight * own + (1 - weight) * others;
    }
    NS_FATAL_ERROR("unknown target");
}

void
VarianceCorrectedMixer::Combine(float* local,
                                uint32_t count,
                                const std::vector<Ptr<const ModelMessage>>& received) const
{
    const auto blocks = GetGroup().GetObjective()
                            ? GetGroup().GetObjective()->GetParameterBlocks()
                            : std::vector<ParameterBlock>();
    std::vector<double> targets;
    for (const ParameterBlock& block : blocks)
    {
        const uint32_t size = block.end - block.begin;
        double others = 0;
        for (const auto& message : received)
        {
            others += ComputeVariance(message->parameters->Data() + block.begin, size) / received.size();
        }
        targets.push_back(
            ChooseVariance(ComputeVariance(local + block.begin, size), others, received.size()));
    }
    BufferedMixer::Combine(local, count, received);
    for (std::size_t at = 0; at < blocks.size(); ++at)
    {
        const ParameterBlock& block = blocks[at];
        const uint32_t size = block.end - block.begin;
        const double variance = ComputeVariance(local + block.begin, size) + m_epsilon;
        // A block of one entry, or of equal ones, has no variance to scale.
        if ((!block.weights && !m_allBlocks) || size < 2 || !(variance > 0))
        {
            continue;
        }
        Eigen::Map<Eigen::ArrayXf> values(local + block.begin, size);
        const float mean = values.mean();
        const auto factor = static_cast<float>(std::sqrt((targets[at] + m_epsilon) / variance));
        values = (values - mean) * factor + mean;
    }
}

} // namespace stardust
} // namespace ns3
