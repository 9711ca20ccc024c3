/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "class-counts.h"

#include "ns3/gossip-learner.h"

namespace ns3
{
namespace stardust
{

std::vector<LearnerClassRow>
CountClasses(const LearnerGroup& group)
{
    std::vector<LearnerClassRow> rows;
    const Ptr<const LabeledDataset> data = group.GetData();
    if (!data || data->IsRegression() ||
        uint64_t(group.GetN()) * data->GetClasses() > MAX_CLASS_COUNTS)
    {
        return rows;
    }
    std::vector<uint32_t> counts(data->GetClasses());
    for (uint32_t i = 0; i < group.GetN(); ++i)
    {
        counts.assign(counts.size(), 0);
        for (uint32_t sample : group.GetLearner(i)->GetSamples())
        {
            ++counts[data->GetLabel(sample)];
        }
        for (uint32_t c = 0; c < counts.size(); ++c)
        {
            if (counts[c] > 0)
            {
                rows.push_back({i, c, counts[c]});
            }
        }
    }
    return rows;
}

} // namespace stardust
} // namespace ns3
