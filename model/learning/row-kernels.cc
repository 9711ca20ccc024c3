/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "row-kernels.h"

#include <cstring>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// One vector register of baseline x86-64; other machines get the same arithmetic.
typedef float Vec __attribute__((vector_size(16)));
constexpr uint32_t LANES = 4;

Vec
Load(const float* from)
{
    Vec v;
    std::memcpy(&v, from, sizeof(v));
    return v;
}

void
Store(float* to, Vec v)
{
    std::memcpy(to, &v, sizeof(v));
}

float
SumLanes(Vec v)
{
    return (v[0] + v[2]) + (v[1] + v[3]);
}

/**
 * Dot products of R samples with C classes; R x C accumulators stay in registers.
 */
template <int R, int C>
void
DotBlock(const float* const* rows,
         const float* weights,
         const float* bias,
         uint32_t features,
         uint32_t stride,
         float* scores)
{
    Vec sums[R][C] = {};
    uint32_t k = 0;
    for (; k + LANES <= features; k += LANES)
    {
        Vec x[R];
#pragma GCC unroll 4
        for (int r = 0; r < R; ++r)
        {
            x[r] = Load(rows[r] + k);
        }
#pragma GCC unroll 4
        for (int c = 0; c < C; ++c)
        {
            const Vec w = Load(weights + std::size_t(c) * features + k);
#pragma GCC unroll 4
            for (int r = 0; r < R; ++r)
            {
                sums[r][c] += x[r] * w;
            }
        }
    }
    for (int r = 0; r < R; ++r)
    {
        for (int c = 0; c < C; ++c)
        {
            float sum = SumLanes(sums[r][c]);
            for (uint32_t rest = k; rest < features; ++rest)
            {
                sum += rows[r][rest] * weights[std::size_t(c) * features + rest];
            }
            scores[std::size_t(r) * stride + c] = bias[c] + sum;
        }
    }
}

template <int R>
void
ScoreBlock(const float* const* rows,
           const float* weights,
           const float* bias,
           uint32_t features,
           uint32_t classes,
           float* scores)
{
    uint32_t c = 0;
    for (; c + 2 <= classes; c += 2)
    {
        DotBlock<R, 2>(rows, weights + std::size_t(c) * features, bias + c, features, classes, scores + c);
    }
    if (c < classes)
    {
        DotBlock<R, 1>(rows, weights + std::size_t(c) * features, bias + c, features, classes, scores + c);
    }
}

/**
 * Weighted sums for C classes and V vectors of features; C x V accumulators
 * stay in registers. `spread` holds each factor in all lanes.
 */
template <int C, int V>
void
SumBlock(const float* const* rows,
         uint32_t count,
         const Vec* spread,
         uint32_t classes,
         uint32_t features,
         uint32_t k,
         float* sums)
{
    Vec acc[C][V] = {};
    for (uint32_t i = 0; i < count; ++i)
    {
        const Vec* factors = spread + std::size_t(i) * classes;
        Vec x[V];
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
        {
            x[v] = Load(rows[i] + k + v * LANES);
        }
#pragma GCC unroll 5
        for (int c = 0; c < C; ++c)
        {
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
            {
                acc[c][v] += factors[c] * x[v];
            }
        }
    }
    for (int c = 0; c < C; ++c)
    {
        for (int v = 0; v < V; ++v)
        {
            Store(sums + std::size_t(c) * features + k + v * LANES, acc[c][v]);
        }
    }
}

/// All features of C classes.
template <int C>
void
SumClasses(const float* const* rows,
           uint32_t count,
           const float* factors,
           const Vec* spread,
           uint32_t classes,
           uint32_t features,
           float* sums)
{
    uint32_t k = 0;
    for (; k + 2 * LANES <= features; k += 2 * LANES)
    {
        SumBlock<C, 2>(rows, count, spread, classes, features, k, sums);
    }
    for (; k + LANES <= features; k += LANES)
    {
        SumBlock<C, 1>(rows, count, spread, classes, features, k, sums);
    }
    for (; k < features; ++k)
    {
        for (int c = 0; c < C; ++c)
        {
            float sum = 0;
            for (uint32_t i = 0; i < count; ++i)
            {
                sum += factors[std::size_t(i) * classes + c] * rows[i][k];
            }
            sums[std::size_t(c) * features + k] = sum;
        }
    }
}

} // namespace

void
ScoreRows(const float* const* rows,
          uint32_t count,
          const float* weights,
          const float* bias,
          uint32_t features,
          uint32_t classes,
          float* scores)
{
    uint32_t i = 0;
    for (; i + 4 <= count; i += 4)
    {
        ScoreBlock<4>(rows + i, weights, bias, features, classes, scores + std::size_t(i) * classes);
    }
    for (; i < count; ++i)
    {
        ScoreBlock<1>(rows + i, weights, bias, features, classes, scores + std::size_t(i) * classes);
    }
}

void
SumRows(const float* const* rows,
        uint32_t count,
        const float* factors,
        uint32_t features,
        uint32_t classes,
        float* sums)
{
    static thread_local std::vector<Vec> spread;
    spread.resize(std::size_t(count) * classes);
    for (std::size_t i = 0; i < spread.size(); ++i)
    {
        spread[i] = Vec{factors[i], factors[i], factors[i], factors[i]};
    }
    uint32_t c = 0;
    for (; c + 5 <= classes; c += 5)
    {
        SumClasses<5>(rows,
                      count,
                      factors + c,
                      spread.data() + c,
                      classes,
                      features,
                      sums + std::size_t(c) * features);
    }
    for (; c < classes; ++c)
    {
        SumClasses<1>(rows,
                      count,
                      factors + c,
                      spread.data() + c,
                      classes,
                      features,
                      sums + std::size_t(c) * features);
    }
}

} // namespace stardust
} // namespace ns3
