/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */


// The loops behind matrix-kernels.h, made once for each vector unit: a source
// defines what is below and includes this file.
//
//   STARDUST_LANES     floats in a vector
//   STARDUST_OUTPUTS   outputs whose sums are kept in registers, 2 vectors each
//   STARDUST_FMA(a,b,c) a * b + c of vectors
//
// Everything is unnamed to other files and nothing comes from the C++ library:
// the linker would merge a template compiled here with the same one compiled for
// another machine, and run it there.

namespace
{

typedef float Vec __attribute__((vector_size(STARDUST_LANES * 4)));
typedef int32_t IntVec __attribute__((vector_size(STARDUST_LANES * 4)));

constexpr uint32_t LANES = STARDUST_LANES;
constexpr uint32_t MOST_OUTPUTS = STARDUST_OUTPUTS;

#define STARDUST_INLINE __attribute__((always_inline)) inline

STARDUST_INLINE Vec
Load(const float* from)
{
    Vec v;
    __builtin_memcpy(&v, from, sizeof(v));
    return v;
}

STARDUST_INLINE void
Store(float* to, Vec v)
{
    __builtin_memcpy(to, &v, sizeof(v));
}

STARDUST_INLINE Vec
Spread(float x)
{
    return x - Vec{};
}

STARDUST_INLINE float
SumLanes(Vec v)
{
    float lane[LANES];
    Store(lane, v);
    for (uint32_t half = LANES / 2; half > 0; half /= 2)
    {
        for (uint32_t k = 0; k < half; ++k)
        {
            lane[k] += lane[k + half];
        }
    }
    return lane[0];
}

/// C outputs of V vectors of lanes, all sums in registers.
template <uint32_t C, uint32_t V>
STARDUST_INLINE void
SumRows(const RowCombination& task, uint32_t c, uint32_t j, Vec (&sums)[C][V])
{
    const float* const* rows = task.rows;
    const float* factors = task.factors + c * task.outputStride;
    const std::size_t outputStride = task.outputStride;
    const std::size_t depthStride = task.depthStride;
    for (uint32_t r = 0; r < task.depth; ++r)
    {
        Vec x[V];
#pragma GCC unroll 2
        for (uint32_t v = 0; v < V; ++v)
        {
            x[v] = Load(rows[r] + j + v * LANES);
        }
#pragma GCC unroll 16
        for (uint32_t k = 0; k < C; ++k)
        {
            const Vec factor = Spread(factors[k * outputStride]);
#pragma GCC unroll 2
            for (uint32_t v = 0; v < V; ++v)
            {
                sums[k][v] = STARDUST_FMA(factor, x[v], sums[k][v]);
            }
        }
        factors += depthStride;
    }
}

/// Values of the last vector that are not yet in place: it may overlap the one before.
STARDUST_INLINE void
StoreLast(float* to, Vec v, uint32_t fresh)
{
    float lane[LANES];
    Store(lane, v);
    for (uint32_t k = LANES - fresh; k < LANES; ++k)
    {
        to[k] = lane[k];
    }
}

template <uint32_t C, uint32_t V>
void
CombineBlock(const RowCombination& task, uint32_t c, uint32_t j, uint32_t fresh)
{
    Vec sums[C][V];
    float* out = task.out + c * task.stride + j;
#pragma GCC unroll 16
    for (uint32_t k = 0; k < C; ++k)
    {
#pragma GCC unroll 2
        for (uint32_t v = 0; v < V; ++v)
        {
            sums[k][v] = task.accumulate ? Load(out + k * task.stride + v * LANES)
                                         : Spread(task.start ? task.start[c + k] : 0.0f);
        }
    }
    SumRows<C, V>(task, c, j, sums);
#pragma GCC unroll 16
    for (uint32_t k = 0; k < C; ++k)
    {
#pragma GCC unroll 2
        for (uint32_t v = 0; v < V; ++v)
        {
            float* to = out + k * task.stride + v * LANES;
            if (fresh == LANES)
            {
                Store(to, sums[k][v]);
            }
            else
            {
                StoreLast(to, sums[k][v], fresh);
            }
        }
    }
}

typedef void (*BlockFunction)(const RowCombination&, uint32_t, uint32_t, uint32_t);

/// CombineBlock<C, V> for C = count, found by recursion.
template <uint32_t C, uint32_t V>
STARDUST_INLINE BlockFunction
FindBlock(uint32_t count)
{
    if constexpr (C > 1)
    {
        return count == C ? &CombineBlock<C, V> : FindBlock<C - 1, V>(count);
    }
    else
    {
        return &CombineBlock<1, V>;
    }
}

/// All outputs of the lanes from j on, in blocks of about the same size.
template <uint32_t V>
STARDUST_INLINE void
CombineLanes(const RowCombination& task, uint32_t j, uint32_t fresh)
{
    const uint32_t blocks = (task.outputs + MOST_OUTPUTS - 1) / MOST_OUTPUTS;
    const uint32_t larger = task.outputs % blocks;
    const uint32_t size = task.outputs / blocks;
    const BlockFunction small = FindBlock<MOST_OUTPUTS, V>(size);
    const BlockFunction large = larger > 0 ? FindBlock<MOST_OUTPUTS, V>(size + 1) : small;
    uint32_t c = 0;
    for (uint32_t block = 0; block < blocks; ++block)
    {
        const bool one = block < larger;
        (one ? large : small)(task, c, j, fresh);
        c += size + (one ? 1 : 0);
    }
}

/// Rows shorter than a vector, or their last few values.
void
CombineScalars(const RowCombination& task, uint32_t begin)
{
    for (uint32_t c = 0; c < task.outputs; ++c)
    {
        for (uint32_t j = begin; j < task.width; ++j)
        {
            float& out = task.out[c * task.stride + j];
            float sum = task.accumulate ? out : (task.start ? task.start[c] : 0.0f);
            const float* factors = task.factors + c * task.outputStride;
            for (uint32_t r = 0; r < task.depth; ++r)
            {
                sum += factors[r * task.depthStride] * task.rows[r][j];
            }
            out = sum;
        }
    }
}

void
Combine(const RowCombination& task)
{
    if (task.outputs == 0)
    {
        return;
    }
    uint32_t j = 0;
    for (; j + 2 * LANES <= task.width; j += 2 * LANES)
    {
        CombineLanes<2>(task, j, LANES);
    }
    for (; j + LANES <= task.width; j += LANES)
    {
        CombineLanes<1>(task, j, LANES);
    }
    if (j < task.width && task.width >= LANES)
    {
        CombineLanes<1>(task, task.width - LANES, task.width - j);
    }
    else if (j < task.width)
    {
        CombineScalars(task, j);
    }
}

/// A x B products of rows, all sums in registers.
template <uint32_t A, uint32_t B>
void
MultiplyBlock(const RowProducts& task, uint32_t a, uint32_t b)
{
    Vec sums[A][B] = {};
    float rest[A][B] = {};
    const uint32_t whole = task.length / LANES * LANES;
    for (uint32_t s = 0; s < task.segments; ++s)
    {
        for (uint32_t t = 0; t < whole; t += LANES)
        {
            Vec x[A];
#pragma GCC unroll 4
            for (uint32_t i = 0; i < A; ++i)
            {
                x[i] = Load(task.left[a + i] + s * task.leftStep + t);
            }
#pragma GCC unroll 4
            for (uint32_t k = 0; k < B; ++k)
            {
                const Vec y = Load(task.right[b + k] + s * task.rightStep + t);
#pragma GCC unroll 4
                for (uint32_t i = 0; i < A; ++i)
                {
                    sums[i][k] = STARDUST_FMA(x[i], y, sums[i][k]);
                }
            }
        }
        for (uint32_t t = whole; t < task.length; ++t)
        {
            for (uint32_t i = 0; i < A; ++i)
            {
                for (uint32_t k = 0; k < B; ++k)
                {
                    rest[i][k] += task.left[a + i][s * task.leftStep + t] *
                                  task.right[b + k][s * task.rightStep + t];
                }
            }
        }
    }
    for (uint32_t i = 0; i < A; ++i)
    {
        for (uint32_t k = 0; k < B; ++k)
        {
            task.out[(a + i) * task.stride + b + k] += SumLanes(sums[i][k]) + rest[i][k];
        }
    }
}

template <uint32_t A>
STARDUST_INLINE void
MultiplyRows(const RowProducts& task, uint32_t a)
{
    constexpr uint32_t B = MOST_OUTPUTS > 6 ? 4 : 2;
    uint32_t b = 0;
    for (; b + B <= task.rightCount; b += B)
    {
        MultiplyBlock<A, B>(task, a, b);
    }
    for (; b < task.rightCount; ++b)
    {
        MultiplyBlock<A, 1>(task, a, b);
    }
}

void
Multiply(const RowProducts& task)
{
    uint32_t a = 0;
    for (; a + 4 <= task.leftCount; a += 4)
    {
        MultiplyRows<4>(task, a);
    }
    for (; a + 2 <= task.leftCount; a += 2)
    {
        MultiplyRows<2>(task, a);
    }
    for (; a < task.leftCount; ++a)
    {
        MultiplyRows<1>(task, a);
    }
}

/**
 * exp(x) for x <= 0, within 2 units of the last place; 0 below -87.3.
 * Range reduction by ln 2 in two parts, then the Taylor polynomial of degree 7,
 * whose remainder at |r| <= ln 2 / 2 is below 6e-9.
 */
STARDUST_INLINE Vec
ExpOfNegative(Vec x)
{
    // True also where x is not a number: the result must tell of it.
    const IntVec inRange = ~(x <= Spread(-87.3f));
    // A float of this size has no bits behind the point: adding it rounds.
    const Vec rounder = Spread(12582912.0f);
    const Vec n = STARDUST_FMA(x, Spread(1.44269504f), rounder) - rounder;
    Vec r = STARDUST_FMA(n, Spread(-0.693359375f), x);
    r = STARDUST_FMA(n, Spread(2.12194440e-4f), r);
    Vec p = Spread(1.0f / 5040);
    p = STARDUST_FMA(p, r, Spread(1.0f / 720));
    p = STARDUST_FMA(p, r, Spread(1.0f / 120));
    p = STARDUST_FMA(p, r, Spread(1.0f / 24));
    p = STARDUST_FMA(p, r, Spread(1.0f / 6));
    p = STARDUST_FMA(p, r, Spread(0.5f));
    p = STARDUST_FMA(p, r, Spread(1.0f));
    p = STARDUST_FMA(p, r, Spread(1.0f));
    // 2^n by its exponent bits; lanes out of range may hold anything here.
    const IntVec exponent = (__builtin_convertvector(n, IntVec) + 127) << 23;
    Vec power;
    __builtin_memcpy(&power, &exponent, sizeof(power));
    const Vec value = p * power;
    IntVec bits;
    __builtin_memcpy(&bits, &value, sizeof(bits));
    bits &= inRange;
    Vec result;
    __builtin_memcpy(&result, &bits, sizeof(result));
    return result;
}

STARDUST_INLINE Vec
Larger(Vec a, Vec b)
{
    return a > b ? a : b;
}

void
Exponentiate(float* scores, uint32_t classes, uint32_t stride, float* tops, float* sums)
{
    for (uint32_t i = 0; i < stride; i += LANES)
    {
        Vec top = Load(scores + i);
        for (uint32_t c = 1; c < classes; ++c)
        {
            top = Larger(Load(scores + std::size_t(c) * stride + i), top);
        }
        Vec sum{};
        for (uint32_t c = 0; c < classes; ++c)
        {
            float* row = scores + std::size_t(c) * stride + i;
            const Vec e = ExpOfNegative(Load(row) - top);
            Store(row, e);
            sum += e;
        }
        Store(tops + i, top);
        Store(sums + i, sum);
    }
}

void
Tanh(float* values, std::size_t count)
{
    for (std::size_t k = 0; k < count; k += LANES)
    {
        const Vec x = Load(values + k);
        const Vec size = x < 0.0f ? -x : x;
        const Vec e = ExpOfNegative(-2.0f * size);
        const Vec t = (1.0f - e) / (1.0f + e);
        Store(values + k, x < 0.0f ? -t : t);
    }
}

constexpr ns3::stardust::MatrixKernels KERNELS{
    STARDUST_LEVEL, LANES, &Combine, &Multiply, &Exponentiate, &Tanh};

} // namespace
