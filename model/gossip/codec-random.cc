/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "codec-random.h"

namespace ns3
{
namespace stardust
{

void
CodecRandom::SetStream(int64_t stream)
{
    m_stream = stream;
    if (m_variable)
    {
        m_variable->SetStream(stream);
    }
}

uint64_t
CodecRandom::DrawSeed()
{
    if (!m_variable)
    {
        m_variable = CreateObject<UniformRandomVariable>();
        m_variable->SetStream(m_stream);
    }
    const uint64_t high = m_variable->GetInteger(0, 0xffffffff);
    return (high << 32) | m_variable->GetInteger(0, 0xffffffff);
}

} // namespace stardust
} // namespace ns3
