/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "version-table.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace stardust
{

VersionTable::VersionTable(uint32_t n)
    : m_n(n),
      m_versions(std::size_t(n) * n, 0),
      m_increments(n, 0),
      m_shared(n)
{
}

uint32_t
VersionTable::GetN() const
{
    return m_n;
}

uint32_t*
VersionTable::Row(uint32_t holder)
{
    return m_versions.data() + std::size_t(holder) * m_n;
}

uint32_t
VersionTable::Get(uint32_t holder, uint32_t source) const
{
    return m_versions[std::size_t(holder) * m_n + source];
}

void
VersionTable::Make(uint32_t source)
{
    ++Row(source)[source];
    m_shared[source].reset();
    for (auto listener : m_listeners)
    {
        listener->NotifyMade(source);
    }
}

void
VersionTable::LearnAll(uint32_t holder, const VersionVector& versions)
{
    NS_ASSERT_MSG(versions->size() == m_n, "a version vector of another size");
    const uint32_t* learned = versions->data();
    uint32_t* row = Row(holder);
    uint32_t* increments = m_increments.data();
    uint32_t any = 0;
    for (uint32_t i = 0; i < m_n; ++i)
    {
        const uint32_t increment = learned[i] > row[i] ? learned[i] - row[i] : 0;
        row[i] += increment;
        increments[i] = increment;
        any |= increment;
    }
    NS_ASSERT_MSG(increments[holder] == 0, "nobody knows a device's version before itself");
    if (any == 0)
    {
        return;
    }
    m_shared[holder].reset();
    for (auto listener : m_listeners)
    {
        listener->NotifyLearnedAll(holder, increments);
    }
}

void
VersionTable::LearnOne(uint32_t holder, uint32_t source, uint32_t version)
{
    NS_ASSERT_MSG(version <= Get(source, source), "a version that was never made");
    uint32_t& known = Row(holder)[source];
    if (version <= known)
    {
        return;
    }
    const uint32_t increment = version - known;
    known = version;
    m_shared[holder].reset();
    for (auto listener : m_listeners)
    {
        listener->NotifyLearnedOne(holder, source, increment);
    }
}

VersionVector
VersionTable::TakeSnapshot(uint32_t holder)
{
    VersionVector snapshot = m_shared[holder].lock();
    if (!snapshot)
    {
        const uint32_t* row = Row(holder);
        snapshot = std::make_shared<const std::vector<uint32_t>>(row, row + m_n);
        m_shared[holder] = snapshot;
    }
    return snapshot;
}

void
VersionTable::AddListener(VersionListener* listener)
{
    m_listeners.push_back(listener);
}

void
VersionTable::RemoveListener(VersionListener* listener)
{
    m_listeners.erase(std::remove(m_listeners.begin(), m_listeners.end(), listener),
                      m_listeners.end());
}

} // namespace stardust
} // namespace ns3
