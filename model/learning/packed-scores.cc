/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packed-scores.h"

#include "learning-objective.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ns3
{
namespace stardust
{

namespace
{

/// A value a sample, reused from call to call, one set a thread.
struct Scratch
{
    std::vector<float> tops;    //!< largest score
    std::vector<float> sums;    //!< of exponentials
    std::vector<float> targets; //!< score of the sample's class
    std::vector<float> scales;  //!< factor of the exponentials
    std::vector<uint32_t> best; //!< class with the largest score

    void Resize(uint32_t stride)
    {
        for (auto* values : {&tops, &sums, &targets, &scales})
        {
            values->resize(stride);
        }
        best.resize(stride);
    }
};

Scratch&
GetScratch()
{
    static thread_local Scratch scratch;
    return scratch;
}

/// The scores become exponentials.
double
SumLosses(const PackedScores& scores, Scratch& scratch)
{
    for (uint32_t i = 0; i < scores.count; ++i)
    {
        scratch.targets[i] = scores.values[std::size_t(scores.labels[i]) * scores.stride + i];
    }
    scores.kernels->exponentiate(scores.values,
                                 scores.classes,
                                 scores.stride,
                                 scratch.tops.data(),
                                 scratch.sums.data());
    // One logarithm for some sums, which are below 2^32 each: their product fits.
    constexpr uint32_t factors = 16;
    double loss = 0;
    double product = 1;
    for (uint32_t i = 0; i < scores.count; ++i)
    {
        product *= scratch.sums[i];
        loss -= scratch.targets[i] - scratch.tops[i];
        if (i % factors == factors - 1 || i + 1 == scores.count)
        {
            loss += std::log(product);
            product = 1;
        }
    }
    return loss;
}

/// Exponentials become probabilities times scale; zero for padding.
void
Normalize(const PackedScores& scores, float scale, Scratch& scratch)
{
    for (uint32_t i = 0; i < scores.stride; ++i)
    {
        scratch.scales[i] = i < scores.count ? scale / scratch.sums[i] : 0;
    }
    const float* factors = scratch.scales.data();
    for (uint32_t c = 0; c < scores.classes; ++c)
    {
        float* row = scores.values + std::size_t(c) * scores.stride;
        for (uint32_t i = 0; i < scores.stride; ++i)
        {
            row[i] *= factors[i];
        }
    }
}

/// The class with the largest score; none, a number beyond the classes, if no score is a number.
void
FindBest(const PackedScores& scores, Scratch& scratch)
{
    float* tops = scratch.tops.data();
    uint32_t* best = scratch.best.data();
    std::fill_n(tops, scores.stride, -std::numeric_limits<float>::infinity());
    std::fill_n(best, scores.stride, scores.classes);
    for (uint32_t c = 0; c < scores.classes; ++c)
    {
        const float* row = scores.values + std::size_t(c) * scores.stride;
        for (uint32_t i = 0; i < scores.stride; ++i)
        {
            const bool better = row[i] > tops[i];
            tops[i] = better ? row[i] : tops[i];
            best[i] = better ? c : best[i];
        }
    }
}

} // namespace

double
TurnIntoGradient(const PackedScores& scores, float scale)
{
    Scratch& scratch = GetScratch();
    scratch.Resize(scores.stride);
    const double loss = SumLosses(scores, scratch);
    Normalize(scores, scale, scratch);
    for (uint32_t i = 0; i < scores.count; ++i)
    {
        scores.values[std::size_t(scores.labels[i]) * scores.stride + i] -= scale;
    }
    return loss;
}

void
TurnIntoProbabilities(const PackedScores& scores)
{
    Scratch& scratch = GetScratch();
    scratch.Resize(scores.stride);
    SumLosses(scores, scratch);
    Normalize(scores, 1, scratch);
}

void
AddToScore(const PackedScores& scores, ModelScore& score, uint32_t* hits)
{
    Scratch& scratch = GetScratch();
    scratch.Resize(scores.stride);
    FindBest(scores, scratch);
    for (uint32_t i = 0; i < scores.count; ++i)
    {
        const bool found = scratch.best[i] == scores.labels[i];
        score.accuracy += found ? 1 : 0;
        if (found && hits)
        {
            ++hits[scores.labels[i]];
        }
    }
    score.loss += SumLosses(scores, scratch);
}

} // namespace stardust
} // namespace ns3
