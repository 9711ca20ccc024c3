/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trimmed-mean-mixer.h"

#include "robust-averaging.h"

#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(TrimmedMeanMixer);

TypeId
TrimmedMeanMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::TrimmedMeanMixer")
            .SetParent<BufferedMixer>()
            .SetGroupName("Stardust")
            .AddConstructor<TrimmedMeanMixer>()
            .AddAttribute("Faulty",
                          "Smallest values, and largest ones, that do not count in a coordinate: "
                          "as many as there may be Byzantine senders",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TrimmedMeanMixer::m_faulty),
                          MakeUintegerChecker<uint32_t>(0, 1000000));
    return tid;
}

std::string
TrimmedMeanMixer::FindProblem(const GossipLearner& /* learner */) const
{
    if (GetBufferSize() > 0 && GetBufferSize() + 1 <= 2 * m_faulty)
    {
        return "Faulty=" + std::to_string(m_faulty) + " of TrimmedMeanMixer leaves nothing of " +
               std::to_string(GetBufferSize()) + " models and the own one; expected BufferSize=" +
               std::to_string(2 * m_faulty) + " or more, or 0";
    }
    return "";
}

uint32_t
TrimmedMeanMixer::GetLeastModels() const
{
    return std::max(BufferedMixer::GetLeastModels(), 2 * m_faulty);
}

std::vector<bool>
TrimmedMeanMixer::Combine(float* local,
                          uint32_t count,
                          const std::vector<Ptr<const ModelMessage>>& received) const
{
    const auto most = static_cast<uint32_t>(received.size() / 2);
    AverageMiddle(local,
                  count,
                  GetSelfWeight(received.size()),
                  received,
                  std::min(m_faulty, most));
    return {};
}

} // namespace stardust
} // namespace ns3
