/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VERSION_TABLE_H
#define VERSION_TABLE_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

class VersionTable;

/**
 * @ingroup stardust
 * What one device knew at one moment: a version for each tracked source.
 * Shared, never changed.
 *
 * While the device's row of the table stays as it was, the snapshot is the row
 * itself; the row's next change makes a copy first, 4 bytes a tracked source.
 */
class VersionSnapshot : public SimpleRefCount<VersionSnapshot>
{
  public:
    /**
     * @param table where the row is.
     * @param holder whose row.
     */
    VersionSnapshot(Ptr<VersionTable> table, uint32_t holder);
    ~VersionSnapshot();

    VersionSnapshot(const VersionSnapshot&) = delete;
    VersionSnapshot& operator=(const VersionSnapshot&) = delete;

    /** @return the versions, by column of the table. */
    const uint32_t* Data() const;

  private:
    friend class VersionTable;

    Ptr<VersionTable> m_table; //!< where the row is
    uint32_t m_holder;         //!< whose row
    uint32_t* m_copy;          //!< own storage; null while the row has not changed
};

/// What a device knew when it sent; null where nobody asked.
using VersionVector = Ptr<const VersionSnapshot>;

/**
 * @ingroup stardust
 * Told of every change of a VersionTable, in the order of the changes.
 */
class VersionListener
{
  public:
    virtual ~VersionListener() = default;

    /**
     * A device has completed an update.
     * @param source the device, whose own version is now one higher; tracked or not.
     */
    virtual void NotifyMade(uint32_t source) = 0;

    /**
     * A device has learned versions of others. One merge may be told in several
     * parts, for neighbouring ranges of columns; parts without news are left out.
     * @param holder the device.
     * @param column first column of the part.
     * @param increments by how much its version of each source of the part rose.
     * @param count number of columns in the part.
     */
    virtual void NotifyLearned(uint32_t holder,
                               uint32_t column,
                               const uint32_t* increments,
                               uint32_t count) = 0;

    /**
     * A device has lost what it knew of others; told in parts as NotifyLearned().
     * @param holder the device.
     * @param column first column of the part.
     * @param decrements by how much its version of each source of the part fell.
     * @param count number of columns in the part.
     */
    virtual void NotifyForgotten(uint32_t holder,
                                 uint32_t column,
                                 const uint32_t* decrements,
                                 uint32_t count) = 0;
};

/**
 * @ingroup stardust
 * The version matrix N_i^j: the newest version of source i that has reached
 * holder j, directly or through relays (Mitra and Ulukus, arXiv 2404.19749).
 * N_i^i counts the updates that i has completed.
 *
 * The matrix has a row a holder and a column a tracked source, as uint32 in one
 * allocation; what is known of other sources is not kept, but for the number of
 * updates that each of them has completed. Versions stay below 2^31, never
 * decrease, and no holder knows a version that was never made.
 */
class VersionTable : public SimpleRefCount<VersionTable>
{
  public:
    /// GetColumn() of a source that is not tracked.
    static constexpr uint32_t NOT_TRACKED = UINT32_MAX;

    /**
     * All versions start at zero, all sources are tracked.
     * @param n number of devices.
     */
    explicit VersionTable(uint32_t n);

    /**
     * All versions start at zero.
     * @param n number of devices.
     * @param tracked the sources tracked, ascending, each less than n.
     * @throws InputError if there is no memory for the matrix.
     */
    VersionTable(uint32_t n, std::vector<uint32_t> tracked);

    ~VersionTable();

    VersionTable(const VersionTable&) = delete;
    VersionTable& operator=(const VersionTable&) = delete;

    /** @return number of devices. */
    uint32_t GetN() const;
    /** @return number of tracked sources, which is the number of columns. */
    uint32_t GetTrackedCount() const;

    /**
     * @param column of a tracked source.
     * @return the source.
     */
    uint32_t GetSource(uint32_t column) const;

    /**
     * @param source a device.
     * @return its column, NOT_TRACKED if it has none.
     */
    uint32_t GetColumn(uint32_t source) const
    {
        return m_devices[source].column;
    }

