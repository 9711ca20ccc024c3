/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stardust-share-checks.h"

#include <algorithm>
#include <limits>
#include <set>

namespace ns3
{
namespace stardust
{
namespace tests
{

Ptr<UniformRandomVariable>
MakeUniform(int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    return random;
}

Ptr<LabeledDataset>
MakeUnequalData(uint32_t samples,
                uint32_t classes,
                uint32_t groups,
                Ptr<UniformRandomVariable> random)
{
    auto data = Create<LabeledDataset>(samples, 2, classes);
    for (uint32_t i = 0; i < samples; ++i)
    {
        data->GetRow(i)[0] = static_cast<float>(random->GetValue(-1, 1));
        data->GetRow(i)[1] = static_cast<float>(i);
        if (classes > 0)
        {
            const double u = random->GetValue(0, 1);
            data->SetLabel(i, std::min(classes - 1, static_cast<uint32_t>(u * u * classes)));
        }
        data->SetGroup(i, i < groups ? i : random->GetInteger(0, groups - 1));
    }
    return data;
}

bool
IsEverySampleOnce(const DataShares& shares, uint32_t samples)
{
    std::vector<uint32_t> count(samples, 0);
    for (const auto& share : shares)
    {
        for (uint32_t sample : share)
        {
            ++count.at(sample);
        }
    }
    return std::all_of(count.begin(), count.end(), [](uint32_t c) { return c == 1; });
}

std::size_t
GetSmallestShare(const DataShares& shares)
{
    std::size_t smallest = std::numeric_limits<std::size_t>::max();
    for (const auto& share : shares)
    {
        smallest = std::min(smallest, share.size());
    }
    return smallest;
}

uint32_t
CountNamedClasses(const LabeledDataset& data)
{
    std::set<uint32_t> classes;
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        classes.insert(data.GetLabel(i));
    }
    return classes.size();
}

} // namespace tests
} // namespace stardust
} // namespace ns3
