/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEED_SCOPE_H
#define SEED_SCOPE_H

#include <cstdint>
#include <optional>

namespace ns3
{
namespace stardust
{

/// Largest seed of ns-3's generator.
constexpr uint32_t MAX_RNG_SEED = 4294944442;

/**
 * @ingroup stardust
 * While it lives random variables get their streams from a seed of their own
 * and run 1, not from RngSeed and RngRun; afterwards these hold again.
 *
 * A random variable takes seed and run when its stream is set: those made
 * before or after are not concerned.
 */
class SeedScope
{
  public:
    /** @param seed 1 to MAX_RNG_SEED; absent: RngSeed and RngRun hold on. */
    explicit SeedScope(std::optional<uint32_t> seed);
    ~SeedScope();

    SeedScope(const SeedScope&) = delete;
    SeedScope& operator=(const SeedScope&) = delete;

  private:
    uint32_t m_seed; //!< RngSeed before
    uint64_t m_run;  //!< RngRun before
};

} // namespace stardust
} // namespace ns3

#endif // SEED_SCOPE_H
