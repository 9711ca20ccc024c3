/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "variance-corrected-mixer.h"

#include "learner-group.h"
#include "mixing-kernels.h"
#include "model-averaging.h"
#include "vector-blocks.h"
#include "vector-moments.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fatal-error.h"
#include "ns3/stardust-compat.h"

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
VarianceCorrectedMixer::CombineLayer(float* local,
                                     uint32_t begin,
                                     uint32_t end,
                                     const std::vector<Ptr<const ModelMessage>>& received) const
{
    const double own = GetSelfWeight(received.size());
    std::vector<VectorMoments> theirs(received.size());
    VectorMoments before;
    VectorMoments after;
    ForEachBlock<2 * BLOCK_LENGTH>(end - begin, [&](uint32_t at, uint32_t size) {
        const uint32_t first = begin + at;
        for (std::size_t k = 0; k < received.size(); ++k)
        {
            theirs[k].Add(received[k]->parameters->Data() + first, size);
        }
        if (m_target != VARIANCE_OF_OTHERS)
        {
            before.Add(local + first, size);
        }
        Average(local + first, size, own, received, first, (1 - own) / received.size());
        after.Add(local + first, size);
    });
    double others = 0;
    for (const VectorMoments& moments : theirs)
    {
        others += moments.GetVariance() / received.size();
    }
    const double target = ChooseVariance(before.GetVariance(), others, received.size());
    const double variance = after.GetVariance() + m_epsilon;
    // A block of one entry, or of equal ones, has no variance to scale.
    if (variance > 0)
    {
        const double factor = std::sqrt((target + m_epsilon) / variance);
        ScaleAndShift(local + begin,
                      end - begin,
                      static_cast<float>(factor),
                      static_cast<float>(after.GetMean() * (1 - factor)));
    }
}

std::vector<bool>
VarianceCorrectedMixer::Combine(float* local,
                                uint32_t count,
                                const std::vector<Ptr<const ModelMessage>>& received) const
{
    const double own = GetSelfWeight(received.size());
    const auto average = [&](uint32_t begin, uint32_t end) {
        Average(local + begin, end - begin, own, received, begin, (1 - own) / received.size());
    };
    const auto blocks = GetGroup().GetObjective()
                            ? GetGroup().GetObjective()->GetParameterBlocks()
                            : std::vector<ParameterBlock>();
    uint32_t done = 0;
    for (const ParameterBlock& block : blocks)
    {
        if (block.weights || m_allBlocks)
        {
            average(done, block.begin);
            CombineLayer(local, block.begin, block.end, received);
            done = block.end;
        }
    }
    average(done, count);
    return {};
}

} // namespace stardust
} // namespace ns3
