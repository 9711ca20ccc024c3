/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "version-table.h"

#include "version-kernels.h"

#include "ns3/abort.h"
#include "ns3/assert.h"
#include "ns3/input-error.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <string>

namespace ns3
{
namespace stardust
{

namespace
{

constexpr std::size_t CACHE_LINE = 64;
/// Entries of a cache line.
constexpr std::size_t LINE_ENTRIES = CACHE_LINE / sizeof(uint32_t);
/// Columns merged at a time: their increments stay in the first-level cache.
constexpr uint32_t PART = 1024;

std::vector<uint32_t>
MakeAllSources(uint32_t n)
{
    std::vector<uint32_t> sources(n);
    std::iota(sources.begin(), sources.end(), 0);
    return sources;
}

} // namespace

VersionSnapshot::VersionSnapshot(Ptr<VersionTable> table, uint32_t holder)
    : m_table(table),
      m_holder(holder),
      m_copy(nullptr)
{
}

VersionSnapshot::~VersionSnapshot()
{
    if (m_copy)
    {
        m_table->m_freeCopies.push_back(m_copy);
        --m_table->m_copies;
    }
    else
    {
        m_table->m_devices[m_holder].snapshot = nullptr;
    }
}

const uint32_t*
VersionSnapshot::Data() const
{
    return m_copy ? m_copy : m_table->GetRow(m_holder);
}

VersionTable::VersionTable(uint32_t n)
    : VersionTable(n, MakeAllSources(n))
{
}

VersionTable::VersionTable(uint32_t n, std::vector<uint32_t> tracked)
    : m_n(n),
      m_tracked(std::move(tracked)),
      m_devices(n),
      m_increments(PART),
      m_maxSnapshotBytes(UINT64_MAX)
{
    NS_ABORT_MSG_IF(!std::is_sorted(m_tracked.begin(), m_tracked.end()) ||
                        (!m_tracked.empty() && m_tracked.back() >= n),
                    "tracked sources are ascending devices");
    for (uint32_t column = 0; column < m_tracked.size(); ++column)
    {
        m_devices[m_tracked[column]].column = column;
    }
    // A row that begins in the middle of a cache line costs a line more.
    m_stride = (m_tracked.size() + LINE_ENTRIES - 1) / LINE_ENTRIES * LINE_ENTRIES;
    m_allocation = std::calloc(std::max<std::size_t>(n * m_stride, 1) * sizeof(uint32_t) + CACHE_LINE, 1);
    if (!m_allocation)
    {
        throw InputError("Tracked=" + std::to_string(m_tracked.size()) + ": no memory for " +
                         std::to_string(n * m_stride * sizeof(uint32_t)) +
                         " bytes of versions; expected fewer tracked sources");
    }
    const auto address = reinterpret_cast<std::uintptr_t>(m_allocation);
    m_versions = reinterpret_cast<uint32_t*>((address + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
}

VersionTable::~VersionTable()
{
    // Snapshots hold the table: there are none left.
    for (auto copy : m_freeCopies)
    {
        std::free(copy);
    }
    std::free(m_allocation);
}

uint32_t
VersionTable::GetN() const
{
    return m_n;
}

uint32_t
VersionTable::GetTrackedCount() const
{
    return m_tracked.size();
}

uint32_t
VersionTable::GetSource(uint32_t column) const
{
    return m_tracked[column];
}

uint32_t*
VersionTable::Row(uint32_t holder)
{
    return m_versions + holder * m_stride;
}

uint32_t
VersionTable::Get(uint32_t holder, uint32_t source) const
{
    const uint32_t column = GetColumn(source);
    NS_ASSERT_MSG(column != NOT_TRACKED, "source " << source << " is not tracked");
    return GetRow(holder)[column];
}

void
VersionTable::Make(uint32_t source)
{
    const uint32_t column = GetColumn(source);
    if (column != NOT_TRACKED)
    {
        DetachSnapshot(source);
        ++Row(source)[column];
    }
    ++m_devices[source].made;
    for (auto listener : m_listeners)
    {
        listener->NotifyMade(source);
    }
}

void
VersionTable::LearnAll(uint32_t holder, const VersionVector& versions)
{
    DetachSnapshot(holder);
    const uint32_t* learned = versions->Data();
    uint32_t* row = Row(holder);
    uint32_t* increments = m_increments.data();
    const uint32_t columns = m_tracked.size();
    for (uint32_t first = 0; first < columns; first += PART)
    {
        const uint32_t count = std::min(PART, columns - first);
        if (MergeVersions(row + first, learned + first, increments, count) == 0)
        {
            continue;
        }
        for (auto listener : m_listeners)
        {
            listener->NotifyLearned(holder, first, increments, count);
        }
    }
    NS_ASSERT_MSG(GetColumn(holder) == NOT_TRACKED ||
                      row[GetColumn(holder)] == m_devices[holder].made,
                  "nobody knows a device's version before itself");
}

void
VersionTable::LearnOne(uint32_t holder, uint32_t source, uint32_t version)
{
    NS_ASSERT_MSG(version <= GetMade(source), "a version that was never made");
    const uint32_t column = GetColumn(source);
    if (column == NOT_TRACKED || version <= GetRow(holder)[column])
    {
        return;
    }
    DetachSnapshot(holder);
    uint32_t& known = Row(holder)[column];
    const uint32_t increment = version - known;
    known = version;
    for (auto listener : m_listeners)
    {
        listener->NotifyLearned(holder, column, &increment, 1);
    }
}

void
VersionTable::Forget(uint32_t holder)
{
    DetachSnapshot(holder);
    uint32_t* row = Row(holder);
    const uint32_t own = GetColumn(holder);
    const uint32_t columns = m_tracked.size();
    for (uint32_t first = 0; first < columns; first += PART)
    {
        const uint32_t count = std::min(PART, columns - first);
        for (uint32_t k = 0; k < count; ++k)
        {
            m_increments[k] = first + k == own ? 0 : row[first + k];
            row[first + k] -= m_increments[k];
        }
        for (auto listener : m_listeners)
        {
            listener->NotifyForgotten(holder, first, m_increments.data(), count);
        }
    }
}

VersionVector
VersionTable::TakeSnapshot(uint32_t holder)
{
    VersionSnapshot*& snapshot = m_devices[holder].snapshot;
    if (snapshot)
    {
        return Ptr<const VersionSnapshot>(snapshot);
    }
    auto taken = Create<VersionSnapshot>(Ptr<VersionTable>(this), holder);
    snapshot = PeekPointer(taken);
    return taken;
}

void
VersionTable::CopySnapshot(uint32_t holder)
{
    VersionSnapshot*& snapshot = m_devices[holder].snapshot;
    snapshot->m_copy = AllocateCopy();
    std::copy_n(GetRow(holder), m_tracked.size(), snapshot->m_copy);
    snapshot = nullptr;
}

uint32_t*
VersionTable::AllocateCopy()
{
    const uint64_t bytes = GetSnapshotSize();
    if ((m_copies + 1) * bytes > m_maxSnapshotBytes)
    {
        throw InputError("MaxSnapshotBytes=" + std::to_string(m_maxSnapshotBytes) +
                         ": too little for the version snapshots of messages in flight, " +
                         std::to_string(bytes) + " bytes each; expected more of it, fewer "
                         "tracked sources, less gossip or a shorter delay");
    }
    ++m_copies;
    if (m_freeCopies.empty())
    {
        auto* copy = static_cast<uint32_t*>(std::malloc(std::max<uint64_t>(bytes, 1)));
        NS_ABORT_MSG_IF(!copy, "no memory for a snapshot of versions");
        return copy;
    }
    uint32_t* copy = m_freeCopies.back();
    m_freeCopies.pop_back();
    return copy;
}

void
VersionTable::SetMaxSnapshotBytes(uint64_t bytes)
{
    m_maxSnapshotBytes = bytes;
}

uint64_t
VersionTable::GetSnapshotSize() const
{
    return m_stride * sizeof(uint32_t);
}

uint64_t
VersionTable::GetSnapshotBytes() const
{
    return m_copies * GetSnapshotSize();
}

void
VersionTable::Prefetch(uint32_t holder) const
{
    const uint32_t* row = GetRow(holder);
    // The hardware finds the rest of a long row by itself.
    const std::size_t near = std::min<std::size_t>(m_stride, 4 * LINE_ENTRIES);
    for (std::size_t k = 0; k < near; k += LINE_ENTRIES)
    {
        __builtin_prefetch(row + k, 1);
    }
    __builtin_prefetch(&m_devices[holder], 1);
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
