/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "matrix-kernels.h"

#include "ns3/input-error.h"

#include <algorithm>

#ifdef __SSE__
#include <xmmintrin.h>
#endif

namespace ns3
{
namespace stardust
{

namespace
{

constexpr KernelLevel LEVELS[] = {KERNEL_AUTO, KERNEL_BASELINE, KERNEL_AVX2, KERNEL_AVX512};

bool
IsSupported(KernelLevel level)
{
#if defined(__x86_64__) && defined(__GNUC__)
    switch (level)
    {
    case KERNEL_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case KERNEL_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma");
    default:
        break;
    }
#endif
    return level == KERNEL_BASELINE || level == KERNEL_AUTO;
}

/// Four values of four rows each, the other way round.
void
Transpose4x4(const float* const* rows, std::size_t at, float* out, std::size_t stride)
{
#ifdef __SSE__
    __m128 a = _mm_loadu_ps(rows[0] + at);
    __m128 b = _mm_loadu_ps(rows[1] + at);
    __m128 c = _mm_loadu_ps(rows[2] + at);
    __m128 d = _mm_loadu_ps(rows[3] + at);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    _mm_storeu_ps(out, a);
    _mm_storeu_ps(out + stride, b);
    _mm_storeu_ps(out + 2 * stride, c);
    _mm_storeu_ps(out + 3 * stride, d);
#else
    for (int i = 0; i < 4; ++i)
    {
        for (int k = 0; k < 4; ++k)
        {
            out[k * stride + i] = rows[i][at + k];
        }
    }
#endif
}

} // namespace

const MatrixKernels*
FindMatrixKernels(KernelLevel level)
{
    if (!IsSupported(level))
    {
        return nullptr;
    }
    switch (level)
    {
    case KERNEL_BASELINE:
        return BASELINE_KERNELS;
    case KERNEL_AVX2:
        return AVX2_KERNELS;
    case KERNEL_AVX512:
        return AVX512_KERNELS;
    case KERNEL_AUTO:
        break;
    }
    for (const KernelLevel best : {KERNEL_AVX512, KERNEL_AVX2})
    {
        if (const MatrixKernels* found = FindMatrixKernels(best))
        {
            return found;
        }
    }
    return BASELINE_KERNELS;
}

std::string
GetKernelName(KernelLevel level)
{
    switch (level)
    {
    case KERNEL_AUTO:
        return "auto";
    case KERNEL_BASELINE:
        return "baseline";
    case KERNEL_AVX2:
        return "avx2";
    case KERNEL_AVX512:
        return "avx512";
    }
    return "";
}

KernelLevel
ParseKernelLevel(const std::string& name)
{
    std::string available;
    for (const KernelLevel level : LEVELS)
    {
        const bool found = FindMatrixKernels(level) != nullptr;
        if (found && name == GetKernelName(level))
        {
            return level;
        }
        available += found ? (available.empty() ? "" : ", ") + GetKernelName(level) : "";
    }
    throw InputError("--kernel=" + name + ": expected what this machine has: " + available);
}

void
PackRows(const float* const* rows,
         uint32_t count,
         uint32_t features,
         uint32_t stride,
         float* packed)
{
    const uint32_t whole = features / 4 * 4;
    uint32_t i = 0;
    for (; i + 4 <= count; i += 4)
    {
        for (uint32_t f = 0; f < whole; f += 4)
        {
            Transpose4x4(rows + i, f, packed + std::size_t(f) * stride + i, stride);
        }
        for (uint32_t f = whole; f < features; ++f)
        {
            for (uint32_t k = i; k < i + 4; ++k)
            {
                packed[std::size_t(f) * stride + k] = rows[k][f];
            }
        }
    }
    for (; i < count; ++i)
    {
        for (uint32_t f = 0; f < features; ++f)
        {
            packed[std::size_t(f) * stride + i] = rows[i][f];
        }
    }
    for (uint32_t f = 0; f < features && count < stride; ++f)
    {
        std::fill_n(packed + std::size_t(f) * stride + count, stride - count, 0.0f);
    }
}

void
UnpackRows(const float* packed,
           uint32_t count,
           uint32_t features,
           uint32_t stride,
           float* rows)
{
    uint32_t f = 0;
    for (; f + 4 <= features; f += 4)
    {
        const float* four[4];
        for (uint32_t k = 0; k < 4; ++k)
        {
            four[k] = packed + std::size_t(f + k) * stride;
        }
        uint32_t i = 0;
        for (; i + 4 <= count; i += 4)
        {
            Transpose4x4(four, i, rows + std::size_t(i) * features + f, features);
        }
        for (; i < count; ++i)
        {
            for (uint32_t k = 0; k < 4; ++k)
            {
                rows[std::size_t(i) * features + f + k] = four[k][i];
            }
        }
    }
    for (; f < features; ++f)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            rows[std::size_t(i) * features + f] = packed[std::size_t(f) * stride + i];
        }
    }
}

} // namespace stardust
} // namespace ns3
