/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEEDED_PERMUTATION_H
#define SEEDED_PERMUTATION_H

#include "codec-random.h"

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * An order of the numbers below a size that follows from a seed, any place of which can be
 * asked for without making the others: a Feistel network over the next power of four, walked
 * on until a number is below the size (Black and Rogaway, "Ciphers with arbitrary finite
 * domains", 2002).
 */
class SeededPermutation
{
  public:
    /**
     * @param seed any number.
     * @param size how many numbers, at least 1.
     */
    SeededPermutation(uint64_t seed, uint32_t size);

    /**
     * @param place below the size.
     * @return the number at that place, below the size, at no other place.
     */
    uint32_t Get(uint32_t place) const;

  private:
    static constexpr uint32_t ROUNDS = 12; //!< of the network: small sizes need them

    uint64_t m_keys[ROUNDS]; //!< one a round
    uint32_t m_size;         //!< how many numbers
    uint32_t m_halfBits;     //!< bits of half a number
};

} // namespace stardust
} // namespace ns3

#endif // SEEDED_PERMUTATION_H
