/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VERSION_TABLE_H
#define VERSION_TABLE_H

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Versions of all sources as one device knew them at one moment; shared, never changed.
using VersionVector = std::shared_ptr<const std::vector<uint32_t>>;

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
     * @param source the device, whose own version is now one higher.
     */
    virtual void NotifyMade(uint32_t source) = 0;

    /**
     * A device has merged a model that carries knowledge of all sources.
     * @param holder the device.
     * @param increments by how much its version of each source rose, length n.
     */
    virtual void NotifyLearnedAll(uint32_t holder, const uint32_t* increments) = 0;

    /**
     * A device has merged something that carries knowledge of one source.
     * @param holder the device.
     * @param source the source.
     * @param increment by how much its version rose, at least 1.
     */
    virtual void NotifyLearnedOne(uint32_t holder, uint32_t source, uint32_t increment) = 0;
};

/**
 * @ingroup stardust
 * The version matrix N_i^j: the newest version of source i that has reached
 * holder j, directly or through relays (Mitra and Ulukus, arXiv 2404.19749).
 * N_i^i counts the updates that i has completed. n x n uint32 in one allocation.
 *
 * Versions never decrease, and no holder knows a version that was never made.
 */
class VersionTable
{
  public:
    /**
     * All versions start at zero.
     * @param n number of devices.
     */
    explicit VersionTable(uint32_t n);

    /** @return number of devices. */
    uint32_t GetN() const;

    /**
     * @param holder j.
     * @param source i.
     * @return N_i^j.
     */
    uint32_t Get(uint32_t holder, uint32_t source) const;

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
     * @param source the source.
     * @param version its version.
     */
    void LearnOne(uint32_t holder, uint32_t source, uint32_t version);

    /**
     * What a device knows now; the copy is shared until the knowledge changes.
     * @param holder the device.
     * @return its row.
     */
    VersionVector TakeSnapshot(uint32_t holder);

    /**
     * @param listener told of every change from now on; it must outlive the
     *        table or be removed.
     */
    void AddListener(VersionListener* listener);

    /** @param listener no longer told. */
    void RemoveListener(VersionListener* listener);

  private:
    /**
     * @param holder the device.
     * @return its row.
     */
    uint32_t* Row(uint32_t holder);

    uint32_t m_n;                                                      //!< number of devices
    std::vector<uint32_t> m_versions;                                  //!< row by row
    std::vector<uint32_t> m_increments;                                //!< of the merge at hand
    std::vector<std::weak_ptr<const std::vector<uint32_t>>> m_shared;  //!< snapshots still valid
    std::vector<VersionListener*> m_listeners;                         //!< who is told
};

} // namespace stardust
} // namespace ns3

#endif // VERSION_TABLE_H
