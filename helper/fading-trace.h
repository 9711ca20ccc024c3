/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FADING_TRACE_H
#define FADING_TRACE_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * The size of a fading trace.
 */
struct FadingTraceSize
{
    /// Most resource blocks that ns3::TraceFadingLossModel takes.
    static constexpr uint32_t MOST_BLOCKS = 100;
    /// Fewest samples: there must be a choice of where to begin.
    static constexpr uint32_t FEWEST_SAMPLES = 4;

    uint32_t blocks{0};  //!< resource blocks: lines of the file
    uint32_t samples{0}; //!< of each, one a millisecond
};

/**
 * @ingroup stardust
 * Read a fading trace as ns3::TraceFadingLossModel does, which takes a missing file, or
 * one that ends early, for anything.
 *
 * The form is that of ns-3's fading_trace_generator.m: plain text, a line a resource
 * block, in it the gains in dB of one millisecond after the other, separated by spaces.
 *
 * @param path of the file.
 * @param blocks resource blocks of the channel.
 * @return the size of the trace.
 * @throws InputError with file and line if it is no such trace, has fewer resource
 *         blocks than the channel, or more than MOST_BLOCKS.
 */
FadingTraceSize ReadFadingTrace(const std::string& path, uint32_t blocks);

} // namespace stardust
} // namespace ns3

#endif // FADING_TRACE_H
