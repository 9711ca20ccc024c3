/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wait-source.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

void
WaitSource::SetVariable(Ptr<RandomVariableStream> variable)
{
    m_variable = variable;
    m_left = 0;
    m_ahead = 1;
    if (variable)
    {
        const TypeId type = variable->GetInstanceTypeId();
        const bool known = type == ExponentialRandomVariable::GetTypeId() ||
                           type == UniformRandomVariable::GetTypeId() ||
                           type == ConstantRandomVariable::GetTypeId();
        m_ahead = known ? AHEAD : 1;
    }
}

Ptr<RandomVariableStream>
WaitSource::GetVariable() const
{
    return m_variable;
}

void
WaitSource::SetStream(int64_t stream)
{
    m_variable->SetStream(stream);
    m_left = 0;
}

void
WaitSource::Refill()
{
    for (m_left = 0; m_left < m_ahead; ++m_left)
    {
        m_drawn[m_ahead - 1 - m_left] = std::max(0.0, m_variable->GetValue());
    }
}

} // namespace stardust
} // namespace ns3
