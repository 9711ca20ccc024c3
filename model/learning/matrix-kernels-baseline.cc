/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "matrix-kernels.h"

namespace
{
using ns3::stardust::RowCombination;
using ns3::stardust::RowProducts;
} // namespace

#define STARDUST_LEVEL ns3::stardust::KERNEL_BASELINE
#define STARDUST_LANES 4
#define STARDUST_OUTPUTS 5
#define STARDUST_FMA(a, b, c) ((a) * (b) + (c))
#include "matrix-kernel-loops.h"

const ns3::stardust::MatrixKernels* const ns3::stardust::BASELINE_KERNELS = &KERNELS;
