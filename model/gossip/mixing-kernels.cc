/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mixing-kernels.h"

#include "vector-unit.h"

#include <cmath>
#include <cstring>

#define STARDUST_INLINE __attribute__((always_inline)) inline

namespace ns3
{
namespace stardust
{

namespace
{

const bool g_wide = FindVectorUnit() != VectorUnit::BASELINE;

/// Sums are kept in so many lanes, whatever the unit: as many as hide the latency of additions.
constexpr uint32_t LANES = 16;

using Four = float __attribute__((vector_size(16)));
using Eight = float __attribute__((vector_size(32)));

/// The lanes of a sum, in registers of type Vector.
template <typename Vector>
struct LaneSet
{
    static constexpr uint32_t WIDTH = sizeof(Vector) / sizeof(float); //!< of a register
    static constexpr uint32_t COUNT = LANES / WIDTH;                  //!< registers

    Vector registers[COUNT]; //!< the lanes

    /// @return their sum, in an order that does not depend on the register
    STARDUST_INLINE double Sum() const
    {
        float lanes[LANES];
        std::memcpy(lanes, registers, sizeof(lanes));
        for (uint32_t half = LANES / 2; half > 0; half /= 2)
        {
            for (uint32_t k = 0; k < half; ++k)
            {
                lanes[k] += lanes[k + half];
            }
        }
        return lanes[0];
    }
};

template <typename Vector>
STARDUST_INLINE void
Load(Vector& to, const float* from)
{
    std::memcpy(&to, from, sizeof(Vector));
}

template <typename Vector>
STARDUST_INLINE LaneSums
Sum(const float* values, uint32_t count, float origin)
{
    using Lanes = LaneSet<Vector>;
    Lanes sums{};
    Lanes squares{};
    uint32_t at = 0;
    for (; at + LANES <= count; at += LANES)
    {
        for (uint32_t k = 0; k < Lanes::COUNT; ++k)
        {
            Vector distance;
            Load(distance, values + at + k * Lanes::WIDTH);
            distance -= origin;
            sums.registers[k] += distance;
            squares.registers[k] += distance * distance;
        }
    }
    LaneSums result{sums.Sum(), squares.Sum()};
    for (; at < count; ++at)
    {
        const float distance = values[at] - origin;
        result.first += distance;
        result.second += distance * distance;
    }
    return result;
}

template <typename Vector>
STARDUST_INLINE LaneSums
Move(float* mean, const float* now, const float* before, uint32_t count, float keep, float take)
{
    using Lanes = LaneSet<Vector>;
    Lanes means{};
    Lanes changes{};
    uint32_t at = 0;
    for (; at + LANES <= count; at += LANES)
    {
        for (uint32_t k = 0; k < Lanes::COUNT; ++k)
        {
            const uint32_t place = at + k * Lanes::WIDTH;
            Vector moved;
            Vector change;
            Vector old;
            Load(moved, mean + place);
            Load(change, now + place);
            Load(old, before + place);
            change -= old;
            moved = keep * moved + take * change;
            std::memcpy(mean + place, &moved, sizeof(moved));
            means.registers[k] += moved * moved;
            changes.registers[k] += change * change;
        }
    }
    LaneSums result{means.Sum(), changes.Sum()};
    for (; at < count; ++at)
    {
        const float change = now[at] - before[at];
        mean[at] = keep * mean[at] + take * change;
        result.first += mean[at] * mean[at];
        result.second += change * change;
    }
    return result;
}

STARDUST_INLINE void
Mix(float* __restrict model, const float* __restrict other, uint32_t count, float own, float weight)
{
    for (uint32_t k = 0; k < count; ++k)
    {
        model[k] = own * model[k] + weight * other[k];
    }
}

STARDUST_INLINE void
Map(float* values, uint32_t count, float factor, float shift)
{
    for (uint32_t k = 0; k < count; ++k)
    {
        values[k] = values[k] * factor + shift;
    }
}

STARDUST_INLINE void
StepBy(float* __restrict model,
       const float* __restrict sum,
       const float* __restrict part,
       uint32_t count,
       float weight,
       float gamma)
{
    for (uint32_t k = 0; k < count; ++k)
    {
        model[k] += gamma * (sum[k] - weight * part[k]);
    }
}

STARDUST_INLINE void
Step(float* __restrict model,
     float* __restrict squares,
     const float* __restrict sum,
     const float* __restrict part,
     uint32_t count,
     float weight,
     const AdaptiveStep& step)
{
    const AdaptiveStep s = step;
    for (uint32_t k = 0; k < count; ++k)
    {
        const float way = sum[k] - weight * part[k];
        const float square = s.beta * squares[k] + s.rest * (way * way);
        squares[k] = square;
        const float share = s.gamma / (std::sqrt(square * s.scale) + s.epsilon);
        model[k] += (share < s.most ? share : s.most) * way;
    }
}

#ifdef STARDUST_WIDE_KERNELS

STARDUST_AVX2 LaneSums
SumAvx2(const float* values, uint32_t count, float origin)
{
    return Sum<Eight>(values, count, origin);
}

STARDUST_AVX2 LaneSums
MoveAvx2(float* mean, const float* now, const float* before, uint32_t count, float keep, float take)
{
    return Move<Eight>(mean, now, before, count, keep, take);
}

STARDUST_AVX2 void
MixAvx2(float* model, const float* other, uint32_t count, float own, float weight)
{
    Mix(model, other, count, own, weight);
}

STARDUST_AVX2 void
MapAvx2(float* values, uint32_t count, float factor, float shift)
{
    Map(values, count, factor, shift);
}

STARDUST_AVX2 void
StepByAvx2(float* model,
           const float* sum,
           const float* part,
           uint32_t count,
           float weight,
           float gamma)
{
    StepBy(model, sum, part, count, weight, gamma);
}

STARDUST_AVX2 void
StepAvx2(float* model,
         float* squares,
         const float* sum,
         const float* part,
         uint32_t count,
         float weight,
         const AdaptiveStep& step)
{
    Step(model, squares, sum, part, count, weight, step);
}

#endif

} // namespace

LaneSums
SumDistances(const float* values, uint32_t count, float origin)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_wide)
    {
        return SumAvx2(values, count, origin);
    }
#endif
    return Sum<Four>(values, count, origin);
}

