/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coordinate-median-mixer.h"

#include "robust-averaging.h"

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(CoordinateMedianMixer);

TypeId
CoordinateMedianMixer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::stardust::CoordinateMedianMixer")
                            .SetParent<BufferedMixer>()
                            .SetGroupName("Stardust")
                            .AddConstructor<CoordinateMedianMixer>();
    return tid;
}

std::vector<bool>
CoordinateMedianMixer::Combine(float* local,
                               uint32_t count,
                               const std::vector<Ptr<const ModelMessage>>& received) const
{
    // Of received.size() + 1 values one is left, or two.
    AverageMiddle(local,
                  count,
                  GetSelfWeight(received.size()),
                  received,
                  static_cast<uint32_t>(received.size() / 2));
    return {};
}

} // namespace stardust
} // namespace ns3
