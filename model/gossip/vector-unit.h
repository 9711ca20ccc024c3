/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef VECTOR_UNIT_H
#define VECTOR_UNIT_H

// For .cc files with one source for each loop, which the compiler makes a vector loop for
// each unit. Products are not fused in any of them, so that all give the same numbers.
// Which one runs is decided by the program and not by the dynamic linker (target_clones),
// whose resolvers run before a sanitizer is ready.
#if defined(__x86_64__) && defined(__GNUC__)
#define STARDUST_WIDE_KERNELS 1
#define STARDUST_AVX2 __attribute__((target("avx2")))
#ifdef __clang__ // prefers 512 bits, unless told a processor, and does not know the option
#define STARDUST_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#else
#define STARDUST_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")))
#endif
#endif

namespace ns3
{
namespace stardust
{

/// Vector units that such loops know.
enum class VectorUnit
{
    BASELINE,
    AVX2,
    AVX512
};

/** @return the best unit that this machine has. */
inline VectorUnit
FindVectorUnit()
{
#ifdef STARDUST_WIDE_KERNELS
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
    {
        return VectorUnit::AVX512;
    }
    if (__builtin_cpu_supports("avx2"))
    {
        return VectorUnit::AVX2;
    }
#endif
    return VectorUnit::BASELINE;
}

} // namespace stardust
} // namespace ns3

#endif // VECTOR_UNIT_H