    /**
     * @param source any device, tracked or not.
     * @return N_i^i, the updates it has completed.
     */
    uint32_t GetMade(uint32_t source) const
    {
        return m_devices[source].made;
    }

    /**
     * @param holder j.
     * @param source i, tracked.
     * @return N_i^j.
     */
    uint32_t Get(uint32_t holder, uint32_t source) const;

    /**
     * @param holder j.
     * @return what it knows, by column; valid until the table changes.
     */
    const uint32_t* GetRow(uint32_t holder) const
    {
        return m_versions + holder * m_stride;
    }

    /**
     * A device completed an update.
     * @param source the device.
     */
    void Make(uint32_t source);

    /**
     * A device merged a whole model: element-wise maximum.
     * @param holder the device.
     * @param versions what the sender knew when it sent.
     */
    void LearnAll(uint32_t holder, const VersionVector& versions);

    /**
     * A device merged something that teaches one source only.
     * @param holder the device.
     * @param source the source; nothing happens if it is not tracked.
     * @param version its version.
     */
    void LearnOne(uint32_t holder, uint32_t source, uint32_t version);

    /**
     * A device has lost its model: it knows version 0 of all others, and its own.
     * @param holder the device.
     */
    void Forget(uint32_t holder);

    /**
     * What a device knows now; shared until its knowledge changes.
     * @param holder the device.
     * @return its row.
     * @throws InputError from a later change, if more than SetMaxSnapshotBytes()
     *         would be in use.
     */
    VersionVector TakeSnapshot(uint32_t holder);

    /** @param bytes most memory that copies for snapshots may take at a time. */
    void SetMaxSnapshotBytes(uint64_t bytes);
    /** @return memory that the copy for one snapshot takes, in bytes: whole cache lines. */
    uint64_t GetSnapshotSize() const;
    /** @return memory that copies for snapshots take now, in bytes. */
    uint64_t GetSnapshotBytes() const;

    /**
     * Bring what a merge reads into the cache: a hint, without any effect on results.
     * @param holder the device that is about to learn.
     */
    void Prefetch(uint32_t holder) const;

    /**
     * @param listener told of every change from now on; it must outlive the
     *        table or be removed.
     */
    void AddListener(VersionListener* listener);

    /** @param listener no longer told. */
    void RemoveListener(VersionListener* listener);

  private:
    friend class VersionSnapshot;

    /// What else is known of a device.
    struct Device
    {
        VersionSnapshot* snapshot{nullptr}; //!< the one that is still its row
        uint32_t made{0};                   //!< updates completed
        uint32_t column{NOT_TRACKED};       //!< its column as a source
    };

    /**
     * @param holder the device.
     * @return its row.
     */
    uint32_t* Row(uint32_t holder);

    /**
     * A row is about to change: the snapshot that is still the row gets a copy.
     * @param holder the device.
     */
    void DetachSnapshot(uint32_t holder)
    {
        if (m_devices[holder].snapshot)
        {
            CopySnapshot(holder);
        }
    }

    /**
     * @param holder a device whose row a snapshot still is; the snapshot gets a copy.
     */
    void CopySnapshot(uint32_t holder);

    /** @return room for a copy of a row. */
    uint32_t* AllocateCopy();

    uint32_t m_n;                        //!< number of devices
    std::vector<uint32_t> m_tracked;     //!< source of each column
    std::size_t m_stride;                //!< entries from a row to the next, whole cache lines
    void* m_allocation;                  //!< of the matrix
    uint32_t* m_versions;                //!< row by row
    std::vector<Device> m_devices;       //!< what else is known
    std::vector<uint32_t> m_increments;  //!< of the part of a merge at hand
    std::vector<uint32_t*> m_freeCopies; //!< room for copies that no snapshot uses
    uint64_t m_copies{0};                //!< copies that snapshots use
    uint64_t m_maxSnapshotBytes;         //!< see SetMaxSnapshotBytes()
    std::vector<VersionListener*> m_listeners; //!< who is told
};

} // namespace stardust
} // namespace ns3

#endif // VERSION_TABLE_H
