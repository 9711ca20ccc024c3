/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PILOT_HEADER_H
#define PILOT_HEADER_H

#include "ns3/header.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A pilot signal of opportunistic gossip: its sender holds the update named.
 * 24 bytes, network byte order:
 *
 *     0  magic 0x5350 (2)     2  format 1 (1)      3  reserved, 0 (1)
 *     4  sender id (4)        8  owner id (4)     12  owner's version (4)
 *    16  when the owner completed it, ns (8)
 */
class PilotHeader : public Header
{
  public:
    /// Serialized size in bytes.
    static constexpr uint32_t SIZE = 24;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /** @return whether magic and format were right when it was deserialized. */
    bool IsValid() const;

    uint32_t sender{0};    //!< learner id
    uint32_t owner{0};     //!< learner whose update it is
    uint32_t version{0};   //!< the owner's version that the update made
    uint64_t updatedNs{0}; //!< when the owner completed it

  private:
    bool m_valid{true}; //!< see IsValid()
};

} // namespace stardust
} // namespace ns3

#endif // PILOT_HEADER_H
