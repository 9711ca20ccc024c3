/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODEL_CODEC_H
#define MODEL_CODEC_H

#include "ns3/object.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Parameters to bytes and back. Each learner has one of its own, so that a
 * subclass may hold state between messages.
 */
class ModelCodec : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Whether decoding gives back every bit and the size depends on the number
     * of parameters alone. Such a codec need not run where the bytes themselves
     * are not wanted.
     * @return true if so.
     */
    virtual bool IsExact() const = 0;

    /**
     * @param count number of parameters.
     * @return bytes of an encoding, at most; of every encoding if IsExact().
     */
    virtual uint32_t GetEncodedSize(uint32_t count) const = 0;

    /**
     * @param parameters the model.
     * @param count number of parameters.
     * @return the bytes.
     */
    virtual std::vector<uint8_t> Encode(const float* parameters, uint32_t count) = 0;

    /**
     * @param bytes what arrived; not to be trusted.
     * @param size how many bytes.
     * @param parameters receives the model.
     * @param count number of parameters expected.
     * @return false if the bytes are no encoding of that many parameters.
     */
    virtual bool Decode(const uint8_t* bytes,
                        uint32_t size,
                        float* parameters,
                        uint32_t count) const = 0;

    /**
     * @brief Assign fixed random variable stream numbers to the random variables.
     * @param stream first stream index to use
     * @return the number of stream indices assigned, at most 1
     */
    virtual int64_t AssignStreams(int64_t stream);
};

} // namespace stardust
} // namespace ns3

#endif // MODEL_CODEC_H