LaneSums
MoveMean(float* mean,
         const float* now,
         const float* before,
         uint32_t count,
         float keep,
         float take)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_wide)
    {
        return MoveAvx2(mean, now, before, count, keep, take);
    }
#endif
    return Move<Four>(mean, now, before, count, keep, take);
}

void
Blend(float* model, const float* other, uint32_t count, float own, float weight)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_wide)
    {
        MixAvx2(model, other, count, own, weight);
        return;
    }
#endif
    Mix(model, other, count, own, weight);
}

void
ScaleAndShift(float* values, uint32_t count, float factor, float shift)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_wide)
    {
        MapAvx2(values, count, factor, shift);
        return;
    }
#endif
    Map(values, count, factor, shift);
}

void
StepTowards(float* model,
            const float* sum,
            const float* part,
            uint32_t count,
            float weight,
            float gamma)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_wide)
    {
        StepByAvx2(model, sum, part, count, weight, gamma);
        return;
    }
#endif
    StepBy(model, sum, part, count, weight, gamma);
}

void
StepAdaptively(float* model,
               float* squares,
               const float* sum,
               const float* part,
               uint32_t count,
               float weight,
               const AdaptiveStep& step)
{
#ifdef STARDUST_WIDE_KERNELS
    if (g_wide)
    {
        StepAvx2(model, squares, sum, part, count, weight, step);
        return;
    }
#endif
    Step(model, squares, sum, part, count, weight, step);
}

} // namespace stardust
} // namespace ns3
