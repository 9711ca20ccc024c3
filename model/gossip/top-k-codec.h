/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOP_K_CODEC_H
#define TOP_K_CODEC_H

#include "sparse-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Sends the coordinates of largest magnitude; of equal ones, those of lower index.
 *
 * The first byte says how the coordinates are named. 0: k indices in uint32, ascending, then k
 * values in float32, all little endian. 1: a bit for each of the n parameters, the lowest bit
 * of a byte first, then the k values. The smaller one is taken: 1 + min(4k, ceil(n/8)) + 4k bytes.
 *
 * With ErrorFeedback the coordinates sent are those that have moved furthest since this
 * sender last sent them (from zero, if it never did); their present values are sent, not the
 * differences, so that a message that is lost or goes to another receiver does no lasting
 * harm. The memory is the sender's alone, 4 bytes a parameter.
 */
class TopKCodec : public SparseCodec
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    uint32_t GetEncodedSize(uint32_t count) const override;
    std::vector<uint8_t> Encode(const float* parameters, uint32_t count) override;
    bool DecodePresent(const uint8_t* bytes,
                       uint32_t size,
                       float* parameters,
                       uint32_t count,
                       std::vector<CoordinateRange>& present) const override;

  private:
    /**
     * @param parameters the model.
     * @param count number of parameters.
     * @return indices of those to send, ascending.
     */
    std::vector<uint32_t> Select(const float* parameters, uint32_t count) const;

    std::vector<float> m_sent; //!< value of each coordinate when it was last sent; empty: none was
};

} // namespace stardust
} // namespace ns3

#endif // TOP_K_CODEC_H
