/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "matrix-kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

// From here on functions are compiled for this vector unit. Nothing is included
// below but the loops: a template of the C++ library compiled here could replace
// the same one elsewhere.
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

namespace
{
using ns3::stardust::RowCombination;
using ns3::stardust::RowProducts;
} // namespace

#define STARDUST_LEVEL ns3::stardust::KERNEL_AVX2
#define STARDUST_LANES 8
#define STARDUST_OUTPUTS 6
#define STARDUST_FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#include "matrix-kernel-loops.h"

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

const ns3::stardust::MatrixKernels* const ns3::stardust::AVX2_KERNELS = &KERNELS;

#else

const ns3::stardust::MatrixKernels* const ns3::stardust::AVX2_KERNELS = nullptr;

#endif
