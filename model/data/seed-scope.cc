/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "seed-scope.h"

#include "ns3/abort.h"
#include "ns3/rng-seed-manager.h"

namespace ns3
{
namespace stardust
{

SeedScope::SeedScope(std::optional<uint32_t> seed)
    : m_seed(RngSeedManager::GetSeed()),
      m_run(RngSeedManager::GetRun())
{
    if (seed)
    {
        NS_ABORT_MSG_IF(*seed < 1 || *seed > MAX_RNG_SEED, "no seed of ns-3's generator");
        RngSeedManager::SetSeed(*seed);
        RngSeedManager::SetRun(1);
    }
}

SeedScope::~SeedScope()
{
    RngSeedManager::SetSeed(m_seed);
    RngSeedManager::SetRun(m_run);
}

} // namespace stardust
} // namespace ns3
