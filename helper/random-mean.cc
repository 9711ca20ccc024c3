/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-mean.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace stardust
{

std::optional<double>
FindMean(Ptr<RandomVariableStream> random)
{
    if (auto exponential = DynamicCast<ExponentialRandomVariable>(random);
        exponential && exponential->GetBound() == 0)
    {
        return exponential->GetMean();
    }
    if (auto constant = DynamicCast<ConstantRandomVariable>(random))
    {
        return constant->GetConstant();
    }
    if (auto uniform = DynamicCast<UniformRandomVariable>(random))
    {
        return (uniform->GetMin() + uniform->GetMax()) / 2;
    }
    return std::nullopt;
}

} // namespace stardust
} // namespace ns3
