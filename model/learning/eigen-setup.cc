/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "eigen-setup.h"

#include <Eigen/Core>

namespace ns3
{
namespace stardust
{

void
FixEigenBlocking()
{
    Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20);
}

} // namespace stardust
} // namespace ns3
