/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MATRIX_KERNELS_H
#define MATRIX_KERNELS_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace ns3
{
namespace stardust
{

/**
 * @file
 * @ingroup stardust
 * The arithmetic of learning, once for each kind of vector unit.
 *
 * A block of samples lies packed: feature by feature, and of each feature the
 * samples side by side, so that the lanes of a vector are samples. Then layers
 * need no sums across lanes, and a layer's output is the next one's input. All
 * products are sums of rows, which are read where they lie.
 *
 * Which additions are made in which order depends on shapes and level alone.
 */

/// Kinds of vector units that there are kernels for.
enum KernelLevel
{
    KERNEL_AUTO,     //!< the best that the machine has
    KERNEL_BASELINE, //!< any machine: 4 lanes, products are rounded
    KERNEL_AVX2,     //!< x86-64 with AVX2 and FMA: 8 lanes, products are fused
    KERNEL_AVX512    //!< x86-64 with AVX-512F: 16 lanes, products are fused
};

/// Sums of rows: out[c][j] = start + sum over r of factor(c, r) * rows[r][j].
struct RowCombination
{
    const float* const* rows;   //!< the rows, at any alignment
    uint32_t depth;             //!< number of rows
    uint32_t width;             //!< values used of a row
    const float* factors;       //!< factor(c, r) = factors[c * outputStride + r * depthStride]
    std::size_t outputStride;   //!< between the factors of two outputs
    std::size_t depthStride;    //!< between the factors of two rows
    const float* start;         //!< one value an output, or null for zero
    bool accumulate;            //!< whether to start from what is in out; start is not used then
    uint32_t outputs;           //!< number of outputs
    float* out;                 //!< outputs x width values, `stride` apart
    std::size_t stride;         //!< between two outputs in out
};

/// Products of rows with rows: out[a * stride + b] += sum over s and t of
/// left[a][s * leftStep + t] * right[b][s * rightStep + t].
struct RowProducts
{
    const float* const* left;  //!< some rows
    uint32_t leftCount;        //!< how many
    const float* const* right; //!< some others
    uint32_t rightCount;       //!< how many
    uint32_t length;           //!< values of a segment
    uint32_t segments;         //!< segments of a row
    std::size_t leftStep;      //!< between segments of a left row
    std::size_t rightStep;     //!< between segments of a right row
    float* out;                //!< leftCount x rightCount values, added to
    std::size_t stride;        //!< between two left rows in out
};

/// What a kernel level offers.
struct MatrixKernels
{
    KernelLevel level; //!< which one it is, never KERNEL_AUTO
    uint32_t lanes;    //!< samples in a vector

    /// Make a combination of rows.
    void (*combine)(const RowCombination&);
    /// Add products of rows to what is in out.
    void (*multiply)(const RowProducts&);
    /**
     * Turn packed class scores into probabilities, up to the factor that sums says:
     * scores[c * stride + i] becomes exp(score - top[i]).
     * @param scores classes x stride values.
     * @param classes number of classes.
     * @param stride samples, a multiple of the lanes.
     * @param tops receives the largest score of each sample.
     * @param sums receives the sum of a sample's exponentials.
     */
    void (*exponentiate)(float* scores,
                         uint32_t classes,
                         uint32_t stride,
                         float* tops,
                         float* sums);
    /// Hyperbolic tangent of each value, in place; count is a multiple of the lanes.
    void (*tanh)(float* values, std::size_t count);
};

/**
 * @ingroup stardust
 * @param level a level, or KERNEL_AUTO for the best of this machine.
 * @return its kernels; null if this machine, or this build, lacks it.
 */
const MatrixKernels* FindMatrixKernels(KernelLevel level);

/**
 * @ingroup stardust
 * @param level a level.
 * @return its name on the command line: auto, baseline, avx2 or avx512.
 */
std::string GetKernelName(KernelLevel level);

/**
 * @ingroup stardust
 * Read a level as given on the command line.
 * @param name its name.
 * @return the level.
 * @throws InputError if there is no such level, or this machine lacks it.
 */
KernelLevel ParseKernelLevel(const std::string& name);

/**
 * @ingroup stardust
 * Pack samples: packed[f * stride + i] = rows[i][f]; zero for count <= i < stride.
 * @param rows the samples.
 * @param count number of samples.
 * @param features values in a sample.
 * @param stride between two features, at least count.
 * @param packed receives features x stride values.
 */
void PackRows(const float* const* rows,
              uint32_t count,
              uint32_t features,
              uint32_t stride,
              float* packed);

/**
 * @ingroup stardust
 * Undo PackRows(): rows[i * features + f] = packed[f * stride + i].
 * @param packed features x stride values.
 * @param count number of samples.
 * @param features values in a sample.
 * @param stride between two features.
 * @param rows receives count x features values.
 */
void UnpackRows(const float* packed,
                uint32_t count,
                uint32_t features,
                uint32_t stride,
                float* rows);

/// The kernels of each level; null where this build cannot make them.
extern const MatrixKernels* const BASELINE_KERNELS;
extern const MatrixKernels* const AVX2_KERNELS;   //!< see BASELINE_KERNELS
extern const MatrixKernels* const AVX512_KERNELS; //!< see BASELINE_KERNELS

} // namespace stardust
} // namespace ns3

#endif // MATRIX_KERNELS_H
