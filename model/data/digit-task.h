/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIGIT_TASK_H
#define DIGIT_TASK_H

#include "labeled-dataset.h"

namespace ns3
{
namespace stardust
{

/// Parameters of a task of drawn digits.
struct DigitTask
{
    uint32_t samples{0};  //!< number of images
    double difficulty{1}; //!< scale of all distortion and noise, 0 (clean) to MAX_DIGIT_DIFFICULTY
};

/// Side of a drawn digit's image, pixels.
constexpr uint32_t DIGIT_SIDE = 28;

/// Largest difficulty: far beyond what can be read.
constexpr double MAX_DIGIT_DIFFICULTY = 10;

/**
 * @ingroup stardust
 * Draw grey images of the digits 0 to 9, for models of images to learn from
 * without a file.
 *
 * 1. A digit is one to three strokes through fixed control points, straight or
 *    as a spline, in one of the ways in which people write it (1, 2, 3, 4, 7, 8
 *    and 9 have two, equally likely).
 * 2. It is drawn about 20 pixels high into the middle of 28 x 28 with a round
 *    pen of random width, whose edge is spread over one to two pixels.
 * 3. At difficulty 1 control points are moved by up to 0.05 of the digit's
 *    height, and the digit is rotated by up to 0.25 rad, sheared by up to 0.3,
 *    stretched by a factor of up to exp(0.2) either way in width and exp(0.1) in
 *    height, and shifted by up to 2 pixels each way, each uniformly; uniform
 *    noise of up to 0.15 is added to every pixel, and values are cut to [0, 1].
 *    Other difficulties scale all these amounts.
 *
 * Values are 0 (paper) to 1 (ink). Labels go round robin, so that classes are
 * balanced. What is drawn for a sample depends on its index and the streams
 * alone: more samples follow the same first ones, and another difficulty scales
 * the same draws. The shapes and amounts are this project's own.
 *
 * @param task its parameters.
 * @param stream first of two random streams used (digits, noise).
 * @return the samples, of image shape 1 x 28 x 28, 10 classes.
 * @throws InputError if there is no sample or the difficulty is out of range.
 */
Ptr<LabeledDataset> MakeDigitTask(const DigitTask& task, int64_t stream);

} // namespace stardust
} // namespace ns3

#endif // DIGIT_TASK_H
