/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "label-noise.h"

#include "ns3/abort.h"

namespace ns3
{
namespace stardust
{

void
AddLabelNoise(LabeledDataset& data, double share, int64_t stream)
{
    const uint32_t classes = data.GetClasses();
    NS_ABORT_MSG_IF(classes < 2, "a wrong label needs another class");
    NS_ABORT_MSG_IF(!(share >= 0 && share <= 1), "a share of the labels");
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    for (uint32_t i = 0; i < data.GetN(); ++i)
    {
        // Both are drawn for every sample, so that the next does not depend on the share.
        const double chance = random->GetValue(0, 1);
        const uint32_t step = random->GetInteger(1, classes - 1);
        if (chance < share)
        {
            data.SetLabel(i, (data.GetLabel(i) + step) % classes);
        }
    }
}

} // namespace stardust
} // namespace ns3
