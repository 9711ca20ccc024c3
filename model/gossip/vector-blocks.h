/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VECTOR_BLOCKS_H
#define VECTOR_BLOCKS_H

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>

// For .cc files: what several of them do to long vectors, piece by piece.

namespace ns3
{
namespace stardust
{

/// A vector that may be changed, where it is.
using Values = Eigen::Map<Eigen::ArrayXf>;
/// A vector, where it is.
using ConstValues = Eigen::Map<const Eigen::ArrayXf>;

/// Floats of a piece: of eight vectors, one stays in the nearest cache while several steps go over it.
constexpr uint32_t BLOCK_LENGTH = 1024;

/**
 * Take long vectors through several steps with each piece of them read from memory once. What
 * is done to each element must not depend on other elements.
 * @tparam LENGTH of a piece.
 * @tparam Work called with where a piece begins and its length.
 * @param count length of the vectors.
 * @param work what to do with each piece.
 */
template <uint32_t LENGTH = BLOCK_LENGTH, typename Work>
void
ForEachBlock(uint32_t count, Work&& work)
{
    for (uint32_t begin = 0; begin < count; begin += LENGTH)
    {
        work(begin, std::min(LENGTH, count - begin));
    }
}

/// Room for one piece.
struct alignas(64) BlockBuffer
{
    float values[BLOCK_LENGTH]; //!< whatever they were
};

} // namespace stardust
} // namespace ns3

#endif // VECTOR_BLOCKS_H
