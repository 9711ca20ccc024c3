/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "staleness-weighted-mixer.h"

#include "gossip-learner.h"
#include "model-averaging.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fatal-error.h"
#include "ns3/stardust-compat.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <cstring>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(StalenessWeightedMixer);

TypeId
StalenessWeightedMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::StalenessWeightedMixer")
            .SetParent<GossipAlgorithm>()
            .SetGroupName("Stardust")
            .AddConstructor<StalenessWeightedMixer>()
            .AddAttribute("Weight",
                          "Weight of a model that is not behind, 0 to 1",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&StalenessWeightedMixer::m_weight),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Rule",
                          "How the weight falls with the lag",
                          EnumValue(STALENESS_POLYNOMIAL),
                          MakePortableEnumAccessor<StalenessRule>(&StalenessWeightedMixer::m_rule, 0),
                          MakeEnumChecker(STALENESS_CONSTANT,
                                          "Constant",
                                          STALENESS_POLYNOMIAL,
                                          "Polynomial",
                                          STALENESS_HINGE,
                                          "Hinge",
                                          STALENESS_THRESHOLD,
                                          "Threshold"))
            .AddAttribute("Exponent",
                          "Of the polynomial",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&StalenessWeightedMixer::m_exponent),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Threshold",
                          "Lag up to which Hinge and Threshold leave the weight alone",
                          UintegerValue(4),
                          MakeUintegerAccessor(&StalenessWeightedMixer::m_threshold),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Slope",
                          "Of the hinge",
                          DoubleValue(10),
                          MakeDoubleAccessor(&StalenessWeightedMixer::m_slope),
                          MakeDoubleChecker<double>(0));
    return tid;
}

uint32_t
StalenessWeightedMixer::GetStateSize() const
{
    return sizeof(uint32_t);
}

void
StalenessWeightedMixer::Compose(uint32_t /* receiver */, MessageContent& content)
{
    const uint32_t version = GetLearner().GetVersion();
    std::memcpy(content.state.data(), &version, sizeof(version));
}

double
StalenessWeightedMixer::GetWeight() const
{
    return m_weight;
}

double
StalenessWeightedMixer::ComputeShare(uint32_t lag) const
{
    const double beyond = lag > m_threshold ? double(lag - m_threshold) : 0;
    switch (m_rule)
    {
    case STALENESS_CONSTANT:
        return 1;
    case STALENESS_POLYNOMIAL:
        return std::pow(1.0 + lag, -m_exponent);
    case STALENESS_HINGE:
        return 1 / (1 + m_slope * beyond);
    case STALENESS_THRESHOLD:
        return beyond > 0 ? 0 : 1;
    }
    NS_FATAL_ERROR("unknown rule");
}

MixedKnowledge
StalenessWeightedMixer::Mix(float* local, uint32_t count, const ModelMessage& message)
{
    if (message.parameters->Size() != count)
    {
        return MixedKnowledge::NONE;
    }
    uint32_t version;
    std::memcpy(&version, message.state.data(), sizeof(version));
    const uint32_t own = GetLearner().GetVersion();
    const double share = ComputeShare(own > version ? own - version : 0);
    if (share == 0)
    {
        return MixedKnowledge::LATE;
    }
    const double weight = m_weight * share;
    if (weight == 0)
    {
        return MixedKnowledge::NONE;
    }
    MoveTowards(local, count, message, static_cast<float>(weight));
    return message.present.empty() ? MixedKnowledge::RELAYED : MixedKnowledge::PARTIAL;
}

} // namespace stardust
} // namespace ns3
