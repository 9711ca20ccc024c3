/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUANTIZING_CODEC_H
#define QUANTIZING_CODEC_H

#include "block-layout.h"
#include "codec-random.h"
#include "model-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * What codecs have in common that send every parameter with few bits, relative to a scale
 * that its block carries.
 *
 * With ErrorFeedback the codec remembers what the encoding left out of the last model it
 * encoded, e, and adds it to the next: it encodes x + e, and e = x + e - decoded (Seide et
 * al. 2014). What is decoded then adds up, over a sender's messages, to what its models add
 * up to, to within one error, even if rounding is not stochastic. The memory is the sender's
 * alone, 4 bytes a parameter, and takes no notice of who got which message. It is no longer
 * unbiased. A memory that is not finite is forgotten.
 */
class QuantizingCodec : public ModelCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool IsExact() const override;
    uint32_t GetEncodedSize(uint32_t count) const override;
    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override;
    bool Decode(const uint8_t* bytes,
                uint32_t size,
                float* parameters,
                uint32_t count) const override;
    bool NamesCoordinates() const override;
    std::vector<CoordinateRange> FindCoordinates(const std::vector<ByteRange>& arrived,
                                                 uint32_t count) const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    /** @return see the attribute ErrorFeedback. */
    bool HasErrorFeedback() const
    {
        return m_errorFeedback;
    }

    /** @return how an encoding is laid out. */
    virtual BlockLayout GetLayout() const = 0;

    /**
     * @param values the values of a block.
     * @param count number of values.
     * @param random draws for this encoding.
     * @param bytes receives the block, all zero before; a scale that is no number if a value
     *        is not finite.
     */
    virtual void EncodeBlock(const float* values,
                             uint32_t count,
                             SeededBits& random,
                             uint8_t* bytes) const = 0;

    /**
     * @param bytes a block of the right size; not to be trusted.
     * @param count number of values.
     * @param values receives the values, all finite.
     * @return false if no encoder makes such a block.
     */
    virtual bool DecodeBlock(const uint8_t* bytes, uint32_t count, float* values) const = 0;

  private:
    /**
     * @param values the values.
     * @param count number of values.
     * @return the bytes.
     */
    std::vector<uint8_t> EncodeBlocks(const float* values, uint32_t count);

    bool m_errorFeedback;        //!< see the attribute
    std::vector<float> m_errors; //!< what the last encoding left out; empty: nothing
    CodecRandom m_random;        //!< seeds of encodings
};

/**
 * @ingroup stardust
 * @param values the values.
 * @param count number of values.
 * @return the largest magnitude; not finite if one of them is not.
 */
float FindLargestMagnitude(const float* values, uint32_t count);

} // namespace stardust
} // namespace ns3

#endif // QUANTIZING_CODEC_H
