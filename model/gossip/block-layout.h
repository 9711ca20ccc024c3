/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BLOCK_LAYOUT_H
#define BLOCK_LAYOUT_H

#include "coordinate-range.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * An encoding of fixed shape: blocks of so many values, the last one shorter, each a header
 * followed by its values in order, all of the same number of bits; a block fills whole bytes.
 */
struct BlockLayout
{
    uint32_t blockSize;    //!< values in a block, at least 1
    uint32_t headerBytes;  //!< bytes of a block's header
    uint32_t bitsPerValue; //!< bits of a value, at least 1

    /**
     * @param count number of values in a block.
     * @return bytes of the block, with its header.
     */
    uint64_t GetBlockBytes(uint32_t count) const;

    /**
     * @param count number of values in all.
     * @return bytes of all blocks.
     */
    uint64_t GetBytes(uint32_t count) const;

    /**
     * Which values can be read from a part of the bytes: those that are there with all
     * their bits and with the header of their block.
     * @param arrived the bytes that are there, sorted; they may touch, not overlap.
     * @param count number of values in all.
     * @return these values, sorted, disjoint and apart.
     */
    std::vector<CoordinateRange> FindCoordinates(const std::vector<ByteRange>& arrived,
                                                 uint32_t count) const;
};

} // namespace stardust
} // namespace ns3

#endif // BLOCK_LAYOUT_H
