/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CODEC_RANDOM_H
#define CODEC_RANDOM_H

#include "ns3/random-variable-stream.h"

#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Many random bits from one seed: Steele, Lea and Flood's SplitMix64 (OOPSLA 2014). A codec
 * draws the seed from its ns-3 stream and the bits, one or more a parameter, from this, which
 * costs a nanosecond; a receiver that is sent the seed can draw the same.
 */
class SeededBits
{
  public:
    /** @param seed any number. */
    explicit SeededBits(uint64_t seed)
        : m_state(seed)
    {
    }

    /** @return the next 64 bits. */
    uint64_t Next()
    {
        m_state += 0x9e3779b97f4a7c15;
        return Mix(m_state);
    }

    /** @return the next number, uniform in [0, 1), a multiple of 2^-24. */
    float NextUniform()
    {
        return static_cast<float>(Next() >> 40) * 0x1p-24f;
    }

    /**
     * SplitMix64's bijection.
     * @param word any number.
     * @return a number each bit of which depends on every bit of the word.
     */
    static uint64_t Mix(uint64_t word)
    {
        word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
        word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
        return word ^ (word >> 31);
    }

  private:
    uint64_t m_state; //!< counts on from the seed
};

/**
 * @ingroup stardust
 * Where a codec's seeds come from: an ns-3 random variable with a fixed stream, made when the
 * first seed is drawn.
 */
class CodecRandom
{
  public:
    /** @param stream index of the random stream. */
    void SetStream(int64_t stream);

    /** @return a seed, uniform over 64 bits. */
    uint64_t DrawSeed();

  private:
    Ptr<UniformRandomVariable> m_variable; //!< draws; null before the first
    int64_t m_stream{-1};                  //!< its stream; -1: ns-3 chooses
};

} // namespace stardust
} // namespace ns3

#endif // CODEC_RANDOM_H
