/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REGRESSION_TASK_H
#define REGRESSION_TASK_H

#include "labeled-dataset.h"

#include <vector>

namespace ns3
{
namespace stardust
{

/// What generates the targets of a synthetic regression task.
enum class RegressionKind
{
    LINEAR,   //!< a linear function of the sample
    NONLINEAR //!< a network with one hidden layer of tanh units
};

/**
 * @ingroup stardust
 * Parameters of a synthetic regression task over devices.
 *
 * common 0 and heterogeneity 1 give every device a generator of its own that
 * has nothing to do with the others'; heterogeneity 0 gives all devices the
 * same one. Where common^2 + heterogeneity^2 = 1 the targets vary as much for
 * any heterogeneity.
 */
struct RegressionTask
{
    RegressionKind kind{RegressionKind::LINEAR}; //!< what generates the targets
    uint32_t devices{0};                         //!< number of devices
    uint32_t samplesPerDevice{0};                //!< samples of each
    uint32_t features{10};                       //!< values in a sample
    uint32_t hidden{8};      //!< hidden units of the nonlinear generator; unused by the linear
    double common{1};        //!< weight of what the devices' generators have in common
    double heterogeneity{0}; //!< weight of what each has of its own
    double noise{0};         //!< standard deviation of the targets' noise
};

/**
 * @ingroup stardust
 * The generator of a device's targets.
 *
 * Each device i has a vector G_i = common * g + heterogeneity * h_i, where g,
 * one for all, and h_i, its own, have independent standard normal values.
 *
 * 1. Linear: the generator is u_i = G_i itself, one value a feature; the target
 *    of a sample a is a . u_i. These are the parameters of a LinearObjective
 *    without bias.
 * 2. Nonlinear: the parameters of a NonlinearObjective with as many hidden
 *    units, in its order; the target is that network's output. They are the
 *    values of G_i, scaled: weights of the hidden layer by 2 / sqrt(features),
 *    its biases by 1, output weights by 1 / sqrt(hidden); the output has no
 *    bias. With common^2 + heterogeneity^2 = 1 a hidden unit sees sums of
 *    variance 5, well into the bends of tanh.
 *
 * @param task the task.
 * @param device index of the device.
 * @param stream as in MakeRegressionTask().
 * @return the generator.
 * @throws InputError as MakeRegressionTask() does.
 */
std::vector<float> DrawRegressionGenerator(const RegressionTask& task,
                                           uint32_t device,
                                           int64_t stream);

/**
 * @ingroup stardust
 * Draw a synthetic regression task: samples a ~ N(0, I), target = what the
 * device's generator gives for a, plus noise * N(0, 1).
 *
 * Samples are in the order of the devices, and their group is the device. What
 * a device draws does not depend on the number of devices, nor on the number of
 * samples (more of them follow the same first ones), nor on noise, common and
 * heterogeneity, which only scale it. The samples themselves, without their
 * targets, are the same for both kinds.
 *
 * @param task its parameters.
 * @param stream first of 1 + 3 * devices random streams used: what is common,
 *        then each device's own part of the generator, samples and noise.
 * @return the samples, a regression set with groups.
 * @throws InputError if there is no device, sample, feature or (nonlinear)
 *         hidden unit, a weight or the noise is negative or not finite, or
 *         there are 2^32 samples or more.
 */
Ptr<LabeledDataset> MakeRegressionTask(const RegressionTask& task, int64_t stream);

} // namespace stardust
} // namespace ns3

#endif // REGRESSION_TASK_H
