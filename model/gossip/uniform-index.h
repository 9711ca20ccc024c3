/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UNIFORM_INDEX_H
#define UNIFORM_INDEX_H

#include "ns3/rng-seed-manager.h"
#include "ns3/rng-stream.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Uniform choices from a stream of ns-3's generator, by value: an
 * UniformRandomVariable without the two objects behind it, each of which is a
 * wait for memory when there are many devices. Streams are numbered as there.
 */
class UniformIndex
{
  public:
    /// With the next automatic stream.
    UniformIndex()
        : m_stream(RngSeedManager::GetSeed(),
                   RngSeedManager::GetNextStreamIndex(),
                   RngSeedManager::GetRun())
    {
    }

    /** @param stream index of a fixed stream. */
    void SetStream(int64_t stream)
    {
        // The first 2^63 streams are the automatic ones.
        constexpr uint64_t FIXED_STREAMS = uint64_t(1) << 63;
        m_stream =
            RngStream(RngSeedManager::GetSeed(), FIXED_STREAMS + stream, RngSeedManager::GetRun());
    }

    /** @return a number uniform between 0 and 1. */
    double DrawShare()
    {
        return m_stream.RandU01();
    }

    /**
     * @param count at least 1.
     * @return a whole number uniform below it.
     */
    uint32_t DrawBelow(uint32_t count)
    {
        return std::min(static_cast<uint32_t>(m_stream.RandU01() * count), count - 1);
    }

  private:
    RngStream m_stream; //!< the draws
};

} // namespace stardust
} // namespace ns3

#endif // UNIFORM_INDEX_H
