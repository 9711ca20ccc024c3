/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "clipped-mixer.h"

#include "model-averaging.h"
#include "robust-averaging.h"

#include "ns3/double.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(ClippedMixer);

TypeId
ClippedMixer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::ClippedMixer")
            .SetParent<BufferedMixer>()
            .SetGroupName("Stardust")
            .AddConstructor<ClippedMixer>()
            .AddAttribute("Radius",
                          "Euclidean distance from the own model at which others are clipped; 0: "
                          "the median of their distances",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ClippedMixer::m_radius),
                          MakeDoubleChecker<double>(0, std::numeric_limits<float>::max()));
    return tid;
}

double
ClippedMixer::ChooseRadius(std::vector<double> distances) const
{
    if (m_radius > 0)
    {
        return m_radius;
    }
    // Of an even number the smaller one in the middle: a half may be Byzantine.
    const auto middle = distances.begin() + (distances.size() - 1) / 2;
    std::nth_element(distances.begin(), middle, distances.end());
    return *middle;
}

std::vector<bool>
ClippedMixer::Combine(float* local,
                      uint32_t count,
                      const std::vector<Ptr<const ModelMessage>>& received) const
{
    std::vector<double> distances = ComputeSquaredDistances(local, count, received);
    for (double& distance : distances)
    {
        distance = std::sqrt(distance);
    }
    const double radius = ChooseRadius(distances);
    const double whole = (1 - GetSelfWeight(received.size())) / (received.size() + 1);
    std::vector<bool> entered(received.size());
    std::vector<Ptr<const ModelMessage>> near;
    std::vector<double> weights;
    for (std::size_t k = 0; k < received.size(); ++k)
    {
        entered[k] = std::isfinite(distances[k]);
        if (entered[k])
        {
            near.push_back(received[k]);
            weights.push_back(distances[k] > radius ? whole * radius / distances[k] : whole);
        }
    }
    AddDifferences(local, local, count, near, 0, weights);
    return entered;
}

} // namespace stardust
} // namespace ns3
