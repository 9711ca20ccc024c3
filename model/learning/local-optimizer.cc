/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-optimizer.h"

#include "ns3/double.h"

#include <limits>

namespace ns3
{
namespace stardust
{

NS_OBJECT_ENSURE_REGISTERED(LocalOptimizer);

TypeId
LocalOptimizer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::stardust::LocalOptimizer")
            .SetParent<Object>()
            .SetGroupName("Stardust")
            .AddAttribute("StepSize",
                          "Step size, above 0",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&LocalOptimizer::m_stepSize),
                          MakeDoubleChecker<double>(std::numeric_limits<double>::min()));
    return tid;
}

double
LocalOptimizer::GetStepSize() const
{
    return m_stepSize;
}

} // namespace stardust
} // namespace ns3
