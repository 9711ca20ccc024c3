/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_FRAGMENT_HEADER_H
#define MODEL_FRAGMENT_HEADER_H

#include "ns3/header.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Head of every packet that carries a part of an encoded model. 24 bytes,
 * network byte order:
 *
 *     0  magic 0x5344 (2)     2  format 1 (1)      3  reserved, 0 (1)
 *     4  sender id (4)        8  sequence (4)     12  sender's version (4)
 *    16  message bytes (4)   20  offset of this part (4)
 *
 * The length of the part is what follows the header in the packet.
 */
class ModelFragmentHeader : public Header
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

    uint32_t sender{0};        //!< learner id
    uint32_t sequence{0};      //!< the sender's message
    uint32_t senderVersion{0}; //!< the sender's own version when it sent
    uint32_t messageBytes{0};  //!< size of the whole encoded model
    uint32_t offset{0};        //!< where in it this part begins

  private:
    bool m_valid{true}; //!< see IsValid()
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_FRAGMENT_HEADER_H
