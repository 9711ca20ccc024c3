/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANDOM_K_CODEC_H
#define RANDOM_K_CODEC_H

#include "codec-random.h"
#include "sparse-codec.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Sends coordinates chosen at random, each set of them alike. An encoding is a 64-bit seed, a
 * 32-bit place, and the values in float32 in the order of their indices, all little endian:
 * the receiver finds the indices from the seed (SeededPermutation, from that place on), so
 * that k of them cost 12 + 4k bytes.
 *
 * A parameter is there with probability k/n, with its value: filled up with zeros and
 * multiplied by n/k an encoding is unbiased. Gossip does not multiply: it mixes the
 * coordinates that are there and leaves the others alone.
 *
 * With ErrorFeedback a message goes on in the order where the last one ended: every
 * coordinate is sent before any is sent again, up to the few that fill the last message of
 * an order; then a new one begins. The order is the sender's alone, whoever gets the messages.
 */
class RandomKCodec : public SparseCodec
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
    int64_t AssignStreams(int64_t stream) override;

  private:
    CodecRandom m_random;   //!< seeds of orders
    uint64_t m_seed{0};     //!< of the order at hand
    uint32_t m_next{0};     //!< place in it where the next message begins
    bool m_underWay{false}; //!< whether an order is under way
};

} // namespace stardust
} // namespace ns3

#endif // RANDOM_K_CODEC_H
